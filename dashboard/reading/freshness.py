"""Judges whether an output is up to date, from its publication time."""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.drawing.texts import duration

LEAST_LIMIT_S = 60.0
MISSED_POLLS = 3
CLOCK_TOLERANCE_S = 60.0


class OutputState(StrEnum):
    """How current an output is; the value is its label on the page."""

    FRESH = "fresh"
    STALE = "stale"
    AHEAD = "ahead"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Freshness:
    """The state of one output; `age_s` is the wall clock minus its publication time, None when that is unknown."""

    name: str
    state: OutputState
    age_s: float | None
    note: str

    @property
    def remark(self) -> str | None:
        """The output's problem in whole sentences; None when it is up to date."""
        if self.state is OutputState.MISSING:
            return "Nothing published yet."
        is_old = self.state is OutputState.STALE and self.age_s is not None
        age = f"Published {duration(self.age_s)} ago." if is_old else ""
        return f"{self.note} {age}".strip() or None


def stale_limit_s(poll_interval_s: float | None) -> float:
    """Return the age (s) above which an output is stale: three missed polls, and never under a minute.

    It follows the poll interval because a producer that saves credits may poll only every few minutes.
    """
    return max(LEAST_LIMIT_S, MISSED_POLLS * (poll_interval_s or 0.0))


def judge(
    name: str, *, present: bool, published_at: float | None, problem: str | None, now: float, limit_s: float
) -> Freshness:
    """Compare the publication time with the wall clock; both epoch s.

    present: whether there is a value to show; if there is also a `problem`, it is the last good value.
    """
    if not present:
        state = OutputState.UNREADABLE if problem else OutputState.MISSING
        return Freshness(name, state, None, f"The file {problem}." if problem else "")
    note = f"The file {problem}; the last good one is shown." if problem else ""
    if published_at is None:
        return Freshness(name, OutputState.STALE, None, note or "Its publication time is missing.")
    age_s = now - published_at
    if age_s < -CLOCK_TOLERANCE_S:
        return Freshness(name, OutputState.AHEAD, None, note or "It is dated in the future: the clocks differ.")
    return Freshness(name, OutputState.STALE if age_s > limit_s else OutputState.FRESH, max(age_s, 0.0), note)
