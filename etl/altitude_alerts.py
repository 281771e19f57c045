"""`python -m etl altitude-alerts`: aircraft that fly below ALTITUDE_ALERT_M over the nearest airport's elevation.

    hours of silver/states -> low positions -> stretches of low flight -> one alert per stretch: opened, resolved

The stream's detector `low_flight` uses 300 m; this command uses a height of your choice, over complete hours.
Events go to `output/altitude_alerts/`, in the layout of the stream's alerts; readers of alerts follow both folders.
A batch's number is the hour (epoch s) in which its stretches began. Running an hour again replaces the files whose
content has changed and leaves the others alone, so that no reader takes them for new.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import orjson

from common.airports import AT_AIRPORT_KM, HIGHEST_M, heights_over_ground
from common.errors import LakeError
from common.files.json_files import keep_bytes
from common.settings import Settings
from contracts.alert_event import AlertEvent
from contracts.emitter_category import NO_AIRCRAFT
from contracts.lake.layout import Lake, Partition
from contracts.lake.silver import STATES
from contracts.lake.sql import parquet_of
from contracts.outputs import Outputs, batch_folder
from etl.bronze import messages as bronze
from etl.gold.hours import LEVEL_MS
from etl.lake.interval import Interval, start_of
from etl.lake.partitions import working_on
from etl.lake.recipes import explaining
from ml.alerts.alert import AlertEntry
from ml.alerts.book import COOLDOWN_S, RESOLVE_AFTER_S
from ml.detectors.findings import Finding
from ml.detectors.flight import MAY_FLY_LOW, TOO_FAST_FOR_THOSE_MS

KIND = "altitude_alert"
"""Name of the detector, the family and the kind of these alerts."""

SAME_STRETCH_S = RESOLVE_AFTER_S + COOLDOWN_S
"""Low positions at most this far apart belong to one alert: within this time, the stream would reopen an alert."""

LONGEST_S = 24 * 3_600
"""How far before and after the given hours others are read: no stretch of fast, low flight lasts longer."""

_HOUR_S = 3_600

# Level flight is within 500 ft/min: an aircraft that takes off or lands away from airports climbs or descends faster.
_LOW = f"""
SELECT source, icao24, callsign, origin_country, time_position, last_contact, poll_time, longitude, latitude,
    baro_altitude, velocity
FROM {{states}}
WHERE NOT on_ground
    AND baro_altitude < {HIGHEST_M}
    AND abs(vertical_rate) <= {LEVEL_MS}
    AND velocity > {TOO_FAST_FOR_THOSE_MS}
    AND coalesce(category, 0) NOT IN {(*MAY_FLY_LOW, *NO_AIRCRAFT)}
