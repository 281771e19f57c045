import pytest

from tests.etl.lake_rows import (
    state,
)
from tests.etl.silver.flights.flight_rows import AT_ZURICH, NOON, flights_of


def test_airports_are_estimated_where_a_flight_begins_and_ends_low_beside_one(lake):
    zurich, geneva = {"longitude": 8.55, "latitude": 47.46}, {"longitude": 6.11, "latitude": 46.24}
    rows = [
        state(NOON, **zurich, baro_altitude=600.0),
        state(NOON + 1_500, longitude=7.3, latitude=46.9),
        state(NOON + 3_000, **geneva, baro_altitude=600.0),
    ]

    (flight,) = flights_of(lake, rows)

    assert (flight["departure_airport"], flight["arrival_airport"]) == ("LSZH", "LSGG")


@pytest.mark.parametrize(
    ("differences", "airport"),
    [
        ({"baro_altitude": 11_000.0}, None),
        ({"baro_altitude": 432.0 + 990}, "LSZH"),
        ({"baro_altitude": 432.0 + 1_010}, None),
        ({"baro_altitude": None}, None),
        ({"longitude": 5.0, "latitude": 42.9, "baro_altitude": 600.0}, None),
    ],
    ids=["high above", "just low enough", "too high", "altitude unknown", "too far"],
)
def test_an_airport_has_to_be_near_and_below(lake, differences, airport):
    first = AT_ZURICH | {"vertical_rate": 8.0} | differences
    (flight,) = flights_of(lake, [state(NOON, **first), state(NOON + 1_500)])

    assert flight["departure_airport"] == airport


@pytest.mark.parametrize(("altitude", "airport"), [(None, "LSZH"), (432.0 + 1_990, "LSZH"), (432.0 + 2_010, None)])
def test_after_a_take_off_that_was_seen_the_first_position_may_be_higher_or_of_unknown_height(lake, altitude, airport):
    rows = [state(NOON, on_ground=True), state(NOON + 60, **AT_ZURICH, baro_altitude=altitude), state(NOON + 120)]

    (flight,) = flights_of(lake, rows)

    assert flight["departure_airport"] == airport


def beside_zurich(*heights_and_rates, start=NOON):
    """Return positions beside Zurich a minute apart, with these altitudes (m) and vertical rates (m/s)."""
    return [
        state(start + 60 * number, **AT_ZURICH, baro_altitude=altitude, vertical_rate=rate)
        for number, (altitude, rate) in enumerate(heights_and_rates)
    ]


@pytest.mark.parametrize(
    ("heights_and_rates", "airports"),
    [
        ([(1_300.0, -3.5), (1_000.0, -3.5), (700.0, -3.5)], (None, "LSZH")),
        ([(700.0, 9.0), (1_000.0, 9.0), (1_300.0, 9.0)], ("LSZH", None)),
        ([(1_300.0, None), (1_000.0, None), (700.0, None)], (None, "LSZH")),
        ([(700.0, None), (1_000.0, None), (1_300.0, None)], ("LSZH", None)),
        ([(1_300.0, 0.33), (1_300.0, 0.0), (1_300.0, -0.33)], (None, None)),
        ([(700.0, 9.0), (1_300.0, 0.0), (700.0, -3.5)], ("LSZH", "LSZH")),
        ([(700.0, 9.0)], (None, None)),
        ([(700.0, -3.5)], (None, None)),
    ],
    ids=[
        "approach",
        "climb-out",
        "approach without rates",
        "climb-out without rates",
        "level",
        "circuit",
        "once, climbing",
        "once, descending",
    ],
)
def test_what_climbs_at_first_has_left_and_what_descends_at_last_arrives(lake, heights_and_rates, airports):
    (flight,) = flights_of(lake, beside_zurich(*heights_and_rates))

    assert (flight["departure_airport"], flight["arrival_airport"]) == airports


def test_an_approach_over_two_hours_is_not_a_departure(lake):
    rows = beside_zurich((1_300.0, None), (1_000.0, None), (700.0, None), start=NOON - 60)

    (flight,) = flights_of(lake, rows)

    assert (flight["departure_airport"], flight["arrival_airport"]) == (None, "LSZH")


def test_with_one_airport_at_both_ends_only_the_end_that_was_seen_counts(lake):
    """A go-around before a landing is no departure, and one that goes out of contact is no arrival."""
    there_and_back = beside_zurich((700.0, 9.0), (1_300.0, 0.0), (700.0, -3.5))
    ground = {"on_ground": True, **AT_ZURICH}

    (arrived,) = flights_of(lake, [*there_and_back, state(NOON + 180, **ground)])
    (left,) = flights_of(lake, [state(NOON - 60, **ground), *there_and_back])
    (both,) = flights_of(lake, [state(NOON - 60, **ground), *there_and_back, state(NOON + 180, **ground)])

    found = [(row["departure_airport"], row["arrival_airport"]) for row in (arrived, left, both)]
    assert found == [(None, "LSZH"), ("LSZH", None), ("LSZH", "LSZH")]
