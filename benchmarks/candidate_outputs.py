"""Compare what a candidate wrote with what is right for the topic, according to `spark.shard.process`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from benchmarks.messages import read_messages
from common.settings import Settings
from contracts.outputs import CLEANED_FLIGHTS
from contracts.windows import ALLOWED_LATENESS_S, WINDOW_S
from ml.calibration.limit_factors import load_calibration
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import load_model
from spark.shard import Judging, Shard, process
from spark.window_counts import window_of

Fix = tuple[str, int, int]
"""icao24, time_position, poll_time."""

Totals = tuple[int, float | None]
"""flight_count and avg_vertical_rate of a window."""

RATE_TOLERANCE = 1e-3
"""m/s: floats give another last digit when they are added in another order."""


@dataclass
class Written:
    """A candidate's records and windows. scores: by fix, None where unscored. times: how often each fix was written.

    windows: totals by the window's start (epoch s). has_scores: whether the records carry scores at all.
    """

    scores: dict[Fix, float | None] = field(default_factory=dict)
    times: Counter[Fix] = field(default_factory=Counter)
    windows: dict[int, Totals] = field(default_factory=dict)
    has_scores: bool = True

    def add_record(self, record: dict[str, Any]) -> None:
        """Add a line of records."""
        fix = (record["icao24"], record["time_position"], record["poll_time"])
        self.times[fix] += 1
        self.has_scores = "anomaly_score" in record
        self.scores[fix] = record.get("anomaly_score")

    def add_window(self, window: dict[str, Any]) -> None:
        """Add a window, in the place of an earlier one of the same start."""
        start = window["window_start"] if "window_start" in window else _epoch_s(window["window"]["start"])
        self.windows[start] = window["flight_count"], window.get("avg_vertical_rate")


def right_outputs(settings: Settings) -> Written:
    """Return what is right for the topic of the settings; the windows are those that are closed at its end."""
    judging = Judging(
        load_model(settings.model_dir),
        RuleLimits.of_settings(settings),
        load_calibration(settings.calibration_file),
    )
    right, shard = Written(), Shard.empty()
    for messages in read_messages(settings):
        processed, shard = process(messages, shard, judging, topic=settings.kafka_topic, reports_markers=True)
        for content in processed.lines[CLEANED_FLIGHTS.name].values():
            _add_all(right.add_record, content.splitlines())
        for totals in processed.windows:
            if totals["window_start"] + WINDOW_S + ALLOWED_LATENESS_S <= processed.now:
                right.add_window(window_of([totals]))
    return right


def outputs_of_this_job(folder: Path) -> Written:
    """Return what the streaming job, or the one loop, has written to its output folder."""
    return _read(folder.glob("cleaned_flights/**/*.json"), folder.glob("windowed_stats/**/*.json"))


def outputs_of_usual_job(folder: Path) -> Written:
    """Return what the usual job has written."""
    return _read(folder.glob("cleaned/*.json"), folder.glob("windows/*.json"))


def outputs_of_peer(folder: Path) -> Written:
    """Return what the workers of a peer have written. Later lines of a window have higher counts."""
    written = _read(folder.glob("records-*.jsonl"), ())
    lines = (line for path in folder.glob("windows-*.jsonl") for line in path.read_bytes().splitlines())
    for window in sorted(map(orjson.loads, lines), key=lambda window: int(window["record_count"])):
        written.add_window(window)
    return written


def differences(written: Written, right: Written) -> str:
    """Return `outputs equal` with their sizes, or what is missing, extra or different.

    Windows that are still open at the end of the topic do not count.
    """
    words = [*_record_differences(written, right), *_window_differences(written, right)]
    sizes = f"{len(right.scores):,} records and {len(right.windows):,} closed windows"
    return f"{'; '.join(words)} (right: {sizes})" if words else f"outputs equal: {sizes}"


def _record_differences(written: Written, right: Written) -> Iterator[str]:
    missing, extra = right.scores.keys() - written.scores.keys(), written.scores.keys() - right.scores.keys()
    repeated = sum(count - 1 for count in written.times.values())
    for count, word in ((len(missing), "missing"), (len(extra), "extra"), (repeated, "repeated")):
        if count:
            yield f"{count:,} records {word}"
    if not written.has_scores:
        yield "records without scores"
        return
    if count := sum(right.scores[fix] != score for fix, score in written.scores.items() if fix in right.scores):
        yield f"{count:,} records with another score"


def _window_differences(written: Written, right: Written) -> Iterator[str]:
    if not written.windows:
        yield "no windows"
        return
    if missing := right.windows.keys() - written.windows.keys():
        yield f"{len(missing)} windows missing"
    for start, (flights, rate) in sorted(right.windows.items()):
        found, mean = written.windows.get(start, (flights, rate))
        if found != flights:
            yield f"{found:,} instead of {flights:,} aircraft in a window"
        elif abs((mean or 0.0) - (rate or 0.0)) > RATE_TOLERANCE:
            yield f"a mean vertical rate of {mean} instead of {rate} m/s in a window"


def _read(records: Iterable[Path], windows: Iterable[Path]) -> Written:
    written = Written()
    for add, paths in ((written.add_record, records), (written.add_window, windows)):
        for path in paths:
            _add_all(add, path.read_bytes().splitlines())
    return written


def _add_all(add: Any, lines: Iterable[bytes]) -> None:
    for line in lines:
        add(orjson.loads(line))


def _epoch_s(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
