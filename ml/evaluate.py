"""Measure the detection: inject faults into recorded traffic, count what is found, write the report.

    python -m ml.evaluate                                  on simulated traffic, recorded on the spot
    python -m ml.evaluate --recording polls.jsonl.gz       on a recording, one answer of /states/all per line
    python -m ml.evaluate --kinds "ghost" "replay" --seeds 1 --paces 10 90 --alerts-only --report output/detection.md

Each recording is replayed with its polls thinned to every pace, as someone who polls less often would have got it.

Writes docs/detection.md, or docs/detection-simulated.md for simulated traffic, and the report's pictures.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from common.commands import run_main, whole_number
from common.errors import InputRefused
from common.settings import ROOT
from ml.evaluation.false_alerts import FalseAlerts, of_aircraft
from ml.evaluation.faults.kinds import KINDS, FaultKind
from ml.evaluation.faults.scenes import flights_in, scenes_in
from ml.evaluation.flights import SPLITS, Recording, read_flights
from ml.evaluation.honest_errors import honest_errors
from ml.evaluation.methods.detection import THIS_DETECTION, MakeScorer
from ml.evaluation.methods.methods import ALERTS, Methods
from ml.evaluation.negatives.catalogue import NEGATIVE_PACES_S, judge_negatives
from ml.evaluation.negatives.disturbed import disturbed_alerts
from ml.evaluation.pace import PACES, USUAL, Pace
from ml.evaluation.real_events import RealEvent, real_events
from ml.evaluation.report.report import make_room, write_report
from ml.evaluation.results import FalseByPace, RecordingFacts, Results, false_alerts_at, false_alerts_by_method
from ml.evaluation.simulated import record_simulated
from ml.evaluation.thinning import at_pace, paces_of
from ml.evaluation.trials import Outcome, Stage, Stages, run_trials, trials_of
from ml.thinning import interval_s

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
    with _progress() as progress, _recordings(options, progress) as paths:
        make_room(report)
        recordings = {path.name: read_flights(path) for path in paths}
        stages = prepare(recordings[paths[0].name], make_scorer, options, progress)
        false = {paths[0].name: false_alerts_at(stages)}
        fastest = next(iter(stages.values()))
        alarms = fastest.everyone.assessment.alarms[ALERTS, 0]
        polled = at_pace(recordings[paths[0].name], fastest.pace)
        events = real_events(polled, alarms, name=paths[0].name)
        for path in paths[1:]:
            false[path.name], of_other = judge_other(path.name, recordings[path.name], make_scorer, options, progress)
            events += of_other
        kinds = [kind for kind in KINDS if not options.kinds or kind.name in options.kinds]
        results = Results(
            recordings=[RecordingFacts.of(recording, name=name) for name, recording in recordings.items()],
            seeds=options.seeds,
            false=false,
            by_method=false_alerts_by_method(stages),
            events=events,
            outcomes=try_all(kinds, stages, options, progress),
            negatives=[] if options.kinds else [*judge_negatives(make_scorer, stages)],
            disturbed={} if options.kinds else disturb(recordings[paths[0].name], stages),
            errors=honest_errors(recordings[paths[0].name], [*stages]),
        )
        write_report(results, report)
    print(f"report in {report}")
    return 0


def prepare(
    recording: Recording, make_scorer: MakeScorer, options: argparse.Namespace, progress: Progress
) -> dict[Pace, Stage]:
    """Run over the traffic without faults at each pace; at the usual one, fit the other methods to compare with.

    Raises InputRefused when the recording is too small.
    """
    for split in SPLITS:
        if recording.of_split(split).empty:
            raise InputRefused(f"no aircraft of the recording is in the {split} split")
    alerts_only = Methods(make_scorer)
    stages = {}
    paces = chosen_paces(recording, options)
    steps = progress.add_task("fit and calibrate", total=len(paces))
    for pace in paces:
        polled = at_pace(recording, pace)
        if any(scenes_in(flights_in(polled.of_split("test")), split="test", pace=pace)):
            with_others = pace == USUAL and not options.alerts_only
            methods = Methods.of(make_scorer, polled) if with_others else alerts_only
            stages[pace] = Stage.of(polled, methods, pace=pace)
        progress.advance(steps)
    if not stages:
        raise InputRefused("no flight of the test split is long enough for a fault")
    return stages


def chosen_paces(recording: Recording, options: argparse.Namespace) -> list[Pace]:
    """Return the paces asked for that the recording has, from the fastest.

    Raises InputRefused when it has none of them.
    """
    paces = [pace for pace in paces_of(recording) if not options.paces or pace.seconds in options.paces]
    if not paces:
        raise InputRefused(f"polls {interval_s(recording.poll_times):.0f} s apart cannot be replayed at these paces")
    return paces


def judge_other(
    name: str, recording: Recording, make_scorer: MakeScorer, options: argparse.Namespace, progress: Progress
) -> tuple[FalseByPace, list[RealEvent]]:
    """Return the false alerts on a further recording, about aircraft of its test split, by pace, and its events."""
    paces = chosen_paces(recording, options)
    task = progress.add_task("false alerts", total=len(paces))
    by_pace: dict[Pace, FalseAlerts] = {}
    events: list[RealEvent] = []
    for pace in paces:
        polled = at_pace(recording, pace)
        alarms = Methods(make_scorer).assess(polled.rows, polled.poll_times).alarms[ALERTS, 0]
        rows = polled.of_split("test")
        events = events if by_pace else real_events(polled, alarms, name=name)
        by_pace[pace] = FalseAlerts.of(of_aircraft(alarms, rows, of_all=polled.rows), rows, pace=pace)
        progress.advance(task)
    return by_pace, events


def disturb(recording: Recording, stages: Stages) -> dict[Pace, Mapping[str, FalseAlerts]]:
    """Return the alerts on the recorded traffic as an imperfect source would have sent it, at the negatives' paces."""
    return {
        pace: disturbed_alerts(recording, stage.methods, pace)
        for pace, stage in stages.items()
        if pace.seconds in NEGATIVE_PACES_S
    }


