from dataclasses import asdict

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.fields import names_of
from contracts.poll_marker import FIELDS, PollMarker, feed_name, is_marker
from contracts.state_vector import LONGEST_TEXT

MARKER = PollMarker("opensky", "a-poll", "opensky", "failed", 1_700_000_000, 1_700_000_001.5, 86.4, reason="HTTP 503")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_the_attributes_are_the_fields():
    assert set(asdict(MARKER)) == set(names_of(FIELDS))


def test_a_marker_survives_the_topic_and_is_not_taken_for_a_record():
    key, value = MARKER.to_message()
    assert PollMarker.from_value(value) == MARKER
    assert is_marker(key)
    assert "icao24" not in orjson.loads(value)


@pytest.mark.parametrize("key", [None, b"", b"4b1814", b"poll", b"\xff"])
def test_other_keys_are_not_markers(key):
    assert not is_marker(key)


def test_a_reason_as_long_as_an_error_page_is_cut():
    _, value = PollMarker("a", "b", "a", "failed", 1, 1.0, 1.0, reason="x" * 10_000).to_message()
    assert PollMarker.from_value(value).reason == "x" * LONGEST_TEXT


def test_members_from_a_later_version_are_ignored():
    value = orjson.dumps(asdict(MARKER) | {"mood": "good", "marker_version": 9})
    assert PollMarker.from_value(value).marker_version == 9


@pytest.mark.parametrize(
    ("member", "value", "problem"),
    [
        ("feed", None, "missing feed"),
        ("feed", "", "impossible feed"),
        ("feed", "x" * 256, "impossible feed"),
        ("outcome", "splendid", "impossible outcome"),
        ("partitions", 0, "impossible partitions"),
        ("partitions", True, "impossible partitions"),
        ("partitions", 2.0, "impossible partitions"),
        ("poll_time", 2**31, "impossible poll_time"),
        ("interval_s", -1, "impossible interval_s"),
        ("asked_at", "now", "impossible asked_at"),
    ],
)
def test_a_marker_with_an_unusable_member_names_it(member, value, problem):
    with pytest.raises(ValueError, match=f"^{problem}$"):
        PollMarker.from_value(orjson.dumps(asdict(MARKER) | {member: value}))


@given(st.sampled_from(names_of(FIELDS)), json_values)
def test_whatever_a_member_holds_the_marker_is_whole_or_refused(name, value):
    content = orjson.dumps(asdict(MARKER) | {name: value})
    try:
        marker = PollMarker.from_value(content)
    except ValueError:
        return
    assert PollMarker.from_value(marker.to_message()[1]) == marker


@given(st.binary())
def test_bytes_that_are_no_object_are_refused(value):
    try:
        content = orjson.loads(value)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        with pytest.raises(ValueError, match="not a JSON object"):
            PollMarker.from_value(value)


@pytest.mark.parametrize(
    ("source", "area", "name"),
    [("opensky", None, "opensky"), ("opensky", (45.0, 5.5, 48.0, 11.25), "opensky 45,5.5,48,11.25")],
)
def test_a_feed_is_named_after_its_source_and_area(source, area, name):
    assert feed_name(source, area) == name


def test_the_longest_host_and_the_longest_area_make_a_feed_that_records_may_have():
    assert len(feed_name("h" * 253, (-89.123456, -179.123456, 89.123456, 179.123456))) <= LONGEST_TEXT
