"""Turn findings into alerts: those of the detectors, those from comparing aircraft, and those of the user's rules.

Comparing aircraft and checking rules takes all new fixes of a poll at once: this part of detection is not sharded.
Vehicles and obstacles are not compared, but a user's rule may be about them.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import pandas as pd

from contracts.alert_event import AlertEvent
from ml.alerts.book import AlertBook
from ml.detectors.detection import LATE_S
from ml.detectors.detectors import DETECTORS
from ml.detectors.findings import Finding
from ml.emitters import is_aircraft
from ml.polls import TakenPoll
from ml.sky.sky import Sky
from ml.sources.clocks import SourceClocks
from ml.user_rules.rules import UserRules

NEEDS_CLOCK = frozenset(detector.name for detector in DETECTORS if detector.needs_clock)


class Watch:
    """The sky and the alerts. No I/O and no clock of its own: now is the newest poll.

    Findings from comparing aircraft in a poll are known when the next poll begins, and count as found then. Events do
    not depend on how polls are cut into calls.
    """

    def __init__(self) -> None:
        self._sky = Sky()
        self._book = AlertBook()
        self._clocks = SourceClocks()

    def advance(
        self,
        polls: Sequence[TakenPoll],
        fixes: pd.DataFrame,
        findings: Sequence[Sequence[Finding]],
        rules: UserRules,
    ) -> list[AlertEvent]:
        """Take polls in order, also those that brought nothing new, and return the events of alerts.

        `fixes` has a row per new record with `ml.judgement.JUDGED_FIELDS`, `together` of `ml.judgement.Judgement` and
        `place`, the index of its poll; `findings` has the findings of the detectors for each row. Those that a source's
        wrong clock explains are left out.
        """
        found: list[list[Finding]] = self._sky.advance(polls, fixes[is_aircraft(fixes["category"])])
        places, late_s = fixes["place"].to_numpy(), fixes[LATE_S].to_numpy(float)
        off = [self._clocks.explain(poll.feed, poll.time, late_s[places == at]) for at, poll in enumerate(polls)]
        for place, of_record in zip(places.tolist(), findings, strict=True):
            found[place] += [each for each in of_record if not (off[place] and each.detector in NEEDS_CLOCK)]
        for row, finding in rules.findings(fixes):
            found[fixes["place"].iat[row]].append(finding)
        events = (self._book.advance(poll.time, of_poll, poll.feed) for poll, of_poll in zip(polls, found, strict=True))
        return [*chain.from_iterable(events)]

    def open_alerts(self) -> list[dict[str, Any]]:
        """Return the open alerts in types that JSON can hold, the most severe first, then the newest."""
        return self._book.open_alerts()

    def to_json(self) -> dict[str, Any]:
        """Return the whole state: saved with each micro-batch, it lets a repeated batch give the same events."""
        return {"book": self._book.to_json(), "sky": self._sky.to_json(), "clocks": self._clocks.to_json()}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Watch":
        """Return the watch that `to_json` stored.

        Raises ValueError when it has another version.
        """
        watch = cls()
        watch._book, watch._sky = AlertBook.from_json(content["book"]), Sky.from_json(content["sky"])
        watch._clocks = SourceClocks.from_json(content["clocks"])
        return watch
