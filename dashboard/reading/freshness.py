"""Whether an output is kept up to date, in words."""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.drawing.texts import duration

LEAST_LIMIT_S = 60.0
MISSED_POLLS = 3
CLOCK_TOLERANCE_S = 60.0


class State(StrEnum):
    """What a viewer can conclude about an output."""

    FRESH = "fresh"
    STALE = "stale"
    AHEAD = "ahead"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Freshness:
    """The state of one output; `age_s` is wall clock minus publication, None where that cannot be told."""

    name: str
    state: State
    age_s: float | None
    note: str

    @property
    def remark(self) -> str | None:
        """What it lacks, in whole sentences; None when it is up to date."""
        if self.state is State.MISSING:
            return "Nothing published yet."
        old = f"Published {duration(self.age_s)} ago." if self.state is State.STALE and self.age_s is not None else ""
        return f"{self.note} {old}".strip() or None


def stale_limit_s(poll_interval_s: float | None) -> float:
    """Seconds without news after which an output is stale: three polls missed, and never under a minute.

    A producer that saves its credits may poll every few minutes; that is no reason to cry wolf.
    """
    return max(LEAST_LIMIT_S, MISSED_POLLS * (poll_interval_s or 0.0))


def judge(
    name: str, *, present: bool, published_at: float | None, problem: str | None, now: float, limit_s: float
) -> Freshness:
    """Compare the publication with the wall clock (`now`, epoch seconds).

    `present` is whether there is a value to show; with a `problem` it is the last good one.
    """
    if not present:
        state = State.UNREADABLE if problem else State.MISSING
        return Freshness(name, state, None, f"The file {problem}." if problem else "")
    note = f"The file {problem}; the last good one is shown." if problem else ""
    if published_at is None:
        return Freshness(name, State.STALE, None, note or "It does not say when it was published.")
    age_s = now - published_at
    if age_s < -CLOCK_TOLERANCE_S:
        return Freshness(name, State.AHEAD, None, note or "It is dated in the future: the clocks differ.")
    return Freshness(name, State.STALE if age_s > limit_s else State.FRESH, max(age_s, 0.0), note)
