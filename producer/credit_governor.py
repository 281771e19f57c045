"""How often to poll: a day's credits spread over what is left of the day, never faster than the API's resolution."""

from dataclasses import dataclass

from opensky.credits import ANONYMOUS, DAY_S, FEEDER, HOUR_S, LICENSED, STANDARD, Tier

ANONYMOUS_RESOLUTION_S = 10.0
AUTHENTICATED_RESOLUTION_S = 5.0
"""OpenSky gives a new answer only every so many seconds (REST API, "Limitations")."""


@dataclass(frozen=True)
class Pace:
    """When to poll next, and why, for a person to read.

    interval_s: seconds from the start of one poll to the start of the next, or from now on if `from_now`;
    credits_last_s: how long the credits last, None when until there are new ones or that isn't known.
    """

    interval_s: float
    sentence: str
    from_now: bool = False
    credits_last_s: float | None = None


class CreditGovernor:
    """Derives the pace from the cost of a poll, the credits left and the time to their reset.

    cost: credits of one poll; asked_s: the interval that the user wants, None for the one derived; authenticated:
    which resolution and, as long as the source has not said, which allowance hold.
    """

    def __init__(self, *, cost: int, authenticated: bool, asked_s: float | None = None) -> None:
        self.cost = cost
        self._asked_s = asked_s
        self.resolution_s = AUTHENTICATED_RESOLUTION_S if authenticated else ANONYMOUS_RESOLUTION_S
        self._tier = STANDARD if authenticated else ANONYMOUS

    def pace(self, *, credits_left: int | None, next_answer_s: float | None, now: float) -> Pace:
        """The pace after an answer at `now` (epoch s).

        credits_left: as the answer says, None when it doesn't; next_answer_s: when a local source has a newer
        answer, which takes the place of the resolution.
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
        """The pace after a 429, which says how long no request is allowed."""
        wait_s = max(retry_after_s, 1.0)
        return Pace(wait_s, f"no credits: the source allows no request for {_duration(wait_s)}", from_now=True)

    def _with_count(self, credits_left: int, least_s: float, wanted_s: float, now: float) -> Pace:
        amount = f"{credits_left:,} credits, {self.cost} a poll"
        reset_s = self._tier.resets_in_s(now)
        polls = credits_left // self.cost
        if polls == 0:
            sentence = f"{amount}: spent, the next poll is at {_reset(self._tier)}"
            return Pace(max(reset_s, least_s), sentence, from_now=True)
        if self._asked_s is not None:
            lasting_s = polls * wanted_s
            is_enough = lasting_s >= reset_s
            lasts = f"until {_reset(self._tier)}" if is_enough else f"for {_duration(lasting_s)}"
            raised = (
                "" if wanted_s == self._asked_s else f" ({_duration(self._asked_s)} asked, the source has no newer)"
            )
            sentence = f"{amount}: every {_duration(wanted_s)}{raised}, they last {lasts}"
            return Pace(wanted_s, sentence, credits_last_s=None if is_enough else lasting_s)
        interval_s = max(least_s, reset_s / polls)
        return Pace(interval_s, f"{amount}: every {_duration(interval_s)} until {_reset(self._tier)}")

    def _without_count(self, wanted_s: float) -> Pace:
        # Without a count the documented allowance is the safe guess: faster would end in hours of 429s.
        interval_s = wanted_s
        if self._asked_s is None:
            interval_s = max(wanted_s, self._tier.period_s / (self._tier.credits // self.cost))
        amount = f"{self._tier.credits:,} credits assumed, {self.cost} a poll"
        return Pace(interval_s, f"{amount}: every {_duration(interval_s)}")


def _reset(tier: Tier) -> str:
    return {DAY_S: "midnight UTC", HOUR_S: "the full hour"}[tier.period_s]


def _duration(seconds: float) -> str:
    """`86 s`, `2.5 s`, `2 h 47 min`."""
    if seconds < 10 and seconds != int(seconds):
        return f"{seconds:.1f} s"
    if seconds < HOUR_S:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"
