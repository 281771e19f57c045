"""Reads the live outputs once for all viewers of the dashboard."""

import time
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa

from contracts.outputs import ALERTS, Outputs
from dashboard.archive.moments import History
from dashboard.archive.queries import OutputQueries
from dashboard.drawing.density import count_by_cell
from dashboard.drawing.sky_charts import country_bars, country_figure, distribution, distribution_figure
from dashboard.drawing.table_view import flight_rows
from dashboard.drawing.units import Units
from dashboard.drawing.window_charts import flight_count_figure, vertical_rate_figure, window_points
from dashboard.map.sky_view import DrawnCache
from dashboard.map.trails import Trails
from dashboard.reading.acknowledged import Acknowledged
from dashboard.reading.alerts import OpenAlerts, ShownAlert, parse_open_alerts
from dashboard.reading.figures import FigureHistory
from dashboard.reading.flights import FlightPicture
from dashboard.reading.freshness import Freshness, judge, stale_limit_s
from dashboard.reading.last_good import FileReading, LastGoodFile, of_json
from dashboard.reading.newest_files import NewestFiles
from dashboard.reading.picture_file import read_picture
from dashboard.reading.shared import Shared
from dashboard.reading.summaries import ProcessReport, parse_countries, parse_report, parse_windows
from ml.user_rules.rules_file import RulesFile


@dataclass(frozen=True)
class DrawnDistribution:
    """The number of aircraft by band, as a table and as a chart."""

    bands: pd.DataFrame
    figure: go.Figure


@dataclass(frozen=True)
class SharedSky:
    """A picture and the tables and charts derived from it, each computed once, when the first viewer asks."""

    picture: FlightPicture
    _shared: Shared = field(default_factory=Shared)

    @property
    def table(self) -> pd.DataFrame:
        """The picture's `table_view.flight_rows`."""
        return self._shared.get("table", lambda: flight_rows(self.picture.flights))

    @property
    def arrow_table(self) -> pa.Table:
        """The same table in Arrow's form."""
        return self._shared.get("arrow", lambda: pa.Table.from_pandas(self.table, preserve_index=False))

    def distribution(self, column: str, *, scale: float, step: float, unit: str) -> DrawnDistribution:
        """Return how many airborne aircraft are in each band of a column; `column * scale` and `step` are in `unit`."""

        def draw() -> DrawnDistribution:
            airborne = self.picture.flights[~self.picture.flights["on_ground"]]
            bands = distribution(airborne[column] * scale, step=step)
            return DrawnDistribution(bands, distribution_figure(bands, unit=unit))

        return self._shared.get((column, unit), draw)

    def density(self, *, resolution: int) -> pd.DataFrame:
        """Return the picture's `density.count_by_cell`."""
        return self._shared.get(
            ("density", resolution), lambda: count_by_cell(self.picture.flights, resolution=resolution)
        )


@dataclass(frozen=True)
class DrawnWindows:
    """The most recent windows as a table and as charts, in one time zone and system of units."""

    points: pd.DataFrame
    flight_counts: go.Figure
    vertical_rates: go.Figure


@dataclass(frozen=True)
class WindowTrends:
    """The most recent windows, drawn once for each time zone and system of units in use."""

    published_at: float | None
    rows: pd.DataFrame
    _drawn: dict[tuple[tzinfo, Units], DrawnWindows] = field(default_factory=dict)

    def drawn_in(self, zone: tzinfo, units: Units) -> DrawnWindows:
        """Return the charts in this zone and these units."""
        if (zone, units) not in self._drawn:
            points = window_points(self.rows, zone, units)
            figures = flight_count_figure(points), vertical_rate_figure(points, units)
            self._drawn[zone, units] = DrawnWindows(points, *figures)
        return self._drawn[zone, units]


@dataclass(frozen=True)
class CountryTrend:
    """The countries with the most aircraft, as a table and as a chart; `known` counts all countries."""

    published_at: float | None
    known: int
    bars: pd.DataFrame
    figure: go.Figure


