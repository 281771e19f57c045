"""A channel: sends from a bounded queue in a thread of its own, so that a dead service delays no other channel."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any

import structlog
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from common.clock import Clock
from notifications.alert_event import AlertEvent
from notifications.alert_files import WrittenEvent
from notifications.allowance import HourlyAllowance
from notifications.channel_settings import ChannelSettings
from notifications.cursor import ChannelCursor
from notifications.delivery import Delivery, DeliveryFailed
from notifications.messages import Message, alert_message, summary_message

QUEUE_SIZE = 500
WAKE_S = 0.2
"""How long the thread waits for an event before it checks for a due summary and for a stop."""

log = structlog.get_logger()


class _Stopped(Exception):
    """The channel was stopped during the pause before a retry."""


@dataclass(frozen=True)
class Patience:
    """The attempts to send a message, and the pauses between: doubling from the first to the longest, with jitter."""

    attempts: int = 7
    first_wait_s: float = 1
    longest_wait_s: float = 60


@dataclass
class MessageCounts:
    """A channel's messages since the start; times in epoch s."""

    sent: int = 0
    failed: int = 0
    last_error: str | None = None
    last_error_at: float | None = None
    last_sent_at: float | None = None


class Channel:
    """Sends the events that its settings select, in order; events over the hourly limit go into a later summary.

    After `patience.attempts` failures a message is counted, logged and given up; a summary is retried later.
    """

    def __init__(
        self,
        settings: ChannelSettings,
        *,
        delivery: Delivery,
        cursor: ChannelCursor,
        clock: Clock,
        patience: Patience = Patience(),
        queue_size: int = QUEUE_SIZE,
    ) -> None:
        self.counts = MessageCounts()
        self._settings = settings
        self._delivery = delivery
        self._cursor = cursor
        self._clock = clock
        self._allowance = HourlyAllowance(settings.max_per_hour)
        self._queue: Queue[AlertEvent] = Queue(queue_size)
        self._waiting: set[str] = set()
        self._stopping = threading.Event()
        self._retrying = Retrying(
            stop=stop_after_attempt(patience.attempts),
            wait=wait_exponential_jitter(
                multiplier=patience.first_wait_s, max=patience.longest_wait_s, jitter=patience.first_wait_s
            ),
            retry=retry_if_exception_type(DeliveryFailed),
            sleep=self._pause,
            reraise=True,
        )
        self._thread = threading.Thread(target=self._work, name=f"channel {settings.name}", daemon=True)

    def start(self) -> None:
        """Start the thread that sends."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no further attempt; waiting events are sent after the next start."""
        self._stopping.set()

    def join(self, seconds: float) -> None:
        """Wait at most this long for the current attempt to end."""
        self._thread.join(seconds)

    @property
    def alive(self) -> bool:
        """Whether the thread runs; only an unforeseen error ends it."""
        return self._thread.is_alive()

    def offer(self, written: WrittenEvent) -> None:
        """Queue an event unless the settings exclude it or it was queued before; never waits."""
        event = written.event
        is_known = event.key in self._waiting or not self._cursor.is_due(written, self._clock.time())
        if is_known or not self._settings.wants(event):
            return
        self._waiting.add(event.key)
        try:
            self._queue.put_nowait(event)
        except Full:
            self._hold_back(event)

    def status(self) -> dict[str, Any]:
        """Return the channel's entry of `live/notifications.json`; held_back: events for the next summary."""
        held, _ = self._cursor.held()
        waiting = {"held_back": held.total(), "queue": self._queue.qsize()}
        return {"name": self._settings.name} | vars(self.counts) | waiting

    def _work(self) -> None:
        with suppress(_Stopped):
            while not self._stopping.is_set():
                self._sum_up()
                with suppress(Empty):
                    self._take(self._queue.get(timeout=WAKE_S))

    def _take(self, event: AlertEvent) -> None:
        if not self._has_room():
            self._hold_back(event)
            return
        if not self._sent(alert_message(event)):
            self.counts.failed += 1
        self._cursor.hand_over(event, self._clock.time())
        self._waiting.discard(event.key)

    def _sum_up(self) -> None:
        held, simulated = self._cursor.held()
        if held and self._has_room() and self._sent(summary_message(held, simulated=simulated)):
            self._cursor.summed_up(held)

    def _hold_back(self, event: AlertEvent) -> None:
        self._cursor.hold_back(event, self._clock.time())
        self._waiting.discard(event.key)

    def _has_room(self) -> bool:
        return self._allowance.has_room(self._clock.monotonic())

    def _sent(self, message: Message) -> bool:
        try:
            self._retrying(self._delivery.send, message)
        except DeliveryFailed as failure:
            log.warning("not sent", channel=self._settings.name, message=message.title, error=failure.kind)
            self.counts.last_error, self.counts.last_error_at = failure.kind, self._clock.time()
            return False
        self._allowance.use(self._clock.monotonic())
        self.counts.sent += 1
        self.counts.last_sent_at = self._clock.time()
        return True

    def _pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise _Stopped
