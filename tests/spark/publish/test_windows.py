import orjson
import pytest

from common.files.json_files import read_json
from contracts.outputs import Outputs
from spark.publish.windows import LIVE_WINDOWS, WindowsPublisher
from tests.findings import START
from tests.local_opensky import JumpingClock

FIRST = START - START % 120


@pytest.fixture
def outputs(tmp_path):
    return Outputs(tmp_path)


@pytest.fixture
def publisher(outputs):
    return WindowsPublisher(outputs, JumpingClock(START))


def totals(start=FIRST, flights=1, records=1):
    return {"window_start": start, "flight_count": flights, "record_count": records, "rate_count": 0, "rate_sum": 0}


def shown(outputs):
    return {each["window_start"]: each for each in read_json(outputs.live_windows)["windows"]}


def kept(outputs):
    files = sorted(outputs.windowed_stats.rglob("window=*.json"))
    return {each["window_start"]: each for each in (orjson.loads(path.read_bytes()) for path in files)}


def test_the_shards_make_up_a_window(publisher, outputs):
    publisher.publish([totals(flights=2, records=5), totals(flights=1, records=1)], now=FIRST + 60)
    window = shown(outputs)[FIRST]
    assert (window["flight_count"], window["record_count"], window["closed"]) == (3, 6, False)
    assert kept(outputs) == {}


def test_a_window_is_kept_once_it_is_closed_and_again_when_it_changes(publisher, outputs):
    publisher.publish([totals()], now=FIRST + 179)
    assert kept(outputs) == {}
    publisher.publish([totals()], now=FIRST + 180)
    assert kept(outputs) == shown(outputs)
    assert kept(outputs)[FIRST]["closed"]
    publisher.publish([totals(records=2)], now=FIRST + 200)
    assert kept(outputs)[FIRST]["record_count"] == shown(outputs)[FIRST]["record_count"] == 2


def test_a_restart_goes_on_with_the_windows_before_it(publisher, outputs):
    publisher.publish([totals(), totals(FIRST + 120)], now=FIRST + 200)
    restarted = WindowsPublisher(outputs, JumpingClock(START))
    restarted.publish([totals(FIRST + 120), totals(FIRST + 240)], now=FIRST + 300)
    assert list(shown(outputs)) == [FIRST, FIRST + 120, FIRST + 240]
    assert [each["closed"] for each in shown(outputs).values()] == [True, True, False]


def test_an_open_window_closes_after_a_restart_even_without_another_record(publisher, outputs):
    publisher.publish([totals()], now=FIRST + 60)
    outputs.live_windows.unlink()
    WindowsPublisher(outputs, JumpingClock(START)).publish([totals()], now=FIRST + 600)
    assert kept(outputs)[FIRST]["closed"]


def test_the_live_file_holds_the_newest_windows(publisher, outputs):
    starts = [FIRST + 120 * number for number in range(LIVE_WINDOWS + 5)]
    for start in starts:
        publisher.publish([totals(start)], now=start)
    assert list(shown(outputs)) == starts[5:]


def test_a_damaged_live_file_is_written_anew(outputs):
    outputs.live_windows.parent.mkdir(parents=True)
    outputs.live_windows.write_text("{")
    WindowsPublisher(outputs, JumpingClock(START)).publish([totals()], now=FIRST + 60)
    assert list(shown(outputs)) == [FIRST]
