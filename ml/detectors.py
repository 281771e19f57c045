"""The detectors of one aircraft's motion: each looks at one contradiction, or one danger, in its last fixes.

A detector's residual is positive; it fires where the residual is above its limit. The limits are physical, with their
source beside them. Confirmation is part of the
residual: it takes as many fixes as the cause needs to show.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.airports import nearest_airports
from ml.findings import Severity
from ml.motion import Rates, persistent
from ml.tracks import Extended, callsign_text

Words = Callable[[Extended, int, float], str]


@dataclass(frozen=True)
class Detector:
    """A name for what it sees, the family whose cause it shares, how bad it is, and how it says why.

    residual: in `unit`, shape (m,) for the m new fixes, NaN where it can't be said. source: where the limit is from.
    """

    name: str
    family: str
    severity: Severity
    limit: float
    unit: str
    source: str
    residual: Callable[[Extended], Rates]
    words: Words


POSITION_LATE_S = 12.0
"""A position may be that much older than its time says: in OpenSky's vectors 1 in 1,000 is 10 s late or early."""

_SPARSE_LATE_S = 45.0
"""The same where polls are far apart: OpenSky's positions are then up to 80 s old at the 90th percentile."""

_USUAL_STEP_S = 20.0
"""Up to here an aircraft's path between two fixes is as good as straight."""


def _column(tracks: Extended, name: str) -> Rates:
    return tracks.last(name, 1)[:, 0]


def _wider(tracks: Extended, count: int) -> Rates:
    """How much wider limits on rates are where the steps are long, and much can happen between two fixes."""
    step_s: Rates = tracks.last("dt", count).mean(axis=1)
    return 1 + np.maximum(0, step_s - _USUAL_STEP_S) / 30


def _position_jump(tracks: Extended) -> Rates:
    """Distance from where it was to be, in what late positions and turns explain."""
    dt, speed = _column(tracks, "dt"), tracks.last("velocity", 2).mean(axis=1)
    along, across = (np.abs(_column(tracks, name)) * dt for name in ("along", "across"))
    late_m = POSITION_LATE_S * speed + 500
    straight = np.hypot(along / late_m, across / 1_800)
    # Between fixes far apart it may have flown any path, but none longer than its speed allows.
    reach = 1.2 * tracks.last("velocity", 2).max(axis=1) * dt
    beyond = np.maximum(0, _column(tracks, "moved") - reach) / (_SPARSE_LATE_S * speed + 2_000)
    return np.where(dt <= _USUAL_STEP_S, straight, np.where(np.isnan(along), np.nan, beyond))


def _drift(column: str, *limits: tuple[int, float]) -> Callable[[Extended], Rates]:
    """The persistent rate over several spans of steps, each in its own limit, the largest of them."""

    def residual(tracks: Extended) -> Rates:
        rates = tracks.last(column, max(count for count, _ in limits))
        spans = [np.abs(persistent(rates[:, -count:])) / limit / _wider(tracks, count) for count, limit in limits]
        return _largest(spans)

    return residual


def _largest(values: list[Rates]) -> Rates:
    stacked = np.vstack(values)
    known = ~np.isnan(stacked).all(axis=0)
    return np.where(known, np.where(np.isnan(stacked), -np.inf, stacked).max(axis=0), np.nan)


def _speed_jump(tracks: Extended) -> Rates:
    change = np.abs(np.diff(tracks.last("velocity", 2))[:, 0])
    dt = _column(tracks, "dt")
    airborne = ~np.isnan(_column(tracks, "along"))
    return np.where(airborne, change / (15 + 0.9 * np.maximum(0, dt - 10)), np.nan)


