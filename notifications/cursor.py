"""What each channel has been handed already, so that a restart neither loses an alert nor repeats a day of them."""

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
"""Events whose file is older are not sent any more, so they needn't be remembered."""

VERSION = 1

log = structlog.get_logger()


class ChannelCursor:
    """One channel's part; used by its own thread and by the one that reads the files.

    since: when the channel began to take part (epoch s): only what was written later is for it. handed: the keys of
    events that were sent, given up or held back, with when. held: how many of each kind are held back, to be summed up.
    """

    def __init__(self, choice: str, since: float) -> None:
        self.choice = choice
        self.since = since
        self._handed: dict[str, float] = {}
        self._held: Counter[str] = Counter()
        self._held_simulated = False
        self._lock = threading.Lock()

    def is_due(self, written: WrittenEvent, now: float) -> bool:
        """Whether the channel still has to be handed an event that it wants."""
        recent = written.written_at >= max(self.since, now - KEPT_S)
        with self._lock:
            return recent and written.event.key not in self._handed

    def hand_over(self, event: AlertEvent, now: float) -> None:
        """Note that nothing more is to be done for an event."""
        with self._lock:
            self._handed[event.key] = now

    def hold_back(self, event: AlertEvent, now: float) -> None:
        """Note that an event is to be told of in the next summary."""
        with self._lock:
            self._handed[event.key] = now
            self._held[event.kind] += 1
            self._held_simulated |= event.source == SIMULATED

    def held(self) -> tuple[Counter[str], bool]:
        """What is held back, by kind, and whether simulated traffic is in it."""
        with self._lock:
            return Counter(self._held), self._held_simulated

    def summed_up(self, told: Counter[str]) -> None:
        """Note that a summary has told of these; what was held back meanwhile stays for the next."""
        with self._lock:
            self._held -= told
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
    """The file with all channels' parts."""

    def __init__(self, path: Path, channels: Iterable[ChannelSettings], clock: Clock) -> None:
        self._path = path
        self._clock = clock
        # Files are dated by a clock that is a little behind this one.
        now = int(clock.time()) - 1
        kept = self._kept()
        self._channels: dict[str, ChannelCursor] = {}
        for channel in channels:
            known = kept.get(channel.name)
            goes_on = known is not None and known.choice == channel.choice
            self._channels[channel.name] = known if known and goes_on else ChannelCursor(channel.choice, now)
        self._written: Any = None

    def __getitem__(self, channel: str) -> ChannelCursor:
        return self._channels[channel]

    def oldest(self) -> float:
        """What was written before this time (epoch s) is for no channel."""
        begun = min(channel.since for channel in self._channels.values())
        return max(begun, self._clock.time() - KEPT_S)

    def save(self) -> None:
        """Write the file if anything has changed; when that fails, the next time will do."""
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
            log.warning("cursor not usable: only alerts from now on", file=str(self._path), problem=repr(error))
            return {}
