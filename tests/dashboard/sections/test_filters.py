import pytest
from streamlit.testing.v1 import AppTest

from dashboard.viewing.flight_filter import FlightFilter

FILTERS = """
import streamlit as st

from dashboard.reading.flights import flight_table
from dashboard.sections.filters import ask_filter
from dashboard.drawing.units import AVIATION, METRIC
from tests.dashboard.sample_outputs import make_flight

units = AVIATION if st.toggle("Aviation", key="aviation") else METRIC
st.session_state["asked"] = ask_filter(flight_table([make_flight()], poll_time=None), units)
"""


@pytest.fixture
def open_filters():
    """Open the filters, with address parameters, over one German aircraft."""

    def open_at(**parameters):
        page = AppTest.from_string(FILTERS)
        for name, values in parameters.items():
            page.query_params[name] = values
        return page.run()

    return open_at


def words_on_the_button(page):
    return next(
        block.proto.popover.label for block in page.main.children[1].children.values() if block.type == "popover"
    )


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


def test_another_unit_shows_the_same_range_and_changes_nothing_of_it(open_filters):
    page = open_filters(altitude="3000-9000", speed="-250")
    assert page.slider(key="altitude_in_m").value == (3_000, 9_000)
    assert page.slider(key="speed_in_km/h").value == (0, 900)
    page.toggle(key="aviation").set_value(True).run()
    assert page.slider(key="altitude_in_ft").value == (9_800, 29_500)
    assert page.slider(key="speed_in_kt").value == (0, 485)
    for _ in range(2):
        asked = page.session_state["asked"]
        assert (asked.altitude_m, asked.speed_ms) == ((3_000, 9_000), (float("-inf"), 250))
        assert page.query_params["altitude"] == "3000-9000"
        page.toggle(key="aviation").set_value(False).run()


def test_a_range_is_kept_and_shared_in_metres_whatever_it_was_chosen_in(open_filters):
    page = open_filters(altitude="3000-9000")
    page.toggle(key="aviation").set_value(True).run()
    page.slider(key="altitude_in_ft").set_value((9_800, 20_000)).run()
    assert page.session_state["asked"].altitude_m == (
        3_000,
        pytest.approx(6_096, abs=0.01),
    )  # the lower end stayed
    assert page.query_params["altitude"] == "3000-6096"
    page.slider(key="altitude_in_ft").set_value((0, 45_900)).run()
    assert page.session_state["asked"].altitude_m is None
    assert "altitude" not in page.query_params


@pytest.mark.parametrize("words", ["", "-", "x", "9000-3000", "1-2-3", "1e9-", "nan-inf"])
def test_an_invalid_range_leaves_nothing_out(open_filters, words):
    page = open_filters(altitude=words)
    assert not page.exception
    assert page.session_state["asked"].altitude_m is None


def test_the_button_counts_what_is_asked_for_from_the_first_look_at_a_shared_address_on(open_filters):
    page = open_filters(flagged_only="true", search="zzz")
    assert words_on_the_button(page) == "Filters (2)"
    page.slider(key="altitude_in_m").set_value((500, 14_000)).run()
    assert words_on_the_button(page) == "Filters (3)"
    assert words_on_the_button(open_filters()) == "Filters"


def test_all_filters_are_cleared_at_once(open_filters):
    page = open_filters(
        search="zzz", place="In the air", country="Germany", category="heavy", flagged_only="true", inside_view="true",
        altitude="300-", speed="-200",
    )  # fmt: skip
    assert words_on_the_button(page) == "Filters (8)"
    page.button(key="clear_filters").click().run()
    assert page.session_state["asked"] == FlightFilter()
    assert words_on_the_button(page) == "Filters"
    assert "clear_filters" not in {button.key for button in page.button}
    assert not {"search", "place", "country", "flagged_only", "altitude", "speed"} & set(page.query_params)
