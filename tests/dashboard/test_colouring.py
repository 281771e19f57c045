import pytest

from dashboard.colouring import COLOURINGS, colour_by_altitude, colour_by_country
from dashboard.flights import flight_table
from dashboard.palette import DARK, LIGHT, ON_GROUND, UNKNOWN_ALTITUDE, palette_of
from dashboard.units import AVIATION, METRIC
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


def test_those_on_the_ground_have_a_colour_of_their_own():
    assert colours_of(colour_by_altitude, make_flight(on_ground=True)) == [ON_GROUND]


def test_the_legend_is_in_the_units_of_the_viewer():
    table = flight_table([make_flight()], poll_time=None)
    words = [entry.get("words") for entry in colour_by_altitude(table, DARK, AVIATION).legend]
    assert words[1:3] == ["under 3,281 ft", "3,281 ft to 9,843 ft"]


def test_the_countries_with_most_aircraft_are_told_apart():
    flights = [make_flight(origin_country=country) for country in ("B", "A", "A", None)]
    first, second, grey = DARK.bands[0], DARK.bands[1], UNKNOWN_ALTITUDE
    assert colours_of(colour_by_country, *flights) == [second, first, first, grey]


@pytest.mark.parametrize("colouring", COLOURINGS.values())
@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_every_colour_on_the_map_is_in_the_legend(colouring, palette):
    table = flight_table(sky_flights(500, poll_time=1_000) + nasty_flights(1_000), poll_time=1_000)
    coloured = colouring(table, palette, METRIC)
    named = {entry["colour"] for entry in coloured.legend if "colour" in entry}
    assert {"#" + bytes(row).hex() for row in coloured.colours} <= named


def test_the_palette_follows_the_theme():
    assert palette_of("dark") is DARK
    assert palette_of("light") is palette_of(None) is LIGHT
