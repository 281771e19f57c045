"""How often to poll: spread the credits left over the time until their reset, within the API's resolution."""

from dataclasses import dataclass
from datetime import UTC, datetime

from opensky.credits import ANONYMOUS, DAY_S, FEEDER, HOUR_S, LICENSED, STANDARD, Tier

ANONYMOUS_RESOLUTION_S = 10.0
AUTHENTICATED_RESOLUTION_S = 5.0
"""OpenSky has a new answer only this often (REST API, "Limitations")."""


@dataclass(frozen=True)
class Pace:
    """When to poll next, with the reason as a sentence for people.

    interval_s: seconds from the start of one poll to the start of the next, or from now on if `from_now`;
    credits_last_s: how long the credits last; None when they last until the next reset, or when that isn't known.
    """

    interval_s: float
    sentence: str
    from_now: bool = False
    credits_last_s: float | None = None


class CreditBudget:
    """Derives the pace from the cost of a poll, the credits left and the time until their reset.

    cost: credits of one poll; asked_s: the interval that the user asks for, None to derive it; authenticated: selects
    the resolution and, until the source reports its credits, the assumed allowance.
    """

    def __init__(self, *, cost: int, authenticated: bool, asked_s: float | None = None) -> None:
        self.cost = cost
        self._asked_s = asked_s
        self.resolution_s = AUTHENTICATED_RESOLUTION_S if authenticated else ANONYMOUS_RESOLUTION_S
        self._tier = STANDARD if authenticated else ANONYMOUS

    def pace(self, *, credits_left: int | None, next_answer_s: float | None, now: float) -> Pace:
        """Return the pace after an answer at `now` (epoch s).

        credits_left: as the answer reports it, None when it doesn't; next_answer_s: seconds until a local source has a
        newer answer, instead of the API's resolution.
        """
        least_s = self.resolution_s if next_answer_s is None else next_answer_s
        wanted_s = least_s if self._asked_s is None else max(least_s, self._asked_s)
        if credits_left is None:
            if next_answer_s is not None:
                return Pace(wanted_s, f"credits are not counted: every {_duration(wanted_s)}")
            return self._without_count(wanted_s)
        if credits_left > FEEDER.credits:
            self._tier = LICENSED  # no daily allowance is that large
        return self._with_count(credits_left, least_s, wanted_s, now)

    def pace_after_quota(self, retry_after_s: float) -> Pace:
        """Return the pace after a 429, which allows no request for `retry_after_s`."""
        wait_s = max(retry_after_s, 1.0)
        return Pace(wait_s, f"no credits left: the next request is allowed in {_duration(wait_s)}", from_now=True)

    def _with_count(self, credits_left: int, least_s: float, wanted_s: float, now: float) -> Pace:
        amount = f"{credits_left:,} credits, {self.cost} a poll"
        reset_s = self._tier.resets_in_s(now)
        reset = _reset(self._tier, now)
        polls = credits_left // self.cost
        if polls == 0:
            return Pace(max(reset_s, least_s), f"{amount}: spent, next poll at {reset}", from_now=True)
        if self._asked_s is not None:
            lasting_s = polls * wanted_s
            is_enough = lasting_s >= reset_s
            enough = f"until {reset}" if is_enough else f"for {_duration(lasting_s)}"
            raised = "" if wanted_s == self._asked_s else f" ({_duration(self._asked_s)} is faster than the source)"
            sentence = f"{amount}: every {_duration(wanted_s)}{raised}, enough {enough}"
            return Pace(wanted_s, sentence, credits_last_s=None if is_enough else lasting_s)
        interval_s = max(least_s, reset_s / polls)
        return Pace(interval_s, f"{amount}: every {_duration(interval_s)} until {reset}")

    def _without_count(self, wanted_s: float) -> Pace:
        # Without a count the documented allowance is the safe guess: polling faster would end in hours of 429s.
        interval_s = wanted_s
        if self._asked_s is None:
            interval_s = max(wanted_s, self._tier.period_s / (self._tier.credits // self.cost))
        amount = f"{self._tier.credits:,} credits assumed, {self.cost} a poll"
        return Pace(interval_s, f"{amount}: every {_duration(interval_s)}")


def _reset(tier: Tier, now: float) -> str:
    """Return the time of the next reset, such as `midnight UTC` or `21:00 UTC`."""
    if tier.period_s == DAY_S:
        return "midnight UTC"
    return f"{datetime.fromtimestamp(now + tier.resets_in_s(now), UTC):%H:%M} UTC"


def _duration(seconds: float) -> str:
    """Return a duration in words, such as `86 s`, `2.5 s` or `2 h 47 min`."""
    if seconds < 10 and seconds != int(seconds):
        return f"{seconds:.1f} s"
    if seconds < HOUR_S:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"