QUALIFY 1 = row_number() OVER (PARTITION BY source, icao24, time_position ORDER BY last_contact)
"""

_Position = dict[str, Any]
"""A row of `_LOW`, with `height_m` and `distance_km`."""


@dataclass(frozen=True)
class AltitudeAlerts:
    """Counts of a run: alerts that began in the hours checked, which may start before the interval; files changed.

    hours_without_data: hours of the interval in which nothing was received, None if there are none.
    """

    alerts: int
    files: int
    hours_without_data: int | None = None


@dataclass(frozen=True)
class Stretch:
    """Low positions of one aircraft without a gap above SAME_STRETCH_S, in order of last contact.

    There are at least two: a single one is more often a wrong altitude than a low flight.
    """

    positions: tuple[_Position, ...]

    @cached_property
    def first(self) -> int:
        """Last contact of the first position, epoch s."""
        return int(self.positions[0]["last_contact"])

    @cached_property
    def last(self) -> int:
        """Last contact of the last position, epoch s."""
        return int(self.positions[-1]["last_contact"])


def run(settings: Settings, interval: Interval | None) -> AltitudeAlerts:
    """Write the alerts of the stretches that touch an interval, or the newest two hours if none is given.

    All alerts that began in the hours back to the earliest of these stretches are written again. Raises LakeError when
    a file is damaged, or silver has not taken all of the interval from bronze: what it lacks would never be checked.
    """
    lake = Lake(settings.lake_dir)
    known = lake.partitions(STATES)
    without_data = _hours_without_data(lake, interval, known) if interval else None
    if not known:
        return AltitudeAlerts(0, 0, without_data)
    first, last = (interval.first, interval.last) if interval else (start_of(known[-2:][0]), start_of(known[-1]))
    outputs, floor_m = Outputs(settings.output_dir), settings.altitude_alert_m
    with (
        explaining("altitude alerts cannot be computed", _files_near(lake, first, last)),
        working_on(lake) as connection,
    ):
        positions = LowPositions(connection, lake, floor_m)
        begun, stretches = stretches_around(positions, int(first.timestamp()), int(last.timestamp()))
        newest = positions.newest_contact(known[-1])
    files = 0
    for hour in begun:
        of_hour = [stretch for stretch in stretches if hour <= stretch.first < hour + _HOUR_S]
        events = [event for stretch in of_hour for event in events_of(stretch, floor_m, newest=newest)]
        files += write_events(outputs, hour, events)
    return AltitudeAlerts(
        sum(stretch.first // _HOUR_S * _HOUR_S in begun for stretch in stretches), files, without_data
    )


def _files_near(lake: Lake, first: datetime, last: datetime) -> Iterator[Path]:
    day = timedelta(seconds=LONGEST_S)
    yield from lake.files(STATES, first=(first - day).date(), last=(last + day).date())


def _hours_without_data(lake: Lake, interval: Interval, known: Iterable[Partition]) -> int | None:
    landed = [hour for hour in bronze.hours_landed(lake) if hour in interval]
    waiting = [hour.folder for hour in landed if not bronze.has_been_taken(lake, hour)]
    if waiting:
        raise LakeError(f"silver has not taken all that bronze has of {', '.join(waiting)}; run this after silver")
    return sum(hour not in {*known, *landed} for hour in interval.hours()) or None


class LowPositions:
    """Reads the low positions in hours of silver/states, each hour once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lake: Lake, floor_m: float) -> None:
        self._connection = connection
        self._lake = lake
        self._floor_m = floor_m
        self._read: dict[int, list[_Position]] = {}

    def between(self, first: int, last: int) -> list[_Position]:
        """Return the low positions of the hours that begin from `first` to `last` (epoch s)."""
        return [position for hour in range(first, last + 1, _HOUR_S) for position in self._of_hour(hour)]

    def newest_contact(self, hour: Partition) -> int:
        """Return the time (epoch s) of the newest state vector of an hour."""
        path = self._lake.file(STATES, hour)
        found = self._connection.sql(f"SELECT max(last_contact) FROM {parquet_of([path])}").fetchall()
        return int(found[0][0] or 0)

    def _of_hour(self, begin: int) -> list[_Position]:
        if begin not in self._read:
            moment = datetime.fromtimestamp(begin, UTC)
            path = self._lake.file(STATES, Partition(moment.date(), moment.hour))
            self._read[begin] = self._low(path) if path.exists() else []
        return self._read[begin]

    def _low(self, path: Path) -> list[_Position]:
        rows = self._connection.sql(_LOW.format(states=parquet_of([path]))).to_arrow_table()
        if not len(rows):
            return []
        longitude, latitude, altitude = (rows[name].to_numpy() for name in ("longitude", "latitude", "baro_altitude"))
        height_m, distance_km = heights_over_ground(longitude, latitude, altitude)
        low = np.flatnonzero((height_m < self._floor_m) & (distance_km > AT_AIRPORT_KM))
        measured = zip(rows.take(low).to_pylist(), height_m[low].tolist(), distance_km[low].tolist(), strict=True)
        return [row | {"height_m": height, "distance_km": distance} for row, height, distance in measured]


