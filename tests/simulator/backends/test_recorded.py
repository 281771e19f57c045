import gzip
import json

import pytest
import requests

from common.errors import RecordingError, SettingsError
from opensky.headers import ENDED_HEADER, NEXT_ANSWER_HEADER
from simulator.backends.recorded import MAX_SPEED, RecordedTraffic
from simulator.server.app import local_opensky
from tests.local_opensky import MIDNIGHT, JumpingClock, row, serving

TIMES = [1_000_000, 1_000_090, 1_000_100]


@pytest.fixture
def clock():
    return JumpingClock()


@pytest.fixture
def recording(tmp_path):
    def write(answers, name="polls.jsonl"):
        lines = "".join(json.dumps(answer) + "\n" for answer in answers).encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
        return path

    return write


@pytest.fixture
def polls(recording):
    return recording({"time": time, "states": [row(time_position=time - 1, last_contact=time)]} for time in TIMES)


def test_at_full_speed_each_request_gets_the_next_answer(polls, clock):
    traffic = RecordedTraffic(polls, clock=clock, speed=MAX_SPEED)
    answers = [traffic.newest(MIDNIGHT) for _ in range(4)]
    assert [answer.time for answer in answers] == [*TIMES, TIMES[-1]]
    assert [answer.ended for answer in answers] == [False, False, True, True]
    assert [answer.next_answer_s for answer in answers] == [0, 0, None, None]


def test_an_answer_stays_until_the_next_is_due(polls, clock):
    traffic = RecordedTraffic(polls, clock=clock, speed=2)
    assert traffic.newest(MIDNIGHT).next_answer_s == 45
    clock.sleep(44)
    assert (traffic.newest(MIDNIGHT).time, traffic.newest(MIDNIGHT).next_answer_s) == (TIMES[0], 1)
    clock.sleep(1)
    assert (traffic.newest(MIDNIGHT).time, traffic.newest(MIDNIGHT).next_answer_s) == (TIMES[1], 5)


def test_a_late_client_still_gets_every_answer(polls, clock):
    traffic = RecordedTraffic(polls, clock=clock)
    traffic.newest(MIDNIGHT)
    clock.sleep(1_000)
    assert [traffic.newest(MIDNIGHT).time for _ in range(2)] == TIMES[1:]


def test_the_clock_starts_with_the_first_request(polls, clock):
    traffic = RecordedTraffic(polls, clock=clock)
    clock.sleep(1_000)
    assert [traffic.newest(MIDNIGHT).time for _ in range(2)] == [TIMES[0], TIMES[0]]


def test_times_now_shifts_all_three_times_equally(polls, clock):
    answer = RecordedTraffic(polls, clock=clock, times_now=True).newest(MIDNIGHT)
    assert answer.time == MIDNIGHT
    assert [state[3:5] for state in answer.rows] == [[MIDNIGHT - 1, MIDNIGHT]]


@pytest.mark.parametrize("options", [{"speed": 2, "times_now": True}, {"speed": MAX_SPEED, "times_now": True}])
def test_times_now_at_another_speed_is_refused(polls, clock, options):
    with pytest.raises(SettingsError, match="--speed 1"):
        RecordedTraffic(polls, clock=clock, **options)


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_a_speed_that_is_not_positive_is_refused(polls, clock, speed):
    with pytest.raises(SettingsError, match="above 0"):
        RecordedTraffic(polls, clock=clock, speed=speed)


def test_a_replay_of_simulated_traffic_is_marked_as_simulated(recording, clock):
    path = recording([{"time": 1, "states": None, "_source": "simulated"}], "polls.jsonl.gz")
    assert RecordedTraffic(path, clock=clock).source == "simulated"


def test_a_replay_of_real_traffic_is_marked_as_recorded(recording, clock):
    path = recording([{"time": 1, "states": None, "_source": "opensky"}])
    assert RecordedTraffic(path, clock=clock).source == "recorded"


def test_an_empty_or_missing_file_is_an_error(recording, clock, tmp_path):
    with pytest.raises(RecordingError, match="no answer"):
        RecordedTraffic(recording([]), clock=clock)
    with pytest.raises(RecordingError, match=r"absent\.jsonl"):
        RecordedTraffic(tmp_path / "absent.jsonl", clock=clock)


def test_a_torn_last_line_ends_the_recording_before_it(polls, clock):
    polls.write_bytes(polls.read_bytes()[:-30])
    traffic = RecordedTraffic(polls, clock=clock, speed=MAX_SPEED)
    assert [traffic.newest(MIDNIGHT).ended for _ in range(2)] == [False, True]


def test_the_file_is_read_as_it_is_served(polls, clock):
    with polls.open("ab") as file:
        file.write(b"not JSON, but far away\n" * 10)
    traffic = RecordedTraffic(polls, clock=clock, speed=MAX_SPEED)
    assert traffic.newest(MIDNIGHT).time == TIMES[0]


def test_over_http_the_headers_announce_the_next_answer_and_the_end(polls, clock):
    traffic = RecordedTraffic(polls, clock=clock, speed=30)
    app = local_opensky(traffic, clock=clock, anonymous=None, clients={}, resolution_s=None)
    with serving(app, clock) as server:
        first = requests.get(f"{server.api}/states/all", timeout=5)
        assert (first.json()["time"], first.headers[NEXT_ANSWER_HEADER]) == (TIMES[0], "3.000")
        assert ENDED_HEADER not in first.headers
        clock.sleep(3.4)
        last = [requests.get(f"{server.api}/states/all", timeout=5) for _ in range(2)][-1]
        assert (last.json()["time"], last.headers[ENDED_HEADER]) == (TIMES[2], "true")
        assert NEXT_ANSWER_HEADER not in last.headers