def _frozen(tracks: Extended) -> Rates:
    """Seconds in which it stood still in the air, at speed, with nothing else changing either."""
    moved, dt = tracks.last("moved", 4), tracks.last("dt", 4)
    still = moved < 1.0
    for name in ("velocity", "track", "altitude"):
        still &= np.diff(tracks.last(name, 5)) == 0
    trailing = np.cumprod(still[:, ::-1], axis=1)[:, ::-1].astype(bool)
    seconds = np.where(trailing, dt, 0).sum(axis=1)
    flying = ~np.isnan(_column(tracks, "along")) & (_column(tracks, "velocity") > 50)
    return np.where(flying & (trailing.sum(axis=1) >= 2), seconds, np.where(flying, 0.0, np.nan))


def _erratic(tracks: Extended) -> Rates:
    """Position and altitude scatter at once: the smaller of the two, each in what ordinary flying reaches."""
    across, climb = (np.median(np.abs(tracks.last(name, 5)), axis=1) for name in ("across", "climb"))
    return np.minimum(across / 25, climb / 2.5) / _wider(tracks, 5)


def _altitude_jump(tracks: Extended) -> Rates:
    """A change of level that the vertical rate did not announce and that lasts: a single wrong altitude returns."""
    before, jump, after = (tracks.last("climb", 3) * tracks.last("dt", 3)).T
    limit = 150 + 8 * np.maximum(0, tracks.before("dt") - 10)
    # What is left when the next step, and also the one before, are counted in.
    lasting = np.minimum(np.abs(jump + after), np.abs(np.nan_to_num(before) + jump + after)) * 1.25
    one_way = np.sign(jump) == np.sign(jump + after)
    ratio = np.where(one_way, np.minimum(np.abs(jump), lasting) / limit, 0.0)
    return np.where(np.isnan(jump + after), np.nan, ratio)


def _duplicate(tracks: Extended) -> Rates:
    """Distance (km) between two places that an address alternates between faster than anything flies."""
    longitude, latitude = np.radians(tracks.last("longitude", 4)), np.radians(tracks.last("latitude", 4))
    north = latitude * 6_371.0
    east = longitude * 6_371.0 * np.cos(latitude.mean(axis=1, keepdims=True))
    hops = np.hypot(np.diff(east), np.diff(north))
    returns = np.hypot(east[:, 2:] - east[:, :-2], north[:, 2:] - north[:, :-2])
    too_fast = hops * 1000 > 800 * np.maximum(tracks.last("dt", 3), 1)
    alternating = too_fast[:, 1:].all(axis=1) & (returns.max(axis=1) < hops[:, 1:].min(axis=1) / 2)
    return np.where(np.isnan(hops).any(axis=1), np.nan, np.where(alternating, hops[:, 1:].min(axis=1), 0.0))


EMERGENCIES = {7500: "unlawful interference", 7600: "radio failure", 7700: "emergency"}


def _emergency(tracks: Extended) -> Rates:
    """Seconds for which an emergency code has been held; single codes are usually garbled, two close ones may be."""
    squawks, times = tracks.last("squawk", 3), tracks.last("time", 3)
    emergency = np.isin(squawks[:, 2], list(EMERGENCIES))
    held_two = emergency & (squawks[:, 1] == squawks[:, 2])
    held_three = held_two & (squawks[:, 0] == squawks[:, 2])
    since = np.where(held_three, times[:, 0], np.where(held_two, times[:, 1], times[:, 2]))
    seconds = times[:, 2] - since
    return np.where(held_three, np.maximum(seconds, 30), np.where(emergency, seconds, 0.0))


def _callsign_change(tracks: Extended) -> Rates:
    """1 where a callsign held for 3 fixes follows another held for 3, in one flight."""
    known = ~np.isnan(tracks.last("callsign", 6)).any(axis=1)
    places = np.maximum(tracks.at[:, None] - np.arange(5, -1, -1), 0)
    calls = tracks.columns["callsign"][places]  # not as float: all 64 bits count
    old, new = calls[:, :3], calls[:, 3:]
    held = (old == old[:, :1]).all(axis=1) & (new == new[:, :1]).all(axis=1)
    changed = held & (old[:, 0] != new[:, 0]) & (old[:, 0] != 0) & (new[:, 0] != 0)
    flying = known & ~(tracks.last("on_ground", 6) != 0).any(axis=1)
    return np.where(flying, changed.astype(float), np.nan)


