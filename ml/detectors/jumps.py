"""The detector of positions that jump: the aircraft is not where its reported motion should have taken it."""

import numpy as np
import numpy.typing as npt

from ml.detectors.detector import Detector
from ml.detectors.steps import POSITION_LATE_S, SHORT_STEP_S, TURN_S_PER_MS, high, largest, turns, unsure_steps
from ml.tracks.motion import SLOWEST_MS, Rates, displacements
from ml.tracks.tracks import Extended

_VERY_LATE_S = 30.0
"""A single position may be this late, or twice as early as the one before it was late; the next one shows."""

_CATCHING_UP_S, _CATCHING_UP_AFTERWARDS_S = 45.0, 90.0
"""Where polls are far apart, a position may catch up by this much, and by more after an absence: the 90th percentile of
the age of OpenSky's positions is then up to 80 s."""

_TURNING_DEG = 30.0
"""A track that changes by so much belongs to an aircraft that may turn both ways."""

_SLOWEST_FASTEST_MS = 260.0
"""After a gap of minutes: a speed an airliner may have reached meanwhile, however slowly it flies at both ends."""


def _jump(tracks: Extended) -> Rates:
    """Return the largest of three measures of a jump, each as a multiple of what honest flying explains."""
    return largest([_at_once(tracks), _lasting(tracks), _out_of_reach(tracks), _of_unknown_speed(tracks)])


def _at_once(tracks: Extended) -> Rates:
    """Return the distance from the expected place after the newest step, 0 where the step may have led anywhere."""
    along, across = (np.abs(tracks.newest(name)) * tracks.newest("dt") for name in ("along", "across"))
    speed = tracks.last("velocity", 2).mean(axis=1)
    jump = np.hypot(along / (_VERY_LATE_S * speed + 500), across / _tolerance_m(tracks, 1_800.0, 1))
    judged = ~unsure_steps(tracks, 1)[:, 0] & ~_turned_hard(tracks, 1)
    return np.where(judged | np.isnan(jump), jump, 0.0)


def _lasting(tracks: Extended) -> Rates:
    """Return the jump of the last step but one that neither the step after it undoes nor the step before it explains.

    A late position is followed by one that makes up for it. A displaced one stays displaced.
    """
    dt = tracks.last("dt", 3)
    steps = tracks.last("along", 3) * dt + 1j * tracks.last("across", 3) * dt
    before, jump, after = np.nan_to_num(steps[:, 0]), steps[:, 1], steps[:, 2]
    left = np.abs(np.stack([jump, jump + after, before + jump, before + jump + after])).min(axis=0)
    judged = ~unsure_steps(tracks, 2).any(axis=1) & ~_turned_hard(tracks, 3)
    ratio = left / _tolerance_m(tracks, 2_200.0, 3)
    lasting: Rates = np.where(judged | np.isnan(ratio), ratio, 0.0)
    return lasting


def _tolerance_m(tracks: Extended, least_m: float, count: int) -> Rates:
    """Return how far (m) from the expected place an aircraft may be after each of its last `count` steps, shape (m,).

    Longer steps leave room for a turn and the turn back. En route and on a steady track there are only bends of the
    route: 1.3 km after 90 s, 28 km after 300 s, and up to twice as much while the track changes.
    """
    dt, speed = np.fmax.reduce(tracks.last("dt", count), axis=1), tracks.last("velocity", 2).mean(axis=1)
    turned = np.fmax.reduce(turns(tracks, count), axis=1)
    aside_m = 0.35 * dt * np.minimum(speed, dt / TURN_S_PER_MS)
    bends_m = 10.0 * np.maximum(0, dt - SHORT_STEP_S) * (1 + (dt / 100) ** 2)
    en_route_m = bends_m * (1 + np.clip(turned / _TURNING_DEG, 0, 1))
    tolerance_m: Rates = least_m + np.where(high(tracks, 1), en_route_m, aside_m)
    return tolerance_m


def _turned_hard(tracks: Extended, count: int) -> npt.NDArray[np.bool_]:
    """Return whether the last `count` steps may have led anywhere: shape (m,).

    One of them is longer than a turn by one radian, and the tracks at its ends are 45 deg apart; or it is long enough
    for a turn and the turn back, of an aircraft that is not en route.
    """
    velocity, dt = tracks.last("velocity", count + 1), tracks.last("dt", count)
    turn_s = TURN_S_PER_MS * (velocity[:, 1:] + velocity[:, :-1]) / 2
    hard = ((turns(tracks, count) > 45) & (dt > turn_s)).any(axis=1)
    to_and_fro = (dt > np.maximum(SHORT_STEP_S, 2 * turn_s)).any(axis=1)
    anywhere: npt.NDArray[np.bool_] = hard | (to_and_fro & ~high(tracks, 1))
    return anywhere


