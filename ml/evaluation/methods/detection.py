"""The detection as it is evaluated: polls in, alarms and suspicion out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pandas as pd

from ml.calibration.limit_factors import SHIPPED, load_calibration
from ml.detectors.detection import RESIDUALS
from ml.evaluation.methods.alarms import Alarm, alarms_of_events
from ml.evaluation.methods.scores import Scores
from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from opensky.answers import Poll

ROWS_AT_ONCE = 1_000
"""States handed over in one call, at least; the results do not depend on it, the speed does."""


class PollScorer(Protocol):
    """What is evaluated: scores polls in order, and says which alerts they raise."""

    def add(self, polls: list[Poll]) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
        """The new fixes with their scores and the alert events, in order: see `ml.scorer.Scorer.add`."""


MakeScorer = Callable[[], PollScorer]
"""A new scorer that has seen nothing yet; it is sent to other processes."""

THIS_DETECTION: MakeScorer = partial(Scorer, model=None, limits=RuleLimits(), calibration=load_calibration(SHIPPED))
"""The project's own, as shipped. Without the Isolation Forest, which alerts nobody: its scores only rank."""


_RATED = ["icao24", "poll_time", "suspicion"]
_COLUMNS = [*_RATED, *RESIDUALS]


@dataclass(frozen=True)
class Detected:
    """What the detection made of some traffic.

    alarms; fixes: in order, with `icao24`, `poll_time`, `suspicion` and the RESIDUALS, NaN where unknown; suspicion: of
    each fix, 1 where a detector is at its limit, and of alerts, with which those that compare aircraft say it.
    """

    alarms: list[Alarm]
    fixes: pd.DataFrame
    suspicion: Scores


def detect(scorer: PollScorer, polls: list[Poll]) -> Detected:
    """Run a new scorer over the polls."""
    fixes: list[pd.DataFrame] = []
    events: list[dict[str, Any]] = []
    for some in _chunks(polls):
        scored, due = scorer.add(some)
        fixes.append(scored[_COLUMNS])
        events += due
    told = [
        (event["icao24"], event["poll_time"], event["value"] / event["limit"]) for event in events if event["limit"]
    ]
    table = pd.concat(fixes, ignore_index=True) if fixes else pd.DataFrame(columns=_COLUMNS)
    of_alerts = zip(*told, strict=True) if told else ((), (), ())
    rated = ([*table[name], *values] for name, values in zip(_RATED, of_alerts, strict=True))
    return Detected(alarms_of_events(events), table, Scores.of(*rated))


def _chunks(polls: list[Poll]) -> Iterator[list[Poll]]:
    start = rows = 0
    for number, poll in enumerate(polls, start=1):
        rows += len(poll)
        if rows >= ROWS_AT_ONCE or number == len(polls):
            yield polls[start:number]
            start, rows = number, 0
