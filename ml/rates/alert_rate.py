"""The rate of alerts per airborne hour against its budget, by the data's own clock."""

from typing import Any

import numpy as np

from ml.rates.event_rate import Rate
from ml.rates.sliding_sums import SlidingSums

ALERT_WINDOW_S = 24 * 3_600
ALERT_BUCKET_S = 3_600


class AlertRate:
    """Alerts opened per 1,000 airborne hours of the last ALERT_WINDOW_S, against a budget."""

    def __init__(self, *, budget_per_1000_h: float) -> None:
        self._budget = budget_per_1000_h
        self._window = SlidingSums(span_s=ALERT_WINDOW_S, bucket_s=ALERT_BUCKET_S, width=2)

    def add(self, poll_time: int, airborne_hours: float, opened: int) -> None:
        """Count a poll (epoch s) or a part of one: hours flown since the last (`AirborneHours`), and alerts opened.

        Polls older than the window are not counted.
        """
        self._window.advance(np.array([poll_time]))
        self._window.add(poll_time, np.array([opened, airborne_hours], float))

    def report(self) -> dict[str, Any]:
        """Return the rate in types that JSON can hold.

        interval: the exact Poisson interval at 95 % (`ml.rates.event_rate`), which treats alerts as independent; like
        per_1000_h, it is null without airborne hours. within_budget: null while the interval includes the budget.
        since, until: the polls (epoch s) between which alerts were counted, null before the first.
        """
        opened, hours = self._window.totals().tolist()
        rate = Rate(int(opened), hours)
        low, high = rate.interval
        return {
            "alerts": rate.events,
            "airborne_hours": round(hours, 2),
            "per_1000_h": round(rate.per_1000_h, 2) if hours else None,
            "interval": [round(low, 2), round(high, 2)] if hours else None,
            "budget_per_1000_h": self._budget,
            "within_budget": None if low <= self._budget < high else high <= self._budget,
            "since": self._window.since,
            "until": self._window.until,
        }
