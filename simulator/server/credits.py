"""Credit accounts of the local OpenSky server: one bucket per caller, refilled at the start of each period."""

import math

from opensky.credits import Tier


class CreditsSpent(Exception):
    """A caller has too few credits left; they are refilled after `retry_after_s` (whole seconds)."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"no credits for {retry_after_s} s")
        self.retry_after_s = retry_after_s


class CreditAccounts:
    """The credits that each caller has spent in the current period."""

    def __init__(self) -> None:
        self._spent: dict[str, tuple[float, int]] = {}

    def charge(self, caller: str, tier: Tier, cost: int, *, now: float) -> int:
        """Take `cost` credits at `now` (epoch s) and return those left. Raises CreditsSpent if there are too few."""
        period = now // tier.period_s
        last_period, spent = self._spent.get(caller, (period, 0))
        if last_period != period:
            spent = 0
        if spent + cost > tier.credits:
            raise CreditsSpent(math.ceil(tier.resets_in_s(now)))
        self._spent[caller] = (period, spent + cost)
        return tier.credits - spent - cost