def _signal_gap(tracks: Extended) -> Rates:
    """Share of the last fixes that did not come, of an aircraft high up that had come regularly."""
    dt = tracks.last("dt", 12)
    usual = np.sort(dt, axis=1)[:, 4]
    regular = (usual <= _USUAL_STEP_S) & (_column(tracks, "altitude") > 3_000)
    missing = np.round(dt / usual[:, None] - 1).clip(min=0)
    share = missing.sum(axis=1) / (missing.sum(axis=1) + dt.shape[1])
    return np.where(np.isnan(dt).any(axis=1), np.nan, np.where(regular, share, 0.0))


def _rapid_descent(tracks: Extended) -> Rates:
    """Rate of descent (m/s) that two fixes report and the altitude confirms; a faster one is a data fault."""
    rates, altitudes = tracks.last("vertical_rate", 2), tracks.last("altitude", 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = -np.diff(altitudes)[:, 0] / _column(tracks, "dt")
    reported = -rates.max(axis=1)
    credible = (-rates.min(axis=1) <= 63.5) & (lost > 0.7 * reported)
    return np.where(np.isnan(lost), np.nan, np.where(credible, np.maximum(reported, 0), 0.0))


CEILINGS_M = {2: 9_000, 3: 14_000, 7: 25_000, 8: 6_500, 9: 12_000, 10: 40_000, 12: 5_500}
SPEEDS_MS = {2: 220, 3: 320, 7: 1_000, 8: 110, 9: 120, 10: 90, 12: 70}
_ANY_CEILING_M, _ANY_SPEED_MS = 15_800, 370


def _beyond_performance(tracks: Extended) -> Rates:
    """Speed or altitude on two fixes, in what aircraft of the category (or any airliner) reach."""
    categories = tracks.now("category").astype(int)
    ceiling = _by_category(categories, CEILINGS_M, _ANY_CEILING_M)
    fastest = _by_category(categories, SPEEDS_MS, _ANY_SPEED_MS)
    high, fast = tracks.last("altitude", 2).min(axis=1) / ceiling, tracks.last("velocity", 2).min(axis=1) / fastest
    flying = ~(tracks.last("on_ground", 2) != 0).any(axis=1)
    return np.where(flying, _largest([high, fast]), np.nan)


def _by_category(categories: npt.NDArray[np.int_], limits: dict[int, int], other: int) -> Rates:
    table = np.full(256, float(other))
    table[list(limits)] = list(limits.values())
    return np.take(table, categories)


_MAY_FLY_LOW = (2, 8, 9, 10, 11, 12, 14)
"""Light, rotorcraft, glider, balloon, parachutist, ultralight, unmanned."""


def _low_flight(tracks: Extended) -> Rates:
    """Metres below 300 m over the nearest airport, far from it and not on the way down to it."""
    heights = tracks.last("altitude", 2)
    speed, rate = tracks.last("velocity", 2).min(axis=1), tracks.last("vertical_rate", 2).min(axis=1)
    # An aircraft of unknown kind that is no faster may be a light one, or a helicopter.
    judged = ~np.isin(tracks.now("category"), _MAY_FLY_LOW) & (speed > 90) & (rate > -1)
    judged &= ~(tracks.last("on_ground", 2) != 0).any(axis=1) & (heights.max(axis=1) < 4_500)
    below = np.zeros(len(judged))
    rows = np.flatnonzero(judged)
    if len(rows):
        distance_km, elevation_m = nearest_airports(
            _column(tracks, "longitude")[rows], _column(tracks, "latitude")[rows]
        )
        low = 300 - (heights[rows].max(axis=1) - elevation_m)
        below[rows] = np.where(distance_km > 10, np.maximum(0, low), 0)
    return np.where(np.isnan(heights).any(axis=1), np.nan, below)


def _circling(tracks: Extended) -> Rates:
    """Degrees turned one way over the fixes kept."""
    turns = np.diff(tracks.last("track", 30))
    turns = (turns + 180) % 360 - 180
    close = tracks.last("dt", 29) <= _USUAL_STEP_S
    turned: Rates = np.where(close & ~np.isnan(turns), turns, 0.0).sum(axis=1)
    return np.abs(turned)


def _off_by(tracks: Extended, row: int, column: str, count: int = 6) -> str:
    rates = tracks.last(column, count)[row]
    return f"{np.nanmedian(rates):+.0f} m/s over {np.nansum(tracks.last('dt', count)[row]):.0f} s"


def _jump_words(tracks: Extended, row: int, _value: float) -> str:
    dt, along, across = (float(_column(tracks, name)[row]) for name in ("dt", "along", "across"))
    km = np.hypot(along, across) * dt / 1000
    return f"position {km:.1f} km from where speed and track lead in {dt:.0f} s"


def _altitude_words(tracks: Extended, row: int, _value: float) -> str:
    rate, altitudes = tracks.last("vertical_rate", 6)[row], tracks.last("altitude", 6)[row]
    known = ~np.isnan(altitudes)
    change = altitudes[known][-1] - altitudes[known][0]
    seconds = np.nansum(tracks.last("dt", 5)[row])
    return f"reported climb {np.nanmean(rate):.1f} m/s, altitude changed {change:+.0f} m in {seconds:.0f} s"


DETECTORS = (
    Detector(
        "position_jump",
        "motion",
        "warning",
        1.0,
        "tolerance",
        "positions up to 12 s late (OpenSky), 1.8 km aside; readsb's speed_check allows less",
        _position_jump,
        _jump_words,
    ),
    Detector(
        "course_mismatch",
        "motion",
        "warning",
        1.0,
        "limit",
        "velocity is reported to 0.5 m/s and track to 0.1 deg: 8 m/s for a minute is far beyond both",
        _drift("across", (4, 16.0), (6, 8.0), (8, 6.0)),
        lambda tracks, row, _: (
            f"drifts {_off_by(tracks, row, 'across')} to the right (+) or left (-) of its reported track"
        ),
    ),
    Detector(
        "speed_mismatch",
        "motion",
        "warning",
        1.0,
        "limit",
        "as for the course; along the track late positions add up to some 10 m/s",
        _drift("along", (6, 20.0), (8, 14.0), (10, 8.0)),
        lambda tracks, row, _: f"flies {_off_by(tracks, row, 'along', 8)} faster (+) or slower (-) than it reports",
    ),
    Detector(
        "speed_jump",
        "motion",
        "warning",
        1.0,
        "limit",
        "1.5 m/s2 in 10 s; airliners in the air stay below 1 m/s2 (OpenAP)",
        _speed_jump,
        lambda tracks, row, _: (
            f"reported speed went from {tracks.last('velocity', 2)[row, 0]:.0f} to "
            f"{tracks.last('velocity', 2)[row, 1]:.0f} m/s in {_column(tracks, 'dt')[row]:.0f} s"
        ),
    ),
    Detector(
        "frozen",
        "motion",
        "warning",
        18.0,
        "s",
        "two polls of new positions that are all the same",
        _frozen,
        lambda tracks, row, value: (
            f"same position, speed, track and altitude for {value:.0f} s at {_column(tracks, 'velocity')[row]:.0f} m/s"
        ),
    ),
    Detector(
        "erratic",
        "motion",
        "warning",
        1.0,
        "limit",
        "25 m/s sideways and 2.5 m/s upward on half of five fixes",
        _erratic,
        lambda tracks, row, _: (
            f"scatters by {np.nanmedian(np.abs(tracks.last('across', 5)[row])):.0f} m/s sideways and "
            f"{np.nanmedian(np.abs(tracks.last('climb', 5)[row])):.0f} m/s in height"
        ),
    ),
    Detector(
        "duplicate_address",
        "motion",
        "critical",
        30.0,
        "km",
        "no aircraft flies 800 m/s there and back",
        _duplicate,
        lambda _tracks, _row, value: f"one address alternates between two places {value:.0f} km apart",
    ),
    Detector(
        "altitude_jump",
        "altitude",
        "warning",
        1.0,
        "limit",
        "150 m in 10 s without a vertical rate: half a flight level's separation",
        _altitude_jump,
        _altitude_words,
    ),
    Detector(
        "climb_mismatch",
        "altitude",
        "warning",
        1.0,
        "limit",
        "vertical rate is reported to 0.33 m/s and altitude to 7.6 m",
        _drift("climb", (2, 6.0), (4, 3.0), (6, 2.0), (10, 1.5)),
        _altitude_words,
    ),
    Detector(
        "rapid_descent",
        "flight",
        "critical",
        25.0,
        "m/s",
        "airliners descend at up to 15 m/s (OpenAP), emergency descents at 30",
        _rapid_descent,
        lambda tracks, row, value: (
            f"descends {value:.0f} m/s, altitude {tracks.last('altitude', 2)[row, 0]:.0f} to "
            f"{tracks.last('altitude', 2)[row, 1]:.0f} m in {_column(tracks, 'dt')[row]:.0f} s"
        ),
    ),
    Detector(
        "beyond_performance",
        "flight",
        "warning",
        1.0,
        "limit",
        "ceilings and speeds by category (OpenAP, type certificates); record airliner ground speed 358 m/s",
        _beyond_performance,
        lambda tracks, row, _: (
            f"{_column(tracks, 'velocity')[row]:.0f} m/s at {_column(tracks, 'altitude')[row]:.0f} m: beyond its kind"
        ),
    ),
    Detector(
        "low_flight",
        "flight",
        "warning",
        1.0,
        "m",
        "minimum heights of ICAO Annex 2 (300 m over built-up areas), airports from airportsdata",
        _low_flight,
        lambda tracks, row, value: (
            f"{300 - value:.0f} m above the nearest airport's elevation, more than 10 km from it, at "
            f"{_column(tracks, 'velocity')[row]:.0f} m/s and not descending"
        ),
    ),
    Detector(
        "circling",
        "circling",
        "info",
        1_080.0,
        "deg",
        "three turns; a holding pattern has fewer in the time",
        _circling,
        lambda _tracks, _row, value: f"turned {value / 360:.1f} times one way",
    ),
    Detector(
        "emergency_squawk",
        "emergency",
        "critical",
        29.5,
        "s",
        "ICAO Doc 4444: 7500, 7600, 7700; held for 3 fixes or 30 s, since single codes are usually garbled",
        _emergency,
        lambda tracks, row, _: (
            f"squawk {int(tracks.now('squawk')[row]):04d}: {EMERGENCIES[int(tracks.now('squawk')[row])]}"
        ),
    ),
    Detector(
        "callsign_change",
        "identity",
        "warning",
        0.5,
        "",
        "a callsign belongs to a flight (ICAO Annex 10)",
        _callsign_change,
        lambda tracks, row, _: (
            f"callsign changed in flight from {callsign_text(tracks.columns['callsign'][tracks.at[row] - 3])} to "
            f"{callsign_text(tracks.now('callsign')[row])}"
        ),
    ),
    Detector(
        "signal_gaps",
        "reception",
        "info",
        0.25,
        "share",
        "en route 1 in 100 fixes of a well received aircraft is missing",
        _signal_gap,
        lambda _tracks, _row, value: f"{value:.0%} of its last fixes did not come, though it had come regularly",
    ),
)
"""Every detector of one aircraft's own fixes, in the order in which they explain a cause."""
