import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.alerts.book import AlertBook
from tests.findings import START, finding


def played(polls, book=None):
    """The events of polls given as {time: findings}, in order."""
    book = book or AlertBook()
    return [event for time, findings in sorted(polls.items()) for event in book.advance(time, findings)]


def heard_at(*seconds, until, every):
    """Return polls at an interval (s) after the start, with findings at the given ones."""
    return {START + s: [finding(START + s)] if s in seconds else [] for s in range(0, until + 1, every)}


def names(events):
    return [(event["event"], event["poll_time"] - START) for event in events]


def test_alert_is_opened_by_the_first_finding_with_all_there_is_to_say():
    book = AlertBook()
    opened = book.advance(START, [finding(START, related=("3c6444",))])
    assert opened == [
        {
            "event": "opened",
            "raised_from": None,
            "id": "4b1814-motion-1700000000",
            "icao24": "4b1814",
            "callsign": "SWR7EA",
            "origin_country": "Switzerland",
            "kind": "position_jump",
            "family": "motion",
            "severity": "warning",
            "since": START,
            "last": START,
            "resolved_at": None,
            "poll_time": START,
            "since_utc": "2023-11-14T22:13:20Z",
            "last_utc": "2023-11-14T22:13:20Z",
            "longitude": 8.5,
            "latitude": 47.4,
            "baro_altitude": 11_000.0,
            "evidence": "5,000 m off its course",
            "detectors": ["position_jump"],
            "value": 5_000.0,
            "limit": 2_000.0,
            "unit": "m",
            "rarity": 100_000,
            "finding_count": 1,
            "related": ["3c6444"],
            "source": "simulated",
            "feed": None,
            "track": [[START - 2, 8.5, 47.4, 11_000.0]],
        }
    ]
    assert json.loads(json.dumps(opened)) == opened


def test_aircraft_has_one_alert_per_family():
    findings = [
        finding(START),
        finding(START, detector="turn_rate"),
        finding(START, family="squawk", detector="squawk"),
        finding(START, icao24="3c6444"),
    ]
    opened = AlertBook().advance(START, findings)
    assert sorted(event["id"] for event in opened) == [
        "3c6444-motion-1700000000",
        "4b1814-motion-1700000000",
        "4b1814-squawk-1700000000",
    ]


def test_a_lasting_alert_is_updated_once_a_minute():
    events = played(heard_at(*range(0, 131, 10), until=130, every=10))
    assert names(events) == [("opened", 0), ("updated", 60), ("updated", 120)]
    assert [event["finding_count"] for event in events] == [1, 7, 13]


def test_alert_is_updated_when_another_detector_joins():
    second = finding(START + 10, detector="turn_rate", kind="turn_rate", evidence="turns at 9 deg/s")
    _, updated = played({START: [finding(START)], START + 10: [second]})
    assert updated["event"] == "updated"
    assert updated["detectors"] == ["position_jump", "turn_rate"]
    assert (updated["kind"], updated["evidence"]) == ("position_jump", "5,000 m off its course"), "a tie: the first one"


def test_alert_takes_kind_and_evidence_of_its_most_severe_detector():
    worse = finding(START + 10, detector="two_places", kind="two_places", severity="critical", evidence="two at once")
    after = finding(START + 20, evidence="9,000 m off its course", longitude=9.0)
    book = AlertBook()
    _, updated = played({START: [finding(START)], START + 10: [worse], START + 20: [after]}, book)
    assert (updated["event"], updated["kind"], updated["severity"]) == ("updated", "two_places", "critical")
    (open_now,) = book.open_alerts()
    assert (open_now["kind"], open_now["evidence"], open_now["longitude"]) == ("two_places", "two at once", 9.0)


def test_alert_is_updated_when_its_detector_finds_it_worse():
    worse = finding(START + 10, severity="critical", evidence="9,000 m off its course")
    _, updated = played({START: [finding(START)], START + 10: [worse]})
    assert (updated["severity"], updated["evidence"]) == ("critical", "9,000 m off its course")


def test_an_event_that_raises_an_alert_says_from_where():
    grave = [finding(START + after, severity="critical") for after in (70, 140)]
    events = played({START: [finding(START, severity="info")], START + 70: grave[:1], START + 140: grave[1:]})
    assert names(events) == [("opened", 0), ("updated", 70), ("updated", 140)]
    assert [event["raised_from"] for event in events] == [None, "info", None]


