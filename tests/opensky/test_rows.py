import contextlib
import math
from collections import Counter

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import InvalidStateVector
from contracts.state_vector import ENVELOPE_FIELDS, FIELDS, STATE_FIELDS
from opensky.rows import parse_row, parse_rows
from tests.records import SENT_CALLSIGNS

CRUISING = ["3c6444", "DLH9LF  ", "Germany", 1_700_000_000, 1_700_000_001, 8.57, 50.03, 10_668, False, 230.1, 71.0, 0]
CRUISING += [None, 10_972.8, "1000", False, 0, 4]


def changed(place, value):
    row = list(CRUISING)
    row[place] = value
    return row


def reason_of(row):
    with pytest.raises(InvalidStateVector) as error:
        parse_row(row)
    return error.value.reason


def test_the_fields_are_openskys_18_and_the_envelope():
    assert [field.name for field in FIELDS] == [field.name for field in STATE_FIELDS + ENVELOPE_FIELDS]
    assert len(STATE_FIELDS) == 18
    assert len({field.name for field in FIELDS}) == len(FIELDS)


def test_a_row_becomes_a_record_with_openskys_field_names():
    state = parse_row(CRUISING)
    assert list(state) == [field.name for field in STATE_FIELDS]
    assert state["callsign"] == "DLH9LF"
    assert (state["baro_altitude"], type(state["baro_altitude"])) == (10_668.0, float)


@pytest.mark.parametrize("length", [13, 17, 18, 19, 40])
def test_rows_of_every_known_length_are_read(length):
    row = (CRUISING + ["from the future"] * 30)[:length]
    state = parse_row(row)
    assert len(state) == 18
    assert state["category"] == (4 if length >= 18 else None)
    assert state["squawk"] == ("1000" if length >= 17 else None)


@pytest.mark.parametrize(("sent", "callsign"), SENT_CALLSIGNS)
def test_fill_is_no_part_of_a_callsign(sent, callsign):
    assert parse_row(changed(1, sent))["callsign"] == callsign


def test_zero_is_a_value():
    state = parse_row(changed(7, 0))
    assert (state["baro_altitude"], state["vertical_rate"]) == (0.0, 0.0)


@pytest.mark.parametrize("icao24", [None, "", "3c644", "3c64444", "3c644g", "~3c644", "３c6444"])
def test_an_invalid_address_is_named(icao24):
    assert reason_of(changed(0, icao24)) == "invalid icao24"


def test_an_address_in_capitals_is_the_same_address():
    assert parse_row(changed(0, " 3C6444 "))["icao24"] == "3c6444"


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        (0, 7, "icao24"),
        (1, "\ud800", "callsign"),
        (3, "now", "time_position"),
        (3, 1.5, "time_position"),
        (4, True, "last_contact"),
        (4, 2**63, "last_contact"),
        (4, 1e300, "last_contact"),
        (5, math.nan, "longitude"),
        (6, math.inf, "latitude"),
        (6, 10**400, "latitude"),
        (8, 0, "on_ground"),
        (9, "230", "velocity"),
        (12, [1, "2"], "sensors"),
        (12, [2**64], "sensors"),
        (16, None, None),
    ],
)
def test_a_value_of_another_type_is_named(place, value, field):
    if field is None:
        assert parse_row(changed(place, value))["position_source"] is None
    else:
        assert reason_of(changed(place, value)) == f"wrong type: {field}"


@pytest.mark.parametrize("row", [None, 7, "3c6444", {"icao24": "3c6444"}])
def test_a_row_that_is_not_an_array_is_named(row):
    assert reason_of(row) == "not an array"


@pytest.mark.parametrize("length", [0, 1, 12])
def test_a_short_row_is_named(length):
    assert reason_of(CRUISING[:length]) == "short row"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)


@given(st.lists(anything, min_size=11, max_size=20) | anything)
def test_parse_row_never_raises_anything_else(row):
    with contextlib.suppress(InvalidStateVector):
        parse_row(row)


@given(st.data())
def test_a_record_can_always_be_written_and_read_back_unchanged(data):
    row = list(CRUISING)
    for place in data.draw(st.sets(st.integers(0, 17), max_size=4)):
        row[place] = data.draw(anything)
    try:
        state = parse_row(row)
    except InvalidStateVector:
        return
    assert orjson.loads(orjson.dumps(state)) == state


def one_by_one(rows):
    """The result of parsing each row on its own."""
    states, invalid = [], Counter()
    for row in rows:
        try:
            states.append(parse_row(row))
        except InvalidStateVector as error:
            invalid[error.reason] += 1
    return states, invalid


def records(rows):
    """The result of parsing all rows at once, in the same form."""
    columns, invalid = parse_rows(rows)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)], invalid


plausible = st.tuples(
    st.sampled_from(["3c6444", " 3C6444 ", "a0b1c2"]),
    st.none() | st.text(max_size=8) | st.text("@?0A_", max_size=8),
    st.sampled_from(["Germany ", "Türkiye", "", None]),
    *[st.none() | st.integers(0, 2**31)] * 2,
    *[st.none() | st.floats(-180, 180) | st.integers(-180, 180)] * 3,
    st.booleans() | st.none(),
    *[st.none() | st.floats(allow_nan=False, allow_infinity=False)] * 3,
    st.none() | st.lists(st.integers(0, 9), max_size=2),
    st.none() | st.floats(width=32),
    st.none() | st.sampled_from(["7700", " 1000"]),
    st.none() | st.booleans(),
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, 20),
).map(list)


@given(st.lists(plausible, max_size=4), st.sampled_from([13, 17, 18]), st.data())
def test_parsing_by_columns_gives_what_parsing_row_by_row_gives(rows, length, data):
    rows = [row[:length] for row in rows]
    if rows and data.draw(st.booleans()):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, length - 1))] = data.draw(anything)
    if data.draw(st.booleans()):
        rows.append(data.draw(anything))
    assert records(rows) == one_by_one(rows)


def test_one_invalid_row_leaves_the_others_unaffected():
    states, invalid = records([CRUISING, changed(5, "east"), changed(0, "a0b1c2"), None])
    assert [state["icao24"] for state in states] == ["3c6444", "a0b1c2"]
    assert invalid == {"wrong type: longitude": 1, "not an array": 1}
