"""What the detectors find in new fixes, given the fixes before them: the same for the stream, a file and a batch."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.calibration.limit_factors import NO_CALIBRATION, Calibration
from ml.detectors.detectors import DETECTORS, Detector
from ml.detectors.findings import Finding
from ml.detectors.residuals import column
from ml.tracks.motion import Rates, with_steps
from ml.tracks.new_fixes import address_numbers
from ml.tracks.tracks import Extended, Tracks, reported_columns

RESIDUALS = ("along", "across", "climb")
"""Reported on each record (m/s): see `ml.tracks.motion`."""

JUMP = "position_jump"
JUMP_AMONG_MANY = 0.5
"""Share of its limit from which a jump counts where many jump together: 1.9 km at an airliner's speed. That a single
position is 6 s late is ordinary, that those of half of all aircraft nearby are in the same minute is not."""
JUMPS = ("jump_along_m", "jump_aside_m")
"""Where such a jump led (m): along the course, and to the right of it."""


@dataclass(frozen=True)
class Detected:
    """Of each record given, in its order: the RESIDUALS (columns, NaN where unknown), `suspicion`, the largest
    residual in its detector's calibrated limit (NaN where no detector could say anything), `detectors` that fired; the
    findings, by record; and where a jump led that counts where many jump together (the columns JUMPS, NaN without one).
    """

    residuals: pd.DataFrame
    suspicion: npt.NDArray[np.float64]
    detectors: list[list[str]]
    findings: list[list[Finding]]
    jumps: pd.DataFrame


def detect(states: pd.DataFrame, tracks: Tracks, calibration: Calibration = NO_CALIBRATION) -> tuple[Detected, Tracks]:
    """Run every detector over new records, and return the tracks with them.

    `states` are new records (`ml.tracks.new_fixes`) of any number of aircraft, each aircraft's in the order they came,
    with the fields of a state vector and `poll_time`. A record whose position is not newer than the last one's says
    nothing about motion: it passes without residuals. A detector fires where its residual is above its limit times
    its family's factor.
    """
    count = len(states)
    rows, extended = moved_on(states, tracks)
    rates = np.full((count, len(RESIDUALS)), np.nan)
    rates[rows] = np.column_stack([extended.now(name).astype(float) for name in RESIDUALS]).round(2)
    suspicion = np.full(count, np.nan)
    jumps = np.full((count, len(JUMPS)), np.nan)
    detectors: list[list[str]] = [[]] * count  # one empty list for all; those that something fired on get their own
    findings: list[list[Finding]] = [[]] * count
    fired: list[tuple[Detector, int, float]] = []
    for detector, values in zip(DETECTORS, _residuals(extended), strict=True):
        limit = detector.limit * calibration.factor(detector.family)
        suspicion[rows] = np.fmax(suspicion[rows], values / limit)
        if detector.name == JUMP:
            led_m = np.column_stack([column(extended, name) * column(extended, "dt") for name in ("along", "across")])
            jumps[rows] = np.where((values > limit * JUMP_AMONG_MANY)[:, None], led_m, np.nan)
        fired += [(detector, place, values[place]) for place in np.flatnonzero(values > limit).tolist()]
    reported = states.iloc[[rows[place] for _, place, _ in fired]].to_dict("records")
    for (detector, place, value), state in zip(fired, reported, strict=True):
        row = rows[place]
        detectors[row] = [*detectors[row], detector.name]
        findings[row] = [*findings[row], _finding(detector, extended.only(place), float(value), state, calibration)]
    now = int(states["poll_time"].max()) if count else 0
    residuals = pd.DataFrame(rates, columns=list(RESIDUALS))
    led = pd.DataFrame(jumps, columns=list(JUMPS))
    return Detected(residuals, suspicion.round(3), detectors, findings, led), extended.kept(now=now)


def moved_on(states: pd.DataFrame, tracks: Tracks) -> tuple[npt.NDArray[np.int64], Extended]:
    """Which of the new records (see `detect`) have a newer position than the one before, as places, and the tracks
    with those as their new fixes, steps computed."""
    addresses = address_numbers(states["icao24"])
    fixes = reported_columns(states)
    rows = np.flatnonzero(_positions_moved_on(addresses, fixes["time"], tracks))
    extended = tracks.extended({name: values[rows] for name, values in fixes.items()}, addresses[rows])
    return rows, with_steps(extended)


def ratios(extended: Extended) -> dict[str, Rates]:
    """By detector the residual of each new fix in the detector's limit, without a calibration: shape (m,), NaN where
    nothing can be said."""
    residuals = zip(DETECTORS, _residuals(extended), strict=True)
    return {detector.name: values / detector.limit for detector, values in residuals}


def _residuals(extended: Extended) -> list[Rates]:
    """Of each of DETECTORS, in its unit."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return [detector.residual(extended) for detector in DETECTORS]


def _positions_moved_on(
    addresses: npt.NDArray[np.uint32], times: npt.NDArray[np.generic], tracks: Tracks
) -> npt.NDArray[np.bool_]:
    """Whether a record's position is later than any before of its aircraft."""
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
    detector: Detector, fix: Extended, value: float, state: dict[Any, Any], calibration: Calibration
) -> Finding:
    def number(name: str) -> float | None:
        return None if pd.isna(state[name]) else float(state[name])

    def text(name: str) -> str | None:
        return None if pd.isna(state[name]) else str(state[name])

    rarity = calibration.rarity(detector.name, value / detector.limit)
    evidence = detector.words(fix, 0, value)
    return Finding(
        detector=detector.name,
        family=detector.family,
        kind=detector.name,
        severity=detector.severity,
        icao24=str(state["icao24"]),
        time=int(state["time_position"]),
        poll_time=int(state["poll_time"]),
        evidence=evidence if rarity is None else f"{evidence}; {calibration.rarity_words(rarity)}",
        callsign=text("callsign"),
        origin_country=text("origin_country"),
        source=text("source"),
        longitude=number("longitude"),
        latitude=number("latitude"),
        baro_altitude=number("baro_altitude"),
        value=round(value, 2),
        limit=round(detector.limit * calibration.factor(detector.family), 4),
        unit=detector.unit,
        rarity=rarity,
        track=tuple(fix.points(0)),
    )
