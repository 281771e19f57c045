"""Turn findings into alerts: those of the detectors, from comparing aircraft, of the user's rules, and about sources.

Comparing aircraft and checking rules takes all new fixes of a poll at once: this part of detection is not sharded.
Vehicles and obstacles are not compared, but a user's rule may be about them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from contracts.alert_event import SEVERITIES, AlertEvent
from ml.alerts.book import AlertBook
from ml.arrays import Floats
from ml.detectors.detection import LATE_S
from ml.detectors.findings import Finding
from ml.emitters import is_aircraft
from ml.polls import TakenPoll
from ml.sky.sky import Sky
from ml.sources.answers import new_fixes_of
from ml.sources.clocks import SourceClocks
from ml.sources.sources import NEEDS_CLOCK, Sources, without_explained
from ml.user_rules.rules import UserRules

STATE_VERSION = 1


class Watch:
    """The sky and the alerts. No I/O and no clock of its own: now is the newest poll.

    Findings from comparing aircraft in a poll are known when the next poll begins, and count as found then, as do those
    about a source without markers. Events do not depend on how polls are cut into calls.
    """

    def __init__(self) -> None:
        self._sky = Sky()
        self._book = AlertBook()
        self._clocks = SourceClocks()
        self._sources = Sources()
        self._source_book = AlertBook()

    def advance(
        self,
        polls: Sequence[TakenPoll],
        fixes: pd.DataFrame,
        findings: Sequence[Sequence[Finding]],
        rules: UserRules,
    ) -> list[AlertEvent]:
        """Take polls in order, also those that brought nothing new or no answer, and return the events of alerts.

        `fixes` has a row per new record with `ml.judgement.JUDGED_FIELDS`, `together` of `ml.judgement.Judgement` and
        `place`, the index of its poll; `findings` has the findings of the detectors for each row. Those that a source
        explains, by its wrong clock or its odd answers, are left out. A poll without an answer says something about its
        source only.
        """
        found: list[list[Finding]] = self._sky.advance(polls, fixes[is_aircraft(fixes["category"])])
        places = fixes["place"].to_numpy(np.int64)
        for place, of_record in zip(places.tolist(), findings, strict=True):
            found[place] += of_record
        by_rules: list[list[Finding]] = [[] for _ in polls]
        for row, finding in rules.findings(fixes):
            by_rules[places[row]].append(finding)
        new_fixes = new_fixes_of(fixes, np.array([poll.time for poll in polls], np.int64)[places])
        late_s, sources = fixes[LATE_S].to_numpy(float), fixes["source"].to_numpy()
        by_place = np.argsort(places, kind="stable")
        ends = np.searchsorted(places[by_place], np.arange(len(polls)), side="right")
        events: list[AlertEvent] = []
        for at, (poll, of_poll) in enumerate(zip(polls, np.split(by_place, ends)[: len(polls)], strict=True)):
            source = sources[of_poll[0]] if len(of_poll) else None
            about_source = self._sources.take(poll, new_fixes[of_poll], source=source)
            events += self._source_book.advance(poll.time, about_source, poll.feed)
            if poll.is_answered:
                left = without_explained(found[at], self._explained(poll, late_s[of_poll]))
                events += self._book.advance(poll.time, [*left, *by_rules[at]], poll.feed)
        return events

    def open_alerts(self) -> list[dict[str, Any]]:
        """Return the open alerts in types that JSON can hold, the most severe first, then the newest."""
        alerts = [*self._book.open_alerts(), *self._source_book.open_alerts()]
        return sorted(alerts, key=lambda alert: (-SEVERITIES.index(alert["severity"]), -alert["since"], alert["id"]))

    def to_json(self) -> dict[str, Any]:
        """Return the whole state: saved with each micro-batch, it lets a repeated batch give the same events."""
        return {
            "version": STATE_VERSION,
            "book": self._book.to_json(),
            "source_book": self._source_book.to_json(),
            "sky": self._sky.to_json(),
            "clocks": self._clocks.to_json(),
            "sources": self._sources.to_json(),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Watch":
        """Return the watch that `to_json` stored.

        Raises ValueError when it has another version.
        """
        if content.get("version") != STATE_VERSION:
            raise ValueError(f"watch of version {content.get('version')}, not {STATE_VERSION}")
        watch = cls()
        watch._source_book = AlertBook.from_json(content["source_book"])
        watch._sources = Sources.from_json(content["sources"])
        watch._book, watch._sky = AlertBook.from_json(content["book"]), Sky.from_json(content["sky"])
        watch._clocks = SourceClocks.from_json(content["clocks"])
        return watch

    def _explained(self, poll: TakenPoll, late_s: Floats) -> frozenset[str]:
        """Return the names of detectors whose findings in this answer the source explains; late_s: of its records."""
        is_off = self._clocks.explain(poll.feed, poll.time, late_s)
        return self._sources.explained(poll.feed) | (NEEDS_CLOCK if is_off else frozenset())
