"""Run all detectors over new fixes, given the fixes before them: the same code for the stream, a file and a batch."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.calibration.limit_factors import NO_CALIBRATION, Calibration
from ml.detectors.detector import Detector
from ml.detectors.detectors import DETECTORS
from ml.detectors.findings import Finding
from ml.detectors.jumps import jumped
from ml.detectors.steps import late_s
from ml.emitters import is_aircraft
from ml.tracks.motion import Rates, with_steps
from ml.tracks.new_fixes import address_numbers
from ml.tracks.reported_fields import reported_columns
from ml.tracks.tracks import Extended, Tracks

RESIDUALS = ("along", "across", "climb")
"""Columns that are published with each record (m/s): see `ml.tracks.motion`."""

JUMPS = ("jump_along_m", "jump_aside_m")
"""Displacement (m) by a jump, along the course and to the right of it, to find aircraft that jump together."""

LATE_S = "late_s"
"""By how many seconds of flight the newest step is too short, negative where it is too long, to find clocks that are
off (`ml.sources.clocks`)."""

FAMILIES = tuple(dict.fromkeys(detector.family for detector in DETECTORS))

TOGETHER = (*JUMPS, LATE_S)
"""Columns about one aircraft that tell something when many have them in common."""


@dataclass(frozen=True)
class Detected:
    """The results of all detectors, one row per record, in the order of the records.

    residuals: the columns RESIDUALS, NaN where unknown. suspicion: the largest residual as a multiple of its detector's
    calibrated limit, NaN where no detector had an answer. detectors: names of those that fired. findings: one per
    detector that fired. together: the columns TOGETHER, NaN without a jump or where the step tells nothing.
    """

    residuals: pd.DataFrame
    suspicion: npt.NDArray[np.float64]
    detectors: list[list[str]]
    findings: list[list[Finding]]
    together: pd.DataFrame


def detect(states: pd.DataFrame, tracks: Tracks, calibration: Calibration = NO_CALIBRATION) -> tuple[Detected, Tracks]:
    """Run every detector over new records, and return the results and the tracks extended by the records.

    `states` are new records (`ml.tracks.new_fixes`) of any number of aircraft, in order of arrival for each
    aircraft, with the fields of a state vector, `poll_time` and `ml.polls.POLL_COLUMNS`. A record whose position is
    no newer than the one before, or that is of a vehicle or an obstacle, has no residuals. A detector fires where its
    residual exceeds its limit times the factor of its family at the pace of the newest step.
    """
    count = len(states)
    rows, extended = extend_tracks(states, tracks)
    rates = np.full((count, len(RESIDUALS)), np.nan)
    rates[rows] = np.column_stack([extended.now(name).astype(float) for name in RESIDUALS]).round(2)
    suspicion = np.full(count, np.nan)
    together = np.full((count, len(TOGETHER)), np.nan)
    detectors: list[list[str]] = [[]] * count  # one empty list shared by all; a row gets its own when something fires
    findings: list[list[Finding]] = [[]] * count
    fired: list[tuple[Detector, int, float, float]] = []
    with np.errstate(invalid="ignore"):
        together[rows] = _together(extended)
    paces = calibration.places(extended.newest("dt"))
    factors = {family: calibration.factors(family, paces) for family in FAMILIES}
    for detector, values in zip(DETECTORS, _residuals(extended), strict=True):
        limits = detector.limit * factors[detector.family]
        suspicion[rows] = np.fmax(suspicion[rows], values / limits)
        places = np.flatnonzero(values > limits)
        figures = zip(places.tolist(), values[places].tolist(), limits[places].tolist(), strict=True)
        fired += [(detector, *of_place) for of_place in figures]
    reported = states.iloc[[rows[place] for _, place, _, _ in fired]].to_dict("records")
    for (detector, place, value, limit), state in zip(fired, reported, strict=True):
        row, fix, pace = rows[place], extended.of_rows([place]), int(paces[place])
        detectors[row] = [*detectors[row], detector.name]
        found = _finding(detector, fix, state, calibration, value=value, limit=limit, pace=pace)
        findings[row] = [*findings[row], found]
    now = int(states["poll_time"].max()) if count else 0
    residuals = pd.DataFrame(rates, columns=list(RESIDUALS))
    by_record = pd.DataFrame(together, columns=list(TOGETHER))
    return Detected(residuals, suspicion.round(3), detectors, findings, by_record), extended.kept(now=now)


def extend_tracks(states: pd.DataFrame, tracks: Tracks) -> tuple[npt.NDArray[np.int64], Extended]:
    """Add the new records (see `detect`) of aircraft to the tracks, where their position is newer than the one before.

    Returns the rows of the records that were added, and the tracks with them as the new fixes, steps computed.
    """
    addresses = address_numbers(states["icao24"])
    fixes = reported_columns(states)
    newer = _is_newer_position(addresses, fixes["time"], tracks)
    rows = np.flatnonzero(newer & is_aircraft(states["category"]))
    extended = tracks.extended({name: values[rows] for name, values in fixes.items()}, addresses[rows])
    return rows, with_steps(extended)


def ratios(extended: Extended) -> dict[str, Rates]:
    """Return the residuals of the new fixes as multiples of the uncalibrated limits, by detector.

    Shapes (m,), NaN where a detector has no answer.
    """
    residuals = zip(DETECTORS, _residuals(extended), strict=True)
    return {detector.name: values / detector.limit for detector, values in residuals}


def _residuals(extended: Extended) -> list[Rates]:
    """Return the residuals of each of DETECTORS, in its unit."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return [detector.residual(extended) for detector in DETECTORS]


def _together(extended: Extended) -> Rates:
    """Return the columns TOGETHER of the new fixes: shape (m, 3)."""
    along, across = (extended.newest(name) * extended.newest("dt") for name in ("along", "across"))
    is_jump = jumped(extended)
    return np.column_stack([np.where(is_jump, along, np.nan), np.where(is_jump, across, np.nan), late_s(extended)])


def _is_newer_position(
    addresses: npt.NDArray[np.uint32], times: npt.NDArray[np.generic], tracks: Tracks
) -> npt.NDArray[np.bool_]:
    """Return whether each record's position is later than every earlier one of its aircraft, shape (n,)."""
    last = np.full(len(addresses), -1, np.int64)
    if len(tracks.addresses):
        places = np.searchsorted(tracks.addresses, addresses, side="right") - 1
        known = (places >= 0) & (tracks.addresses[np.maximum(places, 0)] == addresses)
        last[known] = tracks.columns["time"][places[known]]
    series = pd.Series(times.astype(np.int64))
    before = series.groupby(addresses).cummax().groupby(addresses).shift(fill_value=-1).to_numpy()
    newer: npt.NDArray[np.bool_] = series.to_numpy() > np.maximum(before, last)
    return newer


def _finding(
    detector: Detector,
    fix: Extended,
    state: dict[str, Any],
    calibration: Calibration,
    *,
    value: float,
    limit: float,
    pace: int,
) -> Finding:
    """Return the finding about one fix. limit: with its factor; pace: the place of its pace in the calibration."""
    rarity = calibration.rarity(detector.name, value / detector.limit, pace)
    with np.errstate(invalid="ignore", divide="ignore"):
        evidence = detector.words(fix, 0, value)
    return Finding.about(
        state,
        detector=detector.name,
        family=detector.family,
        severity=detector.severity,
        evidence=evidence if rarity is None else f"{evidence}; {calibration.rarity_words(rarity, pace)}",
        value=round(value, 2),
        limit=round(limit, 4),
        unit=detector.unit,
        rarity=rarity,
        track=tuple(fix.points(0)),
    )
