"""What the source does is no fault of an aircraft: a pause, a 429, a restart of the producer, another interval."""

import math

import pytest

from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from tests.records import POLL_TIME, poll_of, record

DEGREE_M = 111_195.0
SPEED = 220.0


def sky_at(time, *, without=()):
    """Sixty aircraft that fly east, some 15 km apart, as an answer of this time brings them."""
    states = []
    for number in range(60):
        if number in without:
            continue
        latitude = 40 + 0.14 * (number // 8)
        flown = SPEED * (time - POLL_TIME) / DEGREE_M / math.cos(math.radians(latitude))
        moved = {"longitude": 5 + 0.19 * (number % 8) + flown, "latitude": latitude, "velocity": SPEED}
        heard = dict.fromkeys(("time_position", "last_contact"), time - 1)
        states.append(record(icao24=f"4{number:05x}", callsign=None, poll_time=time, **moved, **heard))
    return poll_of(time, states)


def kinds_of(times, *, without=(), missing=()):
    """The kinds of the alerts that answers at these times raise; some lack some aircraft."""
    polls = [sky_at(time, without=without if time in missing else ()) for time in times]
    _, events = Scorer(model=None, limits=RuleLimits()).add(polls)
    return {event["kind"] for event in events}


def every(interval_s, count, *, after=POLL_TIME):
    return [after + interval_s * (number + 1) for number in range(count)]


BEFORE = every(10, 40)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(every(10, 30, after=BEFORE[-1] + 60), id="one minute"),
        pytest.param(every(10, 30, after=BEFORE[-1] + 180), id="three minutes"),
        pytest.param(every(10, 30, after=BEFORE[-1] + 290), id="as long as OpenSky repeats a row"),
        pytest.param(every(10, 30, after=BEFORE[-1] + 1_200), id="twenty minutes"),
        pytest.param(every(86, 30, after=BEFORE[-1]), id="from 10 to 86 s"),
        pytest.param(every(30, 40, after=BEFORE[-1]), id="from 10 to 30 s"),
        pytest.param([time + 45 * (number // 3) for number, time in enumerate(every(10, 30, after=BEFORE[-1]))],
                     id="a pause after every third"),
    ],
)  # fmt: skip
def test_a_pause_or_another_interval_of_the_source_raises_no_alert(after):
    assert kinds_of(BEFORE + after) == set()


def test_the_same_gap_of_some_aircraft_is_an_alert_of_theirs():
    times = every(10, 90)
    silent = [time for time in times if BEFORE[-1] < time <= BEFORE[-1] + 180]
    assert "silence" in kinds_of(times, without=(3, 40), missing=silent)


@pytest.mark.parametrize("interval_s", [5, 30, 90, 300])
@pytest.mark.parametrize("pause_s", [60, 180, 900])
def test_a_pause_raises_no_alert_at_any_pace(interval_s, pause_s):
    before = every(interval_s, 35)
    middle = every(interval_s, 10, after=before[-1] + pause_s)
    assert kinds_of(before + middle + every(interval_s, 10, after=middle[-1] + pause_s)) == set()
