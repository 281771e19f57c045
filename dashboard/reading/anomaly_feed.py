"""The feed of flagged records: which aircraft were flagged lately, and why."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

import pandas as pd

from dashboard.drawing.texts import known
from dashboard.reading.flights import flight_table
from dashboard.reading.newest_files import NewestFiles


@dataclass(frozen=True)
class FeedEntry:
    """One aircraft that was flagged lately: its newest flagged record, and how often and since when it was."""

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
    """The newest flagged records as `flights.flight_table` has them, newest first, up to `until` (epoch s)."""
    table = flight_table(files.records(until=until), poll_time=None)
    if until is not None:
        table = table[~(table["poll_time"] > until)]
    return table.sort_values("poll_time", ascending=False, kind="stable")


def feed_entries(records: pd.DataFrame, *, most: int) -> list[FeedEntry]:
    """One entry per aircraft and set of flags, newest first: an aircraft flagged at each poll is one piece of news."""
    told = ("callsign", "origin_country", "reasons", "longitude", "latitude")
    cells = (records[name].tolist() for name in ("icao24", "flags", *told))
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
