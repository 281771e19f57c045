"""What the detectors measure: for each new fix how far a contradiction or a danger goes, given the fixes before it.

Every function takes tracks with steps (`ml.tracks.motion.with_steps`) and returns an array of shape (m,) for the m new
fixes, not negative, NaN where nothing can be said. Confirmation is part of it: it takes as many fixes as the cause
needs to show.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from common.airports import AT_AIRPORT_KM, HIGHEST_M, heights_over_ground
from common.geodesy import EARTH_RADIUS_M
from ml.tracks.motion import Rates, persistent
from ml.tracks.tracks import FIXES_KEPT, Extended

POSITION_LATE_S = 12.0
"""A position may be that much older than its time says: in OpenSky's vectors 1 in 1,000 is 10 s late or early."""

_SPARSE_LATE_S = 45.0
"""The same where polls are far apart: OpenSky's positions are then up to 80 s old at the 90th percentile."""

_USUAL_STEP_S = 20.0
"""Up to here an airliner's path between two fixes is as good as straight."""

_RADIAN_S = 1 / (9.81 * np.tan(np.radians(30)))
"""Seconds in which an aircraft turns by one radian at 30 deg of bank, for each m/s of its speed: 13 s at 75 m/s, 40 s
at 225 m/s."""


def column(tracks: Extended, name: str) -> Rates:
    return tracks.last(name, 1)[:, 0]


def _wider(tracks: Extended, count: int) -> Rates:
    """How much wider limits on rates are where the steps are long, and much can happen between two fixes."""
    step_s: Rates = tracks.last("dt", count).mean(axis=1)
    return 1 + np.maximum(0, step_s - _USUAL_STEP_S) / 30


def position_jump(tracks: Extended) -> Rates:
    """Distance from where it was to be, in what late positions and turns explain."""
    dt, speed = column(tracks, "dt"), tracks.last("velocity", 2).mean(axis=1)
    along, across = (np.abs(column(tracks, name)) * dt for name in ("along", "across"))
    late_m = POSITION_LATE_S * speed + 500
    straight = np.hypot(along / late_m, across / 1_800)
    # In a turn, or between fixes far apart, it may have flown any path, but none longer than its speed allows.
    reach = 1.2 * tracks.last("velocity", 2).max(axis=1) * dt
    often_polled = np.diff(tracks.last("poll", 2))[:, 0] <= _USUAL_STEP_S
    tolerance_m = np.where(often_polled, late_m, _SPARSE_LATE_S * speed + 2_000)
    beyond = np.maximum(0, column(tracks, "moved") - reach) / tolerance_m
    is_straight = dt <= np.minimum(_USUAL_STEP_S, _RADIAN_S * speed)
    return np.where(is_straight, straight, np.where(np.isnan(along), np.nan, beyond))


@dataclass(frozen=True)
class Drift:
    """The persistent rate of a column over several spans of steps, each in its own limit, the largest of them.

    limits: steps of a span, and the rate (m/s) it may have. In a step in which it could have turned half around an
    aircraft may have flown anything: such a step says nothing.
    """

    column: str
    limits: tuple[tuple[int, float], ...]

    def __call__(self, tracks: Extended) -> Rates:
        return _largest([np.abs(rates) / limits for rates, limits in self._spans(tracks)])

    def furthest(self, tracks: Extended, row: int) -> tuple[int, float, float]:
        """The span that is furthest beyond its limit: how many steps, the rate, the limit (m/s)."""
        spans = [(float(rates[row]), float(limits[row])) for rates, limits in self._spans(tracks)]
        place = int(np.nanargmax([abs(rate) / limit for rate, limit in spans]))
        return self.limits[place][0], *spans[place]

    def _spans(self, tracks: Extended) -> list[tuple[Rates, Rates]]:
        """Of each span the rates and their limits, shapes (m,)."""
        steps = max(count for count, _ in self.limits)
        velocity, dt = tracks.last("velocity", steps + 1), tracks.last("dt", steps)
        half_turn_s = np.pi * _RADIAN_S * (velocity[:, 1:] + velocity[:, :-1]) / 2
        rates = tracks.last(self.column, steps)
        if self.column != "climb":
            rates = np.sign(rates) * np.maximum(0, np.abs(rates) - _late_velocity(tracks, steps))
        rates = np.where(dt > np.maximum(_USUAL_STEP_S, half_turn_s), np.nan, rates)
        return [(persistent(rates[:, -count:]), limit * _wider(tracks, count)) for count, limit in self.limits]


