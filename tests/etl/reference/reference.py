"""All of gold, computed from the received messages, and how a lake's table differs from it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contracts.lake.dimensions import AIRLINES, AIRPORTS
from contracts.lake.gold import (
    AIRLINE_DELAYS,
    AIRLINE_FLIGHTS,
    AIRPORT_DELAYS,
    AIRPORT_TRAFFIC,
    ALERTS,
    ALTITUDE_TRENDS,
    COUNTRY_TRAFFIC,
    DAILY_ALERTS,
    DAILY_FLAGS,
    ROUTE_TRAFFIC,
    TRACKED_SCHEDULES,
    TRAFFIC_HEAT,
)
from contracts.lake.layout import Table
from tests.etl.reference import gold as reference_gold
from tests.etl.reference.flights import Flight, flights_of
from tests.etl.reference.schedules import Page, Schedule, schedules_of
from tests.etl.reference.states import Message, State, states_of
from tests.etl.reference.tracked import tracked_schedules

Row = dict[str, Any]

DISTANCE_OFF_M = 0.05
"""The lake has steps of flights in whole millimetres; over ten thousand of them that adds up to some centimetres."""


@dataclass(frozen=True)
class Reference:
    """The expected tables for these messages (in the order of the topic), pages, and records of output/anomalies and
    output/alerts."""

    messages: Sequence[Message]
    pages: Sequence[Page]
    anomalies: Sequence[Row]
    events: Sequence[Row]

    @cached_property
    def states(self) -> list[State]:
        return states_of(self.messages)

    @cached_property
    def flights(self) -> list[Flight]:
        return flights_of(self.states)

    @cached_property
    def schedules(self) -> list[Schedule]:
        return schedules_of(self.pages)

    @cached_property
    def gold(self) -> dict[Table, list[Row]]:
        """The rows of each table, in any order."""
        opened = reference_gold.alerts(self.events)
        return {
            ALTITUDE_TRENDS: reference_gold.altitude_trends(self.states),
            TRAFFIC_HEAT: reference_gold.traffic_heat(self.states),
            AIRLINE_FLIGHTS: reference_gold.airline_flights(self.flights),
            AIRPORT_TRAFFIC: reference_gold.airport_traffic(self.flights),
            ROUTE_TRAFFIC: reference_gold.route_traffic(self.flights),
            COUNTRY_TRAFFIC: reference_gold.country_traffic(self.states, self.flights),
            AIRLINE_DELAYS: reference_gold.airline_delays(self.schedules),
            AIRPORT_DELAYS: reference_gold.airport_delays(self.schedules),
            TRACKED_SCHEDULES: tracked_schedules(self.flights, self.schedules),
            DAILY_FLAGS: reference_gold.daily_flags(self.anomalies),
            ALERTS: opened,
            DAILY_ALERTS: reference_gold.daily_alerts(opened),
            AIRPORTS: reference_gold.airports(),
            AIRLINES: reference_gold.airlines(self.schedules),
        }


def differences(found: Iterable[Row], expected: Iterable[Row], table: Table) -> Iterator[str]:
    """Return in words how a table's rows differ from those expected."""
    there, wanted = (_by_key(rows, table) for rows in (found, expected))
    yield from (f"too many: {there[key]}" for key in there.keys() - wanted.keys())
    yield from (f"missing: {wanted[key]}" for key in wanted.keys() - there.keys())
    for key in there.keys() & wanted.keys():
        for column in table.columns:
            one, other = there[key][column.name], wanted[key][column.name]
            if not _is_same(one, other, off=DISTANCE_OFF_M if column.name == "distance_m" else 0):
                yield f"{key}: {column.name} is {one} and should be {other}"


def _by_key(rows: Iterable[Row], table: Table) -> dict[tuple[Any, ...], Row]:
    by_key: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in table.key)
        assert key not in by_key, f"{table.name} has {key} twice"
        by_key[key] = row
    return by_key


def _is_same(one: Any, other: Any, *, off: float) -> bool:
    if isinstance(one, float) and other is not None:
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=off)
    return bool(one == other)
