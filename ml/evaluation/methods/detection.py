"""Run the detection under evaluation: polls in, alarms and suspicion out."""

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
"""The fewest state vectors passed in one call, except the last; it affects speed, not results."""


class PollScorer(Protocol):
    """The detection under evaluation: scores polls in order and returns the alert events."""

    def add(self, polls: list[Poll]) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
        """Return the new fixes with their scores, and the alert events in order: see `ml.scorer.Scorer.add`."""


MakeScorer = Callable[[], PollScorer]
"""Builds a scorer without any state; pickled, because trials run in several processes."""

THIS_DETECTION: MakeScorer = partial(Scorer, model=None, limits=RuleLimits(), calibration=load_calibration(SHIPPED))
"""The project's own detection, as shipped, without the Isolation Forest, which flags records and raises no alerts."""


_RATED = ["icao24", "poll_time", "suspicion"]
_COLUMNS = [*_RATED, *RESIDUALS]


@dataclass(frozen=True)
class Detected:
    """What the detection returned for some traffic.

    fixes: in order, with `icao24`, `poll_time`, `suspicion` and the RESIDUALS, NaN where unknown. suspicion: of each
    fix, 1 at a detector's limit, and of alerts (value over limit), since detectors that compare aircraft rate no fix.
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
    rated_alerts = [
        (event["icao24"], event["poll_time"], event["value"] / event["limit"]) for event in events if event["limit"]
    ]
    table = pd.concat(fixes, ignore_index=True) if fixes else pd.DataFrame(columns=_COLUMNS)
    of_alerts = zip(*rated_alerts, strict=True) if rated_alerts else ((), (), ())
    rated = ([*table[name], *values] for name, values in zip(_RATED, of_alerts, strict=True))
    return Detected(alarms_of_events(events), table, Scores.of(*rated))


def _chunks(polls: list[Poll]) -> Iterator[list[Poll]]:
    start = rows = 0
    for number, poll in enumerate(polls, start=1):
        rows += len(poll)
        if rows >= ROWS_AT_ONCE or number == len(polls):
            yield polls[start:number]
            start, rows = number, 0
