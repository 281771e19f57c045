"""Polls come out whole and in one order, however the topic is cut into micro-batches."""

from dataclasses import dataclass, replace

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.poll_marker import PollMarker
from spark import poll_order
from spark.poll_order import PollOrder, ReadMarker, places_in_order

START = 1_700_000_000
FEEDS = ["three", "one", "two"]


def marker_of(feed="one", poll="a", *, outcome="answered", poll_time=START, partitions=2, records=0):
    return PollMarker(feed, poll, feed, outcome, poll_time, float(poll_time), 10.0, None, 0, partitions, records)


@dataclass(frozen=True)
class Message:
    """A record, or the marker of its poll."""

    feed: str
    poll: str
    marker: PollMarker | None = None


Topic = list[list[Message]]
"""The messages of each partition, by offset."""


@st.composite
def topics(draw) -> tuple[Topic, list[str]]:
    """A topic of up to three producers' polls, and the polls in the order of their markers on the first partition."""
    partitions = draw(st.integers(1, 4))
    feeds = draw(st.lists(st.sampled_from(FEEDS), min_size=1, max_size=12))
    topic: Topic = [[] for _ in range(partitions)]
    order = []
    times = dict.fromkeys(feeds, START)
    for number, feed in enumerate(feeds):
        poll = f"{feed}-{number}"
        outcome = draw(st.sampled_from(["answered", "answered", "empty", "failed", "paused"]))
        times[feed] += draw(st.sampled_from([0, 10, 86]))
        counts = [draw(st.integers(0, 3)) if outcome == "answered" else 0 for _ in topic]
        marker = marker_of(
            feed, poll, outcome=outcome, poll_time=times[feed], partitions=partitions, records=sum(counts)
        )
        for place, (messages, count) in enumerate(zip(topic, counts, strict=True)):
            added = [*[Message(feed, poll)] * count, Message(feed, poll, marker)]
            # Transactions of different producers overlap, on each partition in another way.
            free = max([at + 1 for at, message in enumerate(messages) if message.feed == feed], default=0)
            for message in added:
                free = draw(st.integers(free, len(messages)), label=f"place on partition {place}")
                messages.insert(free, message)
                free += 1
    order = [message.poll for message in topic[0] if message.marker]
    return topic, order


@st.composite
def cuts(draw, topic: Topic) -> list[list[int]]:
    """How far each partition has been read after each micro-batch, to the end in the last."""
    ends = [len(messages) for messages in topic]
    steps = draw(st.integers(0, 8))
    read = [sorted(draw(st.lists(st.integers(0, end), min_size=steps, max_size=steps))) for end in ends]
    return [list(places) for places in zip(*read, strict=True)] + [ends]


def read_in(topic: Topic, steps: list[list[int]]):
    """Yield the polls in order: id, number, completeness, and the (partition, offset) of its records."""
    order, before = PollOrder(), [0] * len(topic)
    waiting: list[tuple[str, int, int]] = []
    for step in steps:
        read = [
            (message, partition, offset)
            for partition, messages in enumerate(topic)
            for offset, message in list(enumerate(messages))[before[partition] : step[partition]]
        ]
        before = step
        markers = [ReadMarker(partition, offset, each.marker) for each, partition, offset in read if each.marker]
        polls = order.advance(markers)
        waiting += [(each.feed, partition, offset) for each, partition, offset in read if not each.marker]
        places = places_in_order(
            polls,
            FEEDS,
            np.array([FEEDS.index(feed) for feed, _, _ in waiting], np.int64),
            np.array([partition for _, partition, _ in waiting], np.int64),
            np.array([offset for _, _, offset in waiting], np.int64),
        )
        for index, poll in enumerate(polls):
            records = {waiting[row][1:] for row in np.flatnonzero(places == index)}
            yield poll.marker.poll, poll.number, poll.is_complete, records
        waiting = [waiting[row] for row in np.flatnonzero(places == len(polls))]
        order = PollOrder.from_json(orjson.loads(orjson.dumps(order.to_json())))
    assert not waiting


