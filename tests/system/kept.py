"""What a streaming job has kept, read back."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from contracts.outputs import Outputs

Record = dict[str, Any]


def records_in(folder: Path) -> list[Record]:
    """Return all records of an output, from every micro-batch."""
    return [orjson.loads(line) for path in folder.rglob("part-*.json") for line in path.read_bytes().splitlines()]


def records_so_far(folder: Path) -> list[Record]:
    """Return the records of a running job's output, without the files that it is replacing or putting aside."""
    lines = []
    for path in folder.glob("date=*/hour=*/batch=*/part-*.json"):
        with suppress(FileNotFoundError):
            lines += path.read_bytes().splitlines()
    return [orjson.loads(line) for line in lines]


def events_in(outputs: Outputs) -> list[Record]:
    """Return the events of all alerts, in one order whatever the micro-batches were."""
    paths = outputs.alerts.rglob("*.json")
    return in_order([orjson.loads(line) for path in paths for line in path.read_bytes().splitlines()])


def in_order(events: list[Record]) -> list[Record]:
    return sorted(events, key=lambda event: (event["poll_time"], event["id"], event["event"]))


def fix(record: Record) -> tuple[str, int, int]:
    return record["icao24"], record["time_position"], record["last_contact"]
