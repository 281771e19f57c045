"""The producer's loop: poll, keep what is new, publish, report, wait."""

import re
from dataclasses import dataclass

import structlog

from common.clock import Clock
from common.errors import QuotaExceeded, RequestRefused, SourceUnavailable
from common.settings import BoundingBox
from opensky.answers import parse_answer
from opensky.client import OpenSkyClient
from producer.credit_governor import CreditGovernor, Pace
from producer.new_fixes import NewFixes
from producer.publisher import Publisher
from producer.recorder import Recorder
from producer.report import Report
from producer.stopping import StopRequested, StopSignals

LONGEST_PAUSE_S = 60.0
"""Failing polls grow apart up to this; a source in trouble, or one that blocks this address, is not hammered."""

LONGEST_USUAL_S = 900.0
"""The most that the usual pace stretches this (400 credits are a world every 864 s); waits for a reset are longer."""

log = structlog.get_logger()


@dataclass
class Polling:
    """The parts of the loop, put together in `main`."""

    client: OpenSkyClient
    publisher: Publisher
    governor: CreditGovernor
    report: Report
    clock: Clock
    stop: StopSignals
    bbox: BoundingBox | None = None
    recorder: Recorder | None = None

    def __post_init__(self) -> None:
        self._fixes = NewFixes()
        self._failures = 0
        self._usual_s = 0.0
        self._said = ""

    def run(self) -> None:
        """Poll until the source ends or a signal comes; either way everything polled has been flushed.

        Raises SettingsError and CredentialsRefused, which nothing but a change of settings helps.
        """
        try:
            self.publisher.connect()
            while not self.report.ended:
                due = self._poll()
                self.report.write()
                if not self.report.ended:
                    self._wait(due)
            log.info("the source has ended", polls=self.report.polls, published=self.report.published)
        except StopRequested:
            log.info("stopped", polls=self.report.polls, published=self.report.published)
        finally:
            self.publisher.close()
            self.client.close()
            if self.recorder:
                self.recorder.close()

    def _poll(self) -> float:
        """Do one poll and return when the next is due, on the clock's monotonic scale."""
        started = self.clock.monotonic()
        try:
            with self.stop.interruptible():
                answer = self.client.states(bbox=self.bbox)
            answered = self.clock.monotonic()
            poll = parse_answer(answer.content, source=answer.source)
        except QuotaExceeded as error:
            return self._failed(error, self.governor.pace_after_quota(error.retry_after_s))
        except (SourceUnavailable, RequestRefused) as error:
            if isinstance(error, RequestRefused) and self.report.polls == 0:
                raise
            self._failures += 1
            return self._failed(error, self._pace_after_failure())
        self._failures = 0
        if self.recorder:
            self.recorder.append(answer.body, source=answer.source)
        new = self._fixes.select(poll.states, poll_time=poll.time)
        delivery = self.publisher.publish(new)
        self._fixes.remember(delivery.published)
        pace = self.governor.pace(
            credits_left=answer.credits_remaining, next_answer_s=answer.next_answer_s, now=self.clock.time()
        )
        self._usual_s = pace.interval_s
        took_s = self.clock.monotonic() - started
        self.report.add_poll(answer, poll, new=len(new), delivery=delivery, pace=pace, took_s=took_s)
        self._say(pace)
        # A local source counts its seconds from its answer on, the API's resolution goes from start to start.
        return max(self._due(started, pace), answered + (answer.next_answer_s or 0.0))

    def _failed(self, error: Exception, pace: Pace) -> float:
        self.report.add_failure(error, pace)
        return self._due(self.clock.monotonic(), pace)

    def _due(self, started: float, pace: Pace) -> float:
        return pace.interval_s + (self.clock.monotonic() if pace.from_now else started)

    def _pace_after_failure(self) -> Pace:
        pause_s = min(self.governor.resolution_s * 2**self._failures, LONGEST_PAUSE_S)
        pause_s = max(pause_s, min(self._usual_s, LONGEST_USUAL_S))
        return Pace(pause_s, "the source gives no answer: asked again with growing pauses", from_now=True)

    def _say(self, pace: Pace) -> None:
        """Log the pace when it says something else than before, its numbers aside: those change with every poll."""
        rule = re.sub(r"[\d.,]+", "", pace.sentence)
        if rule != self._said:
            log.info("pace", says=pace.sentence)
            self._said = rule

    def _wait(self, due: float) -> None:
        with self.stop.interruptible():
            wait_s = due - self.clock.monotonic()
            if wait_s > 0:
                self.clock.sleep(wait_s)
