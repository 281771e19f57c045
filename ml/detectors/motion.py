"""Detectors of wrong motion: positions, speeds and tracks that contradict each other."""

import numpy as np

from common.geodesy import arc_m, on_sphere
from ml.detectors.detector import Detector
from ml.detectors.jumps import POSITION_JUMP
from ml.detectors.persistent_rates import LEVEL_MS, PersistentRate, Span
from ml.detectors.steps import high, unknown_paths
from ml.tracks.motion import Rates
from ml.tracks.tracks import Extended

_ACROSS = PersistentRate(
    "across",
    floor_ms=1.0,
    spans=(Span(2, 900), Span(3, 330), Span(4, 150), Span(6, 70), Span(8, 50), Span(15, 20), Span(20, 15)),
)


def _course_words(tracks: Extended, row: int, _residual: float) -> str:
    steps, rate, limit = _ACROSS.furthest(tracks, row)
    side = "right" if rate > 0 else "left"
    seconds = tracks.last("dt", steps)[row].sum()
    return f"drifted {abs(rate):.0f} m/s to the {side} of its reported track for {seconds:.0f} s (limit {limit:.0f})"


COURSE_MISMATCH = Detector(
    name="course_mismatch",
    family="motion",
    severity="warning",
    source="honest aircraft drift aside by at most 70 m a step in 6 steps in a row, however long the steps",
    residual=_ACROSS,
    words=_course_words,
)

_ALONG = PersistentRate(
    "along",
    floor_ms=2.0,
    spans=(Span(2, 2_700), Span(3, 1_000), Span(4, 800), Span(6, 190), Span(8, 150), Span(10, 70), Span(20, 30)),
)

_STANDING = 0.2
"""An aircraft that covers less than this share of the distance its speed implies is described as standing still."""


def _speed_words(tracks: Extended, row: int, _residual: float) -> str:
    steps, rate, limit = _ALONG.furthest(tracks, row)
    seconds, speed = tracks.last("dt", steps)[row].sum(), tracks.last("velocity", steps)[row].mean()
    moved_m = tracks.last("moved", steps)[row].sum()
    if moved_m < _STANDING * speed * seconds:
        return f"moved {moved_m:.0f} m in {seconds:.0f} s while reporting {speed:.0f} m/s"
    than = "faster" if rate > 0 else "slower"
    return (
        f"for {seconds:.0f} s moved {abs(rate):.0f} m/s {than} than the {speed:.0f} m/s it reported (limit {limit:.0f})"
    )


SPEED_MISMATCH = Detector(
    name="speed_mismatch",
    family="motion",
    severity="warning",
    source="as for course_mismatch; along the track, late positions allow for 190 m a step in 6 steps",
    residual=_ALONG,
    words=_speed_words,
    needs_clock=True,
)


def _speed_change(tracks: Extended) -> Rates:
    """Return a change of reported speed that the positions contradict, as a multiple of its limit.

    An aircraft that really slows down is where the new speed leads. The step of the change counts too: a late position
    makes one step too short and the other too long, by the same distance.
    """
    change = np.diff(tracks.last("velocity", 3))[:, 0]
    dt, along = tracks.before("dt"), tracks.last("along", 2)
    ratio = np.abs(change) / (15 + 0.9 * np.maximum(0, dt - 10))
    denied = -np.sign(change)[:, None] * along
    contradicted = np.minimum(denied[:, 1], denied.sum(axis=1)) > np.abs(change) / 2
    contradicted &= ~unknown_paths(tracks, 2).any(axis=1)
    return np.where(np.isnan(along).any(axis=1), np.nan, np.where(contradicted, ratio, 0.0))


def _speed_change_words(tracks: Extended, row: int, _residual: float) -> str:
    before, after, _ = tracks.last("velocity", 3)[row]
    seconds = tracks.before("dt")[row]
    return (
        f"reported speed went from {before:.0f} to {after:.0f} m/s in {seconds:.0f} s, "
        "but the positions show no such change"
    )


SPEED_JUMP = Detector(
    name="speed_jump",
    family="motion",
    severity="warning",
    source="1.5 m/s2 over 10 s: airliners don't reach it (OpenAP); trainers and tankers do, but positions confirm it",
    residual=_speed_change,
    words=_speed_change_words,
    needs_clock=True,
)


