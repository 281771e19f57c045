"""Writes kept records in the layout of the streaming job."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from tests.dashboard.sample_outputs import make_flight

HOUR = 1_790_000_000 - 1_790_000_000 % 3_600
"""The beginning of an hour, epoch s."""


def hour_path(folder: Path, poll_time: int) -> Path:
    """Return `date=…/hour=…` of a poll."""
    return folder / datetime.fromtimestamp(poll_time, UTC).strftime("date=%Y-%m-%d/hour=%H")


def keep(
    folder: Path, records: Iterable[dict[str, Any]], *, batch: int, part: str = "part-00000.json", written: int = 1
) -> list[Path]:
    """Write a part of a micro-batch, split by hour; written: its modification time (epoch s)."""
    of_hour: dict[Path, list[bytes]] = {}
    for record in records:
        place = hour_path(folder, record["poll_time"]) / f"batch={batch}"
        of_hour.setdefault(place, []).append(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    paths = []
    for place, lines in of_hour.items():
        place.mkdir(parents=True, exist_ok=True)
        paths.append(place / part)
        paths[-1].write_bytes(b"".join(lines))
        os.utime(place, (written, written))
    return paths


def polled(poll_time: int, icao24: str = "3c6444", **changes: Any) -> dict[str, Any]:
    """Return a record of that poll."""
    seen = {"time_position": poll_time - 2, "last_contact": poll_time - 1}
    return make_flight(icao24=icao24, poll_time=poll_time, **seen) | changes


def reject(folder: Path, arrived_at: int, *, batch: int, problem: str = "missing icao24") -> None:
    """Write a micro-batch with one rejected record."""
    arrived = datetime.fromtimestamp(arrived_at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    path = hour_path(folder, arrived_at) / f"batch={batch}" / "part-00000.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(orjson.dumps({"problem": problem, "offset": batch, "arrived_at": arrived, "raw": "{}"}))
