"""The feed of recently flagged aircraft, with the reasons."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

import pandas as pd

from dashboard.drawing.texts import known
from dashboard.reading.flights import flight_table
from dashboard.reading.newest_files import NewestFiles


@dataclass(frozen=True)
class FeedEntry:
    """The newest flagged record of an aircraft, and how often and since when it was flagged the same way.

    first_at, last_at: poll times of the first and last such record (epoch s); times: number of records.
    """

    icao24: str
    callsign: str | None
    country: str | None
    flags: str
    reasons: str
    first_at: float | None
    last_at: float | None
    times: int
    longitude: float | None
    latitude: float | None


def newest_flagged(files: NewestFiles, *, until: float | None) -> pd.DataFrame:
    """Return the newest flagged records up to `until` (epoch s) as a `flights.flight_table`, newest first."""
    table = flight_table(files.records(until=until), poll_time=None)
    if until is not None:
        table = table[~(table["poll_time"] > until)]
    return table.sort_values("poll_time", ascending=False, kind="stable")


def feed_entries(records: pd.DataFrame, *, most: int) -> list[FeedEntry]:
    """Return one entry per aircraft and set of flags, newest first; repeated flags share an entry."""
    shown = ("callsign", "origin_country", "reasons", "longitude", "latitude")
    cells = (records[name].tolist() for name in ("icao24", "flags", *shown))
    grouped: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for icao24, flags, *rest in zip(*cells, records["poll_time"].tolist(), strict=True):
        if icao24 is not None:
            grouped.setdefault((icao24, flags), []).append(tuple(rest))
    entries = []
    for (icao24, flags), group in islice(grouped.items(), most):
        callsign, country, reasons, longitude, latitude, _ = group[0]
        times = [time for *_, time in group if known(time)]
        entries.append(
            FeedEntry(
                icao24=icao24,
                callsign=callsign,
                country=country,
                flags=flags,
                reasons=reasons,
                first_at=min(times, default=None),
                last_at=max(times, default=None),
                times=len(group),
                longitude=longitude if known(longitude) else None,
                latitude=latitude if known(latitude) else None,
            )
        )
    return entries
