"""The detection as it is evaluated: polls in, alarms and suspicion out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from common.answers import Poll
from ml.calibration import SHIPPED, load_calibration
from ml.evaluation.alarms import Alarm, alarms_of_events
from ml.evaluation.scores import Scores
from ml.rules import RuleLimits
from ml.scorer import Scorer

ROWS_AT_ONCE = 1_000
"""States handed over in one call, at least; the results do not depend on it, the speed does."""


class PollScorer(Protocol):
    """What is evaluated: scores polls in order, and says which alerts they raise."""

    def add(self, polls: list[Poll]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The scored lines of the new fixes and the alert events, in order."""


MakeScorer = Callable[[], PollScorer]
"""A new scorer that has seen nothing yet; it is sent to other processes."""

THIS_DETECTION: MakeScorer = partial(Scorer, model=None, limits=RuleLimits(), calibration=load_calibration(SHIPPED))
"""The project's own, as shipped. Without the Isolation Forest, which alerts nobody: its scores only rank."""


@dataclass(frozen=True)
class Detected:
    """What the detection made of some traffic: its alarms, and the suspicion of each fix (1 is a detector's limit)."""

    alarms: list[Alarm]
    suspicion: Scores


def detect(scorer: PollScorer, polls: list[Poll]) -> Detected:
    """Run a new scorer over the polls."""
    lines: list[tuple[str, int, float | None]] = []
    events: list[dict[str, Any]] = []
    for some in _chunks(polls):
        scored, due = scorer.add(some)
        lines += [(line["icao24"], line["poll_time"], line["suspicion"]) for line in scored]
        events += due
    icao24, poll_time, suspicion = zip(*lines, strict=True) if lines else ((), (), ())
    return Detected(alarms_of_events(events), Scores.of(icao24, poll_time, suspicion))


def _chunks(polls: list[Poll]) -> Iterator[list[Poll]]:
    start = rows = 0
    for number, poll in enumerate(polls, start=1):
        rows += len(poll)
        if rows >= ROWS_AT_ONCE or number == len(polls):
            yield polls[start:number]
            start, rows = number, 0
