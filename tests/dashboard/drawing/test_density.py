import json

import h3
import numpy as np
import pytest

from dashboard.drawing.density import band_words, count_by_cell, density_deck, least_of_bands
from dashboard.drawing.palette import DARK
from dashboard.reading.flights import flight_table
from tests.dashboard.sample_outputs import make_flight, nasty_flights


def test_aircraft_are_counted_by_the_cell_they_are_over():
    places = [(9.0, 50.0), (9.01, 50.01), (-100.0, 40.0), (None, None)]
    flights = flight_table([make_flight(longitude=x, latitude=y) for x, y in places], poll_time=None)
    cells = count_by_cell(flights, resolution=3)
    assert cells["aircraft"].tolist() == [2, 1]
    assert cells["cell"].tolist() == [h3.latlng_to_cell(50.0, 9.0, 3), h3.latlng_to_cell(40.0, -100.0, 3)]
    assert cells[["longitude", "latitude"]].to_numpy() == pytest.approx(np.array([[9.0, 50.0], [-100.0, 40.0]]), abs=1)


def test_nothing_but_cells_and_counts_is_sent():
    """deck.gl's JSON has expressions; a callsign must not become one."""
    flights = flight_table(nasty_flights(1_790_000_000), poll_time=None)
    cells = count_by_cell(flights, resolution=3)
    land, hexagons = (layer["data"] for layer in json.loads(density_deck(cells, DARK).to_json())["layers"])
    assert land == "/app/static/world.geojson"  # a file that the browser caches
    assert [set(row) for row in hexagons] == [{"cell", "aircraft", "colour"}] * len(cells)
    assert sum(row["aircraft"] for row in hexagons) == flights["mapped"].sum()


def test_fuller_cells_have_later_colours_and_an_empty_sky_is_drawn():
    assert least_of_bands(64, bands=6) == [1, 2, 4, 8, 16, 32]
    assert least_of_bands(1, bands=3) == [1, 1, 1]
    empty = count_by_cell(flight_table([], poll_time=None), resolution=3)
    assert json.loads(density_deck(empty, DARK).to_json())["layers"][1]["data"] == []


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (64, ["1", "2–3", "4–7", "8–15", "16–31", "32–64"]),
        (1_500, ["1–3", "4–11", "12–38", "39–131", "132–443", "444–1,500"]),
        (3, ["1", "", "", "2", "", "3"]),
        (1, ["", "", "", "", "", "1"]),
    ],
)
def test_the_legend_has_the_range_of_each_band(most, words):
    assert band_words(least_of_bands(most, bands=6), most) == words
