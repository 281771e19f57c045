"""One alert: findings about one aircraft and family, or one feed and kind, independent of their order of arrival."""

from dataclasses import dataclass, replace
from typing import Any

from common.clock import utc_text
from contracts.alert_event import SEVERITIES, AlertEvent, EventName, Severity
from ml.detectors.findings import Finding, TrackPoint
from ml.polls import feed_number

MOST_TRACK_POINTS = 30

AlertKey = tuple[str, str]
"""Aircraft (icao24) and family, or feed and kind."""


@dataclass(frozen=True)
class AlertEntry:
    """The entry of one alert in the book: findings of one aircraft and family, or feed and kind, since it was opened.

    Findings are kept without their tracks. since, last: the polls (epoch s) of the first and the last finding; polls
    and not fixes, because a position can be minutes older than the poll that brings it. An alert about a source has
    lasted since the time that its first finding says. newest: the last finding, for
    the aircraft's position. gravest: the newest finding of the most severe detector, or of the first one to reach that
    severity, for the alert's kind and reason. grave_since: the poll at which that severity was reached. joined: the
    poll at which each detector first fired, with its name, in that order. track: the latest fixes of all findings, at
    most MOST_TRACK_POINTS. last_event: the poll of the alert's last event. feed: of the last finding's poll (see
    `ml.polls`). resolved_at: the poll at which it was resolved, None while it is open.
    """

    since: int
    last: int
    newest: Finding
    gravest: Finding
    grave_since: int
    joined: tuple[tuple[int, str], ...]
    finding_count: int
    track: tuple[TrackPoint, ...]
    last_event: int
    feed: str | None = None
    resolved_at: int | None = None

    @classmethod
    def opened_by(cls, finding: Finding, *, poll_time: int, feed: str | None = None) -> "AlertEntry":
        """Return a new alert with its first finding."""
        bare = replace(finding, track=())
        joined = ((poll_time, finding.detector),)
        track = finding.track[-MOST_TRACK_POINTS:]
        since = poll_time if finding.icao24 else min(finding.time, poll_time)
        return cls(since, poll_time, bare, bare, poll_time, joined, 1, track, poll_time, feed)

    def with_finding(self, finding: Finding, *, poll_time: int, feed: str | None = None) -> "AlertEntry":
        """Return the alert, open, with one more finding of its aircraft and family."""
        bare = replace(finding, track=())
        newest = bare if arrival_order(bare) >= arrival_order(self.newest) else self.newest
        if newest.callsign is None:  # often missing from a message; the known one is still the aircraft's
            newest = replace(newest, callsign=self.newest.callsign)
        gravest, grave_since = self._gravest_with(bare, poll_time)
        known = finding.detector in self.detectors
        points = {point[0]: point for point in (*self.track, *finding.track)}
        return replace(
            self,
            last=poll_time,
            newest=newest,
            gravest=gravest,
            grave_since=grave_since,
            joined=self.joined if known else tuple(sorted((*self.joined, (poll_time, finding.detector)))),
            finding_count=self.finding_count + 1,
            track=tuple(points[time] for time in sorted(points)[-MOST_TRACK_POINTS:]),
            feed=feed,
            resolved_at=None,
        )

    def _gravest_with(self, finding: Finding, poll_time: int) -> tuple[Finding, int]:
        rank, highest = severity_rank(finding), severity_rank(self.gravest)
        if rank != highest:
            return (finding, poll_time) if rank > highest else (self.gravest, self.grave_since)
        if finding.detector == self.gravest.detector:
            return max(self.gravest, finding, key=arrival_order), self.grave_since
        # If both came in one poll, neither was first: the order within a poll must not matter.
        takes_its_place = poll_time == self.grave_since and finding.detector < self.gravest.detector
        return (finding if takes_its_place else self.gravest), self.grave_since

    @property
    def detectors(self) -> tuple[str, ...]:
        """Names of all detectors that fired, in the order in which they joined."""
        return tuple(name for _, name in self.joined)

    def as_event(self, event: EventName, *, poll_time: int, raised_from: Severity | None = None) -> AlertEvent:
        """Return an event of the alert at a poll (epoch s). raised_from: its severity before, if that was lower."""
        return {"event": event, "raised_from": raised_from} | self.as_dict(poll_time=poll_time)

    def as_dict(self, *, poll_time: int) -> dict[str, Any]:
        """Return the alert as it stands at a poll (epoch s)."""
        newest, gravest = self.newest, self.gravest
        return {
            "id": f"{'-'.join(alert_key(newest, self.feed))}-{self.since}",
            "icao24": newest.icao24,
            "callsign": newest.callsign,
            "origin_country": newest.origin_country,
            "kind": gravest.kind,
            "family": newest.family,
            "severity": gravest.severity,
            "since": self.since,
            "last": self.last,
            "resolved_at": self.resolved_at,
            "poll_time": poll_time,
            "since_utc": utc_text(self.since),
            "last_utc": utc_text(self.last),
            "longitude": newest.longitude,
            "latitude": newest.latitude,
            "baro_altitude": newest.baro_altitude,
            "evidence": gravest.evidence,
            "detectors": list(self.detectors),
            "value": gravest.value,
            "limit": gravest.limit,
            "unit": gravest.unit,
            "rarity": gravest.rarity,
            "finding_count": self.finding_count,
            "related": list(gravest.related),
            "source": newest.source,
            "feed": self.feed,
            "track": [list(point) for point in self.track],
        }

    def to_json(self) -> dict[str, Any]:
        """Return the whole entry in types that JSON can hold; `from_json` restores it."""
        return vars(self) | {"newest": self.newest.as_dict(), "gravest": self.gravest.as_dict()}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "AlertEntry":
        """Return the entry that `to_json` stored."""
        tuples = {
            "newest": Finding.from_dict(content["newest"]),
            "gravest": Finding.from_dict(content["gravest"]),
            "joined": tuple((poll_time, name) for poll_time, name in content["joined"]),
            "track": tuple((time, lon, lat, altitude) for time, lon, lat, altitude in content["track"]),
        }
        return cls(**content | tuples)


def alert_key(finding: Finding, feed: str | None) -> AlertKey:
    """Return which alert a finding belongs to: one per aircraft and family, or per feed and kind.

    feed: of the finding's poll. Both parts may be used in names of files.
    """
    if finding.icao24:
        return finding.icao24, finding.family
    return f"feed_{feed_number(feed):08x}", finding.kind


def severity_rank(finding: Finding) -> int:
    """Return the rank of a finding's severity, 0 for info."""
    return SEVERITIES.index(finding.severity)


def arrival_order(finding: Finding) -> tuple[int, int, str, int, str]:
    """Return a key that sorts an aircraft's findings by poll, then fix, then in a fixed order."""
    return (finding.poll_time, finding.time, finding.detector, severity_rank(finding), finding.evidence)
