from datetime import timedelta

import pytest

from contracts.lake.silver import AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS
from tests.etl.lake_rows import (
    DAY,
    DAY_S,
    HOUR_S,
    MIDNIGHT,
    content,
    state,
    track,
)
from tests.etl.silver.flights.flight_rows import AT_ZURICH, NOON, flights_of, spans


def test_a_flight_over_several_hours_is_one(lake):
    (flight,) = flights_of(lake, track(NOON - 600, NOON + 2 * HOUR_S))

    assert (flight["first_seen"], flight["last_seen"]) == (NOON - 600, NOON + 2 * HOUR_S - 60)
    assert flight["fixes"] == 130
    assert flight["date"] == DAY
    assert (flight["callsign"], flight["airline"]) == ("SWR7EA", "SWR")
    assert (flight["took_off"], flight["landed"]) == (False, False)
    # 7,740 s at 0.002 deg of longitude, on the parallel of 47.4 deg: the chords of the fixes differ by less than 1e-6.
    assert flight["distance_m"] == pytest.approx(7_740 * 0.002 * 111_195.08 * 0.676876, rel=1e-5)
    assert flight["first_longitude"] == 8.0
    assert flight["last_longitude"] == pytest.approx(8.0 + 7_740 * 0.002)


@pytest.mark.parametrize(("gap", "count"), [(3_600, 1), (3_601, 2)])
@pytest.mark.parametrize("start", [NOON, NOON + 1_800], ids=["in the next hour", "across half hours"])
def test_a_gap_of_over_an_hour_is_between_two_flights(lake, gap, count, start):
    assert len(flights_of(lake, [state(start), state(start + gap)])) == count


def test_a_gap_within_an_hour_of_contact_is_none(lake):
    """Positions may be older than the contact that brought them."""
    rows = [state(NOON + 3_000, time_position=NOON - 3_000), state(NOON + 3_100, time_position=NOON + 3_100)]

    assert spans(flights_of(lake, rows)) == [(9 * HOUR_S + 7_800, 9 * HOUR_S + 7_800), (46_300, 46_300)]


def test_a_landing_is_between_two_flights(lake):
    rows = [*track(NOON, NOON + 600), state(NOON + 600, on_ground=True), *track(NOON + 660, NOON + 1_200)]

    first, second = flights_of(lake, rows)

    assert (first["took_off"], first["landed"]) == (False, True)
    assert (second["took_off"], second["landed"]) == (True, False)
    assert spans([first, second]) == [(43_200, 43_740), (43_860, 44_340)]


@pytest.mark.parametrize("ground_at", [-60, 0], ids=["last of the hour", "first of the next hour"])
def test_a_landing_between_two_hours_is_seen(lake, ground_at):
    """On the ground in the last fix of an hour, or the first of the next: pieces alone do not show it."""
    rows = [
        *track(NOON - 600, NOON + ground_at),
        state(NOON + ground_at, on_ground=True),
        *track(NOON + ground_at + 60, NOON + 600),
    ]

    first, second = flights_of(lake, rows)

    assert first["landed"]
    assert second["took_off"]


@pytest.mark.parametrize(("seconds", "landed"), [(3_600, True), (3_660, False)])
def test_a_landing_in_an_hour_without_flight_is_seen(lake, seconds, landed):
    rows = [*track(NOON - 600, NOON), state(NOON - 60 + seconds, on_ground=True)]

    (flight,) = flights_of(lake, rows)

    assert flight["landed"] is landed


@pytest.mark.parametrize(("seconds", "took_off"), [(3_600, True), (3_660, False)])
def test_a_take_off_after_an_hour_without_flight_is_seen(lake, seconds, took_off):
    rows = [state(NOON - seconds, on_ground=True), *track(NOON, NOON + 600)]

    (flight,) = flights_of(lake, rows)

    assert flight["took_off"] is took_off


def test_the_ground_before_another_flight_does_not_belong_to_this_one(lake):
    rows = [
        state(NOON - 1_200, on_ground=True),
        *track(NOON, NOON + 120),
        state(NOON + 180, on_ground=True),
        *track(NOON + 240, NOON + 360),
    ]

    assert [(row["took_off"], row["landed"]) for row in flights_of(lake, rows)] == [(True, True), (True, False)]


def test_an_aircraft_on_the_ground_has_no_flight(lake):
    assert flights_of(lake, track(NOON, NOON + 600, on_ground=True)) == []
    (hour,) = content(lake, AIRCRAFT_HOURS)
    assert (hour["fixes"], hour["airborne_fixes"]) == (10, 0)


def test_the_callsign_is_the_one_of_most_positions_over_all_hours(lake):
    rows = [
        *track(NOON - 600, NOON - 240, callsign="AFR1"),
        *track(NOON - 240, NOON, callsign="BAW2"),
        *track(NOON, NOON + 180, callsign="BAW2"),
        *track(NOON + 180, NOON + 900, callsign=None),
    ]

    (flight,) = flights_of(lake, rows)

    assert flight["callsign"] == "BAW2"
    assert [row["callsigns"] for row in content(lake, FLIGHT_PIECES)] == ['{"AFR1":6,"BAW2":4}', '{"BAW2":3}']


