"""False alerts: how many a method opens on traffic without faults, by phase of flight and by region."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.evaluation.flights import LOW, PHASES, Rows, watched_s
from ml.evaluation.methods.alarms import Alarm
from ml.evaluation.pace import USUAL, Pace
from ml.rates.event_rate import Rate

CELL_DEG = 10

ELSEWHERE = "no aircraft's"
"""The region of alerts about no aircraft of the traffic, such as those about its source."""


@dataclass(frozen=True)
class FalseAlerts:
    """Alerts opened on traffic without faults.

    by_phase, by_region: those above info, by the phase and the region of the aircraft when its alert was opened. info:
    those that stayed at info. openers: how many of those above info each detector opened.
    """

    by_phase: Mapping[str, Rate]
    by_region: Mapping[str, Rate]
    info: Rate
    openers: Counter[str]

    @classmethod
    def of(cls, alarms: Iterable[Alarm], rows: Rows, *, pace: Pace = USUAL) -> "FalseAlerts":
        """Count the alarms about aircraft of `rows`, and those about no aircraft; hours are those of `rows`."""
        where = _Whereabouts(rows)
        opened = [alarm for alarm in alarms if alarm.opened]
        grave = [alarm for alarm in opened if alarm.above_info]
        seconds = watched_s(rows, longest_step_s=pace.longest_step_s)
        places = [where.of(alarm) for alarm in grave]
        return cls(
            by_phase=_rates(Counter(phase for phase, _ in places), seconds.groupby(rows["phase"]).sum(), PHASES),
            by_region=_rates(Counter(region for _, region in places), seconds.groupby(regions_of(rows)).sum()),
            info=Rate(len(opened) - len(grave), float(seconds.sum()) / 3_600),
            openers=Counter(name for alarm in grave for name in alarm.detectors),
        )

    @property
    def in_all(self) -> Rate:
        """The rate of alerts above info, over all phases."""
        return Rate(
            sum(rate.events for rate in self.by_phase.values()), sum(rate.hours for rate in self.by_phase.values())
        )


def of_aircraft(alarms: Iterable[Alarm], rows: Rows, *, of_all: Rows) -> list[Alarm]:
    """Return the alarms about aircraft of `rows`, and those about no aircraft of all the traffic."""
    others = set(of_all["icao24"].unique()) - set(rows["icao24"].unique())
    return [alarm for alarm in alarms if alarm.icao24 not in others]


def regions_of(rows: Rows) -> "pd.Series[str]":
    """Return the cell of CELL_DEG degrees that each row is in, such as `40 to 50° N, 0 to 10° E`."""
    cells = np.floor(rows[["latitude", "longitude"]] / CELL_DEG).astype(int)
    names = {
        (south, west): f"{_edges(south, 'N', 'S')}, {_edges(west, 'E', 'W')}"
        for south, west in cells.drop_duplicates().itertuples(index=False)
    }
    pairs = zip(cells["latitude"].tolist(), cells["longitude"].tolist(), strict=True)
    return pd.Series([names[pair] for pair in pairs], rows.index, dtype=object)


def _edges(cell: int, above: str, below: str) -> str:
    low, high = cell * CELL_DEG, (cell + 1) * CELL_DEG
    return f"{low} to {high}° {above}" if cell >= 0 else f"{-high} to {-low}° {below}"


def _rates(counts: Counter[str], seconds: "pd.Series[float]", names: Iterable[str] | None = None) -> dict[str, Rate]:
    names = names or sorted({*counts, *seconds[seconds > 0].index})
    return {name: Rate(counts[name], float(seconds.get(name, 0.0)) / 3_600) for name in names}


class _Whereabouts:
    """Looks up an aircraft's phase and region at a poll; GROUND counts as LOW, since alerts concern airborne flight."""

    def __init__(self, rows: Rows) -> None:
        ordered = rows.assign(region=regions_of(rows)).sort_values("poll_time", kind="stable")
        self._by_aircraft = {
            address: (of_one["poll_time"].to_numpy(), of_one["phase"].to_numpy(), of_one["region"].to_numpy())
            for address, of_one in ordered.groupby("icao24")
        }

    def of(self, alarm: Alarm) -> tuple[str, str]:
        if alarm.icao24 not in self._by_aircraft:
            return LOW, ELSEWHERE
        times, phases, regions = self._by_aircraft[alarm.icao24]
        place = max(np.searchsorted(times, alarm.time, side="right") - 1, 0)
        phase = str(phases[place])
        return phase if phase in PHASES else LOW, str(regions[place])
