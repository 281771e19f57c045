import orjson
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.drawing.table_view import flight_rows
from dashboard.reading.flights import flight_table
from dashboard.sections.flight_table import pick_row
from tests.dashboard.sample_outputs import make_flight

TABLE = """
import numpy as np
import streamlit as st

from dashboard.reading.flights import FlightPicture, flight_table
from dashboard.sections.flight_table import show_flight_table
from dashboard.reading.store import SharedSky
from tests.dashboard.sample_outputs import make_flight

flights = flight_table(
    [make_flight(icao24=icao24, callsign=icao24) for icao24 in st.session_state["there"]], poll_time=1
)
picture = FlightPicture(poll_time=1, published_at=1, sources=(), newer_version=None, flights=flights)
show_flight_table(SharedSky(picture), np.ones(len(flights), bool))
"""


def selected_rows(page):
    return page.session_state["flight-table"]["selection"]["rows"]


def test_the_selected_row_goes_with_its_aircraft_from_picture_to_picture():
    page = AppTest.from_string(TABLE)
    page.session_state["as_table"] = True
    page.session_state["picked_aircraft"] = "3c0002"
    for there, rows in ((["3c0001", "3c0002"], [1]), (["3c0002", "3c0003"], [0]), (["3c0003"], [])):
        page.session_state["there"] = there
        page.run()
        assert not page.exception
        assert selected_rows(page) == rows
        assert page.session_state["picked_aircraft"] == "3c0002"
        assert "map_focus" not in page.session_state


@pytest.fixture
def asked(monkeypatch):
    calls = []
    monkeypatch.setattr("dashboard.sections.flight_table.show_on_map", lambda *where: calls.append(where))
    return calls


def test_a_selected_row_leads_to_its_aircraft_and_none_changes_nothing(asked):
    flights = [make_flight(), make_flight(icao24="4b1800", is_anomaly=True), make_flight(callsign="X", latitude=None)]
    table = flight_rows(flight_table(flights, poll_time=None))
    for rows in ([0], [1], [2], [], [3]):
        pick_row(table, rows)
    orjson.dumps(asked)  # the map receives it as JSON
    assert asked == [("4b1800", 9.0, 50.0), ("3c6444", 9.0, 50.0), ("3c6444", 9.0, None)]


def test_a_row_without_an_address_picks_nothing(asked):
    pick_row(flight_rows(flight_table([make_flight(icao24=None)], poll_time=None)), [0])
    assert asked == []