def _late_velocity(tracks: Extended, steps: int) -> Rates:
    """What a velocity that is POSITION_LATE_S older than its position leaves open in a turn (m/s): (m, steps)."""
    velocity, track = tracks.last("velocity", steps + 1), np.radians(tracks.last("track", steps + 1))
    change = np.hypot(np.diff(velocity * np.sin(track)), np.diff(velocity * np.cos(track)))
    return change * POSITION_LATE_S / tracks.last("dt", steps)


def _largest(values: list[Rates]) -> Rates:
    stacked = np.vstack(values)
    known = ~np.isnan(stacked).all(axis=0)
    return np.where(known, np.where(np.isnan(stacked), -np.inf, stacked).max(axis=0), np.nan)


def speed_jump(tracks: Extended) -> Rates:
    """A change of the reported speed that the next position contradicts: who really brakes is where that leads.

    The step of the change itself counts, too: what a late position lacks in one step it has too much of in the other.
    """
    change = np.diff(tracks.last("velocity", 3))[:, 0]
    dt, along = tracks.before("dt"), tracks.last("along", 2)
    ratio = np.abs(change) / (15 + 0.9 * np.maximum(0, dt - 10))
    denied = -np.sign(change)[:, None] * along
    contradicted = np.minimum(denied[:, 1], denied.sum(axis=1)) > np.abs(change) / 2
    return np.where(np.isnan(along).any(axis=1), np.nan, np.where(contradicted, ratio, 0.0))


def frozen(tracks: Extended) -> Rates:
    """Seconds in which it stood still in the air, at speed, with nothing else changing either."""
    moved, dt = tracks.last("moved", 4), tracks.last("dt", 4)
    still = moved < 1.0
    for name in ("velocity", "track", "altitude"):
        still &= np.diff(tracks.last(name, 5)) == 0
    trailing = np.cumprod(still[:, ::-1], axis=1)[:, ::-1].astype(bool)
    seconds = np.where(trailing, dt, 0).sum(axis=1)
    flying = ~np.isnan(column(tracks, "along")) & (column(tracks, "velocity") > 50)
    return np.where(flying & (trailing.sum(axis=1) >= 2), seconds, np.where(flying, 0.0, np.nan))


def erratic(tracks: Extended) -> Rates:
    """Position and altitude scatter at once: the smaller of the two, each in what ordinary flying reaches."""
    across, climb = (np.median(np.abs(tracks.last(name, 5)), axis=1) for name in ("across", "climb"))
    return np.minimum(across / 25, climb / 2.5) / _wider(tracks, 5)


def altitude_jump(tracks: Extended) -> Rates:
    """A change of level that the vertical rate did not announce and that lasts: a single wrong altitude returns."""
    before, jump, after = (tracks.last("climb", 3) * tracks.last("dt", 3)).T
    limit = 150 + 8 * np.maximum(0, tracks.before("dt") - 10)
    # What is left when the next step, and also the one before, are counted in.
    lasting = np.minimum(np.abs(jump + after), np.abs(np.nan_to_num(before) + jump + after)) * 1.25
    one_way = np.sign(jump) == np.sign(jump + after)
    unannounced = np.minimum(np.abs(jump), _beyond_rates(tracks))
    ratio = np.where(one_way, np.minimum(unannounced, lasting) / limit, 0.0)
    return np.where(np.isnan(jump + after), np.nan, ratio)


def _beyond_rates(tracks: Extended) -> Rates:
    """Metres by which the last but one step left what the rates of its fixes, and of those around it, allow: a rate
    may be as late as a position."""
    rates, altitudes, dt = tracks.last("vertical_rate", 4), tracks.last("altitude", 3), tracks.before("dt")
    risen = np.diff(altitudes)[:, 0]
    most, least = np.fmax.reduce(rates, axis=1) * dt, np.fmin.reduce(rates, axis=1) * dt
    beyond: Rates = np.maximum(0, np.maximum(risen - most, least - risen))
    return beyond


