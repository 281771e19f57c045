"""Where the outputs are: the contract between the streaming job and everything that reads its results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from common.clock import Clock
from contracts.state_vector import SCHEMA_VERSION

ALERT_FIELDS: Mapping[str, str] = {
    "event": "VARCHAR",
    "id": "VARCHAR",
    "icao24": "VARCHAR",
    "callsign": "VARCHAR",
    "origin_country": "VARCHAR",
    "kind": "VARCHAR",
    "family": "VARCHAR",
    "severity": "VARCHAR",
    "since": "BIGINT",
    "last": "BIGINT",
    "resolved_at": "BIGINT",
    "poll_time": "BIGINT",
    "since_utc": "VARCHAR",
    "last_utc": "VARCHAR",
    "longitude": "DOUBLE",
    "latitude": "DOUBLE",
    "baro_altitude": "DOUBLE",
    "evidence": "VARCHAR",
    "detectors": "VARCHAR[]",
    "value": "DOUBLE",
    "limit": "DOUBLE",
    "unit": "VARCHAR",
    "rarity": "DOUBLE",
    "finding_count": "BIGINT",
    "related": "VARCHAR[]",
    "source": "VARCHAR",
    "track": "DOUBLE[][]",
}
"""Of an event of `alerts/`, with DuckDB's types; docs/outputs.md says what they are."""


def heading_of(poll_time: int | None, clock: Clock) -> dict[str, object]:
    """What each file of `live/` begins with: of which poll it is, when it was written, in which version of its form."""
    return {"poll_time": poll_time, "published_at": clock.time(), "schema_version": SCHEMA_VERSION}


def hour_folder(kept: Path, epoch_s: int) -> Path:
    """`date=YYYY-MM-DD/hour=HH` (UTC) of that moment below a folder of kept records."""
    moment = datetime.fromtimestamp(epoch_s, UTC)
    return kept / f"date={moment:%Y-%m-%d}" / f"hour={moment:%H}"


@dataclass(frozen=True)
class Outputs:
    """The folders and files below the output location."""

    root: Path

    @property
    def cleaned_flights(self) -> Path:
        """`date=YYYY-MM-DD/hour=HH/batch=N/part-*.json`: every new, valid state vector with its scores."""
        return self.root / "cleaned_flights"

    @property
    def anomalies(self) -> Path:
        """Same layout: the records flagged by the model or a rule, with the reasons."""
        return self.root / "anomalies"

    @property
    def windowed_stats(self) -> Path:
        """`date=YYYY-MM-DD/hour=HH/window=EPOCH.json`: one line per closed 2-minute window."""
        return self.root / "windowed_stats"

    @property
    def rejected(self) -> Path:
        """`date=YYYY-MM-DD/hour=HH/batch=N/part-*.json`: what could not be used, with reason, place and raw value."""
        return self.root / "rejected"

    @property
    def alerts(self) -> Path:
        """`date=YYYY-MM-DD/hour=HH/batch=N/*.json`: alerts opened, updated, reopened, resolved, one event per line."""
        return self.root / "alerts"

    @property
    def live_flights(self) -> Path:
        """`{poll_time, published_at, sources, flights: [record, …]}`: the newest record of each aircraft."""
        return self.root / "live" / "flights.json"

    @property
    def live_alerts(self) -> Path:
        """`{poll_time, published_at, alerts: [alert, …]}`: those open now, most severe first."""
        return self.root / "live" / "alerts.json"

    @property
    def live_countries(self) -> Path:
        """`{poll_time, published_at, countries: [{origin_country, flight_count, …}]}`, most flights first."""
        return self.root / "live" / "countries.json"

    @property
    def live_windows(self) -> Path:
        """`{poll_time, published_at, windows: [{window_start, window_end, closed, flight_count, …}]}`, oldest first."""
        return self.root / "live" / "windows.json"

    @property
    def live_status(self) -> Path:
        """What the streaming job is doing: model, counts, delays, each query's progress."""
        return self.root / "live" / "status.json"

    @property
    def live_notifications(self) -> Path:
        """What went out by which channel, and what did not."""
        return self.root / "live" / "notifications.json"

    @property
    def live_producer(self) -> Path:
        """What the producer is doing: source, credits left, pace, counts."""
        return self.root / "live" / "producer.json"

    @property
    def acknowledged(self) -> Path:
        """Which alerts somebody has set aside in the dashboard: the only file it writes."""
        return self.root / "dashboard" / "acknowledged.json"

    @property
    def checkpoints(self) -> Path:
        """Where the queries keep how far they are and their state."""
        return self.root / "checkpoints"

    @property
    def alert_states(self) -> Path:
        """What watches over all aircraft (`ml.alerts.watch`), after each of the last micro-batches."""
        return self.checkpoints / "alerts"

    @property
    def logs(self) -> Path:
        """One log file per part of `make run`."""
        return self.root / "logs"
