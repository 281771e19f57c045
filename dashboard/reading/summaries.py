"""The small live files: countries, windows, and the reports of the streaming job, producer and notifications."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.drawing.texts import number, plain

COUNTRY_NUMBERS = ("flight_count", "airborne_count", "avg_velocity", "avg_baro_altitude")
WINDOW_NUMBERS = ("window_start", "window_end", "flight_count", "record_count", "avg_vertical_rate")
MOST_WINDOWS = 120


@dataclass(frozen=True)
class Summary:
    """A published table; `rows` has all of its columns, `published_at` is epoch s or None."""

    published_at: float | None
    rows: pd.DataFrame


@dataclass(frozen=True)
class ProcessReport:
    """A process's report about itself; it may have any shape, so `at` reaches into it safely."""

    published_at: float | None
    content: dict[str, Any]

    def at(self, *keys: str) -> Any:
        """Return the value under these nested keys, None when one of them is missing."""
        value: Any = self.content
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def text(self, *keys: str) -> str | None:
        return plain(self.at(*keys))

    def number(self, *keys: str) -> float | None:
        return number(self.at(*keys))


def parse_countries(content: Any) -> Summary:
    """Read `live/countries.json`, most flights first; skips countries without a name or a count.

    Raises ValueError when it has no list of countries.
    """
    records = _records(content, "countries")
    rows = _table(records, COUNTRY_NUMBERS)
    rows.insert(
        0, "origin_country", pd.array([plain(record.get("origin_country")) for record in records], dtype=object)
    )
    rows = rows.dropna(subset=["origin_country", "flight_count"])
    return Summary(
        number(content.get("published_at")), rows.sort_values("flight_count", ascending=False, kind="stable")
    )


def parse_windows(content: Any) -> Summary:
    """Read `live/windows.json`, oldest first, with `closed`; skips windows without a start.

    Raises ValueError when it has no list of windows.
    """
    records = _records(content, "windows")
    rows = _table(records, WINDOW_NUMBERS)
    rows["closed"] = [record.get("closed") is not False for record in records]
    rows = rows.dropna(subset=["window_start"]).sort_values("window_start", kind="stable").tail(MOST_WINDOWS)
    return Summary(number(content.get("published_at")), rows.reset_index(drop=True))


def parse_report(content: Any) -> ProcessReport:
    """Read `live/status.json`, `live/producer.json` or `live/notifications.json`.

    Raises ValueError when it is not an object.
    """
    if not isinstance(content, dict):
        raise ValueError("is not an object")
    return ProcessReport(number(content.get("published_at")), content)


def _records(content: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(content, dict) or not isinstance(content.get(name), list):
        raise ValueError(f"has no list of {name}")
    return [record for record in content[name] if isinstance(record, dict)]


def _table(records: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.array([number(record.get(name)) for record in records], dtype="Float64") for name in columns}
    ).astype("float64")
