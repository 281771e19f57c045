import pytest
from streamlit.testing.v1 import AppTest

FILTERS = """
import streamlit as st

from dashboard.flights import flight_table
from dashboard.sections.filters import ask_filter
from dashboard.units import AVIATION, METRIC
from tests.dashboard.sample_outputs import make_flight

units = AVIATION if st.toggle("Aviation", key="aviation") else METRIC
st.session_state["asked"] = ask_filter(flight_table([make_flight()], poll_time=None), units)
"""


@pytest.fixture
def open_filters():
    """The filters over one German aircraft, at an address with these parameters."""

    def open_at(**parameters):
        page = AppTest.from_string(FILTERS)
        for name, values in parameters.items():
            page.query_params[name] = values
        return page.run()

    return open_at


def test_a_shared_country_without_aircraft_just_now_stays_asked_for(open_filters):
    page = open_filters(country=["Nowhere", "Germany"])
    assert page.session_state["asked"].countries == ("Nowhere", "Germany")
    page.run()
    assert page.session_state["asked"].countries == ("Nowhere", "Germany")
    assert page.query_params["country"] == ["Nowhere", "Germany"]


def test_countries_of_an_address_are_taken_within_limits(open_filters):
    page = open_filters(country=["x" * 100, *(f"Country {number}" for number in range(100))])
    assert "x" * 100 not in page.session_state["asked"].countries
    assert 0 < len(page.session_state["asked"].countries) <= 50
