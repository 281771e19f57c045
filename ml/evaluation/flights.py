"""A recording of polls as flights: rows by aircraft and flight, flight-hours, and the split by aircraft."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.errors import RecordingError
from contracts.state_vector import FIELDS
from ml.rates.airborne_hours import LONGEST_STEP_S
from ml.tracks.usability import is_usable
from opensky.answers import Poll, read_polls

NEW_FLIGHT_GAP_S = 3_600
"""An aircraft heard again after a longer silence (s) is on another flight."""

SPLITS = ("train", "calibrate", "test")
CLIMB, CRUISE, DESCENT, LOW = PHASES = ("climb", "cruise", "descent", "low or unknown")
GROUND = "ground"

CLIMBING_MS = 2.5
"""Vertical rate (m/s) beyond which a fix is climb or descent: 500 ft/min, more than level flight shows in calm air."""

CRUISE_FROM_M = 6_000
"""Level flight at or above this pressure altitude (m) is cruise; below it are patterns, holds and local flying."""

_NAMES = [field.name for field in FIELDS]
_FLOATS = tuple(field.name for field in FIELDS if field.type == "double")

Rows: TypeAlias = pd.DataFrame
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Recording:
    """Recorded traffic.

    rows: one per state vector in order of arrival, with the record's fields and `flight` (number of the flight in the
    recording), `split` (one of SPLITS), `phase` (one of PHASES, or GROUND). poll_times: epoch s of every poll, even
    without a usable row. source: where the traffic came from; sha256: hash of the file.
    """

    rows: Rows
    poll_times: Ints
    source: str
    sha256: str

    def of_split(self, split: str) -> Rows:
        """Return the rows of the aircraft in one split."""
        return self.rows[self.rows["split"] == split]


def read_flights(path: Path) -> Recording:
    """Read a recording, without the rows that the streaming job would reject.

    Raises RecordingError when the file cannot be read or has no usable row.
    """
    states, times = [], []
    for poll in read_polls(path):
        times.append(poll.time)
        states += poll.states
    rows = pd.DataFrame(states, columns=_NAMES, dtype=object)  # otherwise a null turns 3 into 3.0
    rows = rows.astype(dict.fromkeys(_FLOATS, float))
    rows = rows[is_usable(rows)].sort_values("poll_time", kind="stable", ignore_index=True)
    if rows.empty:
        raise RecordingError(f"{path}: no row with a position and a time")
    rows = rows.astype({"time_position": np.int64, "last_contact": np.int64, "poll_time": np.int64})
    rows["flight"] = _flight_numbers(rows)
    rows["split"] = rows["icao24"].map({address: split_of(address) for address in rows["icao24"].unique()})
    rows["phase"] = phases_of(rows)
    return Recording(
        rows=rows.copy(),  # one block of memory, which makes selecting rows much faster
        poll_times=np.unique(np.array(times, np.int64)),
        source=str(rows["source"].iloc[0]),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def split_of(icao24: str) -> str:
    """Return the split of an aircraft: by its address alone, so all its flights in all recordings share one split."""
    return SPLITS[int(hashlib.sha256(icao24.encode()).hexdigest(), 16) % len(SPLITS)]


def polls_of(rows: Rows, poll_times: Ints) -> list[Poll]:
    """Return the rows as the polls that the pipeline would receive; a poll time without rows gives an empty poll."""
    rows = rows.sort_values("poll_time", kind="stable")
    columns = {name: _with_nulls(rows[name]) if name in _FLOATS else rows[name].tolist() for name in _NAMES}
    starts = np.searchsorted(rows["poll_time"], poll_times, side="left")
    ends = np.searchsorted(rows["poll_time"], poll_times, side="right")
    return [
        Poll(int(time), {name: column[start:end] for name, column in columns.items()}, Counter())
        for time, start, end in zip(poll_times.tolist(), starts.tolist(), ends.tolist(), strict=True)
    ]


def watched_s(rows: Rows, *, longest_step_s: int = LONGEST_STEP_S) -> "pd.Series[float]":
    """Return the seconds of flight that each row adds: the step from the flight's newest earlier fix.

    Indexed like `rows`. 0 for a flight's first fix, for a repeated or late one, on the ground, and after a gap of more
    than `longest_step_s`.
    """
    newest = rows.groupby("flight")["time_position"].cummax()
    steps = newest.groupby(rows["flight"]).diff()
    return steps.where((steps <= longest_step_s) & (rows["phase"] != GROUND), 0.0).astype(float)


def hours_by_phase(rows: Rows, *, longest_step_s: int = LONGEST_STEP_S) -> dict[str, float]:
    """Return the flight-hours in each of PHASES."""
    seconds = watched_s(rows, longest_step_s=longest_step_s).groupby(rows["phase"]).sum()
    return {phase: float(seconds.get(phase, 0.0)) / 3_600 for phase in PHASES}


def phases_of(rows: Rows) -> npt.NDArray[np.str_]:
    """Return the phase of each row with the fields of a state vector, one of PHASES or GROUND: shape (n,)."""
    rate, altitude = rows["vertical_rate"], rows["baro_altitude"]
    conditions = [
        rows["on_ground"].to_numpy(bool),
        rate > CLIMBING_MS,
        rate < -CLIMBING_MS,
        rate.notna() & (altitude >= CRUISE_FROM_M),
    ]
    return np.select(conditions, [GROUND, CLIMB, DESCENT, CRUISE], LOW)


def _flight_numbers(rows: Rows) -> Ints:
    by_aircraft = rows.sort_values(["icao24", "poll_time"], kind="stable")
    gap_s = by_aircraft.groupby("icao24")["poll_time"].diff()
    numbers = (gap_s.isna() | (gap_s >= NEW_FLIGHT_GAP_S)).cumsum() - 1
    in_order: Ints = numbers.reindex(rows.index).to_numpy(np.int64)
    return in_order


def _with_nulls(column: "pd.Series[float]") -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]
