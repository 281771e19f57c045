"""Alert events as the streaming job writes them, and a folder to write them to."""

import os
from pathlib import Path
from typing import Any

import orjson

START = 1_700_000_000

OPENED: dict[str, Any] = {
    "event": "opened",
    "id": "4b1814-squawk-1700000000",
    "icao24": "4b1814",
    "callsign": "SWR7EA",
    "origin_country": "Switzerland",
    "kind": "emergency_squawk",
    "family": "squawk",
    "severity": "critical",
    "since": START,
    "last": START,
    "resolved_at": None,
    "poll_time": START,
    "since_utc": "2023-11-14T22:13:20Z",
    "last_utc": "2023-11-14T22:13:20Z",
    "longitude": 8.5,
    "latitude": 47.4,
    "baro_altitude": 11_000.0,
    "evidence": "squawk 7700 for 3 fixes",
    "detectors": ["emergency_squawk"],
    "value": None,
    "limit": None,
    "unit": "",
    "rarity": None,
    "finding_count": 1,
    "related": [],
    "source": "opensky",
    "track": [],
}


def alert(number: int = 0, **differences: Any) -> dict[str, Any]:
    """The emergency of aircraft `number`, with some fields changed."""
    icao24 = f"{number:06x}"
    return OPENED | {"icao24": icao24, "id": f"{icao24}-squawk-{START}", "callsign": f"SWR{number}"} | differences


def write_alerts(
    alerts: Path,
    *events: dict[str, Any],
    batch: int,
    hour: str = "22",
    name: str = "part-0.json",
    at: float | None = None,
) -> Path:
    """Write the file of a micro-batch in one step; at: its time (epoch s), now if not given."""
    folder = alerts / "date=2023-11-14" / f"hour={hour}" / f"batch={batch}"
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.tmp"
    unfinished.write_bytes(b"".join(orjson.dumps(event) + b"\n" for event in events))
    if at is not None:
        os.utime(unfinished, (at, at))
    return unfinished.rename(folder / name)
