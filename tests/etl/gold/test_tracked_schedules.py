from datetime import timedelta

import pytest

from contracts.lake.gold import TRACKED_SCHEDULES
from etl.silver.flights import refresh as silver_flights
from tests.etl.gold.gold_rows import NOON, REAL, SCHEDULE, make_gold
from tests.etl.lake_rows import (
    DAY,
    HOUR_S,
    MIDNIGHT,
    content,
    settings_of,
    state,
    track,
    write_schedules,
    write_states,
)


def tracked(lake, states, schedules):
    write_states(lake, states)
    write_schedules(lake, schedules)
    silver_flights.run(settings_of(lake.root.parent), None)
    make_gold(lake)
    return content(lake, TRACKED_SCHEDULES)


def test_a_flight_is_joined_to_the_schedule_of_its_aircraft(lake):
    flown = [
        state(NOON + 500, on_ground=True, **REAL),
        *track(NOON + 600, NOON + 3_300, **REAL),
        state(NOON + 3_300, on_ground=True, **REAL),
    ]

    (row,) = tracked(lake, flown, [SCHEDULE | {"callsign": "OTHER1"}])

    assert row == {
        "date": DAY,
        "source": "opensky",
        "icao24": "4b1814",
        "first_seen": NOON + 600,
        "last_seen": NOON + 3_240,
        "callsign": "SWR7EA",
        "flight": "SWR7",
        "schedule_source": "aviationstack",
        "airline": "SWR",
        "matched_by": "icao24",
        "departure_airport": "LSZH",
        "arrival_airport": "LSGG",
        "departure_scheduled": NOON,
        "arrival_scheduled": NOON + 3_000,
        "departure_late_min": 10.0,
        "arrival_late_min": 4.0,
    }


def test_a_flight_whose_ends_were_not_seen_is_not_late(lake):
    (row,) = tracked(lake, track(NOON + 600, NOON + 900, **REAL), [SCHEDULE])

    assert (row["departure_late_min"], row["arrival_late_min"]) == (None, None)


@pytest.mark.parametrize(
    ("schedule", "matched_by"),
    [
        ({}, "icao24"),
        ({"icao24": None}, "callsign"),
        ({"icao24": "000000"}, "callsign"),
        ({"icao24": None, "callsign": None}, None),
        ({"icao24": None, "callsign": "SWR7EB"}, None),
        ({"departure_scheduled": NOON - 3 * HOUR_S}, "icao24"),
        ({"departure_scheduled": NOON - 3 * HOUR_S - 1}, None),
        ({"departure_scheduled": NOON - 5 * HOUR_S, "departure_actual": NOON + 60}, "icao24"),
        ({"departure_scheduled": NOON - 5 * HOUR_S, "departure_estimated": NOON + 60}, "icao24"),
        ({"departure_actual": NOON + 5 * HOUR_S}, None),
        ({"departure_scheduled": None}, None),
        ({"status": "cancelled"}, None),
        ({"source": "simulated"}, None),
        ({"date": DAY - timedelta(days=1)}, "icao24"),
        ({"date": DAY + timedelta(days=1)}, "icao24"),
    ],
)
def test_a_flight_is_joined_by_aircraft_or_callsign_near_in_time_and_of_the_same_kind(lake, schedule, matched_by):
    rows = tracked(lake, track(NOON, NOON + 300, **REAL), [SCHEDULE | schedule])

    assert [row["matched_by"] for row in rows] == ([matched_by] if matched_by else [])


def test_simulated_flights_are_joined_to_simulated_schedules(lake):
    (row,) = tracked(lake, track(NOON, NOON + 300), [SCHEDULE, SCHEDULE | {"source": "simulated"}])

    assert row["schedule_source"] == "simulated"


def test_the_nearest_wins_and_each_is_joined_once(lake):
    """Two flights of one aircraft and three schedules: no flight or schedule is joined twice."""
    landing = [state(NOON + 600, on_ground=True, **REAL)]
    flown = [*track(NOON, NOON + 600, **REAL), *landing, *track(NOON + 5_000, NOON + 5_600, **REAL)]
    schedules = [
        SCHEDULE | {"flight": "SWR1", "departure_scheduled": NOON - 1_000},
        SCHEDULE | {"flight": "SWR2", "departure_scheduled": NOON + 4_000},
        SCHEDULE | {"flight": "SWR3", "departure_scheduled": NOON + 2_400},
    ]

    rows = tracked(lake, flown, schedules)

    assert [(row["first_seen"] - NOON, row["flight"]) for row in rows] == [(0, "SWR1"), (5_000, "SWR2")]


