"""Turn findings into alerts: one per aircraft and family or feed and kind; opened, updated, resolved, reopened."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from contracts.alert_event import AlertEvent, EventName
from ml.alerts.alert import AlertEntry, AlertKey, alert_key, arrival_order, severity_rank
from ml.detectors.findings import Finding

RESOLVE_AFTER_S = 120
"""Seconds without a finding after which an alert is resolved, if two whole polls brought none either: polls may be 90 s
apart or more, and one poll may have missed the aircraft."""

COOLDOWN_S = 600
"""Seconds after resolving in which another finding reopens the alert instead of opening a new one."""

UPDATE_EVERY_S = 60
"""Seconds after which a lasting alert is updated although nothing but time has changed."""

FEED_ENDS_AFTER_S = 1_800
"""A feed has ended when others have had polls for this long without it; its alerts then go by theirs."""

STATE_VERSION = 4


class AlertBook:
    """The alerts that are open or were resolved lately. No I/O and no clock of its own: now is the newest poll.

    The events of a poll depend neither on the order of its findings nor on how it is cut into calls of `advance`, as
    long as the findings of one aircraft come in one call. If they do not, the events in between differ, but the final
    alert is the same. An alert lives by the polls of its own feed: those of another feed cannot bring its aircraft.
    """

    def __init__(self) -> None:
        self._polls: dict[str | None, list[int]] = {}  # the newest three of each feed, the last of them now
        self._alerts: dict[AlertKey, AlertEntry] = {}

    def advance(self, poll_time: int, findings: Iterable[Finding], feed: str | None = None) -> list[AlertEvent]:
        """Take the confirmed findings of a poll (epoch s), or of a part of it, and return the events of alerts.

        Call it for every poll, with or without findings: polls without findings resolve alerts. An older poll counts
        as part of the newest of its feed (see `ml.polls`).
        """
        events: list[AlertEvent] = []
        polls = self._polls.get(feed, [])
        if not polls or poll_time > polls[-1]:
            self._polls[feed] = [*polls, poll_time][-3:]
            self._forget()
            events += self._resolve(feed)
        of_alert: dict[AlertKey, list[Finding]] = defaultdict(list)
        for finding in findings:
            of_alert[alert_key(finding, feed)].append(finding)
        for key in sorted(of_alert):
            events += self._take(key, sorted(of_alert[key], key=arrival_order), feed)
        return events

    def open_alerts(self) -> list[dict[str, Any]]:
        """Return the open alerts in types that JSON can hold, the most severe first, then the newest."""
        found = [(key, alert) for key, alert in self._alerts.items() if alert.resolved_at is None]
        found.sort(key=lambda each: (-severity_rank(each[1].gravest), -each[1].since, each[0]))
        return [alert.as_dict(poll_time=self._now(alert.feed)) for _, alert in found]

    def to_json(self) -> dict[str, Any]:
        """Return the whole state: saved with each micro-batch, it lets a repeated batch give the same events."""
        return {
            "version": STATE_VERSION,
            "polls": [*self._polls.items()],
            "alerts": [alert.to_json() for _, alert in sorted(self._alerts.items())],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "AlertBook":
        """Return the book that `to_json` stored.

        Raises ValueError when it has another version.
        """
        if content.get("version") != STATE_VERSION:
            raise ValueError(f"alerts of version {content.get('version')}, not {STATE_VERSION}")
        book = cls()
        book._polls = {feed: list(polls) for feed, polls in content["polls"]}
        alerts = [AlertEntry.from_json(each) for each in content["alerts"]]
        book._alerts = {alert_key(alert.newest, alert.feed): alert for alert in alerts}
        return book

    def _now(self, feed: str | None) -> int:
        """Return the newest poll of a feed, or of all feeds if this one has ended."""
        newest = max(polls[-1] for polls in self._polls.values())
        return newest if self._has_ended(feed) else self._polls[feed][-1]

    def _has_ended(self, feed: str | None) -> bool:
        """Return whether the other feeds have gone on for FEED_ENDS_AFTER_S without this one."""
        newest = max(polls[-1] for polls in self._polls.values())
        return feed not in self._polls or newest > self._polls[feed][-1] + FEED_ENDS_AFTER_S

    def _forget(self) -> None:
        self._alerts = {
            key: alert
            for key, alert in self._alerts.items()
            if alert.resolved_at is None or self._now(alert.feed) <= alert.resolved_at + COOLDOWN_S
        }
        self._polls = {feed: polls for feed, polls in self._polls.items() if not self._has_ended(feed)}

    def _resolve(self, feed: str | None) -> Iterable[AlertEvent]:
        """Resolve alerts of a feed, and of feeds that have ended, when a poll begins, before any of its findings,
        however many calls they come in."""
        for key, alert in sorted(self._alerts.items()):
            has_ended = self._has_ended(alert.feed)
            if alert.resolved_at is not None or not (alert.feed == feed or has_ended):
                continue
            now, polls = self._now(alert.feed), self._polls.get(alert.feed, [])
            two_polls_without = has_ended or (len(polls) == 3 and polls[0] > alert.last)
            if two_polls_without and now > alert.last + RESOLVE_AFTER_S:
                resolved = replace(alert, resolved_at=now, last_event=now)
                self._alerts[key] = resolved
                yield resolved.as_event("resolved", poll_time=now)

    def _take(self, key: AlertKey, findings: list[Finding], feed: str | None) -> Iterable[AlertEvent]:
        now = self._polls[feed][-1]
        before = self._alerts.get(key)
        first, *others = findings
        after = (
            before.with_finding(first, poll_time=now, feed=feed)
            if before
            else AlertEntry.opened_by(first, poll_time=now, feed=feed)
        )
        for finding in others:
            after = after.with_finding(finding, poll_time=now, feed=feed)
        event = _event_between(before, after, now)
        self._alerts[key] = replace(after, last_event=now) if event else after
        if event:
            is_raised = before is not None and severity_rank(after.gravest) > severity_rank(before.gravest)
            raised_from = before.gravest.severity if before and is_raised else None
            yield self._alerts[key].as_event(event, poll_time=now, raised_from=raised_from)


def _event_between(before: AlertEntry | None, after: AlertEntry, now: int) -> EventName | None:
    """Return the event that describes the change of an alert by findings, None if it is not worth reporting."""
    if before is None:
        return "opened"
    if before.resolved_at is not None:
        return "reopened"
    joined = len(after.joined) > len(before.joined)
    worse = severity_rank(after.gravest) > severity_rank(before.gravest)
    return "updated" if joined or worse or now - before.last_event >= UPDATE_EVERY_S else None