def test_of_callsigns_as_frequent_the_first_in_the_alphabet_counts(lake):
    (flight,) = flights_of(lake, [state(NOON, callsign="DLH2"), state(NOON + 60, callsign="AFR1")])

    assert flight["callsign"] == "AFR1"


@pytest.mark.parametrize(
    ("callsign", "airline"),
    [("SWR7EA", "SWR"), ("SWR", None), ("N123AB", None), ("HBZRX", None), ("AB1234", None), (None, None)],
)
def test_an_airline_is_three_letters_before_a_digit(lake, callsign, airline):
    (flight,) = flights_of(lake, track(NOON, NOON + 300, callsign=callsign))

    assert (flight["callsign"], flight["airline"]) == (callsign, airline)


def test_the_antimeridian_is_crossed_by_the_short_way(lake):
    (flight,) = flights_of(
        lake,
        [state(NOON, longitude=179.9, latitude=0.0), state(NOON + 100, longitude=-179.9, latitude=0.0)],
    )

    assert flight["distance_m"] == pytest.approx(0.2 * 111_195.08, rel=1e-6)


def test_sources_are_apart(lake):
    flights = flights_of(lake, [state(NOON, source="opensky"), state(NOON + 60), state(NOON + 120, source="opensky")])

    assert [(row["source"], row["fixes"]) for row in flights] == [("opensky", 2), ("simulated", 1)]


def test_a_flight_over_midnight_belongs_to_the_day_it_began_on(lake):
    (flight,) = flights_of(lake, track(MIDNIGHT - 1_200, MIDNIGHT + 2 * HOUR_S))

    assert flight["date"] == DAY - timedelta(days=1)
    assert flight["last_seen"] == MIDNIGHT + 2 * HOUR_S - 60
    assert content(lake, FLIGHTS) == [flight]


def test_what_flies_beyond_the_day_after_is_cut_at_midnights(lake):
    """A flight of four days from an evening on: the first part includes the day after, each later part is one day."""
    begun = MIDNIGHT + 20 * HOUR_S
    rows = track(begun, MIDNIGHT + 4 * DAY_S, every=1_800, longitude=8.0)

    flights = flights_of(lake, rows)

    assert spans(flights) == [
        (20 * HOUR_S, 2 * DAY_S - 1_800),
        (2 * DAY_S, 3 * DAY_S - 1_800),
        (3 * DAY_S, 4 * DAY_S - 1_800),
    ]
    assert [row["date"] for row in flights] == [DAY, DAY + timedelta(days=2), DAY + timedelta(days=3)]
    assert sum(row["fixes"] for row in flights) == len(rows)


def test_the_position_before_a_midnight_that_is_heard_after_it_is_of_the_day_before(lake):
    begun, end = MIDNIGHT + 20 * HOUR_S, MIDNIGHT + 2 * DAY_S
    late = state(end - 5, last_contact=end + 5, longitude=8.0)
    rows = [*track(begun, end, every=1_800, longitude=8.0), late, *track(end + 60, end + 600, longitude=8.0)]

    flights = flights_of(lake, rows)

    assert spans(flights) == [(20 * HOUR_S, 2 * DAY_S - 5), (2 * DAY_S + 60, 2 * DAY_S + 540)]


def test_a_landing_after_the_day_after_is_seen(lake):
    begun, end = MIDNIGHT + 20 * HOUR_S, MIDNIGHT + 2 * DAY_S
    rows = track(begun, end, every=1_800, longitude=8.0)

    (flight,) = flights_of(lake, [*rows, state(end + 600, on_ground=True)])

    assert flight["landed"]


@pytest.mark.parametrize(
    "wrong",
    [{"velocity": 230.0, "baro_altitude": None}, {"velocity": 80.0, "baro_altitude": 11_000.0}],
    ids=["too fast", "too high"],
)
@pytest.mark.parametrize("at", [NOON + 300, NOON, NOON + 540], ids=["between", "at first", "at last"])
def test_what_says_on_ground_and_cannot_be_cuts_no_flight(lake, wrong, at):
    rows = track(NOON, NOON + 600, **AT_ZURICH)
    rows[(at - NOON) // 60] |= {"on_ground": True} | wrong

    (flight,) = flights_of(lake, rows)

    assert flight["fixes"] == 9
    assert [flight[name] for name in ("took_off", "landed", "departure_airport", "arrival_airport")] == [
        False,
        False,
        None,
        None,
    ]


@pytest.mark.parametrize("category", [16, 17, 18, 19, 20])
def test_vehicles_and_obstacles_have_no_flights(lake, category):
    aircraft = track(NOON, NOON + 600, icao24="000001", category=None)
    others = [
        *track(NOON, NOON + 600, icao24="000002", category=category),
        *track(NOON, NOON + 600, icao24="000003", category=category, on_ground=True),
    ]
    assert [flight["icao24"] for flight in flights_of(lake, aircraft + others)] == ["000001"]
    assert {hour["icao24"] for hour in content(lake, AIRCRAFT_HOURS)} == {"000001"}
