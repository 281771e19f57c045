"""A shard's work without Spark: what leaves, what waits, and that neither cuts nor restarts change any of it."""

import base64
from collections import defaultdict
from itertools import chain, islice

import orjson
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.alerts.watch import Watch
from ml.forest.flag_rules import RuleLimits
from ml.judgement import JUDGED_FIELDS, scores_as_json
from ml.scorer import Scorer
from ml.user_rules.rules import NO_RULES
from opensky.answers import parse_answer
from simulator.backends.simulated import SimulatedTraffic
from spark import shard as shard_module
from spark.overview import unpack
from spark.publish.flights import taken_polls
from spark.shard import LATE_PROBLEM, Shard
from spark.shard_task import summary_of
from spark.window_counts import window_of
from tests.alert_events import about_aircraft
from tests.ml.flown import wandering
from tests.records import CRUISING, POLL_TIME, record
from tests.spark.topic_log import ARRIVED_S, TopicLog, counts_of, lines_of, marker_of, process_in


def at(second, **differences):
    return {"time_position": POLL_TIME + second, "last_contact": POLL_TIME + second} | differences


def log_of(*differences):
    """A topic of cruising records without markers."""
    log = TopicLog()
    log.send([record(**each) for each in differences])
    return log


def processed(*differences):
    """What comes out of cruising records in one micro-batch."""
    log = log_of(*differences)
    ((one,),) = process_in(log, [log.ends])
    return one


def cleaned(*differences):
    return lines_of([[processed(*differences)]])


def rejected(one):
    return lines_of([[one]], "rejected")


