"""Remembers the events each channel has handled: a restart loses no alert, and repeats at most the last few."""

import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import structlog

from common.clock import Clock
from common.files.json_files import read_json, write_json
from contracts.state_vector import SIMULATED
from notifications.alert_event import AlertEvent
from notifications.alert_files import WrittenEvent
from notifications.channel_settings import ChannelSettings

KEPT_S = 24 * 3_600
"""Events in older files are not sent any more, so they need not be remembered."""

VERSION = 1

log = structlog.get_logger()


class ChannelCursor:
    """The memory of one channel; shared by its own thread and the one that reads the files.

    choice: the channel's selection of alerts. since: when that selection began (epoch s); older files are skipped.
    """

    def __init__(self, choice: str, since: float) -> None:
        self.choice = choice
        self.since = since
        self._handed: dict[str, float] = {}  # keys of events that were sent, given up or held back, with the time
        self._held: Counter[str] = Counter()  # events for the next summary, by kind
        self._held_simulated = False
        self._lock = threading.Lock()

    def is_due(self, written: WrittenEvent, now: float) -> bool:
        """Return whether the event is recent enough and not handled yet."""
        recent = written.written_at >= max(self.since, now - KEPT_S)
        with self._lock:
            return recent and written.event.key not in self._handed

    def hand_over(self, event: AlertEvent, now: float) -> None:
        """Note that an event was sent or given up."""
        with self._lock:
            self._handed[event.key] = now

    def hold_back(self, event: AlertEvent, now: float) -> None:
        """Keep an event for the next summary."""
        with self._lock:
            self._handed[event.key] = now
            self._held[event.kind] += 1
            self._held_simulated |= event.source == SIMULATED

    def held(self) -> tuple[Counter[str], bool]:
        """Return the events held back, by kind, and whether any concerns simulated traffic."""
        with self._lock:
            return Counter(self._held), self._held_simulated

    def summed_up(self, sent: Counter[str]) -> None:
        """Note that a summary of these was sent; events held back meanwhile stay for the next one."""
        with self._lock:
            self._held -= sent
            self._held_simulated &= bool(self._held)

    def to_json(self, now: float) -> dict[str, Any]:
        with self._lock:
            self._handed = {key: at for key, at in self._handed.items() if at > now - KEPT_S}
            return {
                "choice": self.choice,
                "since": self.since,
                "handed": dict(self._handed),
                "held": dict(self._held),
                "held_simulated": self._held_simulated,
            }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "ChannelCursor":
        cursor = cls(content["choice"], content["since"])
        cursor._handed = dict(content["handed"])
        cursor._held = Counter(content["held"])
        cursor._held_simulated = content["held_simulated"]
        return cursor


class Cursor:
    """The cursors of all channels, kept in one file."""

    def __init__(self, path: Path, channels: Iterable[ChannelSettings], clock: Clock) -> None:
        self._path = path
        self._clock = clock
        # The file system's clock lags a little behind this one.
        now = int(clock.time()) - 1
        kept = self._kept()
        self._channels: dict[str, ChannelCursor] = {}
        for channel in channels:
            known = kept.get(channel.name)
            is_same = known is not None and known.choice == channel.choice
            self._channels[channel.name] = known if known and is_same else ChannelCursor(channel.choice, now)
        self._written: Any = None

    def __getitem__(self, channel: str) -> ChannelCursor:
        return self._channels[channel]

    def oldest(self) -> float:
        """Return the time (epoch s) before which no channel needs the files."""
        begun = min(channel.since for channel in self._channels.values())
        return max(begun, self._clock.time() - KEPT_S)

    def save(self) -> None:
        """Write the file if anything has changed; a failure is logged, and the next call tries again."""
        now = self._clock.time()
        content = {
            "version": VERSION,
            "channels": {name: channel.to_json(now) for name, channel in self._channels.items()},
        }
        if content == self._written:
            return
        try:
            write_json(self._path, content)
            self._written = content
        except OSError as error:
            log.warning("cursor not saved", file=str(self._path), problem=error.strerror)

    def _kept(self) -> dict[str, ChannelCursor]:
        try:
            content = read_json(self._path)
            if content is None:
                return {}
            if content["version"] != VERSION:
                raise ValueError(f"version {content['version']}")
            return {name: ChannelCursor.from_json(channel) for name, channel in content["channels"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("cursor unusable: sending only alerts from now on", file=str(self._path), problem=repr(error))
            return {}
