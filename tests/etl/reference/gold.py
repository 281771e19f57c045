"""Gold's rows by table, computed in plain Python from state vectors, flights, schedules and the stream's outputs.

Each table follows its description in `contracts.lake.gold`; this uses no code under test.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, median
from typing import Any

import airportsdata
import h3
import numpy as np

from tests.etl.reference.airports import FOOT_M
from tests.etl.reference.flights import Flight, country_of, is_vehicle
from tests.etl.reference.schedules import Schedule
from tests.etl.reference.states import State, hour_of

LEVEL_MS = 2.5
LATE_MIN = 15
DAY_S = 86_400

Row = dict[str, Any]


def flies(state: State) -> bool:
    return not state["on_ground"] and not is_vehicle(state)


def altitude_trends(states: Iterable[State]) -> list[Row]:
    airborne = [state for state in states if flies(state) and state["baro_altitude"] is not None]
    rows = []
    for key, of_hour in _grouped(airborne, lambda state: (*hour_of(state["last_contact"]), state["source"])).items():
        rates = [state["vertical_rate"] for state in of_hour if state["vertical_rate"] is not None]
        lowest, middle, highest = np.percentile([state["baro_altitude"] for state in of_hour], [10, 50, 90])
        rows.append(
            dict(zip(("date", "hour", "source"), key, strict=True))
            | {
                "aircraft": len({state["icao24"] for state in of_hour}),
                "fixes": len(of_hour),
                "altitude_p10_m": lowest,
                "altitude_p50_m": middle,
                "altitude_p90_m": highest,
                "climbing_share": fmean(rate > LEVEL_MS for rate in rates) if rates else None,
                "descending_share": fmean(rate < -LEVEL_MS for rate in rates) if rates else None,
            }
        )
    return rows


def traffic_heat(states: Iterable[State]) -> list[Row]:
    def key_of(state: State) -> tuple[Any, ...]:
        cell = h3.latlng_to_cell(state["latitude"], state["longitude"], 4)
        return (*hour_of(state["last_contact"]), state["source"], cell)

    rows = []
    for key, of_cell in _grouped(filter(flies, states), key_of).items():
        altitudes = [state["baro_altitude"] for state in of_cell if state["baro_altitude"] is not None]
        rows.append(
            dict(zip(("date", "hour", "source", "cell"), key, strict=True))
            | {
                "aircraft": len({state["icao24"] for state in of_cell}),
                "fixes": len(of_cell),
                "mean_altitude_m": fmean(altitudes) if altitudes else None,
            }
        )
    return rows


def airline_flights(flights: Iterable[Flight]) -> list[Row]:
    of_airlines = (flight for flight in flights if flight.airline)
    return [
        {
            "date": day,
            "source": source,
            "airline": airline,
            "flights": len(its_flights),
            "aircraft": len({flight.icao24 for flight in its_flights}),
            "seconds": sum(flight.last_seen - flight.first_seen for flight in its_flights),
            "distance_m": sum(flight.distance_m for flight in its_flights),
        }
        for (day, source, airline), its_flights in _grouped(
            of_airlines, lambda flight: (flight.day, flight.source, flight.airline)
        ).items()
    ]


def airport_traffic(flights: Iterable[Flight]) -> list[Row]:
    departures: Counter[tuple[Any, ...]] = Counter()
    arrivals: Counter[tuple[Any, ...]] = Counter()
    for flight in flights:
        departure, arrival = flight.airports
        departures[flight.day, flight.source, departure] += 1
        arrivals[flight.day, flight.source, arrival] += 1
    return [
        {"date": key[0], "source": key[1], "airport": key[2], "departures": departures[key], "arrivals": arrivals[key]}
        for key in departures.keys() | arrivals.keys()
        if key[2] is not None
    ]


def route_traffic(flights: Iterable[Flight]) -> list[Row]:
    between = [flight for flight in flights if None not in flight.airports]
    names = ("date", "source", "departure_airport", "arrival_airport")
    return [
        dict(zip(names, key, strict=True))
        | {
            "flights": len(its_flights),
            "median_seconds": median(flight.last_seen - flight.first_seen for flight in its_flights),
        }
        for key, its_flights in _grouped(between, lambda flight: (flight.day, flight.source, *flight.airports)).items()
    ]


def country_traffic(states: Iterable[State], flights: Iterable[Flight]) -> list[Row]:
    tracks = _grouped(states, lambda state: (state["source"], state["icao24"]))
    country = {aircraft: country_of(track) for aircraft, track in tracks.items()}
    heard: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for (source, icao24), track in tracks.items():
        for state in track:
            heard[hour_of(state["last_contact"])[0], source, country[source, icao24]][icao24] += 1
    flown = Counter((flight.day, flight.source, flight.origin_country) for flight in flights)
    return [
        {
            "date": key[0],
            "source": key[1],
            "origin_country": key[2],
            "aircraft": len(heard.get(key, ())),
            "fixes": sum(heard.get(key, Counter()).values()),
            "flights": flown[key],
        }
        for key in heard.keys() | flown.keys()
        if key[2] is not None
    ]


def airline_delays(schedules: Iterable[Schedule]) -> list[Row]:
    of_airlines = (each for each in schedules if each["airline"])
    groups = _grouped(of_airlines, lambda each: (each["date"], each["source"], each["airline"]))
    return [
        dict(zip(("date", "source", "airline"), key, strict=True)) | _delays(its_flights, "departure")
        for key, its_flights in groups.items()
    ]


def airport_delays(schedules: Iterable[Schedule]) -> list[Row]:
    movements = [(each, movement) for each in schedules for movement in ("departure", "arrival")]

    def key_of(moved: tuple[Schedule, str]) -> tuple[Any, ...]:
        schedule, movement = moved
        return schedule["date"], schedule["source"], schedule[f"{movement}_airport"], movement

    return [
        dict(zip(("date", "source", "airport", "movement"), key, strict=True))
        | _delays([schedule for schedule, _ in its_movements], key[3])
        for key, its_movements in _grouped(movements, key_of).items()
        if key[2] is not None
    ]


def daily_flags(anomalies: Iterable[Row]) -> list[Row]:
    """Return the rows from records of output/anomalies; a record counts once per flag, however often it was written."""
    records: dict[tuple[Any, ...], set[tuple[str, int]]] = defaultdict(set)
    for record in anomalies:
        day = hour_of(record["poll_time"])[0]
        for flag in {*(record["rules"] or ()), *(["isolation_forest"] if record["is_anomaly"] else ())}:
            records[day, record["source"], flag].add((record["icao24"], record["poll_time"]))
    return [
        dict(zip(("date", "source", "flag"), key, strict=True))
        | {"records": len(flagged), "aircraft": len({icao24 for icao24, _ in flagged})}
        for key, flagged in records.items()
    ]


def alerts(events: Iterable[Row]) -> list[Row]:
    """Return the rows from events of output/alerts: each alert's last event up to the end of the day after it began."""
    last: dict[tuple[str, str], Row] = {}
    for event in events:
        key = event["source"], event["id"]
        in_time = event["poll_time"] // DAY_S <= event["since"] // DAY_S + 1
        if in_time and (key not in last or _told_at(event) > _told_at(last[key])):
            last[key] = event
    return [event | {"date": hour_of(event["since"])[0]} for event in last.values()]


