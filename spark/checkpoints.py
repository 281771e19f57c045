"""What the streaming job goes on from: its checkpoint, the states of the shards and the outputs have to fit each other.

If they don't, because the topic is another one or a folder was removed, going on would lose records or double them. The
job then puts its outputs aside and reads the topic from its beginning.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import structlog

from common.errors import SettingsError, StateLost
from common.files.json_files import read_json, write_json
from common.files.previous import move_to_previous
from contracts.outputs import KEPT_OUTPUTS, Outputs
from spark.resharding import resharded
from spark.shard_states import ShardStates, shards_in

QUERY = "flights"
VERSION = 1

log = structlog.get_logger()


@dataclass(frozen=True)
class Origin:
    """The topic that outputs were made from, with Kafka's id of it: a topic that is made anew gets another."""

    topic: str
    topic_id: str
    version: int = VERSION


def checkpoint_of(outputs: Outputs, checkpoint_dir: str | None) -> str:
    """Return where the query keeps its checkpoint, a path or a URL."""
    return f"{checkpoint_dir or outputs.checkpoints}/{QUERY}"


@contextmanager
def claimed(outputs: Outputs) -> Iterator[None]:
    """Keep other streaming jobs off these outputs. Raises SettingsError when another one has them."""
    outputs.checkpoints.mkdir(parents=True, exist_ok=True)
    with _lock_file(outputs).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(f"another streaming job writes to {outputs.root}: stop it, or set OUTPUT_DIR") from None
        yield


def prepare(outputs: Outputs, origin: Origin, *, checkpoint: str, shards: int) -> None:
    """Make the outputs ready for a job that reads this topic into this many shards; log what is put aside."""
    if reason := _misfit(outputs, origin, checkpoint):
        log.warning("starting anew, outputs put aside", reason=reason, folder=str(_put_aside(outputs, checkpoint)))
    elif (before := shards_in(outputs.shard_states)) not in (0, shards):
        _reshard(outputs, before, shards)
        log.info("aircraft distributed anew", shards=shards, before=before)
    write_json(_origin_file(outputs), asdict(origin))


def _misfit(outputs: Outputs, origin: Origin, checkpoint: str) -> str | None:
    """Return why the job cannot go on from what is there; None if it can, or if nothing is there."""
    try:
        known = read_json(_origin_file(outputs))
    except orjson.JSONDecodeError:
        known = {}
    if known is None:
        has_outputs = any(outputs.folders(output)[0].exists() for output in KEPT_OUTPUTS)
        is_older = has_outputs or Path(checkpoint).exists()
        return "they have no checkpoint, or one of an earlier release" if is_older else None
    if known.get("version") != origin.version:
        return f"they are from another version of the job ({known.get('version')}, not {origin.version})"
    if known.get("topic") != origin.topic:
        return f"they are from topic {known.get('topic')}"
    if known.get("topic_id") != origin.topic_id:
        return f"topic {origin.topic} has been made anew"
    return None if "://" in checkpoint else _state_misfit(outputs, Path(checkpoint))


def _state_misfit(outputs: Outputs, checkpoint: Path) -> str | None:
    """Return why the states of the shards do not fit the checkpoint."""
    begun, finished = (_newest(checkpoint / kind) for kind in ("offsets", "commits"))
    count = shards_in(outputs.shard_states)
    if begun is None:
        return "the checkpoint is missing" if count else None
    next_batch = 0 if finished is None else finished + 1
    if not count and next_batch:
        return "the state of the aircraft is missing"
    try:
        for number in range(count):
            ShardStates(outputs.shard_states, number).before(next_batch)
    except StateLost as error:
        return str(error)
    return None


def _newest(entries: Path) -> int | None:
    """Return the number of the newest micro-batch in a folder of Spark's checkpoint."""
    return max((int(path.name) for path in entries.glob("[0-9]*") if path.name.isdecimal()), default=None)


def _reshard(outputs: Outputs, before: int, shards: int) -> None:
    """Replace the states by those of another number of shards, in one step."""
    old = [ShardStates(outputs.shard_states, number) for number in range(before)]
    folder = outputs.shard_states.with_name(".shards")
    shutil.rmtree(folder, ignore_errors=True)
    for batch_id in sorted(set.intersection(*(each.batches() for each in old))):
        states = resharded([each.after(batch_id) for each in old], shards)
        for number, state in enumerate(states):
            ShardStates(folder, number).keep(batch_id, state)
    replaced = outputs.shard_states.with_name(".shards-before")
    shutil.rmtree(replaced, ignore_errors=True)
    outputs.shard_states.rename(replaced)
    folder.rename(outputs.shard_states)
    shutil.rmtree(replaced)


def _put_aside(outputs: Outputs, checkpoint: str) -> Path:
    """Move what the job wrote to `previous/`, and return that folder."""
    written = [outputs.folders(output)[0] for output in KEPT_OUTPUTS]
    live = (
        outputs.live_flights,
        outputs.live_alerts,
        outputs.live_countries,
        outputs.live_windows,
        outputs.live_status,
    )
    states = {path for path in outputs.checkpoints.iterdir() if path != _lock_file(outputs)}
    elsewhere = set() if "://" in checkpoint else {Path(checkpoint)}
    return move_to_previous(outputs.root, (path for path in (*written, *live, *(states | elsewhere)) if path.exists()))


def _origin_file(outputs: Outputs) -> Path:
    return outputs.checkpoints / "origin.json"


def _lock_file(outputs: Outputs) -> Path:
    return outputs.checkpoints / ".lock"
