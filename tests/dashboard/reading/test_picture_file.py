import orjson
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.reading import picture_file
from dashboard.reading.flights import FLAG_COLUMNS, NUMBER_COLUMNS, TEXT_COLUMNS, parse_picture
from dashboard.reading.observation import Observation
from dashboard.reading.picture_file import read_picture
from tests.dashboard.sample_outputs import make_flight, nasty_flights, sky_flights

texts = st.none() | st.text()
numbers = st.none() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
lists = st.none() | st.lists(texts, max_size=3)
records = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(TEXT_COLUMNS, texts),
        **dict.fromkeys(NUMBER_COLUMNS, numbers),
        **dict.fromkeys(FLAG_COLUMNS, st.none() | st.booleans()),
        **dict.fromkeys(("rules", "reasons", "detectors"), lists),
        "residuals": st.none() | st.dictionaries(st.sampled_from(("along", "across", "climb", "other")), numbers),
        "suspicion": numbers,
        "sensors": st.none() | st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=3),
    },
)
anything = st.recursive(
    texts | numbers | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
)
pictures = st.fixed_dictionaries(
    {"flights": st.lists(records | anything, max_size=4)},
    optional={**dict.fromkeys(("poll_time", "published_at", "schema_version"), numbers), "sources": lists | anything},
)


def assert_same(read, careful):
    pd.testing.assert_frame_equal(read.flights, careful.flights)
    for name in ("sources", "newer_version", "poll_time", "published_at"):
        assert getattr(read, name) == getattr(careful, name)
    for row in range(len(read.flights)):
        assert read.observation_of(row) == careful.observation_of(row)


BEYOND_DOUBLES = 2**53 + 1


@given(pictures)
@example({"flights": [], "poll_time": None, "sources": None, "schema_version": BEYOND_DOUBLES})
@example({"flights": [], "poll_time": BEYOND_DOUBLES, "published_at": BEYOND_DOUBLES})
@example({"flights": [{"poll_time": BEYOND_DOUBLES, "suspicion": BEYOND_DOUBLES}], "poll_time": BEYOND_DOUBLES})
def test_a_picture_is_the_same_however_it_is_read(content):
    written = orjson.dumps(content)
    assert_same(read_picture(written), parse_picture(orjson.loads(written)))


def test_what_the_streaming_job_writes_is_read_the_fast_way(monkeypatch):
    content = {"poll_time": 1_000, "sources": ["simulated"], "flights": sky_flights(500, poll_time=1_000)}
    careful = parse_picture(content)
    monkeypatch.setattr(picture_file, "_parse_whatever_it_is", None)
    assert_same(read_picture(orjson.dumps(content)), careful)


OBSERVED = {
    "residuals": {"along": 3.0, "across": -1.5, "climb": None},
    "suspicion": 0.4,
    "detectors": ["speed_mismatch"],
    "sensors": [7],
}


@pytest.mark.parametrize("read", [lambda content: read_picture(orjson.dumps(content)), parse_picture])
def test_what_the_detectors_saw_is_of_the_row_that_is_asked_for(read):
    content = {"flights": [make_flight(), make_flight(**OBSERVED), None]}
    picture = read(content)
    assert picture.observation_of(0) == Observation()
    assert picture.observation_of(1) == Observation(
        along=3.0, across=-1.5, suspicion=0.4, detectors=("speed_mismatch",), sensors=(7,)
    )


def test_cells_of_other_types_cost_only_themselves():
    content = {"flights": [make_flight(), *nasty_flights(1_000), None, 3]}
    read = read_picture(orjson.dumps(content)).flights
    assert len(read) == 1 + len(nasty_flights(1_000))
    assert read["callsign"][0] == "DLH42A"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"flights": [', "not complete JSON"),
        (b'{"flights": []}}', "not complete JSON"),
        (b'{"flights": []}\n{"flights": []}', "not complete JSON"),
        (b'{"flights": [{"callsign": "\xff"}]}', "not complete JSON"),
        (b"[]", "no list of flights"),
        (b" null", "no list of flights"),
        (b'{"flights": null}', "no list of flights"),
        (b'{"poll_time": 3}', "no list of flights"),
        (b'{"schema_version": 2, "aircraft": []}', "no list of flights: it was written by a newer version"),
    ],
)
def test_content_that_is_not_a_picture_is_refused_with_the_reason(content, problem):
    with pytest.raises(ValueError, match=problem):
        read_picture(content)


@pytest.mark.parametrize(
    ("heading", "of_record", "newer"), [(1, 1, None), (None, None, None), (2, 1, 2), (None, 3, 3), (2, "x", 2)]
)
def test_a_newer_version_of_the_outputs_is_noticed_in_the_file_and_in_its_records(heading, of_record, newer):
    flights = [make_flight(), make_flight(schema_version=of_record)]
    assert read_picture(orjson.dumps({"schema_version": heading, "flights": flights})).newer_version == newer