def _seconds_frozen(tracks: Extended) -> Rates:
    """Return the seconds spent at one place, in the air and at speed, with nothing else changing either."""
    moved, dt = tracks.last("moved", 4), tracks.last("dt", 4)
    still = moved < 1.0
    for name in ("velocity", "track", "altitude"):
        still &= np.diff(tracks.last(name, 5)) == 0
    trailing = np.cumprod(still[:, ::-1], axis=1)[:, ::-1].astype(bool)
    seconds = np.where(trailing, dt, 0).sum(axis=1)
    flying = ~np.isnan(tracks.newest("along")) & (tracks.newest("velocity") > 50)
    return np.where(flying & (trailing.sum(axis=1) >= 2), seconds, np.where(flying, 0.0, np.nan))


FROZEN = Detector(
    name="frozen",
    family="motion",
    severity="warning",
    limit=18.0,
    unit="s",
    source="new position times with the same position in two polls",
    residual=_seconds_frozen,
    words=lambda tracks, row, seconds: (
        f"position, speed, track and altitude unchanged for {seconds:.0f} s "
        f"at a reported {tracks.newest('velocity')[row]:.0f} m/s"
    ),
)


def _scatter(tracks: Extended) -> Rates:
    """Return the scatter of position and altitude as a multiple of what ordinary flying shows.

    One of both may make up for the other, but not for more than half of it.

    In level flight en route it is the same for steps of up to 100 s; elsewhere, and beyond, a longer step hides more
    manoeuvres.
    """
    dt = tracks.last("dt", 5)
    across, climb = (np.median(np.abs(tracks.last(name, 5) * dt), axis=1) for name in ("across", "climb"))
    level = high(tracks, 1) & (np.abs(tracks.last("vertical_rate", 6)).max(axis=1) <= LEVEL_MS)
    longer = np.maximum(1, np.median(dt, axis=1) / np.where(level, 100, 10))
    smaller, larger = np.minimum(across / 250, climb / 25), np.maximum(across / 250, climb / 25)
    ratio = np.minimum(np.sqrt(smaller * larger), 2 * smaller) / longer
    return np.where(unknown_paths(tracks, 5).any(axis=1), np.nan, ratio)


def _scatter_words(tracks: Extended, row: int, _residual: float) -> str:
    dt = tracks.last("dt", 5)[row]
    across, climb = (np.nanmedian(np.abs(tracks.last(name, 5)[row] * dt)) for name in ("across", "climb"))
    return f"off its reported motion by a median of {across:.0f} m sideways and {climb:.0f} m in height per step"


ERRATIC = Detector(
    name="erratic",
    family="motion",
    severity="warning",
    source="medians over five steps of 250 m to the side and 25 m in height",
    residual=_scatter,
    words=_scatter_words,
    needs_clock=True,
)


def _km_between_two(tracks: Extended) -> Rates:
    """Return the distance (km) between two places that an address alternates between, faster than anything flies."""
    longitude, latitude = np.radians(tracks.last("longitude", 4)), np.radians(tracks.last("latitude", 4))
    places = on_sphere(longitude, latitude)
    hops = _km_apart(places[:, 1:], places[:, :-1])
    returns = _km_apart(places[:, 2:], places[:, :-2])
    too_fast = hops * 1000 > 800 * np.maximum(tracks.last("dt", 3), 1)
    alternating = too_fast[:, 1:].all(axis=1) & (returns.max(axis=1) < hops[:, 1:].min(axis=1) / 2)
    return np.where(np.isnan(hops).any(axis=1), np.nan, np.where(alternating, hops[:, 1:].min(axis=1), 0.0))


def _km_apart(places: Rates, others: Rates) -> Rates:
    """Return the distances (km) between unit vectors, shapes (m, n, 3) to (m, n)."""
    return arc_m(np.linalg.norm(places - others, axis=-1)) / 1000


DUPLICATE_ADDRESS = Detector(
    name="duplicate_address",
    family="motion",
    severity="critical",
    limit=30.0,
    unit="km",
    source="no aircraft flies 800 m/s there and back",
    residual=_km_between_two,
    words=lambda _tracks, _row, km: f"one address alternates between two places {km:.0f} km apart",
)

MOTION = (POSITION_JUMP, COURSE_MISMATCH, SPEED_MISMATCH, SPEED_JUMP, FROZEN, ERRATIC, DUPLICATE_ADDRESS)
