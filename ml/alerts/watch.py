"""Turn findings into alerts: those of the detectors, those from comparing aircraft, and those of the user's rules.

Comparing aircraft and checking rules takes all new fixes of a poll at once: this part of detection is not sharded.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from contracts.alert_event import AlertEvent
from ml.alerts.book import AlertBook
from ml.detectors.findings import Finding
from ml.sky.sky import Sky
from ml.user_rules.rules import UserRules


class Watch:
    """The sky and the alerts. No I/O and no clock of its own: now is the newest poll.

    Findings from comparing aircraft in a poll are known when the next poll begins, and count as found then. Events do
    not depend on how polls are cut into calls.
    """

    def __init__(self) -> None:
        self._sky = Sky()
        self._book = AlertBook()

    def advance(
        self,
        fixes: pd.DataFrame,
        findings: Sequence[Sequence[Finding]],
        rules: UserRules,
        polls: Iterable[int] = (),
    ) -> list[AlertEvent]:
        """Take new records of one or more polls, and return the events of alerts.

        `fixes` has a row per record with `ml.judgement.JUDGED_FIELDS` and the `jumps` of `ml.judgement.Judgement`;
        `findings` has the findings of the detectors for each row. polls: polls that took place, epoch s, among them
        those that brought nothing new.
        """
        times = fixes["poll_time"].tolist()
        found: dict[int, list[Finding]] = {poll: [] for poll in sorted({*times, *polls})}
        for poll, of_record in zip(times, findings, strict=True):
            found[poll] += of_record
        for poll, of_sky in self._sky.advance(fixes).items():
            found[poll] += of_sky
        for finding in rules.findings(fixes):
            found[finding.poll_time].append(finding)
        return [event for poll, of_poll in found.items() for event in self._book.advance(poll, of_poll)]

    def open_alerts(self) -> list[dict[str, Any]]:
        """Return the open alerts in types that JSON can hold, the most severe first, then the newest."""
        return self._book.open_alerts()

    def to_json(self) -> dict[str, Any]:
        """Return the whole state: saved with each micro-batch, it lets a repeated batch give the same events."""
        return {"book": self._book.to_json(), "sky": self._sky.to_json()}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Watch":
        """Return the watch that `to_json` stored.

        Raises ValueError when it has another version.
        """
        watch = cls()
        watch._book, watch._sky = AlertBook.from_json(content["book"]), Sky.from_json(content["sky"])
        return watch
