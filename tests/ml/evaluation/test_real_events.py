from dataclasses import replace

from ml.evaluation.methods.alarms import Alarm
from ml.evaluation.real_events import RealEvent, real_events
from tests.ml.evaluation.straight_flights import START, StraightFlight, recorded

SENT = (("squawk", "7700"),)


def recording_with_a_code(folder, *, first=100, last=160):
    before = StraightFlight("4b0001", last=first - 10)
    return recorded(folder, before, StraightFlight("4b0001", first=first, last=last, changes=SENT))


def test_an_event_is_a_code_with_the_first_alert_from_then_on(tmp_path):
    alarms = [
        Alarm(START + 50, "4b0001", opened=True, detectors=("before",)),
        Alarm(START + 120, "4b0001", opened=True, detectors=("emergency_squawk",), severity="critical"),
    ]
    [event] = real_events(recording_with_a_code(tmp_path), alarms, name="polls")
    assert event == RealEvent("polls", "7700", 7, 60, 20, ("emergency_squawk",), "critical")


def test_an_event_without_an_alert_says_so(tmp_path):
    other = Alarm(START + 120, "4b0002", opened=True)
    [event] = real_events(recording_with_a_code(tmp_path, last=100), [other], name="polls")
    assert event == RealEvent("polls", "7700", 1, 0)


def test_a_code_heard_again_half_an_hour_later_is_another_event(tmp_path):
    rows = recorded(
        tmp_path,
        StraightFlight("4b0001", last=100, changes=SENT),
        StraightFlight("4b0001", first=110, last=2_000),
        StraightFlight("4b0001", first=2_010, last=2_100, changes=SENT),
    )
    assert [event.polls for event in real_events(rows, [], name="polls")] == [11, 10]


def test_simulated_traffic_has_no_real_events(tmp_path):
    assert real_events(replace(recording_with_a_code(tmp_path), source="simulated"), [], name="polls") == []
