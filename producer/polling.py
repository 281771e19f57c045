"""The producer's loop: poll, select the new fixes, publish them with the poll's marker, write the status, wait."""

import gc
import re
from dataclasses import dataclass
from uuid import uuid4

import structlog

from common.clock import Clock
from common.errors import QuotaExceeded, RequestRefused, SourceUnavailable
from common.settings import BoundingBox
from contracts.poll_marker import ANSWERED, EMPTY, FAILED, PAUSED, Outcome, PollMarker, feed_name
from contracts.state_vector import MAX_EPOCH_S
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
        self._source = self.client.source
        self._source_ahead_s = 0.0

    def run(self) -> None:
        """Poll until the source ends or a signal comes; a poll that is being published by then is finished first.

        Raises SettingsError and CredentialsRefused, which only a change of settings fixes, and RecorderFailed.
        """
        try:
            self.publisher.connect()
            while not self.status.ended:
                due = self._poll()
                self.status.write()
                gc.collect()
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
        started, asked_at = self.clock.monotonic(), self.clock.time()
        try:
            with self.stop.interruptible():
                answer = self.client.states(bbox=self.bbox)
            answered = self.clock.monotonic()
            self._source = answer.source
            poll = parse_answer(answer.content, source=answer.source, feed=self._feed)
        except QuotaExceeded as error:
            return self._failed(str(error), self.budget.pace_after_quota(error.retry_after_s), PAUSED, asked_at)
        except (SourceUnavailable, RequestRefused) as error:
            if isinstance(error, RequestRefused) and self.status.polls == 0:
                raise
            self._failures += 1
            return self._failed(str(error), self._pace_after_failure(), FAILED, asked_at)
        self._failures = 0
        self._source_ahead_s = poll.time - asked_at
        pace = self.budget.pace(
            credits_left=answer.credits_remaining, next_answer_s=answer.next_answer_s, now=self.clock.time()
        )
        if answer.failure is not None:
            self.status.ended = answer.ended
            return self._failed(answer.failure, pace, FAILED, asked_at)
        if self.recorder:
            self.recorder.append(answer.body, source=answer.source)
        new = self._fixes.select(poll.states, poll_time=poll.time)
        outcome = ANSWERED if len(poll) else EMPTY
        marker = self._marker(outcome, asked_at, pace, poll_time=poll.time, states=len(poll))
        delivery = self.publisher.publish(new, marker)
        self._fixes.remember(delivery.published)
        self._usual_s = pace.interval_s
        took_s = self.clock.monotonic() - started
        self.status.add_poll(answer, poll, new=len(new), delivery=delivery, pace=pace, took_s=took_s)
        self._log_pace(pace)
        # A local source counts from its answer; the API's resolution counts from the start of one poll to the next.
        return max(self._due(started, pace), answered + (answer.next_answer_s or 0.0))

    def _failed(self, reason: str, pace: Pace, outcome: Outcome, asked_at: float) -> float:
        self.status.add_failure(reason, pace)
        poll_time = min(max(0, int(asked_at + self._source_ahead_s)), MAX_EPOCH_S)
        if self.recorder:
            self.recorder.append_failure(reason, time=poll_time, source=self._source)
        self.publisher.publish([], self._marker(outcome, asked_at, pace, reason=reason, poll_time=poll_time))
        return self._due(self.clock.monotonic(), pace)

    @property
    def _feed(self) -> str:
        return feed_name(self._source, self.bbox)

    def _marker(
        self,
        outcome: Outcome,
        asked_at: float,
        pace: Pace,
        *,
        poll_time: int,
        reason: str | None = None,
        states: int = 0,
    ) -> PollMarker:
        return PollMarker(
            feed=self._feed,
            poll=uuid4().hex,
            source=self._source,
            outcome=outcome,
            asked_at=asked_at,
            interval_s=round(pace.interval_s, 3),
            reason=reason,
            poll_time=poll_time,
            states=states,
        )

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
