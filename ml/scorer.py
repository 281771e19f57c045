"""Run the stream's detection over polls without Spark or Kafka: new fixes, scores and alert events."""

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contracts.alert_event import AlertEvent
from contracts.poll_marker import ANSWERED, EMPTY, FAILED
from contracts.state_vector import FIELDS
from ml.alerts.watch import Watch
from ml.calibration.limit_factors import NO_CALIBRATION, Calibration
from ml.forest.flag_rules import RuleLimits
from ml.judgement import JUDGED_FIELDS, judge
from ml.polls import POLL_COLUMNS, AnswerCount, TakenPoll, feed_number
from ml.tracks.new_fixes import NEW, LastFixes, sort_out_new
from ml.tracks.tracks import Tracks
from ml.tracks.usability import is_usable
from ml.user_rules.rules import NO_RULES, UserRules
from opensky.answers import Poll

if TYPE_CHECKING:
    from ml.forest.model import AnomalyModel

UNUSABLE = "unusable"
"""A state that the stream would reject: see `ml.tracks.usability`."""

_NAMES = ["icao24", "time_position", "last_contact", "poll_time"]
_TIMES = dict.fromkeys(("time_position", "last_contact", "poll_time"), np.int64)


class Scorer:
    """Scores polls in order; its memory does not grow with their number."""

    def __init__(
        self,
        *,
        model: "AnomalyModel | None",
        limits: RuleLimits,
        rules: UserRules = NO_RULES,
        calibration: Calibration = NO_CALIBRATION,
    ) -> None:
        self._model = model
        self._limits = limits
        self._calibration = calibration
        self._known = LastFixes.none()
        self._tracks = Tracks.none()
        self._rules = rules
        self._watch = Watch()
        self._answers = AnswerCount()
        self.kinds: Counter[str] = Counter()
        """How many states were NEW, DUPLICATE, LATE and UNUSABLE so far."""

    def add(self, polls: list[Poll]) -> tuple[pd.DataFrame, list[AlertEvent]]:
        """Return the new fixes of the next polls and the alert events, both in order.

        Fixes have `icao24`, `time_position`, `last_contact`, `poll_time` and the columns of
        `ml.judgement.Judgement.scores`. How polls are grouped into calls changes neither.
        """
        new, self._known, kinds = new_states(polls, self._known, self._answers)
        self.kinds += kinds
        judgement, self._tracks = judge(
            new, self._tracks, model=self._model, limits=self._limits, calibration=self._calibration
        )
        fixes = new.assign(**judgement.together)
        scored = pd.concat([new[_NAMES], judgement.scores], axis=1)
        events = self._watch.advance([_taken(poll) for poll in polls], fixes, judgement.findings, self._rules)
        return scored, events


def new_states(
    polls: list[Poll], known: LastFixes, answers: AnswerCount
) -> tuple[pd.DataFrame, LastFixes, Counter[str]]:
    """Return the new states of polls, the fixes known afterwards, and how many states were of each kind.

    New states are usable and newer than the known fix of their aircraft; they have JUDGED_FIELDS, POLL_COLUMNS and
    `place`, the index of their poll among `polls`, in order. The kinds are NEW, DUPLICATE, LATE and UNUSABLE. answers:
    counts the polls before, and these.
    """
    sizes = [len(poll) for poll in polls]
    states = _frame_of(polls).assign(
        place=np.repeat(np.arange(len(polls)), sizes),
        poll_number=np.repeat([0 if poll.failure else answers.number_of(poll.time) for poll in polls], sizes),
        feed_number=feed_number(None),
    )
    columns = [*JUDGED_FIELDS, *POLL_COLUMNS, "place"]
    usable = states.loc[is_usable(states), columns].reset_index(drop=True).astype(_TIMES)
    kinds, known = sort_out_new(usable, known)
    counts = Counter({UNUSABLE: len(states) - len(usable)}) + Counter(kinds.tolist())
    return usable[kinds == NEW].reset_index(drop=True), known, counts


def _taken(poll: Poll) -> TakenPoll:
    outcome = FAILED if poll.failure else ANSWERED if len(poll) else EMPTY
    return TakenPoll(poll.time, outcome=outcome, reason=poll.failure, states=len(poll))


def _frame_of(polls: list[Poll]) -> pd.DataFrame:
    """Return the states of the polls, a row each; numbers as float, NaN for null."""
    columns = {}
    for field in FIELDS:
        values = [*chain.from_iterable(poll.columns[field.name] for poll in polls)]
        is_number = field.type in ("double", "long")
        columns[field.name] = np.array(values, float) if is_number else np.fromiter(values, object, len(values))
    return pd.DataFrame(columns)
