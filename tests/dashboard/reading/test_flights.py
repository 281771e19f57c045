import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reading.flights import FLAG_COLUMNS, NUMBER_COLUMNS, TEXT_COLUMNS, flight_table, parse_picture
from tests.dashboard.sample_outputs import make_flight, nasty_flights

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from((*TEXT_COLUMNS, *NUMBER_COLUMNS, *FLAG_COLUMNS, "rules", "reasons"))


@given(st.lists(st.dictionaries(fields, json_values), max_size=5), json_values)
def test_any_json_becomes_a_table_of_the_right_types(records, poll_time):
    picture = parse_picture({"flights": records, "poll_time": poll_time, "sources": poll_time})
    assert len(picture.flights) == len(records)
    assert all(picture.flights[name].dtype == "float64" for name in (*NUMBER_COLUMNS, "age_s"))
    assert all(picture.flights[name].dtype == bool for name in (*FLAG_COLUMNS, "flagged", "mapped"))
    texts = picture.flights[list(TEXT_COLUMNS)].to_numpy().ravel()
    assert all(text is None or (isinstance(text, str) and "@@" not in text) for text in texts)


@pytest.mark.parametrize("content", [None, [], "x", {}, {"flights": None}, {"flights": {}}])
def test_content_without_a_list_of_flights_is_refused(content):
    with pytest.raises(ValueError, match="no list of flights"):
        parse_picture(content)


def test_entries_that_are_not_objects_are_left_out():
    assert len(parse_picture({"flights": [None, 3, "x", make_flight()]}).flights) == 1


def test_age_is_from_the_position_to_the_poll_not_to_the_wall_clock():
    flights = flight_table([make_flight(time_position=990), make_flight(time_position=None)], poll_time=1_000)
    assert flights["age_s"].tolist()[0] == 10


def test_zero_is_a_value_and_null_is_not_zero():
    flights = flight_table([make_flight(velocity=0.0), make_flight(velocity=None)], poll_time=None)
    assert flights["velocity"][0] == 0
    assert pd.isna(flights["velocity"][1])


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, ""),
        ({"rule_based_anomaly": True, "rules": ["rapid_descent", "low_altitude"]}, "rapid descent, low altitude"),
        ({"rule_based_anomaly": True, "rules": []}, "unnamed rule"),
        ({"is_anomaly": True}, "model anomaly"),
        ({"is_anomaly": True, "rule_based_anomaly": True, "rules": ["overspeed"]}, "overspeed, model anomaly"),
    ],
)
def test_flags_say_in_words_what_flagged_it(changes, flags):
    flights = flight_table([make_flight(**changes)], poll_time=None)
    assert flights["flags"][0] == flags
    assert flights["flagged"][0] == bool(flags)


def test_only_positions_on_earth_are_mapped():
    flights = flight_table(
        [make_flight(), make_flight(latitude=None), make_flight(longitude=181.0), make_flight(latitude="50")],
        poll_time=None,
    )
    assert flights["mapped"].tolist() == [True, False, False, False]


def test_sources_come_from_the_file_and_from_the_records():
    picture = parse_picture({"sources": ["recorded"], "flights": [make_flight(source="simulated")]})
    assert picture.recorded
    assert picture.simulated


def test_expressions_of_the_map_library_are_parted():
    flights = flight_table(nasty_flights(1_000), poll_time=1_000)
    assert flights["callsign"][2] == "@ @=)("
    assert flights["origin_country"][3] == "@ @=alert(3)"