def test_evidence_is_the_newest_of_the_detector_that_names_the_alert():
    book = AlertBook()
    played({START: [finding(START)], START + 10: [finding(START + 10, evidence="6,000 m off", value=6_000.0)]}, book)
    assert [(alert["evidence"], alert["value"]) for alert in book.open_alerts()] == [("6,000 m off", 6_000.0)]


def test_callsign_once_known_stays_when_it_is_not_sent():
    book = AlertBook()
    played({START: [finding(START)], START + 10: [finding(START + 10, callsign=None)]}, book)
    assert book.open_alerts()[0]["callsign"] == "SWR7EA"


@pytest.mark.parametrize(
    ("every", "resolved_at"),
    [
        (10, 130),  # the first poll later than 120 s
        (90, 270),  # polls 90 and 180 brought nothing
        (864, 2_592),
    ],
)
def test_alert_is_resolved_after_120_s_and_two_polls_without_findings(every, resolved_at):
    events = played(heard_at(0, until=3_000, every=every))
    assert names(events) == [("opened", 0), ("resolved", resolved_at)]
    assert events[1]["resolved_at"] == START + resolved_at
    assert events[1]["last"] == START


def test_position_older_than_its_poll_does_not_resolve_its_alert():
    stale = {START + s: [finding(START + s, time=START - 3_600)] for s in range(0, 301, 10)}
    assert "resolved" not in [name for name, _ in names(played(stale))]


def test_finding_at_the_very_poll_that_resolves_reopens_the_alert():
    events = played(heard_at(0, 130, until=130, every=10))
    assert names(events) == [("opened", 0), ("resolved", 130), ("reopened", 130)]


@pytest.mark.parametrize("seconds", [140, 730])
def test_finding_in_the_cooldown_reopens_the_same_alert(seconds):
    opened, resolved, reopened = played(heard_at(0, seconds, until=seconds, every=10))
    assert (resolved["poll_time"], reopened["event"]) == (START + 130, "reopened")
    assert reopened["id"] == opened["id"]
    assert (reopened["since"], reopened["resolved_at"], reopened["finding_count"]) == (START, None, 2)


def test_finding_after_the_cooldown_opens_a_new_alert():
    events = played(heard_at(0, 740, until=740, every=10))
    assert names(events) == [("opened", 0), ("resolved", 130), ("opened", 740)]
    assert events[2]["id"] == f"4b1814-motion-{START + 740}"
    assert events[2]["finding_count"] == 1


def test_reopened_alert_resolves_again():
    events = played(heard_at(0, 200, until=400, every=10))
    assert names(events) == [("opened", 0), ("resolved", 130), ("reopened", 200), ("resolved", 330)]


def test_book_keeps_nothing_of_alerts_past_their_cooldown():
    book = AlertBook()
    played(heard_at(0, until=730, every=10), book)
    assert len(book.to_json()["alerts"]) == 1
    book.advance(START + 740, [])
    assert book.to_json()["alerts"] == []


def test_track_gathers_the_newest_30_fixes_of_all_findings():
    def two_points(s):
        return ((START + s - 10, 8.0, 47.0, None), (START + s, 8.0 + s / 1_000, 47.0, 900.0))

    book = AlertBook()
    polls = {START + s: [finding(START + s, time=START + s, track=two_points(s))] for s in range(0, 1_001, 10)}
    played(polls, book)
    track = book.open_alerts()[0]["track"]
    assert [point[0] - START for point in track] == list(range(710, 1_001, 10))
    assert track[-1] == [START + 1_000, 9.0, 47.0, 900.0]


def test_open_alerts_are_the_most_severe_then_the_newest_first():
    book = AlertBook()
    book.advance(START, [finding(START, icao24="000001"), finding(START, icao24="000002", severity="critical")])
    book.advance(START + 10, [finding(START + 10, icao24="000003"), finding(START + 10, icao24="000004")])
    assert [alert["icao24"] for alert in book.open_alerts()] == ["000002", "000003", "000004", "000001"]
    assert "event" not in book.open_alerts()[0]


def test_resolved_alerts_are_not_open():
    book = AlertBook()
    played(heard_at(0, until=130, every=10), book)
    assert book.open_alerts() == []


def test_book_of_another_version_is_refused():
    with pytest.raises(ValueError, match="version 99"):
        AlertBook.from_json(AlertBook().to_json() | {"version": 99})


