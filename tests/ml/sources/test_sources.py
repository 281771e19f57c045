"""What a source does is told once, of its feed, and becomes no alert of an aircraft."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.poll_marker import EMPTY, FAILED, PAUSED
from ml.alerts.watch import Watch
from ml.polls import TakenPoll
from ml.user_rules.rules import NO_RULES
from tests.findings import finding
from tests.records import POLL_TIME

FEED = "opensky 35,-10,44,5"
AIRCRAFT = 60

COLUMNS = {
    "callsign": None,
    "origin_country": "France",
    "source": "opensky",
    "baro_altitude": 10_000.0,
    "geo_altitude": 10_000.0,
    "velocity": 0.0,
    "true_track": 90.0,
    "vertical_rate": 0.0,
    "on_ground": False,
    "category": 3,
    "position_source": 0,
    "squawk": None,
    "jump_along_m": np.nan,
    "jump_aside_m": np.nan,
}


def answer(time, *, heard=range(AIRCRAFT), age_s=1, late_s=0.0, of=AIRCRAFT, interval_s=None, feed=FEED):
    """A poll that brings new fixes of these aircraft, spread over the area, and its new records."""
    rows = pd.DataFrame({"icao24": [f"4{number:05x}" for number in heard]})
    places = {"longitude": [-9 + number % 8 for number in heard], "latitude": [36 + number // 8 for number in heard]}
    times = {"time_position": time - age_s, "last_contact": time - age_s, "poll_time": time}
    rows = rows.assign(**COLUMNS, **places, **times, late_s=late_s)
    return TakenPoll(time, feed, states=of, interval_s=interval_s), rows


def no_answer(time, *, outcome=FAILED, reason="the source answered 503", interval_s=10.0):
    poll = TakenPoll(time, FEED, outcome=outcome, reason=reason, states=0, interval_s=interval_s, source="opensky")
    return poll, answer(time, heard=())[1]


def events_of(polls, watch=None, findings=None):
    """The events of the polls, each with its new records, in one call."""
    taken = [poll for poll, _ in polls]
    rows = [frame.assign(place=place) for place, (_, frame) in enumerate(polls) if len(frame)]
    fixes = pd.concat(rows, ignore_index=True) if rows else polls[0][1].assign(place=0)
    return (watch or Watch()).advance(taken, fixes, findings or [[] for _ in range(len(fixes))], NO_RULES)


def in_short(events):
    return [(event["event"], event["kind"]) for event in events if event["event"] != "updated"]


def steadily(pace_s, count, *, after=POLL_TIME, **what):
    return [answer(after + pace_s * (number + 1), **what) for number in range(count)]


def around(pace_s, middle, **what):
    """Twelve ordinary polls, those that `middle` returns for the time of the last, and ordinary ones for 300 s."""
    first = steadily(pace_s, 12, **what)
    odd = middle(first[-1][0].time)
    return [*first, *odd, *steadily(pace_s, max(12, 300 // pace_s), after=odd[-1][0].time, **what)]


PACES = pytest.mark.parametrize("interval_s", [10, 30, 90, 300])
MARKERS = pytest.mark.parametrize("has_markers", [True, False])


@PACES
@MARKERS
@pytest.mark.parametrize(
    ("kind", "odd"),
    [
        pytest.param("source_partial", {"heard": range(0, AIRCRAFT, 3), "of": AIRCRAFT // 3}, id="a third is left"),
        pytest.param("source_partial", {"heard": range(0, AIRCRAFT, 2), "of": AIRCRAFT}, id="half repeat old rows"),
        pytest.param("source_frozen", {"heard": range(1)}, id="frozen"),
        pytest.param("source_late", {"age_s": 40}, id="late"),
        pytest.param("source_clock", {"age_s": -20}, id="ahead"),
        pytest.param("source_clock", {"late_s": [20.0, 0.0] * (AIRCRAFT // 2)}, id="half of the clocks behind"),
        pytest.param("source_clock", {"late_s": [-20.0, 0.0] * (AIRCRAFT // 2)}, id="half of the clocks ahead"),
    ],
)
def test_a_source_that_is_odd_is_told_once_with_since_and_cause(kind, odd, interval_s, has_markers):
    marked = {"interval_s": float(interval_s)} if has_markers else {}
    polls = around(interval_s, lambda last: steadily(interval_s, 5, after=last, **marked, **odd), **marked)
    events = events_of(polls)
    assert in_short(events) == [("opened", kind), ("resolved", kind)]
    opened = events[0]
    assert (opened["icao24"], opened["feed"], opened["source"], opened["family"]) == (None, FEED, "opensky", "source")
    assert (opened["longitude"], opened["latitude"], opened["track"]) == (None, None, [])
    assert opened["since"] == polls[12][0].time
    assert opened["severity"] == "warning"


@PACES
@MARKERS
@pytest.mark.parametrize("pause_s", [60, 180, 420, 1_200])
def test_a_pause_between_polls_is_at_most_one_notice_and_no_warning(interval_s, pause_s, has_markers):
    marked = {"interval_s": float(interval_s)} if has_markers else {}
    first = steadily(interval_s, 12, **marked)
    events = events_of([*first, *steadily(interval_s, 12, after=first[-1][0].time + pause_s, **marked)])
    told = pause_s + interval_s > max(120, 2.5 * interval_s)
    assert [event["kind"] for event in events if event["event"] == "opened"] == ["source_silent"] * told
    assert {event["severity"] for event in events} <= {"info"}


@pytest.mark.parametrize("interval_s", [10, 30, 90])
def test_failed_polls_are_told_with_their_reason_and_severity(interval_s):
    failed = lambda last: [no_answer(last + interval_s * (number + 1)) for number in range(12)]  # noqa: E731
    events = events_of(around(interval_s, failed, interval_s=float(interval_s)))
    assert in_short(events) == [("opened", "source_silent"), ("resolved", "source_silent")]
    assert events[0]["severity"] == "warning"
    assert "the source answered 503" in events[0]["evidence"]
    assert events[0]["since"] == POLL_TIME + 12 * interval_s


def test_polls_put_off_for_lack_of_credits_are_told_as_information_at_once():
    paused = lambda last: [no_answer(last + 10, outcome=PAUSED, reason="no credits left", interval_s=600.0)]  # noqa: E731
    events = events_of(around(10, paused, interval_s=10.0)[:13])
    assert [(event["event"], event["severity"]) for event in events] == [("opened", "info")]
    assert "no credits left" in events[0]["evidence"]


@pytest.mark.parametrize("interval_s", [10, 30, 300])
def test_a_single_failed_poll_is_not_told(interval_s):
    assert (
        events_of(around(interval_s, lambda last: [no_answer(last + interval_s)], interval_s=float(interval_s))) == []
    )


@pytest.mark.parametrize("paces", [(10, 86), (86, 10), (10, 300), (300, 5), (30, 90)])
def test_a_changed_interval_is_not_told_where_markers_announce_it(paces):
    before, after = paces
    first = steadily(before, 12, interval_s=float(before))
    first[-1] = answer(first[-1][0].time, interval_s=float(after))
    assert events_of([*first, *steadily(after, 12, after=first[-1][0].time, interval_s=float(after))]) == []


@PACES
def test_an_own_receiver_with_five_aircraft_may_lose_all_of_them(interval_s):
    five = {"heard": range(5), "of": 5, "interval_s": float(interval_s)}
    left = lambda last: steadily(interval_s, 8, after=last, heard=range(1), of=1, interval_s=float(interval_s))  # noqa: E731
    assert events_of(around(interval_s, left, **five)) == []


@PACES
@MARKERS
def test_aircraft_that_leave_one_after_the_other_are_no_oddity_of_the_source(interval_s, has_markers):
    marked = {"interval_s": float(interval_s)} if has_markers else {}
    polls = steadily(interval_s, 12, **marked)
    for left in range(AIRCRAFT - 5, -1, -5):
        polls += steadily(interval_s, 1, after=polls[-1][0].time, heard=range(left), of=left, **marked)
    empty = replace(polls[-1][0], outcome=EMPTY)
    polls += [(replace(empty, time=empty.time + interval_s * number), polls[-1][1]) for number in range(1, 9)]
    assert events_of(polls) == []


@PACES
def test_positions_that_grow_younger_are_no_wrong_clock(interval_s):
    assert events_of(around(interval_s, lambda last: steadily(interval_s, 20, after=last), age_s=12)) == []


@PACES
def test_a_region_without_receivers_is_no_oddity_of_the_source(interval_s):
    west = [number for number in range(AIRCRAFT) if number % 8 < 4]
    regional = lambda last: steadily(interval_s, 5, after=last, heard=west, of=len(west))  # noqa: E731
    assert events_of(around(interval_s, regional)) == []


@pytest.mark.parametrize("odd", [{"heard": range(0, AIRCRAFT, 3), "of": 20}, {"heard": (3,)}, {"age_s": 40}])
def test_findings_about_aircraft_that_an_odd_source_explains_raise_no_alert(odd):
    polls = around(10, lambda last: steadily(10, 5, after=last, interval_s=10.0, **odd), interval_s=10.0)
    returned = polls[17][0].time
    rows = sum(len(frame) for _, frame in polls)
    findings = [[] for _ in range(rows)]
    first = sum(len(frame) for _, frame in polls[:17])
    silence = finding(returned, detector="silence", family="reception", kind="silence", icao24="400003")
    emergency = finding(returned, detector="emergency_squawk", family="emergency", kind="emergency_squawk")
    findings[first] = [silence, emergency]
    assert {event["kind"] for event in events_of(polls, findings=findings) if event["icao24"]} == {"emergency_squawk"}


def test_failed_polls_do_not_resolve_the_alerts_of_aircraft():
    polls = [*steadily(10, 6), *(no_answer(POLL_TIME + 60 + 60 * number) for number in range(1, 9))]
    findings = [[] for _ in range(6 * AIRCRAFT)]
    findings[-1] = [finding(POLL_TIME + 60)]
    watch = Watch()
    events = events_of(polls, watch, findings)
    assert [event["event"] for event in events if event["icao24"]] == ["opened"]
    assert {alert["kind"] for alert in watch.open_alerts()} == {"position_jump", "source_silent"}


def test_each_feed_is_told_apart():
    polls = []
    for number in range(1, 30):
        failing = no_answer(POLL_TIME + 10 * number) if number > 14 else answer(POLL_TIME + 10 * number)
        polls += [failing, answer(POLL_TIME + 10 * number + 3, feed="other")]
    watch = Watch()
    events_of(polls, watch)
    assert [(alert["kind"], alert["feed"]) for alert in watch.open_alerts()] == [("source_silent", FEED)]


@settings(deadline=None, max_examples=15)
@given(st.sets(st.integers(1, 1_500), max_size=10), st.booleans())
def test_events_are_the_same_wherever_polls_are_cut_and_restarts_fall(cuts, has_markers):
    marked = {"interval_s": 30.0} if has_markers else {}
    third = {"heard": range(0, AIRCRAFT, 3), "of": 20}
    polls = around(30, lambda last: steadily(30, 4, after=last, **third, **marked), **marked)
    polls += [no_answer(polls[-1][0].time + 30 * number) for number in range(1, 5)]
    polls += steadily(30, 12, after=polls[-1][0].time, age_s=40, **marked)
    expected = events_of(polls)
    assert {"source_partial", "source_silent", "source_late"} == {event["kind"] for event in expected}

    last_rows = np.cumsum([len(frame) or 1 for _, frame in polls])  # a poll without records counts as one row
    watch, events = Watch(), []
    for begin, end in pairwise([0, *sorted(cut for cut in cuts if cut < last_rows[-1]), last_rows[-1]]):
        parts = []
        for (poll, frame), last in zip(polls, last_rows, strict=True):
            first = last - (len(frame) or 1)
            if has_markers and begin < last <= end:  # such a poll comes whole, with its last record
                parts.append((poll, frame))
            elif not has_markers and first < end and begin < last:
                parts.append((poll, frame.iloc[max(begin - first, 0) : end - first]))
        events += events_of(parts, watch) if parts else []
        watch = Watch.from_json(json.loads(json.dumps(watch.to_json())))
    assert events == expected


def test_a_watch_of_another_version_is_refused():
    with pytest.raises(ValueError, match="version"):
        Watch.from_json(Watch().to_json() | {"version": 0})


def test_ids_tell_feeds_apart_and_may_name_files():
    ids = set()
    for feed in (FEED, "https://example.org/a b", None):
        polls = [answer(POLL_TIME + 10 * number, feed=feed) for number in range(1, 5)]
        polls += [(TakenPoll(POLL_TIME + 400, feed, PAUSED, "no credits", 0, 600.0), answer(0, heard=())[1])]
        ids |= {event["id"] for event in events_of(polls)}
    assert len(ids) == 3
    assert all(character.isalnum() or character in "-_" for each in ids for character in each)
