"""Measure the detection: inject faults into recorded traffic, count what is found, write the report.

    python -m ml.evaluate                                  on simulated traffic, recorded on the spot
    python -m ml.evaluate --recording polls.jsonl.gz       on a recording, one answer of /states/all per line
    python -m ml.evaluate --kinds "ghost" "replay" --seeds 1 --report output/detection.md

Writes docs/detection.md, or docs/detection-simulated.md for simulated traffic, and the report's pictures.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from common.commands import run_main, whole_number
from common.errors import InputRefused
from common.settings import ROOT
from ml.evaluation.faults.kinds import KINDS, FaultKind
from ml.evaluation.faults.scenes import flights_in, scenes_in
from ml.evaluation.flights import SPLITS, Recording, read_flights
from ml.evaluation.methods.detection import THIS_DETECTION, MakeScorer
from ml.evaluation.methods.methods import Methods
from ml.evaluation.report.report import make_room, write_report
from ml.evaluation.results import Results
from ml.evaluation.simulated import record_simulated
from ml.evaluation.trials import Outcome, Stage, Traffic, run_trials, trials_of

REPORT = ROOT / "docs" / "detection.md"
SIMULATED_REPORT = ROOT / "docs" / "detection-simulated.md"
SEEDS = 5
SHORTEST_MINUTES = 10
"""The least simulated traffic (minutes): a fault needs a flight of several minutes."""


@run_main("evaluation")
def main(arguments: list[str] | None = None, *, make_scorer: MakeScorer = THIS_DETECTION) -> int:
    """Return the exit code; `make_scorer` builds the detection under evaluation."""
    options = _parse(arguments)
    report = options.report or (REPORT if options.recording else SIMULATED_REPORT)
    with _progress() as progress, _recording(options, progress) as path:
        recording = read_flights(path)
        make_room(report)
        stage = prepare(recording, make_scorer, progress)
        kinds = [kind for kind in KINDS if not options.kinds or kind.name in options.kinds]
        outcomes = try_all(kinds, stage, options, progress)
        results = Results.of(recording, stage, outcomes, name=path.name, seeds=options.seeds)
        write_report(results, report)
    print(f"report in {report}")
    return 0


def prepare(recording: Recording, make_scorer: MakeScorer, progress: Progress) -> Stage:
    """Fit on the training split, set thresholds on the calibration split, run over the traffic without faults.

    Raises InputRefused when the recording is too small.
    """
    for split in SPLITS:
        if recording.of_split(split).empty:
            raise InputRefused(f"no aircraft of the recording is in the {split} split")
    if not any(scenes_in(flights_in(recording.of_split("test")), split="test")):
        raise InputRefused("no flight of the test split is long enough for a fault")
    steps = progress.add_task("fit and calibrate", total=3)
    methods = Methods.of(make_scorer, recording)
    progress.advance(steps)
    test = Traffic.of(recording.of_split("test"), recording.poll_times, methods)
    progress.advance(steps)
    everyone = Traffic.of(recording.rows, recording.poll_times, methods)
    progress.advance(steps)
    return Stage(methods, test, everyone)


def try_all(kinds: list[FaultKind], stage: Stage, options: argparse.Namespace, progress: Progress) -> pd.DataFrame:
    """Run the trials of these kinds; return a row per fault and method."""
    trials = trials_of(kinds, seeds=options.seeds)
    task = progress.add_task("trials", total=len(trials))
    outcomes: list[Outcome] = []
    for of_trial in run_trials(trials, stage, jobs=options.jobs):
        outcomes += of_trial
        progress.advance(task)
    return pd.DataFrame(outcomes)


@contextmanager
def _recording(options: argparse.Namespace, progress: Progress) -> Iterator[Path]:
    """Yield the recording asked for, or a temporary one of simulated traffic."""
    if options.recording:
        yield options.recording
        return
    with tempfile.TemporaryDirectory(prefix="flightwatch-evaluation-") as folder:
        path = Path(folder) / f"simulated_{options.simulate}_min.jsonl.gz"
        task = progress.add_task("record simulated traffic")
        for left in record_simulated(path, minutes=options.simulate):
            progress.update(task, advance=1, total=progress.tasks[task].completed + 1 + left)
        yield path


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ml.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--recording", type=Path, help="recorded polls, one answer per line; gzipped if named .gz")
    source.add_argument(
        "--simulate",
        type=whole_number(least=SHORTEST_MINUTES),
        default=50,
        metavar="MINUTES",
        help="minutes of simulated traffic to record",
    )
    seeds_help = "how many times to run each trial, each time with another seed"
    parser.add_argument("--seeds", type=whole_number(least=1), default=SEEDS, help=seeds_help)
    names = [kind.name for kind in KINDS]
    kinds_help = f"kinds of fault to inject, all when unset: {', '.join(names)}"
    parser.add_argument("--kinds", nargs="+", choices=names, metavar="KIND", help=kinds_help)
    parser.add_argument("--report", type=Path, help="file to write; its pictures go to images/ beside it")
    parser.add_argument("--jobs", type=whole_number(least=1), default=os.cpu_count() or 1, help="processes to use")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
