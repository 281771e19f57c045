"""Fixes at which detectors were beyond their limits, and the alerts they would raise."""

from dataclasses import dataclass

import numpy as np

from ml.alerts.book import COOLDOWN_S, RESOLVE_AFTER_S
from ml.arrays import Addresses, Floats, Ints
from ml.calibration.limit_factors import RATIOS

SAME_ALERT_S = RESOLVE_AFTER_S + COOLDOWN_S
"""Exceedances of one aircraft and family less than this apart make one alert, as in `ml.alerts.book`."""


def exceedance_counts(ratios: Floats) -> Ints:
    """Return how many ratios, of any shape, are at or above each of RATIOS; NaN counts nowhere."""
    reached = np.searchsorted(RATIOS, ratios[~np.isnan(ratios)], side="right")
    exactly: Ints = np.bincount(reached, minlength=len(RATIOS) + 1)[1:]
    return exactly[::-1].cumsum()[::-1]


@dataclass(frozen=True)
class Exceedances:
    """Fixes at which a family's detectors were beyond their limits, in any order.

    addresses: icao24 as numbers. poll_times: epoch s. ratios: the largest residual as a multiple of its detector's
    limit. All have shape (n,).
    """

    addresses: Addresses
    poll_times: Ints
    ratios: Floats

    def above(self, factor: float) -> "Exceedances":
        """Return the exceedances left when the limits are multiplied by `factor`."""
        left = self.ratios > factor
        return Exceedances(self.addresses[left], self.poll_times[left], self.ratios[left])

    def alerts(self) -> int:
        """Return how many alerts they would raise."""
        order = np.lexsort((self.poll_times, self.addresses))
        another_aircraft = np.diff(self.addresses[order].astype(np.int64)) != 0
        later = np.diff(self.poll_times[order]) >= SAME_ALERT_S
        return int((another_aircraft | later).sum()) + bool(len(order))
