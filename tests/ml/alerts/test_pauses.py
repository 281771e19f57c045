"""What the source does is no fault of an aircraft: a pause, a restart, another interval, a clock that is off."""

import math

import pytest

from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from tests.records import POLL_TIME, poll_of, record

DEGREE_M = 111_195.0
SPEED = 220.0


def sky_at(time, *, without=(), fast_s=0):
    """Sixty aircraft that fly east, some 15 km apart, as an answer of this time brings them.

    The times of every other one are off by `fast_s`.
    """
    states = []
    for number in range(60):
        if number in without:
            continue
        latitude = 40 + 0.14 * (number // 8)
        flown = SPEED * (time - POLL_TIME) / DEGREE_M / math.cos(math.radians(latitude))
        moved = {"longitude": 5 + 0.19 * (number % 8) + flown, "latitude": latitude, "velocity": SPEED}
        heard = dict.fromkeys(("time_position", "last_contact"), time - 1 + (fast_s if number % 2 else 0))
        states.append(record(icao24=f"4{number:05x}", callsign=None, poll_time=time, **moved, **heard))
    return poll_of(time, states)


def kinds_of(times, *, without=(), missing=()):
    """The kinds of the alerts of aircraft that answers at these times raise; some lack some aircraft."""
    return of_aircraft(sky_at(time, without=without if time in missing else ()) for time in times)


def of_aircraft(polls):
    """The kinds of the alerts of aircraft that the polls raise."""
    _, events = Scorer(model=None, limits=RuleLimits()).add([*polls])
    return {event["kind"] for event in events if event["icao24"]}


def kinds_with_clock(interval_s, *, off_s, polls):
    """The kinds of the alerts of aircraft when the times of half of them go off by `off_s` for so many polls."""
    times = every(interval_s, 40)
    wrong = set(times[20 : 20 + polls])
    return of_aircraft(sky_at(time, fast_s=off_s if time in wrong else 0) for time in times)


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


@pytest.mark.parametrize("interval_s", [10, 30, 90])
@pytest.mark.parametrize("off_s", [-60, -20, 20])
@pytest.mark.parametrize("polls", [1, 4, 20])
def test_a_clock_that_is_off_raises_no_alert_of_an_aircraft(interval_s, off_s, polls):
    assert kinds_with_clock(interval_s, off_s=off_s, polls=polls) == set()


def test_one_aircraft_with_the_wrong_time_is_an_alert_of_its_own():
    times = every(90, 40)
    answers = [sky_at(time) for time in times]
    for answer in answers[20:26]:
        for name in ("time_position", "last_contact"):
            answer.columns[name][3] -= 40
    _, events = Scorer(model=None, limits=RuleLimits()).add(answers)
    assert {event["icao24"] for event in events} == {"400003"}
