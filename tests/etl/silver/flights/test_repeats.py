from contracts.lake.silver import AIRCRAFT_HOURS
from tests.etl.lake_rows import (
    HOUR_S,
    content,
    state,
    track,
)
from tests.etl.silver.flights.flight_rows import AT_ZURICH, NOON, flights_of


def test_a_position_heard_again_counts_once(lake):
    """With another contact, and in the next hour too."""
    rows = [
        state(NOON - 120, last_contact=NOON - 100),
        state(NOON - 120, last_contact=NOON - 90),
        state(NOON - 60, last_contact=NOON - 60),
        state(NOON - 60, last_contact=NOON + 5),
        state(NOON + 60, last_contact=NOON + 60),
    ]

    (flight,) = flights_of(lake, rows)

    assert flight["fixes"] == 3
    assert sum(row["fixes"] for row in content(lake, AIRCRAFT_HOURS)) == 5


def test_a_take_off_is_seen_when_its_position_is_repeated_in_the_next_hour(lake):
    rows = [
        state(NOON - 60, on_ground=True),
        state(NOON - 10, last_contact=NOON - 10),
        state(NOON - 10, last_contact=NOON + 5),
        state(NOON + 30, on_ground=True),
    ]

    for _ in range(3):
        (flight,) = flights_of(lake, rows)
        assert (flight["fixes"], flight["took_off"], flight["landed"]) == (1, True, True)


def test_what_is_told_again_with_a_position_in_the_next_hour_counts_for_nothing(lake):
    """The last position, low over Zurich, is repeated while the aircraft climbs elsewhere."""
    came = [
        state(NOON - 240 + 60 * n, callsign=callsign, baro_altitude=900.0 - 80 * n, vertical_rate=-1.4, **AT_ZURICH)
        for n, callsign in enumerate(("ZZZ1", "AAA1", "AAA1", "ZZZ1"))
    ]
    heard_again = [
        came[-1] | {"last_contact": NOON + after, "callsign": "ZZZ1", "vertical_rate": 9.0} for after in (5, HOUR_S + 5)
    ]

    (flight,) = flights_of(lake, [*came, *heard_again])

    assert (flight["fixes"], flight["callsign"], flight["arrival_airport"]) == (4, "AAA1", "LSZH")


def test_an_older_position_heard_again_in_the_next_hour_counts_once(lake):
    rows = track(NOON - 300, NOON + 300)

    (flight,) = flights_of(lake, [*rows, rows[2] | {"last_contact": NOON + 20}])

    assert flight["fixes"] == len(rows)


def test_a_climb_in_a_later_hour_is_not_a_departure(lake):
    """Low over Zurich without a vertical rate, and without an altitude then; the climb is in the next hour."""
    rows = [
        state(NOON - 120, baro_altitude=900.0, vertical_rate=None, **AT_ZURICH),
        state(NOON - 60, baro_altitude=None, vertical_rate=None),
        *track(NOON, NOON + 300, vertical_rate=8.0),
    ]

    (flight,) = flights_of(lake, rows)

    assert flight["departure_airport"] is None


def test_a_position_repeated_as_on_the_ground_is_not_a_landing(lake):
    rows = [
        state(NOON),
        state(NOON, last_contact=NOON + 5, on_ground=True),
        state(NOON, last_contact=NOON + 9),
        state(NOON + 60),
    ]

    (flight,) = flights_of(lake, rows)

    assert (flight["fixes"], flight["landed"]) == (2, False)
