"""From what the detectors say of single aircraft to alerts; what compares aircraft, and the user's rules, join in here.

Both look at all new fixes of a poll at once, so this is the part of detection that is not spread over shards.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ml.alerts.alert import AlertEvent
from ml.alerts.book import AlertBook
from ml.detectors.findings import Finding
from ml.sky.sky import Sky
from ml.user_rules.rules import UserRules


class Watch:
    """The sky and the alerts; no I/O and no clock of its own: now is the newest poll.

    What the sky shows in a poll is known when the next begins, and counts as found then. As with the alerts, nothing
    depends on how polls are cut into calls.
    """

    def __init__(self) -> None:
        self._sky = Sky()
        self._book = AlertBook()

    def advance(self, fixes: pd.DataFrame, findings: Sequence[Sequence[Finding]], rules: UserRules) -> list[AlertEvent]:
        """Take new records of one or more polls, a row each, with what the detectors found in each, and say what
        happened to which alert. `fixes` has `ml.judgement.JUDGED_FIELDS` and the `jumps`
        of `ml.judgement.Judgement`."""
        polls = fixes["poll_time"].tolist()
        found: dict[int, list[Finding]] = {poll: [] for poll in sorted(set(polls))}
        for poll, of_fix in zip(polls, findings, strict=True):
            found[poll] += of_fix
        for poll, of_sky in self._sky.advance(fixes).items():
            found[poll] += of_sky
        for finding in rules.findings(fixes):
            found[finding.poll_time].append(finding)
        return [event for poll, of_poll in found.items() for event in self._book.advance(poll, of_poll)]

    def open_alerts(self) -> list[dict[str, Any]]:
        """The open alerts, the most severe first, then the newest."""
        return self._book.open_alerts()

    def to_json(self) -> dict[str, Any]:
        """The whole state: saved with each micro-batch, it makes one that is run again give the same events."""
        return {"book": self._book.to_json(), "sky": self._sky.to_json()}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Watch":
        """The watch that `to_json` gave.

        Raises ValueError when it is of another version.
        """
        watch = cls()
        watch._book, watch._sky = AlertBook.from_json(content["book"]), Sky.from_json(content["sky"])
        return watch
