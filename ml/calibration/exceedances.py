"""Fixes at which detectors were beyond their limits, and the alerts they would raise."""

from dataclasses import dataclass

import numpy as np

from ml.alerts.book import COOLDOWN_S, RESOLVE_AFTER_S
from ml.arrays import Addresses, Flags, Floats, Ints
from ml.calibration.limit_factors import RATIOS

SAME_ALERT_S = RESOLVE_AFTER_S + COOLDOWN_S
"""Exceedances of one aircraft and family less than this apart make one alert, as in `ml.alerts.book`."""


def exceedance_counts(ratios: Floats, places: Ints, *, paces: int) -> Ints:
    """Return how many ratios are at or above each of RATIOS, by pace; NaN counts nowhere.

    ratios, places (of the pace, below `paces`): shapes (n,). Returns shape (paces, len(RATIOS)).
    """
    known = ~np.isnan(ratios)
    reached = np.searchsorted(RATIOS, ratios[known], side="right")
    size = len(RATIOS) + 1
    exactly: Ints = np.bincount(places[known] * size + reached, minlength=paces * size).reshape(paces, size)[:, 1:]
    return exactly[:, ::-1].cumsum(axis=1)[:, ::-1]


@dataclass(frozen=True)
class Exceedances:
    """Fixes at which a family's detectors were beyond their limits, in any order.

    addresses: icao24 as numbers. poll_times: epoch s. ratios: the largest residual as a multiple of its detector's
    limit. places: of the pace nearest to the step to each fix. All have shape (n,).
    """

    addresses: Addresses
    poll_times: Ints
    ratios: Floats
    places: Ints

    def chosen(self, which: Flags) -> "Exceedances":
        """Return some of the exceedances."""
        return Exceedances(self.addresses[which], self.poll_times[which], self.ratios[which], self.places[which])

    def above(self, factor: float) -> "Exceedances":
        """Return the exceedances left when all limits are multiplied by `factor`."""
        return self.chosen(self.ratios > factor)

    def beyond(self, factors: Floats) -> "Exceedances":
        """Return the exceedances left when the limits are multiplied by the factors, one for each pace."""
        return self.chosen(self.ratios > factors[self.places])

    def alerts(self) -> int:
        """Return how many alerts they would raise."""
        order = np.lexsort((self.poll_times, self.addresses))
        another_aircraft = np.diff(self.addresses[order].astype(np.int64)) != 0
        later = np.diff(self.poll_times[order]) >= SAME_ALERT_S
        return int((another_aircraft | later).sum()) + bool(len(order))