def _out_of_reach(tracks: Extended) -> Rates:
    """Return how much further the aircraft moved than its speed allows, on whatever path."""
    dt, moved, velocity = tracks.newest("dt"), tracks.newest("moved"), tracks.last("velocity", 2)
    speed = velocity.mean(axis=1)
    often_polled = np.diff(tracks.last("poll", 2))[:, 0] <= SHORT_STEP_S
    catching_up_s = np.where(unsure_steps(tracks, 1)[:, 0], _CATCHING_UP_AFTERWARDS_S, _CATCHING_UP_S)
    tolerance_m = np.where(often_polled, POSITION_LATE_S * speed + 500, catching_up_s * speed + 2_000)
    fastest = np.maximum(velocity.max(axis=1), np.where(dt > 120, _SLOWEST_FASTEST_MS, 0))
    tolerance_m = np.where(speed < SLOWEST_MS, np.maximum(tolerance_m, 2_000), tolerance_m)  # it may be taking off
    flying = ~(tracks.last("on_ground", 2) != 0).any(axis=1)
    return np.where(flying, np.maximum(0, moved - 1.2 * fastest * dt) / tolerance_m, np.nan)


def _of_unknown_speed(tracks: Extended) -> Rates:
    """Return the jump of an aircraft that reports no velocity, against its steps before and after the jump."""
    velocity, track = (tracks.last(name, 3)[:, :2] for name in ("velocity", "track"))
    rows = np.flatnonzero(np.isnan(velocity + track).any(axis=1))
    jump = np.full(len(tracks.at), np.nan)
    if len(rows):
        some = tracks.of_rows(rows)
        east_north, dt = displacements(some, 3), some.last("dt", 3)
        before, at, after = (east_north / dt).T
        steady = np.abs(after - before) * np.fmax.reduce(dt, axis=1) < 8_000
        left = np.abs(at - (before + after) / 2) * dt[:, 1] / (8_000 + 25 * dt[:, 1])
        flying = ~(some.last("on_ground", 4) != 0).any(axis=1) & ~unsure_steps(some, 3).any(axis=1)
        jump[rows] = np.where(flying, np.where(steady, left, 0.0), np.nan)
    return jump


def jumped(tracks: Extended) -> npt.NDArray[np.bool_]:
    """Return whether each new fix is half as far from its expected place as a late position explains, shape (m,).

    1.9 km along the track at an airliner's speed, 0.9 km to the side. One position 6 s late is ordinary, but not one
    from half of the aircraft nearby (`ml.sky.interference`).
    """
    along, across = (np.abs(tracks.newest(name)) * tracks.newest("dt") for name in ("along", "across"))
    speed = tracks.last("velocity", 2).mean(axis=1)
    late = np.hypot(along / (POSITION_LATE_S * speed + 500), across / _tolerance_m(tracks, 1_800.0, 1))
    far: npt.NDArray[np.bool_] = (late > 0.5) & ~_turned_hard(tracks, 1)
    return far


def _jump_words(tracks: Extended, row: int, residual: float) -> str:
    dt = tracks.last("dt", 3)[row]
    if _lasting(tracks)[row] == residual:
        along, across = (tracks.last(name, 3)[row, 1] for name in ("along", "across"))
        return (
            f"position {np.hypot(along, across) * dt[1] / 1000:.1f} km from where reported speed and track would have "
            f"put it after {dt[1]:.0f} s, and still {dt[2]:.0f} s later"
        )
    if _at_once(tracks)[row] == residual:
        km = np.hypot(tracks.newest("along")[row], tracks.newest("across")[row]) * dt[2] / 1000
        return f"position {km:.1f} km from where reported speed and track would have put it after {dt[2]:.0f} s"
    moved_km = tracks.last("moved", 3)[row] / 1000
    if _out_of_reach(tracks)[row] == residual:
        return f"moved {moved_km[2]:.1f} km in {dt[2]:.0f} s: {moved_km[2] * 1000 / dt[2]:.0f} m/s"
    return (
        f"moved {moved_km[1]:.1f} km in {dt[1]:.0f} s, "
        f"but {moved_km[0]:.1f} km in the {dt[0]:.0f} s before and {moved_km[2]:.1f} km in the {dt[2]:.0f} s after"
    )


POSITION_JUMP = Detector(
    name="position_jump",
    family="motion",
    severity="warning",
    unit="tolerance",
    source="positions up to 30 s late (OpenSky); honest steps of up to 300 s lead less than this aside",
    residual=_jump,
    words=_jump_words,
    needs_clock=True,
)
