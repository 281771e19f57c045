import base64
from datetime import UTC, datetime

import numpy as np
import orjson
import pyarrow as pa
import pytest

from contracts.state_vector import FIELDS
from etl.silver.states.parsing import parse_messages
from spark import received
from tests.records import CRUISING, POLL_TIME, SENT_CALLSIGNS, UNUSABLE, encoded

KAFKA_DDL = "key binary, value binary, topic string, partition int, offset long, timestamp timestamp, timestampType int"
ARRIVED = datetime.fromtimestamp(POLL_TIME + 2, UTC)


@pytest.fixture
def parse(spark):
    """Parse the values of messages, in order, to rows as dictionaries."""

    def parse_values(*values, arrived=ARRIVED):
        messages = [(b"key", value, "flights", 1, offset, arrived, 0) for offset, value in enumerate(values)]
        rows = parse_messages(spark.createDataFrame(messages, KAFKA_DDL)).orderBy("offset").collect()
        return [row.asDict() for row in rows]

    return parse_values


def test_a_valid_message_becomes_its_record(parse):
    (row,) = parse(encoded())
    assert {name: row[name] for name in CRUISING} == CRUISING
    assert (row["problem"], row["raw"], row["raw_base64"]) == (None, None, None)
    assert (row["topic"], row["partition"], row["offset"]) == ("flights", 1, 0)


def test_nullable_fields_may_be_null_or_absent(parse):
    required = {field.name for field in FIELDS if field.required}
    without = {name: value for name, value in CRUISING.items() if name in required}
    rows = parse(orjson.dumps(without), encoded(**{name: None for name in CRUISING if name not in required}))
    assert [row["problem"] for row in rows] == [None, None]
    assert rows[0]["baro_altitude"] is None


def test_fill_is_no_part_of_a_callsign(parse):
    rows = parse(*(encoded(callsign=sent) for sent, _ in SENT_CALLSIGNS))
    assert [row["callsign"] for row in rows] == [callsign for _, callsign in SENT_CALLSIGNS]


def test_zero_is_kept_and_whole_numbers_are_read_as_numbers(parse):
    (row,) = parse(encoded(baro_altitude=0, velocity=0, latitude=0, longitude=0))
    assert (row["problem"], row["baro_altitude"], row["velocity"], row["latitude"]) == (None, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("differences", "problem"), UNUSABLE)
def test_an_unusable_record_names_its_problem_and_keeps_its_value(parse, differences, problem):
    bad, good = parse(encoded(**differences), encoded())
    assert (bad["problem"], bad["raw"]) == (problem, encoded(**differences).decode())
    assert good["problem"] is None


def test_values_at_their_limits_are_possible(parse):
    rows = parse(
        encoded(latitude=90, longitude=180, true_track=360, velocity=1_000, baro_altitude=40_000),
        encoded(time_position=POLL_TIME + 60, last_contact=POLL_TIME + 60),
        encoded(poll_time=POLL_TIME + 62),
        encoded(source="é" * 255, origin_country="é" * 255, callsign="", squawk=" "),
    )
    assert [row["problem"] for row in rows] == [None] * 4


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"not json",
        b"[1, 2]",
        b'"text"',
        b'{"icao24": "4b1814", "velocity": ',
        encoded(velocity="fast"),
        encoded().replace(b"230.0", b"NaN"),
        encoded(on_ground="no"),
        encoded().replace(b'"', b"'"),
    ],
)
def test_a_message_that_is_not_a_record_is_kept_as_text(parse, value):
    bad, good = parse(value, encoded())
    assert (bad["problem"], bad["raw"]) == ("not a JSON record", value.decode())
    assert good["problem"] is None


@pytest.mark.parametrize("value", [b"\xff\xfe\x00\x01", encoded().replace(b"SWR7EA", b"SWR\xff7")])
def test_bytes_that_are_not_text_are_kept_in_base64(parse, value):
    (row,) = parse(value)
    assert (row["problem"], row["raw"], base64.b64decode(row["raw_base64"])) == ("not a JSON record", None, value)


def test_an_empty_message_is_a_problem_of_its_own_value(parse):
    (row,) = parse(None)
    assert (row["problem"], row["raw"], row["raw_base64"]) == ("not a JSON record", None, None)


def test_the_batch_side_finds_the_problems_that_the_stream_finds(parse):
    """Spark reads a number as a text and a whole number with a decimal point as none; in all else they agree."""
    now = POLL_TIME
    values = [
        encoded(),
        *(encoded(**{field.name: None}) for field in FIELDS),
        *(encoded(**{field.name: bound}) for field in FIELDS for bound in (field.minimum, field.maximum) if bound),
        *(encoded(**{field.name: field.minimum - 1}) for field in FIELDS if field.minimum is not None),
        *(encoded(**{field.name: field.maximum + 1}) for field in FIELDS if field.maximum is not None),
        *(encoded(**{field.name: "x" * 256}) for field in FIELDS if field.type == "string"),
        *(encoded(**{field.name: " "}) for field in FIELDS if field.type == "string"),
        *(encoded(**{field.name: "text"}) for field in FIELDS if field.type != "string"),
        *(encoded(**{field.name: [1, 2]}) for field in FIELDS if field.type not in ("string", "array<long>")),
        *(encoded(**dict.fromkeys(("time_position", "last_contact"), now + lead)) for lead in (60, 61)),
        *(encoded(poll_time=now + lead) for lead in (62, 63)),
        *(encoded(sensors=ids) for ids in ([], [1, 2], [None], [1, None], ["1"], [[1]])),
        *(encoded().replace(b"230.0", text) for text in (b"NaN", b"-0.0", b"1e2", b"0230", b"", b"nul")),
        *(b"", b" ", b"{", b"{}", b"[]", b"null", b'"x"', b"not json", b"\xff\xfe", encoded()[:-1], encoded() + b" "),
    ]
    by_stream = received.parse(pa.array(values, pa.binary()), np.full(len(values), ARRIVED.timestamp())).problems
    assert [row["problem"] for row in parse(*values)] == by_stream.tolist()
