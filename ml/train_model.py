"""Train the Isolation Forest, once, before the streaming job starts or while it runs.

    python ml/train_model.py                          from the topic (waits for the producer)
    python ml/train_model.py --file polls.jsonl.gz    from recorded polls
    python ml/train_model.py --api                    from the API (costs credits)

Writes isolation_forest_model.pkl, scaler.pkl and model.json, which describes both, to `ml/` (MODEL_DIR). An existing
model is replaced only by one that does as well on records that neither was trained on (--replace skips that
comparison). A running job loads a new model by itself.
"""

import argparse
import itertools
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import Progress

from common.clock import SystemClock
from common.commands import run_main, whole_number
from common.errors import (
    FlightwatchError,
    InputRefused,
    ModelRefused,
    SourceUnavailable,
)
from common.kafka.connection import KafkaConnection
from common.settings import Settings, load_settings
from contracts.state_vector import StateVector
from ml.forest.comparison import HELD_OUT, compare
from ml.forest.model import AnomalyModel, Trained, load_model, save_model, train
from ml.forest.training_data import (
    airborne_only,
    features_of,
    split_by_aircraft,
    states_of_api,
    states_of_file,
    states_of_topic,
)
from opensky.client import OpenSkyClient

FEWEST = 800
USUAL = 2_000

States = list[StateVector]


@run_main("training")
def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    settings = load_settings(model_dir=options.model_dir)
    states = gathered(options, settings)
    if len(states) < FEWEST:
        raise _too_few(len(states), options)
    in_use = None if options.replace else model_in_use(settings.model_dir)
    states, held_out = split_by_aircraft(states, share=HELD_OUT) if in_use else (states, [])
    features, data = features_of(states)
    trained = train(features)
    if in_use and (objection := compared(trained, in_use, held_out)):
        print(f"model {in_use.id} stays in use; the new one does worse: {objection}")
        return 0
    model_id = save_model(settings.model_dir, *trained, data)
    print(
        f"model {model_id}, trained on {data.records} records ({', '.join(data.sources)}), is in {settings.model_dir}"
    )
    return 0


def model_in_use(directory: Path) -> AnomalyModel | None:
    """Return the model that a new one would replace, None if there is no usable one."""
    try:
        return load_model(directory)
    except ModelRefused:
        return None


def compared(trained: Trained, in_use: AnomalyModel, held_out: States) -> str | None:
    """Print how both models do on the held-out records; return the objection to the new one, None if there is none."""
    comparison = compare(AnomalyModel(*trained, id="new"), in_use, features_of(held_out)[0])
    for name, quality in (("new", comparison.new), (in_use.id, comparison.in_use)):
        print(f"  {name:12} flags {quality.flagged:6.1%} of {len(held_out)} ordinary records, ", end="")
        print(f"separates impossible ones with AUROC {quality.separation:.3f}")
    return comparison.objection


def states_from(options: argparse.Namespace, settings: Settings) -> Iterator[StateVector]:
    """Return the records of the chosen source."""
    until = time.monotonic() + options.wait
    if options.file:
        return states_of_file(options.file)
    if options.api:
        clock = SystemClock()
        client = OpenSkyClient.from_settings(settings, clock=clock)
        return states_of_api(client, bbox=settings.opensky_bbox, clock=clock, until=until)
    return states_of_topic(KafkaConnection.from_settings(settings), settings.kafka_topic, until=until)


def gathered(options: argparse.Namespace, settings: Settings) -> States:
    """Return records of the chosen source, as many as asked for or as there are.

    Raises SourceUnavailable when the brokers cannot be reached.
    """
    try:
        return collect(states_from(options, settings), wanted=options.records)
    except (KafkaError, OSError) as error:
        brokers = settings.kafka_bootstrap_servers
        raise SourceUnavailable(f"no broker at {brokers}: {error or type(error).__name__}") from None


def collect(states: Iterator[StateVector], *, wanted: int) -> list[StateVector]:
    """Take as many usable records as wanted, or as there are, and show the progress."""
    logging.getLogger("kafka").setLevel(logging.ERROR)
    collected = []
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("airborne state vectors", total=wanted)
        for state in itertools.islice(airborne_only(states), wanted):
            collected.append(state)
            progress.advance(task)
    return collected


def _too_few(found: int, options: argparse.Namespace) -> FlightwatchError:
    shortage = f"{found} airborne state vectors found, {FEWEST} needed"
    if options.file:
        return InputRefused(f"{options.file}: {shortage}")
    return SourceUnavailable(f"{shortage}; waited {options.wait:.0f} s, see --wait")


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--file", type=Path, help="recorded polls, one answer per line; gzipped if named .gz")
    source.add_argument("--api", action="store_true", help="poll the API")
    parser.add_argument(
        "--records", type=whole_number(least=FEWEST), default=USUAL, help=f"how many to train on, at least {FEWEST}"
    )
    parser.add_argument("--wait", type=float, default=300.0, help="seconds to wait for the records (not with --file)")
    parser.add_argument("--replace", action="store_true", help="replace an existing model without comparing")
    parser.add_argument("--model-dir", help="folder for the model (MODEL_DIR)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
