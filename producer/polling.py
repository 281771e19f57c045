"""The producer's loop: poll, select the new fixes, publish them, write the status, wait."""

import re
from dataclasses import dataclass

import structlog

from common.clock import Clock
from common.errors import QuotaExceeded, RequestRefused, SourceUnavailable
from common.settings import BoundingBox
from opensky.answers import parse_answer
from opensky.client import OpenSkyClient
from producer.credit_budget import CreditBudget, Pace
from producer.new_fixes import NewFixes
from producer.publisher import Publisher
from producer.recorder import Recorder
from producer.status import ProducerStatus
from producer.stopping import StopRequested, StopSignals

LONGEST_PAUSE_S = 60.0
"""The pause after failed polls grows up to this, so as to spare a source that is in trouble or blocks us."""

LONGEST_USUAL_S = 900.0
"""The pause is at least the usual interval, up to this: 400 credits a day allow one poll of the world every 864 s."""

log = structlog.get_logger()


@dataclass
class Polling:
    """The loop and its parts."""

    client: OpenSkyClient
    publisher: Publisher
    budget: CreditBudget
    status: ProducerStatus
    clock: Clock
    stop: StopSignals
    bbox: BoundingBox | None = None
    recorder: Recorder | None = None

    def __post_init__(self) -> None:
        self._fixes = NewFixes()
        self._failures = 0
        self._usual_s = 0.0
        self._logged_pace = ""

    def run(self) -> None:
        """Poll until the source ends or a signal comes; a poll that is being published by then is finished first.

        Raises SettingsError and CredentialsRefused, which only a change of settings fixes, and RecorderFailed.
        """
        try:
            self.publisher.connect()
            while not self.status.ended:
                due = self._poll()
                self.status.write()
                if not self.status.ended:
                    self._wait(due)
            log.info("the source has ended", polls=self.status.polls, published=self.status.published)
        except StopRequested:
            log.info("stopped", polls=self.status.polls, published=self.status.published)
        finally:
            self.publisher.close()
            self.client.close()
            if self.recorder:
                self.recorder.close()

    def _poll(self) -> float:
        """Poll once; return when the next poll is due, on the clock's monotonic scale."""
        started = self.clock.monotonic()
        try:
            with self.stop.interruptible():
                answer = self.client.states(bbox=self.bbox)
            answered = self.clock.monotonic()
            poll = parse_answer(answer.content, source=answer.source)
        except QuotaExceeded as error:
            return self._failed(error, self.budget.pace_after_quota(error.retry_after_s))
        except (SourceUnavailable, RequestRefused) as error:
            if isinstance(error, RequestRefused) and self.status.polls == 0:
                raise
            self._failures += 1
            return self._failed(error, self._pace_after_failure())
        self._failures = 0
        if self.recorder:
            self.recorder.append(answer.body, source=answer.source)
        new = self._fixes.select(poll.states, poll_time=poll.time)
        delivery = self.publisher.publish(new)
        self._fixes.remember(delivery.published)
        pace = self.budget.pace(
            credits_left=answer.credits_remaining, next_answer_s=answer.next_answer_s, now=self.clock.time()
        )
        self._usual_s = pace.interval_s
        took_s = self.clock.monotonic() - started
        self.status.add_poll(answer, poll, new=len(new), delivery=delivery, pace=pace, took_s=took_s)
        self._log_pace(pace)
        # A local source counts from its answer; the API's resolution counts from the start of one poll to the next.
        return max(self._due(started, pace), answered + (answer.next_answer_s or 0.0))

    def _failed(self, error: Exception, pace: Pace) -> float:
        self.status.add_failure(error, pace)
        return self._due(self.clock.monotonic(), pace)

    def _due(self, started: float, pace: Pace) -> float:
        return pace.interval_s + (self.clock.monotonic() if pace.from_now else started)

    def _pace_after_failure(self) -> Pace:
        pause_s = min(self.budget.resolution_s * 2**self._failures, LONGEST_PAUSE_S)
        pause_s = max(pause_s, min(self._usual_s, LONGEST_USUAL_S))
        return Pace(pause_s, "the source gives no usable answer: retrying with growing pauses", from_now=True)

    def _log_pace(self, pace: Pace) -> None:
        """Log the pace when its wording changes; its numbers change with every poll."""
        wording = re.sub(r"[\d.,]+", "", pace.sentence)
        if wording != self._logged_pace:
            log.info("pace", reason=pace.sentence)
            self._logged_pace = wording

    def _wait(self, due: float) -> None:
        with self.stop.interruptible():
            wait_s = due - self.clock.monotonic()
            if wait_s > 0:
                self.clock.sleep(wait_s)
