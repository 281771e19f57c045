"""`make bench`: the speed figures of the documentation, measured in one run on a broker of its own.

    python -m benchmarks [FIGURE ...] [--small]        all figures when none is named

Each figure replaces its own section of docs/benchmarks.md.
  throughput   rows per second of the job, of other frameworks, of the usual job and of parsing alone
  freshness    from Kafka's append of a record to the live picture
  producer     an answer of 10,000 aircraft, until Kafka has acknowledged it
  score        python -m ml.score: rows per second and memory
  idle         cores that the job uses at 2,000 aircraft every 10 s
  sizes        processor time per record, by aircraft and by hours of kept output
  cluster      rows per second on a Spark cluster with two workers
  start        from the start of Spark to its first result
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.broker import running_broker
from benchmarks.figures import FIGURES, Bench
from benchmarks.page import circumstances, write_section
from benchmarks.traffic import polls
from ml.forest.model import save_model, train
from ml.forest.training_data import airborne_only, features_of


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", help=f"{', '.join(FIGURES)}; all when none is named")
    parser.add_argument("--small", action="store_true", help="try it with little traffic, and leave the page as it is")
    options = parser.parse_args()
    chosen = options.figures or list(FIGURES)
    if unknown := set(chosen) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="flightwatch-bench-") as name, running_broker(Path(name)) as kafka:
        train_model(Path(name) / "model")
        for figure in chosen:
            heading = circumstances(load=os.getloadavg()[0])
            section = f"{heading}\n\n{FIGURES[figure](Bench(kafka, Path(name), small=options.small))}"
            print(f"\n{figure}: {section}", flush=True)
            if not options.small:
                write_section(f"make bench, {figure}", section)
    return 0


def train_model(directory: Path) -> None:
    """Train a model on the benchmark's own traffic."""
    states = [state for poll in polls(1) for state in poll.states]
    features, data = features_of(list(airborne_only(states))[:2_000])
    save_model(directory, *train(features), data)


if __name__ == "__main__":
    sys.exit(main())
