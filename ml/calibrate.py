"""Find the factors on the detectors' limits that meet a budget of false alerts, on traffic without faults.

    python -m ml.calibrate                                  on simulated traffic, in two to three minutes
    python -m ml.calibrate --recording polls.jsonl.gz       on a recording, one answer of /states/all per line
    python -m ml.calibrate --budget 20 --out my.json        for 20 false alerts per 1,000 airborne hours

Writes CALIBRATION_FILE. The traffic is measured with its polls thinned to 5, 10, 30, 90 and 300 s, so far as it has
them, and each pace has its own factors. Only the recording's aircraft in the calibration split are used, so that the
evaluation can test on others. Every alert counts as false, even an emergency, so nothing noteworthy may happen in the
data. Alerts of severity info do not count.
"""

import argparse
import gc
import itertools
import math
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from common.commands import run_main
from common.errors import InputRefused
from common.garbage import collect_garbage_between_batches
from common.settings import load_settings
from ml.calibration.honest_errors import error_words, quantile_words
from ml.calibration.limit_factors import Calibration, save
from ml.calibration.measurements import FAMILIES, Measurements
from ml.calibration.solver import Solved, allowed_alerts, calibration_of, solve
from ml.calibration.traffic import SIMULATION, SPLIT, Simulation, file_hash, recorded_poll_times, recorded_polls
from ml.thinning import interval_s

BUDGET_PER_1000_H = 50.0

TABLES_WIDTH = 120
"""Characters to a line of the tables."""

POLLS_AT_ONCE = 10
"""Polls in memory at a time; the results do not depend on it."""


@run_main("calibration")
def main(arguments: list[str] | None = None, *, simulation: Simulation = SIMULATION) -> int:
    """Write a calibration and return the exit code; `simulation` is the traffic used without a recording."""
    collect_garbage_between_batches()
    options = _parse(arguments)
    out = options.out or load_settings().calibration_file
    with _progress() as progress:
        measured = measure(options.recording, simulation, progress)
    solved = solve(measured, budget_per_1000_h=options.budget)
    calibration = calibration_of(
        measured,
        solved,
        source=_recording_words(options.recording, measured) if options.recording else simulation.words(),
        data_hash=file_hash(options.recording) if options.recording else simulation.data_hash(),
        budget_per_1000_h=options.budget,
        made_at=datetime.now(UTC).date(),
    )
    save(calibration, out)
    console = Console(width=TABLES_WIDTH)
    console.print(_factors_table(calibration, solved))
    console.print(_errors_table(calibration))
    if not allowed_alerts(measured, budget_per_1000_h=options.budget):
        print(
            "calibration: too little data for the budget: no family is allowed a single alert, so each factor is as "
            f"large as the worst fix requires. Allowing one alert takes {_hours_for_one_alert(options.budget)}.",
            file=sys.stderr,
        )
    print(f"calibration of {calibration.source}: {out}")
    return 0


def measure(recording: Path | None, simulation: Simulation, progress: Progress) -> Measurements:
    """Return the detectors' measurements, without factors, of the recording, or of the simulation if there is none.

    Raises RecordingError when a recording cannot be read, InputRefused when no aircraft of its split flies or its polls
    are too far apart.
    """
    polls = recorded_polls(recording) if recording else simulation.polls()
    measured = Measurements(recorded_poll_times(recording) if recording else simulation.poll_times())
    task = progress.add_task("polls", total=len(measured.poll_times))
    while some := list(itertools.islice(polls, POLLS_AT_ONCE)):
        measured.add(some)
        progress.advance(task, len(some))
        gc.collect()
    if len(measured.poll_times) > 1 and not measured.paces:
        raise InputRefused(f"polls {interval_s(measured.poll_times):.0f} s apart are too rare to calibrate on")
    if not measured.airborne_hours:
        raise InputRefused(f"no aircraft of the {SPLIT} split flies in {recording}" if recording else "nothing flies")
    return measured


def _recording_words(path: Path, measured: Measurements) -> str:
    hours = (measured.poll_times[-1] - measured.poll_times[0]) / 3_600
    return f"recording {path.name}, {measured.aircraft:,} aircraft of the {SPLIT} split, {hours:.1f} h"


def _hours_for_one_alert(budget_per_1000_h: float) -> str:
    if not budget_per_1000_h:
        return "a budget above 0"
    return f"{len(FAMILIES) / budget_per_1000_h * 1_000:,.0f} airborne hours"


def _factors_table(calibration: Calibration, solved: list[Solved]) -> Table:
    table = Table(
        "family",
        *(f"polls {pace} s apart" for pace in calibration.paces),
        title=f"Factors, and alerts per 1,000 h before and after: {calibration.airborne_hours:,.0f} airborne hours, "
        f"{sum(calibration.fixes):,} fixes",
    )
    for each in solved:
        cells = zip(each.factors, each.before, each.after, strict=True)
        table.add_row(
            each.family,
            *(f"{factor:.3f} ({_rates(calibration, before, after)})" for factor, before, after in cells),
        )
    before, after = (np.sum([each.before for each in solved], axis=0), np.sum([each.after for each in solved], axis=0))
    in_all = zip(before.tolist(), after.tolist(), strict=True)
    table.add_row("in all", *(f"      {_rates(calibration, *counts)}" for counts in in_all))
    return table


def _rates(calibration: Calibration, before: int, after: int) -> str:
    one, other = (f"{count / calibration.airborne_hours * 1_000:.1f}" for count in (before, after))
    return f"{one} → {other}"


def _errors_table(calibration: Calibration) -> Table:
    table = Table(
        "step",
        "phase",
        "steps",
        "along the track (m)",
        "to the side (m)",
        "in height (m)",
        title=f"How far honest aircraft were from where they were expected: {quantile_words()}",
    )
    for each in calibration.errors:
        quantiles = (error_words(of_measure) for of_measure in (each.along, each.across, each.height))
        table.add_row(f"{each.pace} s", each.phase, f"{each.steps:,}", *quantiles)
    return table


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ml.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recording", type=Path, help="recorded polls, one answer per line; gzipped if named .gz")
    parser.add_argument(
        "--budget",
        type=_budget,
        default=BUDGET_PER_1000_H,
        help="false alerts per 1,000 airborne hours, over all families",
    )
    parser.add_argument("--out", type=Path, help="file to write the calibration to (CALIBRATION_FILE)")
    return parser.parse_args(arguments)


def _budget(text: str) -> float:
    try:
        budget = float(text)
    except ValueError:
        budget = math.nan
    if not 0 <= budget < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of at least 0")
    return budget


if __name__ == "__main__":
    sys.exit(main())
