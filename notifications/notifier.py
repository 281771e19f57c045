"""Hands events from the alert files to the channels, and publishes the channels' status."""

from collections.abc import Sequence
from pathlib import Path

import structlog

from common.clock import Clock
from common.files.json_files import write_json
from notifications.alert_files import AlertFiles
from notifications.channel import Channel
from notifications.cursor import Cursor

STATUS_EVERY_S = 5

log = structlog.get_logger()


class Notifier:
    """Offers new events to every channel; call `step` about once a second.

    status: `{published_at, unreadable, channels: [{name, sent, failed, held_back, queue, last_error, last_error_at,
    last_sent_at}]}`; `held_back` and `queue` are current, other counts since the start.
    """

    def __init__(
        self, files: AlertFiles, channels: Sequence[Channel], *, cursor: Cursor, status: Path, clock: Clock
    ) -> None:
        self._files = files
        self._channels = channels
        self._cursor = cursor
        self._status = status
        self._clock = clock
        self._published_at: float | None = None

    def start(self) -> None:
        """Save the cursor, which fixes the first alert to send, then start the channels."""
        self._cursor.save()
        self._publish()
        for channel in self._channels:
            channel.start()

    def step(self) -> None:
        """Offer the new events and publish the status; errors of files are logged, not raised."""
        try:
            for written in self._files.new(not_before=self._cursor.oldest()):
                for channel in self._channels:
                    channel.offer(written)
        except OSError as error:
            log.warning("alerts not readable", problem=error.strerror, file=error.filename)
        self._cursor.save()
        if self._published_at is None or self._clock.monotonic() - self._published_at >= STATUS_EVERY_S:
            self._publish()

    def stop(self, *, seconds: float) -> None:
        """Stop the channels; wait at most this long, in all, for the attempts under way."""
        for channel in self._channels:
            channel.stop()
        until = self._clock.monotonic() + seconds
        for channel in self._channels:
            channel.join(max(0.0, until - self._clock.monotonic()))
        self._cursor.save()
        self._publish()

    @property
    def all_alive(self) -> bool:
        """Whether every channel's thread runs."""
        return all(channel.alive for channel in self._channels)

    def _publish(self) -> None:
        self._published_at = self._clock.monotonic()
        channels = [channel.status() for channel in self._channels]
        status = {"published_at": self._clock.time(), "unreadable": self._files.unreadable, "channels": channels}
        try:
            write_json(self._status, status)
        except OSError as error:
            log.warning("status not published", file=str(self._status), problem=error.strerror)
