"""The layout of `output/`: where the parts of the system write, and where their readers look.

Records are kept in JSON Lines files below `<output>/date=YYYY-MM-DD/hour=HH/` (UTC), most of them compressed once the
hour is closed. `contracts.kept_files` reads them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contracts import alert_event, rejected_record, scored_record, windows
from contracts.fields import Field

HOUR_S = 3_600
"""Records are kept by the hour."""


def hour_folder(kept: Path, epoch_s: int) -> Path:
    """Return `date=YYYY-MM-DD/hour=HH` (UTC) of that moment below a folder of kept records."""
    moment = datetime.fromtimestamp(epoch_s, UTC)
    return kept / f"date={moment:%Y-%m-%d}" / f"hour={moment:%H}"


def batch_folder(kept: Path, epoch_s: int, batch: int) -> Path:
    """Return the folder of a micro-batch within the hour of that moment."""
    return hour_folder(kept, epoch_s) / f"batch={batch}"


@dataclass(frozen=True)
class KeptOutput:
    """A kind of record that is kept by the hour: its name, its fields, its folders, and the field that dates a record.

    dated_by: a field in epoch seconds, or of type `timestamp`. folders: below the output location.
    """

    name: str
    meaning: str
    fields: tuple[Field, ...]
    folders: tuple[str, ...]
    dated_by: str = "poll_time"


CLEANED_FLIGHTS = KeptOutput(
    "cleaned_flights", "every new, valid state vector, with its scores", scored_record.FIELDS, ("cleaned_flights",)
)
ANOMALIES = KeptOutput(
    "anomalies", "records flagged by the model or a rule, with the reasons", scored_record.FIELDS, ("anomalies",)
)
ALERTS = KeptOutput(
    "alerts",
    "alerts opened, updated, reopened or resolved: one row per event",
    alert_event.FIELDS,
    ("alerts", "altitude_alerts"),
)
WINDOWED_STATS = KeptOutput(
    "windowed_stats", "2-minute windows, once closed", windows.FIELDS, ("windowed_stats",), dated_by="window_start"
)
REJECTED = KeptOutput(
    "rejected",
    "messages that could not be used: problem, place in Kafka, raw value",
    rejected_record.FIELDS,
    ("rejected",),
    dated_by="arrived_at",
)
KEPT_OUTPUTS = (CLEANED_FLIGHTS, ANOMALIES, ALERTS, WINDOWED_STATS, REJECTED)
"""Everything below the output location that is kept by the hour and removed after RETENTION_HOURS."""


@dataclass(frozen=True)
class Outputs:
    """The folders and files below the output location."""

    root: Path

    def folders(self, output: KeptOutput) -> tuple[Path, ...]:
        """Return the folders of a kept output."""
        return tuple(self.root / folder for folder in output.folders)

    @property
    def cleaned_flights(self) -> Path:
        """Every new, valid state vector with its scores.

        `date=YYYY-MM-DD/hour=HH/batch=N/part-*.json`, and in closed hours `batches=FIRST-LAST.times=FROM-TO.json.gz`
        beside or instead of `batch=N`.
        """
        return self.root / "cleaned_flights"

    @property
    def anomalies(self) -> Path:
        """The layout of `cleaned_flights`: the records flagged by the model or a rule, with the reasons."""
        return self.root / "anomalies"

    @property
    def windowed_stats(self) -> Path:
        """`date=YYYY-MM-DD/hour=HH/window=EPOCH.json`: one line per closed 2-minute window."""
        return self.root / "windowed_stats"

    @property
    def rejected(self) -> Path:
        """The layout of `cleaned_flights`: messages that could not be used, with reason, place and raw value."""
        return self.root / "rejected"

    @property
    def alerts(self) -> Path:
        """`date=YYYY-MM-DD/hour=HH/batch=N/alerts.json`: alerts opened, updated, reopened or resolved."""
        return self.root / "alerts"

    @property
    def altitude_alerts(self) -> Path:
        """`date=YYYY-MM-DD/hour=HH/batch=N/alerts.json`, where N is the hour (epoch s) in which the alert began."""
        return self.root / "altitude_alerts"

    @property
    def live_flights(self) -> Path:
        """The newest record of each aircraft in contact."""
        return self.root / "live" / "flights.json"

    @property
    def live_alerts(self) -> Path:
        """The alerts open now, most severe first."""
        return self.root / "live" / "alerts.json"

    @property
    def live_countries(self) -> Path:
        """Aircraft in contact by country of registration, most aircraft first."""
        return self.root / "live" / "countries.json"

    @property
    def live_windows(self) -> Path:
        """The last 2-minute windows, oldest first, with those still open."""
        return self.root / "live" / "windows.json"

    @property
    def live_status(self) -> Path:
        """The streaming job's status: model, counts, delays, progress of each query."""
        return self.root / "live" / "status.json"

    @property
    def live_notifications(self) -> Path:
        """What each notification channel has sent, and what failed."""
        return self.root / "live" / "notifications.json"

    @property
    def live_producer(self) -> Path:
        """The producer's status: source, credits left, pace, counts."""
        return self.root / "live" / "producer.json"

    @property
    def acknowledged(self) -> Path:
        """The alerts that somebody has acknowledged in the dashboard; the only file that the dashboard writes."""
        return self.root / "dashboard" / "acknowledged.json"

    @property
    def checkpoints(self) -> Path:
        """Offsets and state of the streaming query."""
        return self.root / "checkpoints"

    @property
    def alert_states(self) -> Path:
        """The state of the alerts (`ml.alerts.watch`) after each of the last micro-batches."""
        return self.checkpoints / "alerts"

    @property
    def shard_states(self) -> Path:
        """The state of each shard of aircraft (`spark.shard`) after each of the last micro-batches."""
        return self.checkpoints / "shards"

    @property
    def logs(self) -> Path:
        """One log file per part of `make run`."""
        return self.root / "logs"
