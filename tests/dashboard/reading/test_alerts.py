import pytest

from contracts.outputs import Outputs
from dashboard.reading.alerts import parse_alert, parse_open_alerts, resolved_lately
from dashboard.reading.newest_files import NewestFiles
from tests.dashboard.sample_outputs import make_alert, make_flight, source_alert, write_alert_events

FLIGHT = make_flight()


def test_the_most_severe_come_first_then_the_newest():
    alerts = [make_alert(FLIGHT, id=name, severity=severity, since=since) for name, severity, since in (
        ("a", "info", 9), ("b", "critical", 1), ("c", "warning", 5), ("d", "critical", 2))]  # fmt: skip
    assert [alert.id for alert in parse_open_alerts({"alerts": alerts}).alerts] == ["d", "b", "c", "a"]


@pytest.mark.parametrize("content", [None, [], {}, {"alerts": None}, {"alerts": {"a": 1}}])
def test_content_without_a_list_of_alerts_is_refused(content):
    with pytest.raises(ValueError, match="no list of alerts"):
        parse_open_alerts(content)


@pytest.mark.parametrize(
    "record",
    [
        *(None, 7, {}, make_alert(FLIGHT, id=None), make_alert(FLIGHT, icao24=3), make_alert(FLIGHT, id="x" * 161)),
        make_alert(FLIGHT, icao24=None),
    ],
)
def test_records_that_are_not_alerts_are_left_out(record):
    assert parse_open_alerts({"alerts": [record, make_alert(FLIGHT)]}).alerts == (parse_alert(make_alert(FLIGHT)),)


@pytest.mark.parametrize(("feed", "about"), [("opensky 45,5,47,10", "opensky 45,5,47,10"), (None, "simulated")])
def test_an_alert_about_a_source_names_its_feed(feed, about):
    alert = parse_alert(source_alert(feed=feed))
    assert alert
    assert (alert.icao24, alert.about) == (None, about)


def test_one_id_is_one_alert_as_the_last_says():
    alerts = [make_alert(FLIGHT, id=name, evidence=evidence) for name, evidence in (("a", "1"), ("b", "2"), ("a", "3"))]
    parsed = parse_open_alerts({"alerts": alerts}).alerts
    assert [(alert.id, alert.evidence) for alert in parsed] == [("a", "3"), ("b", "2")]


@pytest.mark.parametrize("place", [{"latitude": 90.1}, {"latitude": 1e9}, {"longitude": -180.1}, {"longitude": -4e3}])
def test_an_impossible_place_becomes_none(place):
    alert = parse_alert(make_alert(FLIGHT, **place))
    assert {name: getattr(alert, name) for name in place} == dict.fromkeys(place)


def test_strange_members_cost_only_themselves():
    alert = parse_alert(
        make_alert(
            FLIGHT,
            severity="apocalyptic",
            since="x",
            track=[[1, 2], "x", [1, 200.0, 0], [1, 8.0, 50.0]],
            related=[1, "a"],
        )
    )
    assert (alert.severity, alert.since, alert.track, alert.related) == ("info", None, ((8.0, 50.0),), ("a",))


def test_alerts_whose_last_event_is_their_resolution_are_resolved_lately(tmp_path):
    outputs = Outputs(tmp_path)
    opened, other = make_alert(FLIGHT, id="a"), make_alert(FLIGHT, id="b")
    write_alert_events(outputs, [opened, other], batch=1, poll_time=1_000_000)
    write_alert_events(outputs, [opened | {"resolved_at": 1_000_100}], batch=2, poll_time=1_000_100)
    write_alert_events(outputs, [other | {"resolved_at": 1_000_050}], batch=3, poll_time=1_000_050)
    write_alert_events(outputs, [other | {"event": "reopened"}], batch=4, poll_time=1_000_200)
    files = NewestFiles(outputs.alerts)
    assert [alert.id for alert in resolved_lately(files, until=None)] == ["a"]
    assert [alert.id for alert in resolved_lately(files, until=1_000_099)] == ["b"]
