"""Solve the factors on the detectors' limits for a budget of false alerts, on traffic without faults.

    python -m ml.calibrate                                  on simulated traffic, in one to two minutes
    python -m ml.calibrate --recording polls.jsonl.gz       on a recording, one answer of /states/all per line
    python -m ml.calibrate --budget 20 --out my.json        for 20 false alerts per 1,000 airborne hours

Writes CALIBRATION_FILE. Of a recording only the aircraft of the calibration split are used, so that the evaluation
can test on others. Whatever fires counts as a false alert, also an emergency: the data must be such that nothing
noteworthy happens in them. Only alerts of severity info don't count.
"""

import argparse
import hashlib
import itertools
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from common.commands import run_main
from common.errors import SettingsError
from common.garbage import collect_garbage_seldom
from common.settings import load_settings
from contracts.state_vector import SIMULATED
from ml.calibration.limit_factors import (
    RATIOS,
    VERSION,
    Calibration,
    Exceedances,
    exceedance_counts,
    save,
    smallest_factor,
)
from ml.detectors.detection import moved_on, ratios
from ml.detectors.detectors import DETECTORS
from ml.evaluation.flights import split_of
from ml.rates.airborne_hours import AirborneHours
from ml.scorer import new_states
from ml.tracks.new_fixes import LastFixes, address_numbers
from ml.tracks.tracks import Tracks
from opensky.answers import Poll, parse_answer, read_polls
from opensky.rows import Columns
from simulator.backends.simulated import SimulatedTraffic

SPLIT = "calibrate"
BUDGET_PER_1000_H = 50.0
FAMILIES = tuple(dict.fromkeys(detector.family for detector in DETECTORS if detector.severity != "info"))
"""Those whose alerts count against the budget. What only informs raises no false alarm: that an aircraft circles, or
is badly received, is nothing to widen limits for."""

POLLS_AT_ONCE = 10
"""What is in memory at a time; the results do not depend on it."""


@dataclass(frozen=True)
class Simulation:
    """Simulated traffic without faults and emergencies, the same whenever it is asked for.

    That is why it does not come from the local server as the evaluation's does, which shows the last hour only.
    """

    aircraft: int = 2_000
    seed: int = 1
    faults_per_hour: float = 0.0
    start: int = 1_790_000_000
    hours: int = 4
    interval_s: int = 10

    def words(self) -> str:
        amount = f"{self.aircraft:,} aircraft, seed {self.seed}, {self.hours} h"
        return f"simulated traffic, {amount}, polls {self.interval_s} s apart"

    def data_hash(self) -> str:
        """Of the parameters as text: the traffic follows from them."""
        return hashlib.sha256(orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)).hexdigest()

    def poll_times(self) -> range:
        """Epoch s."""
        return range(self.start, self.start + self.hours * 3_600, self.interval_s)

    def polls(self) -> Iterator[Poll]:
        traffic = SimulatedTraffic(self.aircraft, self.seed, self.faults_per_hour)
        for time in self.poll_times():
            yield parse_answer({"time": time, "states": traffic.at(time).rows}, source=SIMULATED)


def recorded_polls(path: Path) -> Iterator[Poll]:
    """The polls of a recording with the aircraft of the calibration split only.

    Raises RecordingError when the file cannot be read on, or a line is no answer.
    """
    split = cache(split_of)
    for poll in read_polls(path):
        chosen = [split(address) == SPLIT for address in poll.columns["icao24"]]
        columns: Columns = {name: [*itertools.compress(values, chosen)] for name, values in poll.columns.items()}
        yield Poll(poll.time, columns, poll.invalid)


