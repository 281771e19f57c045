"""Detectors of wrong altitude, where altitude and vertical rate contradict each other."""

import numpy as np

from ml.detectors.detector import Detector
from ml.detectors.excursions import ALTITUDE_EXCURSION
from ml.detectors.persistent_rates import PersistentRate, Span
from ml.tracks.motion import Rates
from ml.tracks.tracks import Extended


def _jump(tracks: Extended) -> Rates:
    """Return a lasting change of level that the vertical rate did not announce, as a multiple of its limit.

    The next step undoes a single wrong altitude, which therefore does not count.
    """
    before, jump, after = (tracks.last("climb", 3) * tracks.last("dt", 3)).T
    limit = 150 + 8 * np.maximum(0, tracks.before("dt") - 10)
    # The change that is left after adding the next step, and after adding the step before as well.
    lasting = np.minimum(np.abs(jump + after), np.abs(np.nan_to_num(before) + jump + after)) * 1.25
    one_way = np.sign(jump) == np.sign(jump + after)
    unannounced = np.minimum(np.abs(jump), _beyond_rates(tracks))
    ratio = np.where(one_way, np.minimum(unannounced, lasting) / limit, 0.0)
    return np.where(np.isnan(jump + after), np.nan, ratio)


def _beyond_rates(tracks: Extended) -> Rates:
    """Return by how much (m) the last step but one exceeds the change that the vertical rates around it allow.

    The rates of the fix before the step and of the fix after it count too, since a rate may be as late as a position.
    """
    rates, altitudes, dt = tracks.last("vertical_rate", 4), tracks.last("altitude", 3), tracks.before("dt")
    risen = np.diff(altitudes)[:, 0]
    most, least = np.fmax.reduce(rates, axis=1) * dt, np.fmin.reduce(rates, axis=1) * dt
    beyond: Rates = np.maximum(0, np.maximum(risen - most, least - risen))
    return beyond


def _jump_words(tracks: Extended, row: int, _residual: float) -> str:
    before, after, _ = tracks.last("altitude", 3)[row]
    rate, seconds = np.nanmean(tracks.last("vertical_rate", 3)[row]), tracks.before("dt")[row]
    if abs(after - before) < abs(rate * seconds) / 2:
        change = f"stayed at {after:.0f} m for {seconds:.0f} s"
    else:
        change = f"went from {before:.0f} to {after:.0f} m in {seconds:.0f} s"
    return f"altitude {change}, but the reported vertical rate was {rate:.1f} m/s"


ALTITUDE_JUMP = Detector(
    name="altitude_jump",
    family="altitude",
    severity="warning",
    source="150 m in 10 s without a vertical rate: half of the 1,000 ft between flight levels in use",
    residual=_jump,
    words=_jump_words,
    needs_clock=True,
)

_CLIMB = PersistentRate(
    "climb",
    floor_ms=0.35,
    spans=(Span(2, 60, 2.0), Span(3, 55), Span(4, 30), Span(6, 20), Span(10, 12), Span(20, 5)),
)


def _climb_words(tracks: Extended, row: int, _residual: float) -> str:
    steps, _, _ = _CLIMB.furthest(tracks, row)
    rate, altitudes = tracks.last("vertical_rate", steps + 1)[row].mean(), tracks.last("altitude", steps + 1)[row]
    seconds = tracks.last("dt", steps)[row].sum()
    change_m = altitudes[-1] - altitudes[0]
    return f"reported vertical rate {rate:.1f} m/s, but altitude changed {change_m:+.0f} m in {seconds:.0f} s"


CLIMB_MISMATCH = Detector(
    name="climb_mismatch",
    family="altitude",
    severity="warning",
    source="vertical rate is reported to the nearest 0.33 m/s and altitude to the nearest 7.6 m",
    residual=_CLIMB,
    words=_climb_words,
    needs_clock=True,
)

ALTITUDE = (ALTITUDE_JUMP, CLIMB_MISMATCH, ALTITUDE_EXCURSION)
