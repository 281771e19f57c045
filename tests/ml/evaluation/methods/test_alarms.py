import pytest

from ml.evaluation.methods.alarms import Alarm, AlarmsByAircraft, alarms_of_events


def event(what, poll_time, *detectors, since=100, related=()):
    return {
        "event": what,
        "icao24": "4b1814",
        "family": "motion",
        "since": since,
        "poll_time": poll_time,
        "detectors": list(detectors),
        "related": list(related),
    }


def test_an_alarm_is_an_alert_opened_reopened_or_joined_by_a_detector():
    events = [
        event("opened", 100, "jump"),
        event("updated", 160, "jump"),
        event("updated", 170, "jump", "drift"),
        event("resolved", 300, "jump", "drift"),
        event("reopened", 400, "jump", "drift"),
    ]
    assert alarms_of_events(events) == [
        Alarm(100, "4b1814", opened=True, detectors=("jump",)),
        Alarm(170, "4b1814", opened=False, detectors=("drift",)),
        Alarm(400, "4b1814", opened=False, detectors=("jump", "drift")),
    ]


def test_a_detector_joins_a_later_alert_anew():
    events = [
        event("opened", 100, "jump"),
        event("updated", 170, "jump", "drift"),
        event("opened", 2_000, "jump", since=2_000),
        event("updated", 2_070, "jump", "drift", since=2_000),
    ]
    assert [alarm.time for alarm in alarms_of_events(events)] == [100, 170, 2_000, 2_070]


@pytest.mark.parametrize(("time", "counts"), [(99, False), (100, True), (460, True), (461, False)])
def test_an_alarm_counts_from_the_start_to_60_s_after_the_end(time, counts):
    alarms = AlarmsByAircraft([Alarm(time, "4b1814", opened=True)])
    assert (alarms.first(frozenset({"4b1814"}), 100, 400) is not None) is counts


def test_an_alarm_counts_for_the_aircraft_it_names():
    alarms = AlarmsByAircraft(alarms_of_events([event("opened", 100, "interference", related=["000001"])]))
    assert alarms.first(frozenset({"000001"}), 100, 400) is not None
    assert alarms.first(frozenset({"000002"}), 100, 400) is None


def test_the_first_alarm_of_any_of_the_aircraft_is_found():
    alarms = AlarmsByAircraft(
        [Alarm(time, icao24, opened=True) for time, icao24 in [(300, "a"), (200, "b"), (90, "a")]]
    )
    assert alarms.first(frozenset("ab"), 100, 400) == Alarm(200, "b", opened=True)
