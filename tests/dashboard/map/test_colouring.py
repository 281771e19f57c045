import pytest

from dashboard.drawing.palette import DARK, LIGHT, ON_GROUND, UNKNOWN_ALTITUDE, palette_of
from dashboard.drawing.units import AVIATION, METRIC
from dashboard.map.colouring import COLOURINGS, colour_by_altitude, colour_by_country, colour_by_speed
from dashboard.reading.flights import flight_table
from tests.dashboard.sample_outputs import make_flight, nasty_flights, sky_flights


def colours_of(colouring, *flights, units=METRIC):
    coloured = colouring(flight_table(list(flights), poll_time=None), DARK, units)
    return ["#" + bytes(row).hex() for row in coloured.colours]


@pytest.mark.parametrize(
    ("metres", "band"), [(-10, 0), (999, 0), (1_000, 1), (10_668, 4), (11_000, 5), (39_000, 5), (None, None)]
)
def test_altitudes_fall_in_their_band(metres, band):
    expected = UNKNOWN_ALTITUDE if band is None else DARK.bands[band]
    assert colours_of(colour_by_altitude, make_flight(baro_altitude=metres)) == [expected]


def test_aircraft_on_the_ground_have_a_colour_of_their_own():
    assert colours_of(colour_by_altitude, make_flight(on_ground=True)) == [ON_GROUND]


@pytest.mark.parametrize(
    ("colouring", "units", "bands"),
    [
        (colour_by_altitude, METRIC, ["under 1,000 m", "1,000 m to 3,000 m"]),
        (colour_by_altitude, AVIATION, ["under 3,000 ft", "3,000 ft to 10,000 ft"]),
        (colour_by_speed, METRIC, ["under 250 km/h", "250 km/h to 450 km/h"]),
        (colour_by_speed, AVIATION, ["under 150 kt", "150 kt to 250 kt"]),
    ],
)
def test_the_legend_has_round_bands_in_the_units_of_the_viewer(colouring, units, bands):
    legend = colouring(flight_table([make_flight()], poll_time=None), DARK, units).legend
    assert [entry.get("words") for entry in legend[1:3]] == bands


@pytest.mark.parametrize(("feet", "band"), [(2_999, 0), (3_000, 1), (9_999, 1), (10_000, 2), (35_000, 4), (36_000, 5)])
def test_the_bands_are_those_of_the_legend_in_feet_too(feet, band):
    flight = make_flight(baro_altitude=feet / AVIATION.per_metre)
    assert colours_of(colour_by_altitude, flight, units=AVIATION) == [DARK.bands[band]]


@pytest.mark.parametrize(("knots", "band"), [(149, 0), (150.1, 1), (449, 3), (501, 5)])
def test_the_bands_are_those_of_the_legend_in_knots_too(knots, band):
    flight = make_flight(velocity=knots / AVIATION.per_ms)
    assert colours_of(colour_by_speed, flight, units=AVIATION) == [DARK.bands[band]]


def test_the_countries_with_most_aircraft_have_distinct_colours():
    flights = [make_flight(origin_country=country) for country in ("B", "A", "A", None)]
    first, second, grey = DARK.bands[0], DARK.bands[1], UNKNOWN_ALTITUDE
    assert colours_of(colour_by_country, *flights) == [second, first, first, grey]


@pytest.mark.parametrize("colouring", COLOURINGS.values())
@pytest.mark.parametrize("palette", [DARK, LIGHT])
@pytest.mark.parametrize("units", [METRIC, AVIATION])
def test_every_colour_on_the_map_is_in_the_legend(colouring, palette, units):
    table = flight_table(sky_flights(500, poll_time=1_000) + nasty_flights(1_000), poll_time=1_000)
    coloured = colouring(table, palette, units)
    named = {entry["colour"] for entry in coloured.legend if "colour" in entry}
    assert {"#" + bytes(row).hex() for row in coloured.colours} <= named


def test_the_palette_follows_the_theme():
    assert palette_of("dark") is DARK
    assert palette_of("light") is palette_of(None) is LIGHT