def daily_alerts(opened: Iterable[Row]) -> list[Row]:
    """Return the rows from those of `alerts`."""
    names = ("date", "source", "kind", "severity")
    return [
        dict(zip(names, key, strict=True))
        | {
            "alerts": len(of_kind),
            "aircraft": len({alert["icao24"] for alert in of_kind} - {None}),
            "median_seconds": median(alert["last"] - alert["since"] for alert in of_kind),
        }
        for key, of_kind in _grouped(opened, lambda alert: tuple(alert[name] for name in names)).items()
    ]


def airports() -> list[Row]:
    return [
        {
            "airport": code,
            "iata": each["iata"] or None,
            "name": each["name"],
            "city": each["city"] or None,
            "country": each["country"],
            "longitude": each["lon"],
            "latitude": each["lat"],
            "elevation_m": each["elevation"] * FOOT_M,
            "timezone": each["tz"] or None,
        }
        for code, each in airportsdata.load("ICAO").items()
    ]


def airlines(schedules: Iterable[Schedule]) -> list[Row]:
    """Return airlines, named by the newest schedule that has the name, a real one before a simulated one."""
    rows = []
    for airline, told in _grouped(schedules, lambda each: each["airline"]).items():
        newest_first = sorted(told, key=lambda each: (each["source"] != "aviationstack", -each["asked_at"]))
        rows.append(
            {
                "airline": airline,
                "iata": next((each["airline_iata"] for each in newest_first if each["airline_iata"]), None),
                "name": next((each["airline_name"] for each in newest_first if each["airline_name"]), None),
            }
        )
    return [row for row in rows if row["airline"] is not None]


def _delays(flights: Sequence[Schedule], movement: str) -> Row:
    delays_min = [
        (each[f"{movement}_actual"] - each[f"{movement}_scheduled"]) / 60
        for each in flights
        if None not in (each[f"{movement}_actual"], each[f"{movement}_scheduled"])
    ]
    return {
        "flights": len(flights),
        "cancelled": sum(each["status"] == "cancelled" for each in flights),
        "timed": len(delays_min),
        "late": sum(delay >= LATE_MIN for delay in delays_min),
        "mean_delay_min": fmean(delays_min) if delays_min else None,
        "p90_delay_min": np.percentile(delays_min, 90) if delays_min else None,
    }


def _told_at(event: Row) -> tuple[int, int, int]:
    return event["poll_time"], event["finding_count"], event["resolved_at"] or 0


def _grouped(items: Iterable[Any], key_of: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for item in items:
        groups[key_of(item)].append(item)
    return groups
