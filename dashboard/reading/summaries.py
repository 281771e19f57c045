"""The small live files: countries, windows, and what the streaming job and the producer say of themselves."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.drawing.texts import number, plain

COUNTRY_NUMBERS = ("flight_count", "airborne_count", "avg_velocity", "avg_baro_altitude")
WINDOW_NUMBERS = ("window_start", "window_end", "flight_count", "record_count", "avg_vertical_rate")
MOST_WINDOWS = 120


@dataclass(frozen=True)
class Summary:
    """A published table: `rows` has every column it should, `published_at` is epoch seconds or None."""

    published_at: float | None
    rows: pd.DataFrame


@dataclass(frozen=True)
class Report:
    """What a process says of itself; `at` reaches into it without trusting its shape."""

    published_at: float | None
    content: dict[str, Any]

    def at(self, *keys: str) -> Any:
        """The value under these keys, or None where one of them is not there."""
        value: Any = self.content
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def text(self, *keys: str) -> str | None:
        return plain(self.at(*keys))

    def number(self, *keys: str) -> float | None:
        return number(self.at(*keys))


def parse_countries(content: Any) -> Summary:
    """`live/countries.json`, most flights first; countries without a name or a count are left out."""
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
    """`live/windows.json`, oldest first, with `closed`; windows without a start are left out."""
    records = _records(content, "windows")
    rows = _table(records, WINDOW_NUMBERS)
    rows["closed"] = [record.get("closed") is not False for record in records]
    rows = rows.dropna(subset=["window_start"]).sort_values("window_start", kind="stable").tail(MOST_WINDOWS)
    return Summary(number(content.get("published_at")), rows.reset_index(drop=True))


def parse_report(content: Any) -> Report:
    """`live/status.json` or `live/producer.json`.

    Raises ValueError when it is not an object.
    """
    if not isinstance(content, dict):
        raise ValueError("is not an object")
    return Report(number(content.get("published_at")), content)


def _records(content: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(content, dict) or not isinstance(content.get(name), list):
        raise ValueError(f"has no list of {name}")
    return [record for record in content[name] if isinstance(record, dict)]


def _table(records: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.array([number(record.get(name)) for record in records], dtype="Float64") for name in columns}
    ).astype("float64")