@dataclass(frozen=True)
class Outlook:
    """All live outputs at one refresh; `now` is the wall clock, epoch s."""

    now: float
    sky: FileReading[SharedSky]
    alerts: FileReading[OpenAlerts]
    countries: FileReading[CountryTrend]
    windows: FileReading[WindowTrends]
    status: FileReading[ProcessReport]
    producer: FileReading[ProcessReport]
    notifications: FileReading[ProcessReport]

    @property
    def poll_time(self) -> float | None:
        """The poll time of the picture, epoch s; None without a picture."""
        return self.sky.value.picture.poll_time if self.sky.value else None

    @property
    def open_alerts(self) -> tuple[ShownAlert, ...]:
        """The open alerts, most severe first; empty when their file has not been read."""
        return self.alerts.value.alerts if self.alerts.value else ()

    @property
    def stale_limit_s(self) -> float:
        """Age above which an output is stale, s."""
        return stale_limit_s(self.producer.value.number("interval_s") if self.producer.value else None)

    @property
    def freshness(self) -> list[Freshness]:
        """The freshness of each output, the picture of the sky first."""
        named = (
            ("Flights", self.sky, self.sky.value.picture.published_at if self.sky.value else None),
            ("Alerts", self.alerts, self.alerts.value.published_at if self.alerts.value else None),
            ("Countries", self.countries, self.countries.value.published_at if self.countries.value else None),
            ("Windows", self.windows, self.windows.value.published_at if self.windows.value else None),
            ("Streaming job", self.status, self.status.value.published_at if self.status.value else None),
            ("Producer", self.producer, self.producer.value.published_at if self.producer.value else None),
        )
        return [
            judge(
                name,
                present=reading.value is not None,
                published_at=published_at,
                problem=reading.problem,
                now=self.now,
                limit_s=self.stale_limit_s,
            )
            for name, reading, published_at in named
        ]


class Store:
    """The readers of the output folder, shared by all viewers."""

    def __init__(self, outputs: Outputs, *, rules_file: Path, live_max_age_s: float) -> None:
        self.trails = Trails()
        self._sky = LastGoodFile(outputs.live_flights, self._parse_sky)
        self._alerts = LastGoodFile(outputs.live_alerts, of_json(parse_open_alerts))
        self._countries = LastGoodFile(outputs.live_countries, of_json(_parse_country_trend))
        self._windows = LastGoodFile(outputs.live_windows, of_json(_parse_window_trends))
        self._status = LastGoodFile(outputs.live_status, of_json(parse_report))
        self._producer = LastGoodFile(outputs.live_producer, of_json(parse_report))
        self._notifications = LastGoodFile(outputs.live_notifications, of_json(parse_report))
        self.anomaly_files = NewestFiles(outputs.anomalies)
        self.alert_files = NewestFiles(*outputs.folders(ALERTS))
        self.acknowledged = Acknowledged(outputs.acknowledged, time.time)
        self.rules = RulesFile(rules_file)
        self.drawn = DrawnCache()
        self.figures = FigureHistory()
        self.history = History(outputs, max_age_s=live_max_age_s)
        self.queries = OutputQueries(outputs)

    def open_alerts(self) -> tuple[ShownAlert, ...]:
        """Return the open alerts without reading the other outputs."""
        alerts = self._alerts.read().value
        return alerts.alerts if alerts else ()

    def look(self, *, now: float) -> Outlook:
        """Read the outputs that have changed since the last look."""
        return Outlook(
            now=now,
            sky=self._sky.read(),
            alerts=self._alerts.read(),
            countries=self._countries.read(),
            windows=self._windows.read(),
            status=self._status.read(),
            producer=self._producer.read(),
            notifications=self._notifications.read(),
        )

    def _parse_sky(self, content: bytes) -> SharedSky:
        picture = read_picture(content)
        self.trails.remember(picture.flights, poll_time=picture.poll_time)
        return SharedSky(picture)


def _parse_window_trends(content: object) -> WindowTrends:
    windows = parse_windows(content)
    return WindowTrends(windows.published_at, windows.rows)


def _parse_country_trend(content: object) -> CountryTrend:
    countries = parse_countries(content)
    bars = country_bars(countries.rows)
    return CountryTrend(countries.published_at, len(countries.rows), bars, country_figure(bars))