def file_hash(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class Measurements:
    """What the detectors measure in polls, given in order in as many parts as one likes: counts, and the fixes beyond
    a limit. Their number is all that grows with the polls."""

    def __init__(self) -> None:
        self.fixes = 0
        self.aircraft: set[int] = set()
        self.first_poll = self.last_poll = 0
        self.airborne_hours = 0.0
        self._airborne = AirborneHours()
        self._known = LastFixes.none()
        self._tracks = Tracks.none()
        self._counts = {detector.name: np.zeros(len(RATIOS), np.int64) for detector in DETECTORS}
        self._beyond: dict[str, list[Exceedances]] = defaultdict(list)

    def add(self, polls: list[Poll]) -> None:
        """Take the next polls."""
        self.first_poll = self.first_poll or polls[0].time
        self.last_poll = polls[-1].time
        new, self._known, _ = new_states(polls, self._known)
        if new.empty:
            return
        self.airborne_hours += self._airborne.add(new["icao24"], new["time_position"], new["on_ground"])
        rows, extended = moved_on(new, self._tracks)
        of_detector = ratios(extended)
        self._tracks = extended.kept(now=int(new["poll_time"].max()))
        self.fixes += len(rows)
        addresses, poll_times = address_numbers(new["icao24"])[rows], new["poll_time"].to_numpy(np.int64)[rows]
        self.aircraft.update(addresses.tolist())
        for name, of_fixes in of_detector.items():
            self._counts[name] += exceedance_counts(of_fixes)
        for family in FAMILIES:
            of_family = [of_detector[detector.name] for detector in DETECTORS if detector.family == family]
            # Rounded up to thousandths: a factor that is one of them is solved for as it is written.
            largest = np.ceil(np.fmax.reduce(of_family) * 1_000) / 1_000
            self._beyond[family].append(Exceedances(addresses, poll_times, largest).above(1))

    def exceedances(self, family: str) -> Exceedances:
        """The fixes at which a detector of the family was beyond its limit; ratios in thousandths, rounded up."""
        parts = self._beyond[family]
        return Exceedances(
            np.concatenate([np.empty(0, np.uint32), *(part.addresses for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.poll_times for part in parts)]),
            np.concatenate([np.empty(0), *(part.ratios for part in parts)]),
        )

    def counts(self) -> dict[str, tuple[int, ...]]:
        """By detector how many fixes were at or above each of RATIOS."""
        return {name: tuple(counts.tolist()) for name, counts in self._counts.items()}


@dataclass(frozen=True)
class Solved:
    """A family's factor, and its alerts with limits as they are and with the factor."""

    family: str
    factor: float
    before: int
    after: int


def allowed_alerts(measured: Measurements, *, budget_per_1000_h: float) -> int:
    """How many alerts a family's share of the budget, the same for all, allows in the data: rounded down, so that in
    few hours a small budget allows none."""
    return int(budget_per_1000_h / len(FAMILIES) * measured.airborne_hours / 1_000)


def solve(measured: Measurements, *, budget_per_1000_h: float) -> list[Solved]:
    """The smallest factor of each family that keeps to its share of the budget."""
    allowed = allowed_alerts(measured, budget_per_1000_h=budget_per_1000_h)
    solved = []
    for family in FAMILIES:
        exceedances = measured.exceedances(family)
        factor = smallest_factor(exceedances, allowed=allowed)
        solved.append(Solved(family, factor, exceedances.alerts(), exceedances.above(factor).alerts()))
    return solved


def calibration_of(
    measured: Measurements,
    solved: list[Solved],
    *,
    source: str,
    data_hash: str,
    budget_per_1000_h: float,
    made_at: date,
) -> Calibration:
    """The calibration as it is saved."""
    return Calibration(
        version=VERSION,
        data_hash=data_hash,
        source=source,
        made_at=made_at,
        budget_per_1000_h=budget_per_1000_h,
        airborne_hours=round(measured.airborne_hours, 1),
        fixes=measured.fixes,
        families={each.family: each.factor for each in solved},
        exceedances=measured.counts(),
    )


@run_main("calibration")
def main(arguments: list[str] | None = None, *, simulation: Simulation = Simulation()) -> int:
    """Returns the exit code; `simulation` is the traffic that stands in for a recording."""
    collect_garbage_seldom()
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
    Console().print(_table(calibration, solved))
    if not allowed_alerts(measured, budget_per_1000_h=options.budget):
        print(
            "calibration: the data are too few for the budget, no family is allowed a single alert: each factor is as "
            f"large as its worst fix. One alert takes {_hours_for_one_alert(options.budget)}.",
            file=sys.stderr,
        )
    print(f"calibration of {calibration.source}: {out}")
    return 0


def measure(recording: Path | None, simulation: Simulation, progress: Progress) -> Measurements:
    """Run the detectors, without factors, over the recording or else the simulation.

    Raises RecordingError when a recording cannot be read, SettingsError when no aircraft of its split flies.
    """
    polls = recorded_polls(recording) if recording else simulation.polls()
    total = None if recording else len(simulation.poll_times())
    task = progress.add_task("polls", total=total)
    measured = Measurements()
    while some := list(itertools.islice(polls, POLLS_AT_ONCE)):
        measured.add(some)
        progress.advance(task, len(some))
    if not measured.airborne_hours:
        raise SettingsError(f"no aircraft of the {SPLIT} split flies in {recording}" if recording else "nothing flies")
    return measured


def _recording_words(path: Path, measured: Measurements) -> str:
    hours = (measured.last_poll - measured.first_poll) / 3_600
    return f"recording {path.name}, {len(measured.aircraft):,} aircraft of the {SPLIT} split, {hours:.1f} h"


def _hours_for_one_alert(budget_per_1000_h: float) -> str:
    if not budget_per_1000_h:
        return "a budget above 0"
    return f"{len(FAMILIES) / budget_per_1000_h * 1_000:,.0f} airborne hours"


def _table(calibration: Calibration, solved: list[Solved]) -> Table:
    table = Table(
        "family",
        "factor",
        "alerts per 1,000 h before",
        "after",
        title=f"{calibration.fixes:,} fixes, {calibration.airborne_hours:,.0f} airborne hours",
    )
    in_all = Solved("in all", 1.0, sum(each.before for each in solved), sum(each.after for each in solved))
    for each in (*solved, in_all):
        before, after = (f"{count / calibration.airborne_hours * 1_000:.1f}" for count in (each.before, each.after))
        table.add_row(each.family, "" if each is in_all else f"{each.factor:.3f}", before, after)
    return table


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ml.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recording", type=Path, help="recorded polls, one answer per line, .gz by name")
    parser.add_argument(
        "--budget", type=_budget, default=BUDGET_PER_1000_H, help="false alerts per 1,000 airborne hours, all families"
    )
    parser.add_argument("--out", type=Path, help="where the calibration goes (CALIBRATION_FILE)")
    return parser.parse_args(arguments)


def _budget(text: str) -> float:
    try:
        budget = float(text)
    except ValueError:
        budget = math.nan
    if not 0 <= budget < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of alerts from 0")
    return budget


if __name__ == "__main__":
    sys.exit(main())
