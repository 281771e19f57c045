import pytest

from ml.evaluation.methods.alarms import Alarm, AlarmsByAircraft, alarms_of_events


def event(what, poll_time, *detectors, since=100, related=(), severity="warning"):
    return {
        "event": what,
        "id": f"4b1814-motion-{since}",
        "icao24": "4b1814",
        "family": "motion",
        "since": since,
        "poll_time": poll_time,
        "detectors": list(detectors),
        "related": list(related),
        "severity": severity,
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


def test_alerts_about_the_source_are_alarms_about_no_aircraft():
    about_source = event("opened", 100, "source_late") | {"id": "feed-source_late-100", "icao24": None}
    alarms = alarms_of_events([about_source, about_source | {"id": "feed-source_partial-100"}])
    assert [(alarm.icao24, alarm.opened) for alarm in alarms] == [(None, True), (None, True)]
    assert AlarmsByAircraft(alarms).first(frozenset({"4b1814"}), 0, 200) is None


def test_a_detector_joins_a_later_alert_anew():
    events = [
        event("opened", 100, "jump"),
        event("updated", 170, "jump", "drift"),
        event("opened", 2_000, "jump", since=2_000),
        event("updated", 2_070, "jump", "drift", since=2_000),
    ]
    assert [alarm.time for alarm in alarms_of_events(events)] == [100, 170, 2_000, 2_070]


def test_an_alert_that_rises_above_info_is_an_alarm_with_the_severity_of_that_time():
    events = [
        event("opened", 100, "circling", severity="info"),
        event("updated", 160, "circling", severity="info"),
        event("updated", 190, "circling", severity="warning"),
        event("updated", 250, "circling", severity="critical"),
    ]
    alarms = alarms_of_events(events)
    assert [(alarm.time, alarm.severity, alarm.opened) for alarm in alarms] == [
        (100, "info", True),
        (190, "warning", False),
    ]
    assert all(alarm.gravest == "critical" and alarm.above_info for alarm in alarms)


def test_an_alarm_counts_from_the_severity_that_is_asked_for():
    alarms = AlarmsByAircraft([Alarm(200, "4b1814", opened=True, severity="info", gravest="info")])
    assert alarms.first(frozenset({"4b1814"}), 100, 400) is None
    assert alarms.first(frozenset({"4b1814"}), 100, 400, least="info") is not None


@pytest.mark.parametrize(("time", "counts"), [(99, False), (100, True), (400, True), (401, False)])
def test_an_alarm_counts_from_the_start_to_the_end(time, counts):
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