def stretches_around(positions: LowPositions, first: int, last: int) -> tuple[range, list[Stretch]]:
    """Return the hours whose stretches are complete, and all stretches found around the hours from `first` to `last`.

    Hours are given by their beginnings (epoch s). The range begins with the earliest stretch that touches the given
    hours or the hour before them: a stretch of that hour may have got its second position only in the first hour.
    """
    begin, begun, end = first - 2 * _HOUR_S, first - _HOUR_S, last + _HOUR_S
    while True:
        stretches = list(_cut(positions.between(begin, end)))
        touching = [stretch for stretch in stretches if stretch.last >= begun and stretch.first < last + _HOUR_S]
        earliest = min([begun, *(stretch.first // _HOUR_S * _HOUR_S for stretch in touching)])
        is_open = any(stretch.last >= end + _HOUR_S - SAME_STRETCH_S for stretch in touching)
        wider = max(earliest - _HOUR_S, first - LONGEST_S), min(end + is_open * _HOUR_S, last + LONGEST_S)
        if wider == (begin, end) or (wider[0] >= begin and wider[1] <= end):
            return range(earliest, last + 1, _HOUR_S), stretches
        begin, end = min(begin, wider[0]), max(end, wider[1])


def _cut(positions: Iterable[_Position]) -> Iterator[Stretch]:
    def aircraft(position: _Position) -> tuple[str, str]:
        return position["source"], position["icao24"]

    ordered = sorted(positions, key=lambda each: (*aircraft(each), each["last_contact"], each["time_position"]))
    for _, track in groupby(ordered, aircraft):
        of_aircraft = list(track)
        gaps = [
            number
            for number, (before, after) in enumerate(pairwise(of_aircraft), start=1)
            if after["last_contact"] - before["last_contact"] > SAME_STRETCH_S
        ]
        for start, stop in pairwise([0, *gaps, len(of_aircraft)]):
            if stop - start >= 2:
                yield Stretch(tuple(of_aircraft[start:stop]))


def events_of(stretch: Stretch, floor_m: float, *, newest: int) -> list[AlertEvent]:
    """Return the events of a stretch's alert: opened at its second position, and resolved if it has ended.

    newest: time of the newest state vector (epoch s); a stretch has ended once that is SAME_STRETCH_S after its last
    position.
    """
    findings = [_finding(before, now, floor_m) for before, now in pairwise(stretch.positions)]
    opening, *others = sorted(findings, key=lambda finding: (finding.poll_time, finding.time))
    alert = AlertEntry.opened_by(opening, poll_time=opening.poll_time)
    events = [alert.as_event("opened", poll_time=opening.poll_time)]
    if newest - stretch.last >= SAME_STRETCH_S:
        for finding in others:
            alert = alert.with_finding(finding, poll_time=finding.poll_time)
        resolved_at = alert.last + RESOLVE_AFTER_S
        events.append(replace(alert, resolved_at=resolved_at).as_event("resolved", poll_time=resolved_at))
    return events


def _finding(before: _Position, now: _Position, floor_m: float) -> Finding:
    points = [
        (each["time_position"], each["longitude"], each["latitude"], each["baro_altitude"]) for each in (before, now)
    ]
    return Finding.about(
        now,
        detector=KIND,
        family=KIND,
        severity="warning",
        evidence=f"{now['height_m']:.0f} m above the nearest airport's elevation (alerts are below {floor_m:.0f} m), "
        f"{now['distance_km']:.0f} km from it, in level flight at {now['velocity']:.0f} m/s",
        value=round(now["height_m"], 2),
        limit=floor_m,
        unit="m",
        track=tuple(points),
    )


def write_events(outputs: Outputs, hour: int, events: list[AlertEvent]) -> int:
    """Replace the events of stretches that began in an hour (epoch s); return how many files changed."""
    wanted: dict[Path, bytes] = {}
    for event in sorted(events, key=lambda event: (event["poll_time"], event["id"], event["source"])):
        path = batch_folder(outputs.altitude_alerts, event["poll_time"], hour) / "alerts.json"
        wanted[path] = wanted.get(path, b"") + orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)
    changed = {path: content for path, content in wanted.items() if not path.exists() or path.read_bytes() != content}
    for path, content in changed.items():
        keep_bytes(path, content)
    there = outputs.altitude_alerts.glob(f"date=*/hour=*/batch={hour}/alerts.json")
    outdated = [path for path in there if path not in wanted and path.stat().st_size]
    for path in outdated:
        keep_bytes(path, b"")  # an empty file tells its readers that its events are gone; retention removes it later
    return len(changed) + len(outdated)
