"""Findings about ghosts and formations, with their evidence in words."""

import math

from ml.detectors.findings import Finding
from ml.sky.aircraft import AircraftTable, address_text
from ml.sky.formations import Formation
from ml.sky.ghosts import SAME_FASTER_MS, SAME_HEIGHT_M, Ghost

MOST_RELATED = 20


def ghost_finding(ghost: Ghost, aircraft: AircraftTable, *, poll: int) -> Finding:
    """Return the finding of a copy: critical if it repeats its original's changes, else a warning."""
    others = [address_text(aircraft.rows["address"][row]) for row in ghost.others]
    appeared = (
        f"appeared in mid-air {_offset_words(ghost)} {others[0]}, known before, and has kept in step with it for "
    )
    evidence = f"{appeared}{ghost.seconds} s, to within {_length(ghost.spread_m)}"
    if ghost.changes:
        evidence += f"; {ghost.alike} of {ghost.changes} small changes of speed, track and climb are the same"
    return Finding.about(
        aircraft.fix(ghost.row, poll=poll),
        detector="ghost",
        family="ghost",
        severity="critical" if ghost.repeats else "warning",
        evidence=f"{evidence}: {'a copy' if ghost.repeats else 'likely a copy'}",
        value=ghost.seconds,
        limit=ghost.limit_s,
        unit="s",
        related=tuple(others[:MOST_RELATED]),
    )


def formation_finding(formation: Formation, aircraft: AircraftTable, *, poll: int) -> Finding:
    """Return the finding of a formation, for information."""
    others = [address_text(aircraft.rows["address"][row]) for row in formation.others]
    beside = f"{_length(formation.distance_m)} apart, with the same speed, track and altitude for {formation.seconds} s"
    evidence = f"flies in formation with {others[0]}: {beside}"
    return Finding.about(
        aircraft.fix(formation.row, poll=poll),
        detector="formation",
        family="formation",
        severity="info",
        evidence=f"{evidence}, as on parallel approaches or departures" if formation.low else evidence,
        value=formation.seconds,
        limit=formation.limit_s,
        unit="s",
        related=tuple(others[:MOST_RELATED]),
    )


def _offset_words(ghost: Ghost) -> str:
    """Return "2.0 km from", with a difference in height or speed if there is one."""
    words = f"{_length(ghost.distance_m)} from"
    if not math.isnan(ghost.higher_m) and abs(ghost.higher_m) > SAME_HEIGHT_M:
        words = f"{_length(ghost.distance_m)} aside and {abs(ghost.higher_m):.0f} m {_side(ghost.higher_m)}"
    if abs(ghost.faster_ms) > SAME_FASTER_MS:
        words = f"{abs(ghost.faster_ms):.0f} m/s {'faster' if ghost.faster_ms > 0 else 'slower'}, {words}"
    return words


def _side(higher_m: float) -> str:
    return "above" if higher_m > 0 else "below"


def _length(metres: float) -> str:
    return f"{metres / 1_000:.1f} km" if metres >= 1_000 else f"{metres:.0f} m"
