"""The pure part of `python -m benchmarks.same_outputs`: undoing documented differences, and comparing lines."""

import pytest

from benchmarks.output_comparison import RECORDS, compare_outputs, undo_documented_differences

HOUR = "date=2026-06-01/hour=08/batch=0"
RECORD = b'{"icao24":"4b1814","velocity":231.0,"callsign":null}'
OTHER = b'{"icao24":"3c6444","velocity":198.5,"callsign":"DLH1"}'


@pytest.fixture
def outputs(tmp_path):
    """Two output folders: what the job wrote before, and after."""

    def write(side, path, *lines):
        file = tmp_path / side / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\n".join(lines) + b"\n")

    return write


@pytest.fixture
def compared(tmp_path):
    def compare():
        return {each.name: each for each in compare_outputs(tmp_path / "before", tmp_path / "after")}

    return compare


def both(outputs, path, before, after):
    outputs("before", path, before)
    outputs("after", path, after)


def test_the_same_lines_in_another_order_and_other_files_are_equal(outputs, compared):
    outputs("before", f"cleaned_flights/{HOUR}/part-00000.json", RECORD, OTHER)
    outputs("after", f"cleaned_flights/{HOUR}/part-00000.json", OTHER)
    outputs("after", f"cleaned_flights/{HOUR}/part-00001.json", RECORD)
    assert compared()["cleaned_flights"].is_equal
    assert compared()["cleaned_flights"].report().split() == ["cleaned_flights", "2", "lines", "equal"]


def test_every_kind_of_record_is_compared_and_nothing_written_is_nothing(compared):
    assert list(compared()) == list(RECORDS)
    assert all(each.is_equal and not each.before for each in compared().values())


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(RECORD.replace(b"231.0", b"231"), id="whole number"),
        pytest.param(RECORD.replace(b"231.0", b"231.1"), id="number"),
        pytest.param(RECORD.replace(b"null", b'""'), id="text"),
        pytest.param(b'{"velocity":231.0,"icao24":"4b1814","callsign":null}', id="order of fields"),
    ],
)
def test_another_value_or_order_is_a_difference(outputs, compared, after):
    both(outputs, f"cleaned_flights/{HOUR}/part-00000.json", RECORD, after)
    assert not compared()["cleaned_flights"].is_equal


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(RECORD.replace(b":", b": "), id="spaces"),
        pytest.param(RECORD.replace(b"231.0", b"2.31E2"), id="number written otherwise"),
        pytest.param(RECORD.replace(b"}", b',"feed":null,"rules":[]}'), id="no feed"),
    ],
)
def test_the_same_values_in_another_form_are_equal(outputs, compared, after):
    before = RECORD.replace(b"}", b',"rules":[]}') if b"rules" in after else RECORD
    both(outputs, f"cleaned_flights/{HOUR}/part-00000.json", before, after)
    assert compared()["cleaned_flights"].is_equal


def test_a_line_that_occurs_once_more_is_a_difference(outputs, compared):
    outputs("before", f"alerts/{HOUR}/alerts.json", RECORD)
    outputs("after", f"alerts/{HOUR}/alerts.json", RECORD, RECORD)
    heading, shown = compared()["alerts"].report().splitlines()
    assert "1 lines before, 2 after: 0 only before, 1 only after" in heading
    assert shown == f"  + alerts/{HOUR} {RECORD.decode()}"


def test_a_line_in_another_folder_is_a_difference(outputs, compared):
    outputs("before", f"rejected/{HOUR}/part-00000.json", RECORD)
    outputs("after", "rejected/date=2026-06-01/hour=09/batch=0/part-00000.json", RECORD)
    assert not compared()["rejected"].is_equal


@pytest.mark.parametrize("name", ["window_start_utc", "since_utc", "last_utc"])
def test_a_time_may_end_in_an_offset_or_in_z(name):
    offset = b'{"%s":"2026-06-01T08:00:00+00:00","flight_count":3}' % name.encode()
    assert undo_documented_differences(offset) == b'{"%s":"2026-06-01T08:00:00Z","flight_count":3}' % name.encode()


def test_other_times_keep_their_form():
    line = b'{"arrived_at":"2026-06-01T08:00:00+00:00"}'
    assert undo_documented_differences(line) == line


def test_readings_of_the_wall_clock_are_left_out_under_either_name():
    before = b'{"poll_time":1,"updated_at":1780300800.25,"queries":{"flights":{"rows":3,"seconds":0.5}}}'
    after = b'{"poll_time":1,"published_at":1790300800.5,"queries":{"flights":{"rows":3,"seconds":0.75}}}'
    assert undo_documented_differences(before) == undo_documented_differences(after)


@pytest.mark.parametrize("change", [(b'"poll_time":1', b'"poll_time":2'), (b'"rows":3', b'"rows":4')])
def test_everything_else_of_a_live_file_counts(outputs, compared, change):
    status = b'{"poll_time":1,"started_at":1.5,"queries":{"flights":{"rows":3,"seconds":0.5}}}'
    both(outputs, "live/status.json", status, status.replace(*change))
    assert not compared()["live/status.json"].is_equal


def test_elements_of_a_live_file_may_come_in_any_order(outputs, compared):
    heading = b'{"poll_time":1,"published_at":%d,"flights":['
    both(
        outputs,
        "live/flights.json",
        heading % 2 + RECORD + b"," + OTHER + b"]}",
        heading % 3 + OTHER + b"," + RECORD + b"]}",
    )
    assert compared()["live/flights.json"].is_equal


def test_a_live_file_that_only_one_side_has_is_a_difference(outputs, compared):
    outputs("after", "live/countries.json", b'{"countries":[]}')
    assert not compared()["live/countries.json"].is_equal


def test_only_the_first_differing_lines_are_shown(outputs, compared):
    outputs("before", f"anomalies/{HOUR}/part-00000.json", *(b'{"n":%d}' % number for number in range(10)))
    outputs("after", f"anomalies/{HOUR}/part-00000.json", b'{"long":"%s"}' % (b"x" * 1_000))
    report = compared()["anomalies"].report().splitlines()
    assert [line[:4] for line in report[1:]] == ["  - "] * 3 + ["  + "]
    assert max(map(len, report)) < 500