def duplicate(tracks: Extended) -> Rates:
    """Distance (km) between two places that an address alternates between faster than anything flies."""
    longitude, latitude = np.radians(tracks.last("longitude", 4)), np.radians(tracks.last("latitude", 4))
    north = latitude * EARTH_RADIUS_M / 1000
    east = longitude * EARTH_RADIUS_M / 1000 * np.cos(latitude.mean(axis=1, keepdims=True))
    hops = np.hypot(np.diff(east), np.diff(north))
    returns = np.hypot(east[:, 2:] - east[:, :-2], north[:, 2:] - north[:, :-2])
    too_fast = hops * 1000 > 800 * np.maximum(tracks.last("dt", 3), 1)
    alternating = too_fast[:, 1:].all(axis=1) & (returns.max(axis=1) < hops[:, 1:].min(axis=1) / 2)
    return np.where(np.isnan(hops).any(axis=1), np.nan, np.where(alternating, hops[:, 1:].min(axis=1), 0.0))


EMERGENCIES = {7500: "unlawful interference", 7600: "radio failure", 7700: "emergency"}

_LATEST_CODES = 12
"""Fixes among which three reported codes are looked for."""


def emergency(tracks: Extended) -> Rates:
    """Seconds for which an emergency code has been held; single codes are usually garbled, two close ones may be.

    Fixes that report none, a third or more in OpenSky's vectors, say nothing either way.
    """
    seconds = np.zeros(len(tracks.at))
    rows = np.flatnonzero(np.isin(column(tracks, "squawk"), list(EMERGENCIES)))
    if not len(rows):
        return seconds
    squawks, times = (tracks.last(name, _LATEST_CODES)[rows] for name in ("squawk", "time"))
    reported = np.argsort(squawks >= 0, axis=1, kind="stable")[:, -3:]  # the last three of them, where there are three
    squawks, times = (np.take_along_axis(values, reported, axis=1) for values in (squawks, times))
    held_two = squawks[:, 1] == squawks[:, 2]
    held_three = held_two & (squawks[:, 0] == squawks[:, 2])
    since = np.where(held_three, times[:, 0], np.where(held_two, times[:, 1], times[:, 2]))
    held_s = times[:, 2] - since
    seconds[rows] = np.where(held_three, np.maximum(held_s, 30), held_s)
    return seconds


def callsign_change(tracks: Extended) -> Rates:
    """1 where a callsign held for 3 fixes follows another held for 3, in one flight."""
    calls, known = tracks.last_exactly("callsign", 6)  # not as float: all 64 bits count
    old, new = calls[:, :3], calls[:, 3:]
    held = (old == old[:, :1]).all(axis=1) & (new == new[:, :1]).all(axis=1)
    changed = held & (old[:, 0] != new[:, 0]) & (old[:, 0] != 0) & (new[:, 0] != 0)
    flying = known.all(axis=1) & ~(tracks.last("on_ground", 6) != 0).any(axis=1)
    return np.where(flying, changed.astype(float), np.nan)


_OUT_OF_REACH_S = 300
"""So long OpenSky repeats an aircraft's last row; who is silent for longer has flown out of the receivers' reach."""


_RECENT = 12
"""Fixes that are looked at for gaps; those before them say whether the aircraft had come regularly."""
_SEPARATE_GAPS = 3
"""A lost minute is one gap of six fixes; several gaps are a transmitter or a receiver that fails now and then."""

_IN_REACH_M = 1_500
"""From here on an antenna on level ground hears an aircraft 160 km away: the radio horizon is 4.12 km times the root of
the metres (over the 4/3 earth of ITU-R P.310). Lower ones are hidden by hills and houses when they fly on."""


def signal_gaps(tracks: Extended) -> Rates:
    """Share of the polls without a fix lately, in several gaps, of an aircraft high up that had come with each."""
    missed = _missed_polls(tracks)
    share = missed.sum(axis=1) / (missed.sum(axis=1) + _RECENT)
    several = (missed > 0).sum(axis=1) >= _SEPARATE_GAPS
    return np.where(several | np.isnan(share), share, 0.0)


def silence(tracks: Extended) -> Rates:
    """Longest gap (s) between the last fixes, or between the polls that brought them (what comes after it may be old),
    of an aircraft high up that had come with each poll."""
    missed = _missed_polls(tracks)
    waited = np.diff(tracks.last("poll", _RECENT + 1), axis=1)
    gaps = np.where(missed > 0, np.fmax(tracks.last("dt", _RECENT), waited), 0.0)
    longest: Rates = np.where(np.isnan(missed), np.nan, gaps).max(axis=1)
    return longest


