"""Messages are parsed as `docs/outputs.md` promises, together or alone."""

import json
import math

import numpy as np
import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.fields import names_of
from contracts.state_vector import FIELDS
from spark import received
from spark.received import SCHEMA, parse
from tests.etl.reference.states import Message, valid_state
from tests.records import CRUISING, POLL_TIME, SENT_CALLSIGNS, UNUSABLE, encoded

ARRIVED = POLL_TIME + 2


def parsed(*values, arrived=ARRIVED):
    return parse(pa.array(values, pa.binary()), np.full(len(values), arrived, float))


def problems(*values, arrived=ARRIVED):
    return parsed(*values, arrived=arrived).problems.tolist()


def test_a_valid_message_becomes_its_record():
    both = parsed(encoded(), encoded(callsign=None, latitude=-1.5))
    assert both.records.schema == SCHEMA
    assert both.records.to_pylist() == [CRUISING, CRUISING | {"callsign": None, "latitude": -1.5}]
    assert [orjson.loads(text) for text in both.texts] == both.records.to_pylist()
    assert both.problems.tolist() == [None, None]


def test_fill_is_no_part_of_a_callsign():
    received = parsed(*(encoded(callsign=sent) for sent, _ in SENT_CALLSIGNS))
    callsigns = [callsign for _, callsign in SENT_CALLSIGNS]
    assert received.records["callsign"].to_pylist() == callsigns
    assert [orjson.loads(text)["callsign"] for text in received.texts] == callsigns


def test_no_messages_are_no_records():
    assert (len(parsed().records), parsed().texts, parsed().problems.tolist()) == (0, [], [])


def test_nullable_fields_may_be_null_or_absent():
    required = {field.name for field in FIELDS if field.required}
    absent = orjson.dumps({name: value for name, value in CRUISING.items() if name in required})
    null = encoded(**{name: None for name in CRUISING if name not in required})
    both = parsed(absent, null)
    assert both.problems.tolist() == [None, None]
    assert [list(orjson.loads(text)) for text in both.texts] == [list(names_of(FIELDS))] * 2


def test_zero_is_kept_and_whole_numbers_are_read_as_numbers():
    (record,) = parsed(encoded(baro_altitude=0, velocity=0, latitude=0, longitude=0)).records.to_pylist()
    assert (record["baro_altitude"], record["velocity"], record["latitude"]) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("differences", "problem"), UNUSABLE)
def test_an_unusable_record_names_its_problem_and_leaves_the_others_alone(differences, problem):
    assert problems(encoded(), encoded(**differences), encoded()) == [None, problem, None]


def test_values_at_their_limits_are_possible():
    assert (
        problems(
            encoded(latitude=90, longitude=180, true_track=360, velocity=1_000, baro_altitude=40_000),
            encoded(time_position=POLL_TIME + 60, last_contact=POLL_TIME + 60),
            encoded(poll_time=POLL_TIME + 62),
            encoded(source="é" * 255, origin_country="é" * 255, callsign="", squawk=" "),
        )
        == [None] * 4
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b" ",
        b"not json",
        b"[1, 2]",
        b'"text"',
        b"{}{}",
        encoded() + encoded(),
        encoded() + b"\n" + encoded(),
        b'{"icao24": "4b1814", "velocity": ',
        encoded(velocity="fast"),
        encoded(velocity=True),
        encoded(time_position=1.5),
        encoded(time_position=2**63),
        encoded(sensors=[1, "2"]),
        encoded(sensors=[1, None]),
        encoded(callsign=5),
        encoded(on_ground="no"),
        encoded().replace(b"230.0", b"NaN"),
        encoded().replace(b"230.0", b"1e999"),
        encoded().replace(b"230.0", b"0230"),
        encoded().replace(b'"', b"'"),
        encoded().replace(b"SWR7EA", b"SWR\xff7"),
        encoded().replace(b"SWR7EA", b"\\ud800"),
        b"\xff\xfe\x00\x01",
    ],
)
def test_a_message_that_is_not_a_record_leaves_the_others_alone(value):
    three = parsed(encoded(), value, encoded())
    assert three.problems.tolist() == [None, "not a JSON record", None]
    assert three.texts[1] is None
    assert three.records.slice(0, 1).to_pylist() == three.records.slice(2, 1).to_pylist() == [CRUISING]


@pytest.mark.parametrize(
    "value",
    [
        json.dumps(CRUISING, indent=1).encode(),
        json.dumps(dict(reversed(CRUISING.items()))).encode() + b"\n",
        encoded(wind={"speed": 3}, is_anomaly=True),
        encoded(callsign='A"B\\:"'),
        encoded(origin_country="Côte d'Ivoire"),
        encoded(callsign="\n"),
    ],
)
def test_a_record_in_another_form_becomes_one_line_with_all_fields_and_no_other(value):
    ours, other = parsed(encoded(), value).texts
    assert list(orjson.loads(other)) == list(orjson.loads(ours)) == list(names_of(FIELDS))
    assert b"\n" not in other


values_of_members = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@st.composite
def messages(draw):
    """The values of messages: mostly records, some of them spoilt."""
    record = dict(CRUISING)
    for name in draw(st.lists(st.sampled_from([*CRUISING, "other"]), max_size=2)):
        record[name] = draw(
            values_of_members | st.sampled_from([0, -1, 91.0, 5e4, POLL_TIME + 70, "", " x", "@@", "A_0"])
        )
    value = json.dumps(record, ensure_ascii=draw(st.booleans()), separators=draw(st.sampled_from([(",", ":"), None])))
    encoded_value = value.encode("utf-8", "replace")
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        at = draw(st.integers(0, len(encoded_value)))
        piece = draw(st.sampled_from([b"", b"\xff", *(bytes([byte]) for byte in b'{}[]",:\\\n\r1')]))
        encoded_value = encoded_value[:at] + piece + encoded_value[at + draw(st.integers(0, 2)) :]
    return encoded_value


@given(st.lists(messages(), min_size=1, max_size=6))
def test_a_message_is_understood_in_the_same_way_among_others_as_alone(values):
    together = parsed(*values)
    alone = [parsed(value) for value in values]
    assert together.problems.tolist() == [one.problems[0] for one in alone]
    assert together.records.to_pylist() == [one.records.to_pylist()[0] for one in alone]
    assert [text is None for text in together.texts] == [one.texts[0] is None for one in alone]
    for kept in (together.texts, [one.texts[0] for one in alone]):  # whichever text is kept, it has the record
        assert parsed(*kept).records.to_pylist() == together.records.to_pylist()


@given(st.lists(messages(), min_size=1, max_size=6))
def test_the_fast_way_agrees_with_the_way_for_a_single_message(values):
    table = received._parse_together(values)
    if table is not None:  # before anything is done about callsigns
        assert table.to_pylist() == [received._parse_alone(value) for value in values]


@given(messages())
def test_a_message_is_valid_where_the_documentation_says_so(value):
    expected = valid_state(Message(value, ARRIVED))
    (problem,), (record,) = parsed(value).problems.tolist(), parsed(value).records.to_pylist()
    assert (problem is None) == (expected is not None)
    if expected is not None:
        assert record == {name: expected.get(name) for name in names_of(FIELDS)}
        assert not any(isinstance(number, float) and math.isnan(number) for number in record.values())