BY_ALL = {"flight": "SWR1", "departure_scheduled": NOON + 9_000}


BY_CALLSIGN = {"flight": "SWR2", "icao24": None, "departure_scheduled": NOON + 6_000}


BY_AIRCRAFT = {"flight": "SWR3", "callsign": None, "departure_scheduled": NOON}


@pytest.mark.parametrize(
    ("schedules", "joined"),
    [
        ([BY_ALL, BY_CALLSIGN, BY_AIRCRAFT], ("SWR1", "icao24")),
        ([BY_CALLSIGN, BY_AIRCRAFT], ("SWR2", "callsign")),
        ([BY_AIRCRAFT], ("SWR3", "icao24")),
    ],
)
def test_aircraft_and_callsign_count_before_a_callsign_and_that_before_an_aircraft(lake, schedules, joined):
    (row,) = tracked(lake, track(NOON, NOON + 300, **REAL), [SCHEDULE | schedule for schedule in schedules])

    assert (row["flight"], row["matched_by"]) == joined


LEG_BEFORE = SCHEDULE | {
    "flight": "LH797",
    "callsign": "DLH797",
    "departure_scheduled": NOON - 10_500,
    "arrival_scheduled": NOON + 3_600,
}


@pytest.mark.parametrize(
    ("flown_as", "schedule", "joined"),
    [
        ("DLH798", {}, False),
        ("DLH0798", {"callsign": "DLH0797"}, False),
        ("DLH4YK", {}, True),
        ("GEC8160", {}, True),
        (None, {}, True),
        ("DLH4YK", {"callsign": None}, True),
        ("DLH4YK", {"arrival_scheduled": NOON - 1}, False),
        ("DLH4YK", {"arrival_scheduled": NOON}, True),
        ("DLH4YK", {"arrival_actual": NOON - 1}, False),
        (None, {"callsign": None, "arrival_scheduled": NOON - 1}, False),
        ("DLH4YK", {"arrival_scheduled": NOON - 1, "arrival_actual": NOON}, True),
        ("DLH4YK", {"arrival_scheduled": NOON - 3_000, "departure_estimated": NOON - 7_500}, True),
        ("DLH4YK", {"arrival_scheduled": None}, True),
        ("DLH797", {"arrival_scheduled": NOON - 1}, True),
    ],
)
def test_by_its_aircraft_alone_a_flight_is_not_joined_to_the_one_before(lake, flown_as, schedule, joined):
    rows = tracked(lake, track(NOON, NOON + 300, callsign=flown_as, **REAL), [LEG_BEFORE | schedule])

    assert len(rows) == joined


def test_a_flight_is_joined_by_its_callsign_and_not_to_the_flight_of_its_aircraft_before(lake):
    later = SCHEDULE | {"flight": "LH798", "callsign": "DLH798", "icao24": None, "departure_scheduled": NOON - 300}

    (row,) = tracked(lake, track(NOON, NOON + 300, callsign="DLH798", **REAL), [LEG_BEFORE, later])

    assert (row["flight"], row["matched_by"]) == ("LH798", "callsign")


@pytest.mark.parametrize(
    ("flown_as", "scheduled_as", "joined"),
    [
        ("BAW5", "BAW005", True),
        ("BAW05A", "BAW5A", True),
        ("BAW0", "BAW000", True),
        ("BAW50", "BAW5", False),
        ("G0005", "G5", False),
    ],
)
def test_zeros_before_a_flight_number_do_not_matter(lake, flown_as, scheduled_as, joined):
    schedule = SCHEDULE | {"callsign": scheduled_as, "icao24": None}
    rows = tracked(lake, track(NOON, NOON + 300, callsign=flown_as, **REAL), [schedule])

    assert len(rows) == joined


def test_a_schedule_around_midnight_is_joined_to_one_flight_of_both_days(lake):
    landing = [state(MIDNIGHT - 300, on_ground=True, **REAL)]
    flown = [*track(MIDNIGHT - 900, MIDNIGHT - 300, **REAL), *landing, *track(MIDNIGHT + 60, MIDNIGHT + 600, **REAL)]

    rows = tracked(lake, flown, [SCHEDULE | {"departure_scheduled": MIDNIGHT}])

    assert [(row["date"], row["first_seen"] - MIDNIGHT) for row in rows] == [(DAY, 60)]
