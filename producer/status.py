"""The producer's status: one log line for each poll, and live/producer.json for the dashboard."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from common.clock import Clock
from common.files.json_files import write_json
from opensky.answers import Poll
from opensky.client import StatesAnswer
from producer.credit_budget import Pace
from producer.publisher import Delivery

log = structlog.get_logger()


@dataclass
class ProducerStatus:
    """Totals since the start, and the state after the last poll."""

    path: Path
    url: str
    authenticated: bool
    credits_per_poll: int
    clock: Clock
    source: str | None = None
    polls: int = 0
    poll_time: int | None = None
    credits_remaining: int | None = None
    pace: Pace | None = None
    published: int = 0
    unchanged: int = 0
    failed: int = 0
    invalid_by_reason: Counter[str] = field(default_factory=Counter)
    last_error: str | None = None
    ended: bool = False

    def add_poll(
        self, answer: StatesAnswer, poll: Poll, *, new: int, delivery: Delivery, pace: Pace, took_s: float
    ) -> None:
        """Count one poll and log it. took_s: time from the request to the last acknowledgement."""
        failed = delivery.failures.total()
        self.source = answer.source
        self.polls += 1
        self.poll_time = poll.time
        self.credits_remaining = answer.credits_remaining
        self.published += len(delivery.published)
        self.unchanged += len(poll.states) - new
        self.failed += failed
        self.invalid_by_reason += poll.invalid
        self.pace = pace
        self.ended = answer.ended
        self.last_error = f"{failed} records not delivered: {_listed(delivery.failures)}" if failed else None
        log.info(
            "poll",
            source=answer.source,
            poll_time=poll.time,
            rows=len(poll.states) + poll.invalid.total(),
            published=len(delivery.published),
            unchanged=len(poll.states) - new,
            invalid=poll.invalid.total(),
            invalid_reasons=_listed(poll.invalid),
            failed=failed,
            credits=answer.credits_remaining,
            next_poll_in_s=round(pace.interval_s, 1),
            took_ms=round(took_s * 1_000),
        )

    def add_failure(self, reason: str, pace: Pace) -> None:
        """Record and log a poll without a usable answer."""
        self.last_error = reason
        self.pace = pace
        log.warning("poll failed", reason=reason, next_poll_in_s=round(pace.interval_s, 1))

    def write(self) -> None:
        """Replace the status file in one step. A failure, such as a full disk, is logged and does not stop polling."""
        status = {
            "published_at": self.clock.time(),
            "source": self.source,
            "url": _without_secrets(self.url),
            "authenticated": self.authenticated,
            "polls": self.polls,
            "poll_time": self.poll_time,
            "credits_remaining": self.credits_remaining,
            "credits_per_poll": self.credits_per_poll,
            "interval_s": self.pace and self.pace.interval_s,
            "pace": self.pace and self.pace.sentence,
            "credits_last_s": self.pace and self.pace.credits_last_s,
            "published": self.published,
            "unchanged": self.unchanged,
            "invalid": self.invalid_by_reason.total(),
            "failed": self.failed,
            "invalid_by_reason": dict(self.invalid_by_reason),
            "last_error": self.last_error,
            "ended": self.ended,
        }
        try:
            write_json(self.path, status)
        except OSError as error:
            log.warning("status not written", file=str(self.path), reason=str(error))


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{reason}: {count}" for reason, count in counts.most_common())


def _without_secrets(url: str) -> str:
    """Return the URL without its user, password and query, which may be secrets."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
