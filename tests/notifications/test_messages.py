from collections import Counter

import pytest

from notifications.alert_event import AlertEvent
from notifications.messages import alert_message, summary_message
from tests.notifications.alerts import OPENED, START


def message_of(**differences):
    return alert_message(AlertEvent.model_validate(OPENED | differences))


def test_message_has_kind_aircraft_evidence_position_and_time():
    message = message_of()
    assert message.title == "[critical] emergency_squawk: SWR7EA (4b1814)"
    assert message.body == "squawk 7700 for 3 fixes\n47.4000° N 8.5000° E at 11,000 m\nSince 2023-11-14T22:13:20Z"
    assert message.tone == "failure"


def test_message_about_a_source_names_its_feed():
    about = {"icao24": None, "callsign": None, "longitude": None, "latitude": None, "baro_altitude": None}
    about |= {"kind": "source_silent", "severity": "warning", "evidence": "no answer for 300 s", "source": "opensky"}
    message = message_of(**about, feed="opensky 45.8,5.9,47.8,10.5")
    assert message.title == "[warning] source_silent: opensky 45.8,5.9,47.8,10.5"
    assert message.body == "no answer for 300 s\nSince 2023-11-14T22:13:20Z"
    assert message_of(**about, feed=None).title == "[warning] source_silent: opensky"


def test_message_of_simulated_traffic_says_so_first():
    assert message_of(source="simulated").body.splitlines()[:2] == ["SIMULATED TRAFFIC", "squawk 7700 for 3 fixes"]


def test_message_of_a_resolved_alert_says_when():
    message = message_of(event="resolved", resolved_at=START + 130)
    assert message.title == "[critical] emergency_squawk resolved: SWR7EA (4b1814)"
    assert message.body.splitlines()[-1] == "Resolved 2023-11-14T22:15:30Z"
    assert message.tone == "success"


@pytest.mark.parametrize("event", ["updated", "reopened"])
def test_title_names_what_happened_after_the_opening(event):
    assert message_of(event=event).title == f"[critical] emergency_squawk {event}: SWR7EA (4b1814)"


def test_message_leaves_out_unknown_fields():
    message = message_of(callsign=None, longitude=None, latitude=None, baro_altitude=None)
    assert message.title == "[critical] emergency_squawk: 4b1814"
    assert message.body == "squawk 7700 for 3 fixes\nSince 2023-11-14T22:13:20Z"


def test_position_has_the_hemispheres():
    body = message_of(longitude=-70.25, latitude=-33.5, baro_altitude=None).body
    assert "33.5000° S 70.2500° W\n" in body


def test_summary_counts_the_events_held_back_by_kind():
    message = summary_message(Counter({"position_jump": 4, "emergency_squawk": 8}), simulated=False)
    assert message.title == "12 more alerts"
    assert message.body == "8 × emergency_squawk\n4 × position_jump"


def test_summary_of_one_alert_of_simulated_traffic():
    message = summary_message(Counter({"position_jump": 1}), simulated=True)
    assert (message.title, message.body) == ("1 more alert", "SIMULATED TRAFFIC\n1 × position_jump")


def test_summary_stays_short_however_many_kinds_there_are():
    message = summary_message(Counter({f"kind {number}": 2 for number in range(14)}), simulated=False)
    assert message.title == "28 more alerts"
    assert message.body.splitlines()[10:] == ["8 of other kinds"]