def try_all(kinds: list[FaultKind], stages: Stages, options: argparse.Namespace, progress: Progress) -> pd.DataFrame:
    """Run the trials of these kinds at all paces; return a row per fault and method."""
    trials = [trial for pace in stages for trial in trials_of(kinds, seeds=options.seeds, pace=pace)]
    task = progress.add_task("trials", total=len(trials))
    outcomes: list[Outcome] = []
    for of_trial in run_trials(trials, stages, jobs=options.jobs):
        outcomes += of_trial
        progress.advance(task)
    return pd.DataFrame(outcomes)


@contextmanager
def _recordings(options: argparse.Namespace, progress: Progress) -> Iterator[list[Path]]:
    """Yield the recordings asked for, or a temporary one of simulated traffic."""
    if options.recording:
        yield options.recording
        return
    with tempfile.TemporaryDirectory(prefix="flightwatch-evaluation-") as folder:
        path = Path(folder) / f"simulated_{options.simulate}_min.jsonl.gz"
        fastest = min(options.paces or [pace.seconds for pace in PACES])
        task = progress.add_task("record simulated traffic")
        for left in record_simulated(path, minutes=options.simulate, interval_s=fastest):
            progress.update(task, advance=1, total=progress.tasks[task].completed + 1 + left)
        yield [path]


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ml.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    source = parser.add_mutually_exclusive_group()
    recording_help = (
        "recorded polls, one answer per line; gzipped if named .gz. Faults are injected into the first recording; "
        "false alerts are counted in all"
    )
    source.add_argument("--recording", type=Path, nargs="+", action="extend", help=recording_help)
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
    kinds_help = f"kinds of fault to inject, all of them and the hard negatives when unset: {', '.join(names)}"
    parser.add_argument("--kinds", nargs="+", choices=names, metavar="KIND", help=kinds_help)
    paces_help = "seconds between polls; default: all of these that the recording has"
    parser.add_argument("--paces", type=int, nargs="+", choices=[pace.seconds for pace in PACES], help=paces_help)
    alerts_help = "leave out the other methods, for a quick run"
    parser.add_argument("--alerts-only", action="store_true", help=alerts_help)
    parser.add_argument("--report", type=Path, help="file to write; its pictures go to images/ beside it")
    parser.add_argument("--jobs", type=whole_number(least=1), default=os.cpu_count() or 1, help="processes to use")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