def test_a_new_record_leaves_with_its_scores_in_the_hour_of_its_poll():
    one = processed(at(0, velocity=450.0, vertical_rate=-30.0, callsign='A"\\é'), at(0))
    (scored,) = lines_of([[one]])
    assert scored["rules"] == ["rapid_descent", "overspeed"]
    assert (scored["rule_based_anomaly"], scored["anomaly_score"], scored["not_scored"]) == (True, None, "no model")
    expected = record(**at(0, velocity=450.0, vertical_rate=-30.0, callsign='A"\\é'))
    assert {name: scored[name] for name in CRUISING} == expected
    assert lines_of([[one]], "anomalies") == [scored]
    assert (one.counts["new"], one.counts["duplicate"], one.counts["flagged"]) == (1, 1, 1)
    assert [*one.lines["cleaned_flights"]] == [POLL_TIME // 3_600 * 3_600]


def test_records_of_several_hours_go_to_several_files():
    hours = [POLL_TIME // 3_600 * 3_600 + 3_600 * number for number in range(3)]
    one = processed(*(at(hour - POLL_TIME, poll_time=hour) for hour in hours))
    assert {hour: len(lines.splitlines()) for hour, lines in one.lines["cleaned_flights"].items()} == dict.fromkeys(
        hours, 1
    )


def test_an_older_fix_is_rejected_with_its_value_and_place():
    one = processed(at(10), at(3, poll_time=POLL_TIME + 30))
    (late,) = rejected(one)
    assert (late["problem"], late["topic"], late["partition"], late["offset"]) == (LATE_PROBLEM, "flights", 0, 1)
    assert orjson.loads(late["raw"])["last_contact"] == POLL_TIME + 3
    assert pd.Timestamp(late["arrived_at"]).timestamp() == ARRIVED_S
    assert one.problems == {LATE_PROBLEM: 1}


def test_messages_that_are_no_records_are_set_aside_beside_the_good_ones():
    log = log_of(at(0))
    log.send_values(b"not json", b"\xff\xfe", None, orjson.dumps(record(latitude=91)))
    log.send_values(b"{}", key=b"poll:someone")
    ((one,),) = process_in(log, [log.ends])
    assert [(each["problem"], each["offset"]) for each in rejected(one)] == [
        *(("not a JSON record", offset) for offset in (1, 2, 3)),
        ("impossible latitude", 4),
        ("not a poll marker", 5),
    ]
    values = [
        base64.b64decode(each["raw_base64"]) if each["raw_base64"] else each["raw"] and each["raw"].encode()
        for each in rejected(one)
    ]
    assert values == [value for _, value in log.partitions[0][1:]]
    assert (one.counts["new"], one.counts["rejected"]) == (1, 5)


def test_records_are_taken_in_the_order_of_polls_and_offsets_not_as_they_come():
    assert len(cleaned(at(10, poll_time=POLL_TIME + 20), at(0, poll_time=POLL_TIME + 10))) == 2


def test_the_newest_poll_is_the_clock_wherever_it_stands_among_the_records():
    log = TopicLog()
    for feed, time in (("one", POLL_TIME + 5_000), ("two", POLL_TIME)):
        states = [record(icao24="abcdef" if feed == "one" else "4b1814", feed=feed, poll_time=time)]
        log.send(states, marker=marker_of(feed, time, states=1))
    log.send([record(icao24="fedcba", poll_time=POLL_TIME + 9_000)])  # without markers
    ((one,),) = process_in(log, [log.ends])
    assert (one.counts["new"], one.now) == (3, POLL_TIME + 9_000)


def test_records_of_a_poll_wait_for_its_last_marker():
    log = TopicLog(partitions=3)
    states = [record(icao24=f"{number:06x}", feed="one") for number in range(20)]
    log.send(states, marker=marker_of("one", POLL_TIME, states=20))
    without_one_marker = [log.ends[0], log.ends[1], log.ends[2] - 1]
    first, second = process_in(log, [without_one_marker, log.ends])
    assert (first[0].counts["new"], first[0].counts["waiting"], first[0].polls) == (0, 20, [])
    assert (second[0].counts["new"], second[0].counts["waiting"]) == (20, 0)
    assert [poll.marker.poll_time for poll in second[0].polls] == [POLL_TIME]


def test_records_whose_markers_never_come_do_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(shard_module, "MOST_RECORDS", 10)
    log = log_of(*(at(0, icao24=f"{number:06x}", feed="one") for number in range(11)))
    first, second = process_in(log, [[10], [11]])
    assert (first[0].counts["waiting"], second[0].counts["waiting"], second[0].counts["new"]) == (10, 0, 11)


def test_every_message_is_counted_once():
    log = log_of(at(0), at(0), at(5), at(2))
    log.send_values(b"not json")
    log.send([record(feed="one", **at(9))], marker=marker_of("one", POLL_TIME + 9))
    log.send([record(feed="one", icao24="abcdef")])
    counts = counts_of(process_in(log, [[number + 1] for number in range(log.ends[0])]))
    assert (counts["new"], counts["duplicate"], counts["rejected"]) == (3, 1, 2)


def test_the_overview_has_what_was_reported_and_what_the_detectors_found():
    eastward = [at(10 * n, longitude=8.5 + 0.0305 * n, poll_time=POLL_TIME + 10 * n + 1) for n in range(6)]
    seen = unpack([processed(*eastward[:5], eastward[5] | {"latitude": 48.4}).overview])
    assert seen[["jump_along_m", "jump_aside_m"]].notna().all(axis=1).to_list() == [False] * 5 + [True]
    assert [[found.detector for found in findings] for findings in seen["findings"]] == [[]] * 5 + [["position_jump"]]
    last = seen.iloc[5]
    expected = record(**eastward[5] | {"latitude": 48.4})
    assert {name: last[name] for name in JUDGED_FIELDS} == {name: expected[name] for name in JUDGED_FIELDS}
    nothing = unpack([processed(at(0, velocity=None, squawk=None)).overview])
    assert pd.isna(nothing[["velocity", "squawk"]]).all(axis=None)


def test_the_newest_record_of_each_aircraft_is_marked_once():
    seen = unpack([processed(at(0), at(5), at(3, icao24="abcdef"), at(5, poll_time=POLL_TIME + 9)).overview])
    assert seen[["icao24", "time_position", "newest"]].to_numpy().tolist() == [
        ["4b1814", POLL_TIME, False],
        ["4b1814", POLL_TIME + 5, True],
        ["abcdef", POLL_TIME + 3, True],
    ]
    assert [text and orjson.loads(text)["time_position"] for text in seen["record"]] == [
        None,
        POLL_TIME + 5,
        POLL_TIME + 3,
    ]


def test_of_no_messages_nothing_comes():
    ((one,),) = process_in(TopicLog(), [[0]])
    assert (one.lines, one.counts.total()) == ({output: {} for output in one.lines}, 0)
    assert unpack([one.overview]).empty
    assert unpack([]).columns.tolist() == unpack([processed(at(0)).overview]).columns.tolist()


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"version": 0}\n', b'{"version": 1, "sizes": [9]}\n', b"\xff"])
def test_a_state_that_is_damaged_or_from_another_version_is_refused(content):
    with pytest.raises((ValueError, KeyError)):
        Shard.from_bytes(content)


WANDERING = pd.concat([wandering(f"{number:06x}", count=12) for number in (1, 2, 0xABCDEF)])
STATES = WANDERING.sort_values("poll_time", kind="stable").astype(object).to_dict("records")


def outcome(states, cuts=()):
    """The new records by fix, and what is found of them."""
    log = TopicLog()
    log.send([record(**state) for state in states])
    results = process_in(log, [*([cut] for cut in sorted(cuts)), log.ends])
    found = unpack([each.overview for of_batch in results for each in of_batch])
    findings = {(fix.icao24, fix.time_position): fix.findings for fix in found.itertuples()}
    return {(each["icao24"], each["time_position"]): each for each in lines_of(results)}, findings


@settings(max_examples=20)
@given(st.data())
def test_repeats_change_nothing_wherever_the_topic_is_cut(data):
    repeated = data.draw(st.lists(st.integers(0, len(STATES) - 1), max_size=20))
    states = list(chain.from_iterable([state] * (1 + repeated.count(number)) for number, state in enumerate(STATES)))
    cuts = data.draw(st.sets(st.integers(0, len(states)), max_size=6))
    expected = outcome(STATES)
    assert outcome(states, cuts) == expected
    assert sum(map(len, expected[1].values())) > 20


START = 1_699_999_800
TRAFFIC = SimulatedTraffic(aircraft=60, seed=5, faults_per_hour=400)
ANSWERS = [TRAFFIC.at(START + number * 20) for number in range(16)]


def polls_of(answers):
    return [
        parse_answer({"time": answer.time, "states": answer.rows}, source="simulated", feed="simulated")
        for answer in answers
    ]


@pytest.fixture(scope="module")
def offline():
    """What `python -m ml.score` makes of the answers: records by fix, and events."""
    scored, events = Scorer(model=None, limits=RuleLimits()).add(polls_of(ANSWERS))
    return by_fix(map(orjson.loads, scores_as_json(scored))), events


def by_fix(records):
    found = {(each["icao24"], each["time_position"], each["last_contact"]): each for each in records}
    names = ("anomaly_score", "is_anomaly", "rules", "residuals", "suspicion", "detectors", "poll_time")
    return {fix: {name: each[name] for name in names} for fix, each in found.items()}


def events_of(results):
    """The alert events of micro-batches, on a driver that is restarted after each."""
    watch, events = Watch(), []
    for of_batch in results:
        overview = unpack([each.overview for each in of_batch])
        assert all(each.polls == of_batch[0].polls for each in of_batch)
        polls, overview = taken_polls(summary_of(of_batch[0])["polls"], overview)
        events += watch.advance(polls, overview, overview["findings"].to_list(), NO_RULES)
        watch = Watch.from_json(orjson.loads(orjson.dumps(watch.to_json())))
    return orjson.loads(orjson.dumps(events))


@st.composite
def steps_through(draw, log):
    """Places in each partition where micro-batches end."""
    count = draw(st.integers(0, 5))
    places = [sorted(draw(st.lists(st.integers(0, end), min_size=count, max_size=count))) for end in log.ends]
    return [*(list(step) for step in zip(*places, strict=True)), log.ends]


@st.composite
def readings(draw):
    """A topic of the answers, in any number of partitions, read by any number of shards in any micro-batches."""
    log = TopicLog(partitions=draw(st.integers(1, 4)))
    for number, poll in enumerate(polls_of(ANSWERS)):
        if draw(st.sampled_from([False, False, False, True])):
            log.send([], marker=marker_of("simulated", poll.time, number=1, outcome="failed", reason="HTTP 503"))
        log.send(poll.states, marker=marker_of("simulated", poll.time, states=len(poll)))
        if number % 5 == 4 and draw(st.booleans()):
            log.send(poll.states, marker=marker_of("simulated", poll.time, states=len(poll)))  # sent twice
    return log, draw(steps_through(log)), draw(st.integers(1, 3))


@settings(max_examples=12)
@given(readings())
def test_records_windows_and_events_are_those_of_ml_score_for_any_cut(offline, reading):
    log, steps, shards = reading
    results = process_in(log, steps, shards=shards)
    records = lines_of(results)
    expected_records, expected_events = offline
    assert len(records) == len(expected_records)
    assert by_fix(records) == expected_records

    assert {event["event"] for event in expected_events} >= {"opened", "updated"}
    assert about_aircraft(events_of(results)) == about_aircraft(expected_events)

    totals = defaultdict(list)
    for window in chain.from_iterable(each.windows for each in results[-1]):
        totals[window["window_start"]].append(window)
    windows = {start: window_of(of_window) for start, of_window in totals.items()}
    by_window = defaultdict(list)
    for each in records:
        start = min(each["last_contact"], each["poll_time"]) // 120 * 120
        if start + 180 > each["poll_time"]:
            by_window[start].append(each)
    assert windows.keys() == by_window.keys()
    for start, rows in by_window.items():
        rates = [row["vertical_rate"] for row in rows if row["vertical_rate"] is not None]
        assert windows[start]["flight_count"] == len({row["icao24"] for row in rows})
        assert windows[start]["record_count"] == len(rows)
        assert windows[start]["avg_vertical_rate"] == pytest.approx(sum(rates) / len(rates), abs=1e-4)


EAST = polls_of(ANSWERS[:8])
HERE = {row[0] for answer in ANSWERS for row in answer.rows}
WESTERN_TRAFFIC = SimulatedTraffic(aircraft=60, seed=8, faults_per_hour=400)
WEST = [
    parse_answer(
        {"time": answer.time, "states": [row for row in answer.rows if row[0] not in HERE]},
        source="simulated",
        feed="west",
    )
    for answer in (WESTERN_TRAFFIC.at(START + 7 + number * 35) for number in range(5))
]
"""Polls of another feed, which has other aircraft."""


@st.composite
def readings_of_two_feeds(draw):
    """A topic in which the messages of two producers alternate at random, in each partition in its own way."""
    partitions = draw(st.integers(1, 3))
    feeds = []
    for polls, feed in ((EAST, "simulated"), (WEST, "west")):
        log = TopicLog(partitions)
        for poll in polls:
            log.send(poll.states, marker=marker_of(feed, poll.time, states=len(poll)))
        feeds.append(log)
    log = TopicLog(partitions)
    for into, *sources in zip(log.partitions, *(feed.partitions for feed in feeds), strict=True):
        left = [iter(source) for source in sources]
        for which, count in draw(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 200)), max_size=30)):
            into += islice(left[which], count)
        into += chain(*left)
    return log, draw(steps_through(log)), draw(st.integers(1, 3))


@settings(max_examples=12)
@given(readings_of_two_feeds())
def test_two_feeds_give_the_same_for_any_cut_and_each_the_records_it_gives_alone(reading):
    log, steps, shards = reading
    results = process_in(log, steps, shards=shards)
    whole = process_in(log, [log.ends])
    assert by_fix(lines_of(results)) == by_fix(lines_of(whole))
    assert events_of(results) == events_of(whole)
    for feed, polls in (("simulated", EAST), ("west", WEST)):
        scored, _ = Scorer(model=None, limits=RuleLimits()).add(polls)
        of_feed = [each for each in lines_of(results) if each["feed"] == feed]
        assert len(of_feed) == len(scored)
        assert by_fix(of_feed) == by_fix(map(orjson.loads, scores_as_json(scored)))