@given(st.data())
def test_polls_their_order_and_their_records_are_the_same_for_any_cut(data):
    topic, order = data.draw(topics())
    found = list(read_in(topic, data.draw(cuts(topic))))
    assert [poll for poll, _, _, _ in found] == order
    assert all(is_complete for _, _, is_complete, _ in found)
    expected = {poll: set() for poll in order}
    for partition, messages in enumerate(topic):
        for offset, message in enumerate(messages):
            if not message.marker:
                expected[message.poll].add((partition, offset))
    assert {poll: records for poll, _, _, records in found} == expected


@given(st.data())
def test_the_answers_of_a_feed_are_numbered_without_failures_and_repeats(data):
    topic, order = data.draw(topics())
    markers = {message.poll: message.marker for message in topic[0] if message.marker}
    counts, times, expected = {}, {}, []
    for poll in order:
        marker = markers[poll]
        if marker.outcome in ("answered", "empty") and times.get(marker.feed) != marker.poll_time:
            counts[marker.feed] = counts.get(marker.feed, 0) + 1
            times[marker.feed] = marker.poll_time
        expected.append(counts.get(marker.feed, 0))
    assert [number for _, number, _, _ in read_in(topic, data.draw(cuts(topic)))] == expected


def test_a_poll_waits_for_its_last_partition():
    order = PollOrder()
    assert order.advance([ReadMarker(0, 5, marker_of())]) == []
    (poll,) = order.advance([ReadMarker(1, 3, marker_of())])
    assert (poll.number, poll.ends, poll.is_complete) == (1, {0: 5, 1: 3}, True)


def test_a_slow_feed_does_not_hold_up_another():
    order = PollOrder()
    polls = order.advance(
        [
            *(ReadMarker(partition, 1, marker_of("slow", "s1")) for partition in (0, 1)),
            *(ReadMarker(partition, 2, marker_of("fast", "f1")) for partition in (0, 1)),
            *(ReadMarker(partition, 3, marker_of("fast", "f2", poll_time=START + 10)) for partition in (0, 1)),
        ]
    )
    assert [poll.marker.poll for poll in polls] == ["s1", "f1", "f2"]


def test_a_marker_that_retention_removed_is_made_up_for_by_the_next():
    order = PollOrder()
    assert order.advance([ReadMarker(0, 0, marker_of(poll="a")), ReadMarker(0, 5, marker_of(poll="b"))]) == []
    polls = order.advance([ReadMarker(1, 9, marker_of(poll="b"))])
    assert [(poll.marker.poll, poll.ends) for poll in polls] == [("a", {0: 0, 1: 0}), ("b", {0: 5, 1: 9})]


def test_markers_that_are_missing_on_the_first_partition_are_forgotten():
    order = PollOrder()
    order.advance([ReadMarker(1, number, marker_of(poll=f"lost-{number}")) for number in range(50)])
    order.advance([ReadMarker(0, 0, marker_of(poll="a")), ReadMarker(1, 99, marker_of(poll="a"))])
    assert "lost" not in str(order.to_json())


def test_a_poll_that_was_sent_twice_is_one_poll():
    again = [ReadMarker(partition, offset, marker_of(poll="a")) for partition in (0, 1) for offset in (4, 9)]
    (poll,) = PollOrder().advance(again)
    assert poll.ends == {0: 9, 1: 9}
    order = PollOrder()
    assert len(order.advance([each for each in again if each.offset == 4])) == 1
    assert order.advance([each for each in again if each.offset == 9]) == []


@pytest.mark.parametrize("bound", ["MOST_POLLS", "MOST_RECORDS"])
def test_a_partition_that_stays_silent_does_not_hold_the_rest_for_ever(monkeypatch, bound):
    monkeypatch.setattr(poll_order, bound, 20)
    order = PollOrder()
    polls = []
    for number in range(100):
        marker = marker_of(poll=str(number), poll_time=START + number, records=1)
        polls += order.advance([ReadMarker(0, number, marker)])
    assert [poll.marker.poll for poll in polls] == [str(number) for number in range(80)]
    assert not any(poll.is_complete for poll in polls)


def test_the_feeds_are_bounded(monkeypatch):
    monkeypatch.setattr(poll_order, "MOST_FEEDS", 10)
    order = PollOrder()
    for number in range(100):
        marker = replace(marker_of(f"feed-{number}", f"poll-{number}", poll_time=START + number), partitions=1)
        assert len(order.advance([ReadMarker(0, number, marker)])) == 1
    assert len(order.to_json()["feeds"]) == 10