def _missed_polls(tracks: Extended) -> Rates:
    """How many polls passed before each of the last fixes, shape (m, _RECENT); NaN where too few fixes are known.

    0 for an aircraft that never came regularly: many send a position every ten seconds or so, and each now and then
    misses a poll. Time out of reach does not count.
    """
    steps = np.diff(tracks.last("poll", FIXES_KEPT), axis=1)
    usual = np.median(steps, axis=1)
    in_reach = steps - usual[:, None] <= _OUT_OF_REACH_S
    missed = np.where(in_reach, np.round(steps / usual[:, None] - 1).clip(min=0), 0.0)
    before, lately = missed[:, :-_RECENT], missed[:, -_RECENT:]
    last_known_m = np.fmax.reduce(tracks.last("altitude", 3), axis=1)
    regular = (usual <= _USUAL_STEP_S) & (before.sum(axis=1) <= 1) & (last_known_m > _IN_REACH_M)
    return np.where(np.isnan(usual)[:, None], np.nan, np.where(regular[:, None], lately, 0.0))


def rapid_descent(tracks: Extended) -> Rates:
    """Rate of descent (m/s) that two fixes report and the altitude confirms; a faster one is a data fault."""
    rates, altitudes = tracks.last("vertical_rate", 2), tracks.last("altitude", 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = -np.diff(altitudes)[:, 0] / column(tracks, "dt")
    reported = -rates.max(axis=1)
    credible = (-rates.min(axis=1) <= 63.5) & (lost > 0.7 * reported)
    return np.where(np.isnan(lost), np.nan, np.where(credible, np.maximum(reported, 0), 0.0))


CEILINGS_M = {2: 13_800, 3: 15_600, 7: 25_000, 8: 6_500, 9: 12_000, 10: 40_000, 12: 5_500}
SPEEDS_MS = {2: 290, 7: 1_000, 8: 110, 9: 120, 10: 90, 12: 70}
"""By category. Light (below 7 t) includes jets with a ceiling of 45,000 ft that fly 214 m/s, small (below 34 t) ones of
51,000 ft and Mach 0.92 (type certificates of Cessna 525A and 750); wind comes on top."""
_ANY_CEILING_M, _ANY_SPEED_MS = 15_800, 370


def beyond_performance(tracks: Extended) -> Rates:
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


MAY_FLY_LOW = (2, 8, 9, 10, 11, 12, 14)
"""Light, rotorcraft, glider, balloon, parachutist, ultralight, unmanned."""

LOWEST_M = 300.0
"""Least height over built-up areas (ICAO Annex 2)."""

TOO_FAST_FOR_THOSE_MS = 90.0
"""An aircraft of unknown kind that is no faster may be a light one, or a helicopter."""


def low_flight(tracks: Extended) -> Rates:
    """How low over the ground, far from an airport and not on the way down to one: 1 at LOWEST_M, 2 at the ground."""
    heights = tracks.last("altitude", 2)
    speed, rate = tracks.last("velocity", 2).min(axis=1), tracks.last("vertical_rate", 2).min(axis=1)
    judged = ~np.isin(tracks.now("category"), MAY_FLY_LOW) & (speed > TOO_FAST_FOR_THOSE_MS) & (rate > -1)
    judged &= ~(tracks.last("on_ground", 2) != 0).any(axis=1) & (heights.max(axis=1) < HIGHEST_M)
    lowness = np.zeros(len(judged))
    rows = np.flatnonzero(judged)
    if len(rows):
        longitude, latitude = column(tracks, "longitude")[rows], column(tracks, "latitude")[rows]
        height_m, distance_km = heights_over_ground(longitude, latitude, heights[rows].max(axis=1))
        lowness[rows] = np.where(distance_km > AT_AIRPORT_KM, np.maximum(0, 2 - height_m / LOWEST_M), 0)
    return np.where(np.isnan(heights).any(axis=1), np.nan, lowness)


def circling(tracks: Extended) -> Rates:
    """Degrees turned one way over the fixes kept."""
    turns = np.diff(tracks.last("track", 30))
    turns = (turns + 180) % 360 - 180
    close = tracks.last("dt", 29) <= _USUAL_STEP_S
    # Added up one by one: `sum` has an order of its own for a single aircraft, and another result in the last digit.
    turned: Rates = np.where(close & ~np.isnan(turns), turns, 0.0).cumsum(axis=1)[:, -1]
    return np.abs(turned)
