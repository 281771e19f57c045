"""What the sources did: reports about each feed, and which findings about aircraft they explain."""

from collections.abc import Sequence
from typing import Any

from contracts.alert_event import SOURCE_FAMILY
from ml.arrays import Records
from ml.detectors.detectors import DETECTORS
from ml.detectors.findings import Finding
from ml.polls import TakenPoll
from ml.sources.answers import with_position
from ml.sources.feed import FeedState, Report
from ml.sources.oddities import FROZEN, LATE, PARTIAL

STATE_VERSION = 1

FORGOTTEN_AFTER_S = 86_400
"""A feed without a poll for this long, while others go on, is forgotten."""

NEEDS_CLOCK = frozenset(detector.name for detector in DETECTORS if detector.needs_clock)

_RECEPTION = frozenset(detector.name for detector in DETECTORS if detector.family == "reception")
_TOGETHER = frozenset({"gnss_interference"})

EXPLAINED = (
    ((LATE, FROZEN, PARTIAL), 14, _RECEPTION),
    ((LATE, FROZEN, PARTIAL), 4, _TOGETHER),
    ((LATE,), 4, NEEDS_CLOCK),
)
"""Kinds of oddities, the answers after one for which the detectors still look back on it, and these detectors' names.
Those of reception look back on 12 fixes (`ml.detectors.reception`)."""


_NO_SOURCE = "unknown"


class Sources:
    """All feeds. No I/O and no clock of its own; results do not depend on how polls are cut into calls."""

    def __init__(self) -> None:
        self._feeds: dict[str | None, FeedState] = {}

    def take(self, poll: TakenPoll, fixes: Records, *, source: str | None) -> list[Finding]:
        """Take a poll, answered or not, or a part of it; return findings about its feed.

        fixes: its new records as `ml.sources.answers.NEW_FIX`. source: of its first record, None without records.
        """
        if poll.feed not in self._feeds:
            self._forget(poll.time)
        feed = self._feeds.setdefault(poll.feed, FeedState())
        feed.source = feed.source or source
        return [_finding(report, poll, feed.source) for report in feed.take(poll, with_position(fixes))]

    def explained(self, feed: str | None) -> frozenset[str]:
        """Return the names of detectors whose findings in the newest poll say more about the feed than an aircraft."""
        odd_ago = self._feeds[feed].odd_ago
        names: frozenset[str] = frozenset()
        for kinds, answers, detectors in EXPLAINED:
            if any(odd_ago.get(kind, answers) < answers for kind in kinds):
                names |= detectors
        return names

    def to_json(self) -> dict[str, Any]:
        """Return the whole state in types that JSON can hold."""
        return {"version": STATE_VERSION, "feeds": [(name, feed.to_json()) for name, feed in self._feeds.items()]}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Sources":
        """Return the sources that `to_json` stored.

        Raises ValueError when they have another version.
        """
        if content.get("version") != STATE_VERSION:
            raise ValueError(f"sources of version {content.get('version')}, not {STATE_VERSION}")
        sources = cls()
        sources._feeds = {name: FeedState.from_json(feed) for name, feed in content["feeds"]}
        return sources

    def _forget(self, now: int) -> None:
        self._feeds = {
            name: feed
            for name, feed in self._feeds.items()
            if feed.last is None or feed.last + FORGOTTEN_AFTER_S >= now
        }


def without_explained(findings: Sequence[Finding], explained: frozenset[str]) -> list[Finding]:
    """Return the findings of other detectors than those whose findings a source explains."""
    return [finding for finding in findings if finding.detector not in explained]


def _finding(report: Report, poll: TakenPoll, source: str | None) -> Finding:
    return Finding(
        detector=report.kind,
        family=SOURCE_FAMILY,
        kind=report.kind,
        severity=report.severity,
        icao24=None,
        time=report.since,
        poll_time=poll.time,
        evidence=report.evidence,
        source=source or poll.feed or _NO_SOURCE,
        value=report.value,
        limit=report.limit,
        unit=report.unit,
    )