@st.composite
def sky(draw):
    """Polls with steps of 10 to 700 s, each with some findings on two aircraft and two families."""
    polls = {}
    time = START
    for step in draw(st.lists(st.sampled_from([10, 40, 90, 700]), min_size=1, max_size=25)):
        time += step
        drawn = draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["000001", "000002"]),
                    st.sampled_from(["motion", "squawk"]),
                    st.sampled_from(["a", "b", "c"]),
                    st.sampled_from(["info", "warning", "critical"]),
                    st.sampled_from(["near", "far"]),
                ),
                max_size=5,
            )
        )
        polls[time] = [
            finding(
                time, icao24=icao24, family=family, detector=detector, kind=detector, severity=severity, evidence=why
            )
            for icao24, family, detector, severity, why in drawn
        ]
    return polls


def comparable(events):
    return sorted(json.dumps(event, sort_keys=True) for event in events)


@given(sky(), st.data())
def test_events_depend_neither_on_the_order_of_findings_nor_on_how_polls_are_cut(polls, data):
    whole = AlertBook()
    cut = AlertBook()
    for time, findings in polls.items():
        shuffled = data.draw(st.permutations(findings))
        first = [each for each in shuffled if each.icao24 == "000001"]
        rest = [each for each in shuffled if each.icao24 != "000001"]
        in_parts = [*cut.advance(time, first), *cut.advance(time, rest)]
        assert comparable(in_parts) == comparable(whole.advance(time, findings))
    assert cut.open_alerts() == whole.open_alerts()


@given(sky(), st.data())
def test_alerts_do_not_depend_on_where_a_poll_is_cut_even_inside_one_aircraft(polls, data):
    whole = AlertBook()
    cut = AlertBook()
    for time, findings in polls.items():
        shuffled = data.draw(st.permutations(findings))
        place = data.draw(st.integers(0, len(findings)))
        whole.advance(time, findings)
        cut.advance(time, shuffled[:place])
        cut.advance(time, shuffled[place:])
    assert cut.to_json() == whole.to_json()


@given(sky(), st.integers(0, 25))
def test_saving_and_restoring_at_any_poll_changes_nothing(polls, place):
    uninterrupted = AlertBook()
    book = AlertBook()
    for number, (time, findings) in enumerate(polls.items()):
        if number == place:
            book = AlertBook.from_json(json.loads(json.dumps(book.to_json())))
        assert book.advance(time, findings) == uninterrupted.advance(time, findings)
    assert book.to_json() == uninterrupted.to_json()


@given(sky())
def test_every_alert_is_opened_first_and_alternates_between_resolved_and_reopened(polls):
    stories = {}
    for event in played(polls):
        stories.setdefault(event["id"], []).append(event["event"])
    for story in stories.values():
        turns = [name for name in story if name != "updated"]
        assert turns[0] == "opened"
        assert turns[1:] == (["resolved", "reopened"] * len(turns))[: len(turns) - 1]


def test_polls_of_another_feed_resolve_no_alert():
    book = AlertBook()
    book.advance(START, [finding(START)], "slow")
    between = [event for s in range(5, 600, 10) for event in book.advance(START + s, [], "fast")]
    assert between == []
    own = [event for s in (300, 600, 900, 1_200) for event in book.advance(START + s, [], "slow")]
    assert names(own) == [("resolved", 900)]


def test_alerts_of_a_feed_that_has_ended_are_resolved_by_the_polls_of_others():
    book = AlertBook()
    book.advance(START, [finding(START)], "ended")
    events = [event for s in range(10, 4_000, 10) for event in book.advance(START + s, [], "other")]
    assert names(events) == [("resolved", 1_810)]
    assert book.open_alerts() == []
    assert book.to_json()["alerts"] == []
    assert [feed for feed, _ in book.to_json()["polls"]] == ["other"]


def test_an_aircraft_that_another_feed_takes_over_keeps_its_alert():
    book = AlertBook()
    book.advance(START, [finding(START)], "one")
    (event,) = book.advance(START + 70, [finding(START + 70)], "other")
    assert (event["event"], event["since"]) == ("updated", START)
    later = [event for s in (80, 90, 100, 180, 250) for event in book.advance(START + s, [], "one")]
    assert later == []


@given(st.lists(st.tuples(st.sampled_from(["one", "two", None]), st.integers(1, 90), st.booleans()), max_size=60))
def test_a_book_of_several_feeds_that_is_stored_after_each_poll_gives_the_same_events(polls):
    def played_with(store):
        book, time, events = AlertBook(), START, []
        for feed, step, found in polls:
            time += step
            events += book.advance(time, [finding(time, icao24=f"00000{len(feed or '')}")] if found else [], feed)
            book = AlertBook.from_json(json.loads(json.dumps(book.to_json()))) if store else book
        return events, book.open_alerts()

    assert json.loads(json.dumps(played_with(True))) == json.loads(json.dumps(played_with(False)))
