"""Settings of the DAGs, read from the environment in this one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parents[2]
"""The project's root: tasks run there, with the Python of its `.venv`."""


class BatchSettingsError(ValueError):
    """A setting of the DAGs is malformed; Airflow shows the text as the import error of every DAG."""


@dataclass(frozen=True)
class DayWindow:
    """A part of the day from one full hour to another; 24 is midnight."""

    first: int
    end: int

    @classmethod
    def parse(cls, text: str) -> "DayWindow":
        """Return the window of a text such as `9-16`. Raises ValueError when the text is malformed."""
        first, dash, end = text.partition("-")
        if not (dash and first.strip().isdecimal() and end.strip().isdecimal()):
            raise ValueError("not two hours such as 9-16")
        window = cls(int(first), int(end))
        if not 0 <= window.first < window.end <= 24:
            raise ValueError("the first hour must be before the second, both from 0 to 24")
        return window

    def end_on_day_of(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return when the window ends on the day that contains the moment."""
        day = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        if self.end == 24:
            return day + timedelta(days=1)
        return day.replace(hour=self.end)

    @property
    def longest(self) -> timedelta:
        """The window's length on a day on which the clocks go back within it."""
        return timedelta(hours=self.end - self.first + 1)

    def every_five_minutes(self) -> tuple[str, ...]:
        """Return cron expressions for every fifth minute of the window, from five past its start to its end."""
        hours = range(self.first + 1, self.end)
        last = 0 if self.end == 24 else self.end
        within = (f"*/5 {hours.start}-{hours.stop - 1} * * *",) if hours else ()
        return f"5-55/5 {self.first} * * *", *within, f"0 {last} * * *"


@dataclass(frozen=True)
class BatchSettings:
    """The hours in which producer and consumer work, their time zone, and the recipients of mail."""

    producer_hours: DayWindow
    consumer_hours: DayWindow
    zone: ZoneInfo
    mail_to: tuple[str, ...]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "BatchSettings":
        """Return the settings; an empty variable counts as unset. Raises BatchSettingsError naming a malformed one."""
        return cls(
            producer_hours=_window(environment, "FLIGHTWATCH_PRODUCER_HOURS", "9-16"),
            consumer_hours=_window(environment, "FLIGHTWATCH_CONSUMER_HOURS", "9-17"),
            zone=_zone(environment, "FLIGHTWATCH_TIMEZONE", "UTC"),
            mail_to=_addresses(environment, "FLIGHTWATCH_MAIL_TO"),
        )


def _window(environment: Mapping[str, str], name: str, default: str) -> DayWindow:
    text = environment.get(name) or default
    try:
        return DayWindow.parse(text)
    except ValueError as error:
        raise BatchSettingsError(f"{name}={text}: {error}") from None


def _zone(environment: Mapping[str, str], name: str, default: str) -> ZoneInfo:
    text = environment.get(name) or default
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BatchSettingsError(f"{name}={text}: not a time zone such as Europe/Berlin") from None


def _addresses(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    addresses = tuple(part.strip() for part in environment.get(name, "").split(",") if part.strip())
    for address in addresses:
        local, _, domain = address.rpartition("@")
        if not local or not domain or any(map(str.isspace, address)):
            raise BatchSettingsError(f"{name}: {address} is not a mail address")
    return addresses
