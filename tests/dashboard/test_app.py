"""The pages over every kind of output folder; none may take a page down."""

import errno
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from common.files.json_files import write_json
from contracts.outputs import Outputs
from tests.dashboard.kept_records import keep
from tests.dashboard.page_content import metrics_of, texts_of
from tests.dashboard.sample_outputs import make_alert, make_flight, source_alert, write_alerts, write_outputs

pytestmark = pytest.mark.usefixtures("as_a_process_of_its_own")

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"
LIVE = ("flights", "alerts", "countries", "windows", "status", "producer")
STRANGE_IDS = ("a", "a", "buttons-a", "signal", "x" * 159 + "ab", "x" * 159 + "cd", " a", "a\u200b")


@pytest.fixture
def run_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    monkeypatch.setenv("OUTPUT_DIR", str(tmp_path))
    return lambda: AppTest.from_file(str(APP), default_timeout=30).run()


def test_an_empty_folder_shows_what_is_missing_and_how_to_start_it(run_page):
    page = run_page()
    assert not page.exception
    shown = texts_of(page)
    for words in (
        "Waiting for the first picture",
        "Producer: no report yet",
        "Streaming job: no report yet",
        "make run",
    ):
        assert words in shown


def test_a_running_producer_without_a_spark_job_is_recognised(run_page, tmp_path):
    write_json(Outputs(tmp_path).live_producer, {"published_at": time.time(), "polls": 2})
    shown = texts_of(run_page())
    assert "Producer: running" in shown
    assert "Streaming job: no report yet" in shown


def test_a_full_folder_shows_its_figures_and_whose_traffic_it_is(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=40, now=time.time(), nasty=True)
    page = run_page()
    assert not page.exception
    assert metrics_of(page)["Aircraft now"] == "49"
    assert metrics_of(page)["Picture"] == "Fresh"
    shown = texts_of(page)
    assert "Simulated traffic — not real aircraft" in shown


def test_an_alert_about_the_source_is_a_notice_and_no_aircraft(run_page, tmp_path):
    now = time.time()
    flights = write_outputs(tmp_path, aircraft=3, now=now)
    alerts = [source_alert(evidence="no answer for 300 s: <b>503</b>"), make_alert(flights[0], id="b")]
    write_alerts(Outputs(tmp_path), alerts, poll_time=int(now), now=now)
    page = run_page()
    assert not page.exception
    assert any("The source gives no answers" in warning.value for warning in page.warning)
    assert any("opensky 45,5,47,10: no answer for 300 s: <b>503</b>" in text.value for text in page.text)
    assert [button.key for button in page.button if str(button.key).startswith("show-")] == ["show-b"]


@pytest.mark.parametrize("name", ["live", "trends", "replay", "history", "explorer", "pipeline"])
def test_every_page_announces_simulated_traffic_and_no_page_real_traffic(run_page_of, tmp_path, name):
    kept = Outputs(tmp_path).cleaned_flights
    keep(kept, write_outputs(tmp_path, aircraft=5, now=time.time()), batch=0)
    assert "Simulated traffic — not real aircraft" in run_page_of(name).warning[0].value
    shutil.rmtree(kept)
    keep(kept, write_outputs(tmp_path, aircraft=5, now=time.time(), source="opensky"), batch=0)
    assert not run_page_of(name).warning


def test_recorded_traffic_is_dated(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=5, now=1_500_000_000, source="recorded")
    page = run_page()
    assert "Recorded traffic from 14 July 2017" in page.warning[0].value


def test_an_old_picture_is_stale_in_words(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=5, now=time.time() - 600)
    page = run_page()
    assert metrics_of(page)["Picture"] == "Stale"
    assert "stale" in page.error[0].value


def test_a_recording_that_has_ended_is_not_stale_but_over(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=5, now=time.time() - 600)
    write_json(Outputs(tmp_path).live_producer, {"published_at": 5, "ended": True})
    page = run_page()
    assert not page.error
    assert "has ended" in page.info[0].value


@pytest.mark.parametrize("name", LIVE)
@pytest.mark.parametrize(
    "content",
    [
        None, b"", b'{"poll_time": 17', b"\xff\xfe", b"[]", b"null", b"{}",
        b'{"flights": [null, {"icao24": {}, "latitude": 1e99}], "countries": [7], "windows": [{"window_start": 1e30}]}',
        b'{"published_at": "x", "poll_time": [], "flights": [{}], "model": [], "queries": 3, "rejected_by_reason": 4}',
        b'{"published_at": 1e300, "poll_time": -9e18, "flights": [{"poll_time": 9e99}], "interval_s": 1e300}',
        json.dumps({"alerts": [make_alert(make_flight(), id=name) for name in STRANGE_IDS]}).encode(),
    ],
)  # fmt: skip
def test_no_content_of_a_file_takes_a_page_down(run_page_of, tmp_path, name, content):
    write_outputs(tmp_path, aircraft=5, now=time.time())
    path = tmp_path / "live" / f"{name}.json"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    for page in map(run_page_of, ("live", "trends", "pipeline")):
        assert not page.exception
        assert "Refreshed" in texts_of(page)


def test_a_half_written_picture_leaves_the_last_good_one_with_a_note(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=12, now=time.time())
    page = run_page()
    flights = Outputs(tmp_path).live_flights
    flights.write_bytes(flights.read_bytes()[:500])
    page.run()
    assert metrics_of(page)["Aircraft now"] == "12"
    assert "could not be read" in page.error[0].value


def test_a_broken_file_of_alerts_says_whether_a_good_one_is_shown(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=12, now=time.time())
    alerts = Outputs(tmp_path).live_alerts
    good = alerts.read_bytes()
    alerts.write_bytes(good[:50])
    page = run_page()
    assert "is not complete JSON; no good one has been read yet" in texts_of(page)
    alerts.write_bytes(good)
    page.run()
    alerts.write_bytes(good[:50])
    assert "is not complete JSON; the last good one is shown" in texts_of(page.run())


def test_the_pipeline_page_names_the_problem_with_an_output(run_page_of, tmp_path):
    write_outputs(tmp_path, aircraft=12, now=time.time())
    run_page_of("pipeline")
    flights = Outputs(tmp_path).live_flights
    flights.write_bytes(flights.read_bytes()[:500])
    assert "is not complete JSON; the last good one is shown" in texts_of(run_page_of("pipeline"))


def test_the_changes_are_against_the_picture_before(run_page, tmp_path):
    now = time.time()
    write_outputs(tmp_path, aircraft=12, now=now - 10)
    page = run_page()
    write_outputs(tmp_path, aircraft=15, now=now)
    page.run()
    assert page.metric[0].delta == "3"


@pytest.mark.parametrize("name", ["live", "trends", "replay", "history", "explorer", "pipeline"])
def test_every_page_says_that_the_outputs_are_of_a_newer_version(run_page_of, tmp_path, name):
    flights = write_outputs(tmp_path, aircraft=5, now=time.time())
    keep(Outputs(tmp_path).cleaned_flights, flights, batch=0)
    assert "newer version" not in texts_of(run_page_of(name))
    newer = [flight | {"schema_version": 2, "wind": {"speed": 3}} for flight in flights]
    write_json(Outputs(tmp_path).live_flights, {"published_at": time.time(), "flights": newer})
    keep(Outputs(tmp_path).cleaned_flights, newer, batch=0, written=2)
    page = run_page_of(name)
    assert not page.exception
    assert "Written by a newer version of Flightwatch" in texts_of(page)
    assert "the outputs have schema version 2, this page reads version 1" in texts_of(page)


def test_a_picture_of_a_newer_version_that_cannot_be_read_is_called_so(run_page, tmp_path):
    write_json(Outputs(tmp_path).live_flights, {"schema_version": 2, "aircraft": []})
    assert "written by a newer version" in run_page().text[0].value


def test_a_picture_from_the_future_says_that_the_clocks_differ(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=5, now=time.time() + 3_600)
    page = run_page()
    assert "the clocks differ" in texts_of(page)
    assert metrics_of(page)["Picture"] == "Ahead"
    assert next(metric for metric in page.metric if metric.label == "Picture").delta == "age unknown"


def test_fields_of_a_megabyte_are_cut(run_page_of, tmp_path):
    flights = write_outputs(tmp_path, aircraft=5, now=time.time())
    long = "x" * 1_000_000
    texts = dict.fromkeys(("callsign", "origin_country", "squawk", "model", "source"), long)
    flooded = flights[0] | texts | {"rule_based_anomaly": True, "rules": [long], "reasons": [long] * 3}
    outputs = Outputs(tmp_path)
    heading = {"published_at": time.time(), "poll_time": flights[0]["poll_time"], "sources": [long]}
    write_json(outputs.live_flights, heading | {"flights": [flooded]})
    write_json(outputs.live_alerts, heading | {"alerts": [make_alert(flights[0], evidence=long, kind=long)]})
    write_json(outputs.live_status, heading | {"model": {"state": long, "reason": long}, "rules": {"problem": long}})
    write_json(outputs.live_producer, heading | {"last_error": long, "pace": long})
    for page in map(run_page_of, ("live", "trends", "pipeline")):
        assert not page.exception
        assert 200 < len(texts_of(page)) < 20_000


def test_an_acknowledgement_that_cannot_be_saved_is_reported(run_page, tmp_path, monkeypatch):
    def full(_path, _value):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write_outputs(tmp_path, aircraft=40, now=time.time())
    page = run_page()
    monkeypatch.setattr("dashboard.reading.acknowledged.write_json", full)
    next(button for button in page.button if button.label == "Acknowledge").click().run()
    assert not page.exception
    assert page.toast[0].value == "The change could not be saved: No space left on device"
    assert "squawk 7700" in texts_of(page)  # still open


def test_an_export_that_cannot_hold_the_rows_is_refused_in_words(run_page_of, tmp_path):
    flights = write_outputs(tmp_path, aircraft=5, now=time.time())
    keep(Outputs(tmp_path).cleaned_flights, flights, batch=0)
    page = run_page_of("explorer")
    assert not page.text
    page.toggle(key="in_sql").set_value(True).run()
    page.text_area(key="sql").set_value("SELECT INTERVAL 3 DAY AS delay FROM cleaned_flights").run()
    page.button(key="explorer-run").click().run()
    assert not page.exception
    refused = [text.value for text in page.text]
    assert any("No Parquet export" in words and "interval" in words for words in refused)
    assert any("No GeoJSON export" in words for words in refused)
    assert not any("CSV" in words for words in refused)


def test_open_alerts_are_listed_and_can_be_set_aside(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=40, now=time.time())
    page = run_page()
    assert metrics_of(page)["Open alerts"] == "5"
    assert "squawk 7700, general emergency, held for 4 fixes" in texts_of(page)
    acknowledge = next(button for button in page.button if button.label == "Acknowledge")
    acknowledge.click().run()
    assert "squawk 7700" not in texts_of(page)
    page.segmented_control(key="alert_group").set_value("Acknowledged").run()
    assert "squawk 7700" in texts_of(page)
    next(button for button in page.button if button.label == "Unacknowledge").click().run()
    page.segmented_control(key="alert_group").set_value("Open").run()
    assert "squawk 7700" in texts_of(page)


def test_an_alert_leads_to_its_aircraft(run_page, tmp_path):
    flights = write_outputs(tmp_path, aircraft=40, now=time.time())
    page = run_page()
    next(button for button in page.button if button.label == "Show on map").click().run()
    first = next(flight for flight in flights if not flight["on_ground"])
    shown = texts_of(page)
    assert first["callsign"] in shown
    assert f"{first['baro_altitude']:,.0f} m" in shown
    assert "Emergency squawk" in shown  # the alert, in the aircraft panel
    page.button(key="close-aircraft").click().run()
    assert "Click an aircraft on the map" in texts_of(page)


def test_links_out_are_of_the_aircraft_and_only_of_real_ones(run_page, tmp_path):
    for source, linked in (("opensky", True), ("simulated", False)):
        write_outputs(tmp_path, aircraft=40, now=time.time(), source=source)
        page = run_page()
        next(button for button in page.button if button.label == "Show on map").click().run()
        assert ("https://globe.adsbexchange.com/?icao=3c00" in texts_of(page)) == linked


def test_the_figures_have_a_line_once_there_are_three_pictures(run_page, tmp_path):
    now = time.time()
    for age, aircraft in ((30, 12), (20, 15), (10, 11)):
        write_outputs(tmp_path, aircraft=aircraft, now=now - age)
        page = run_page()
    lines = {metric.label: list(metric.proto.chart_data) for metric in page.metric}
    assert lines["Aircraft now"] == [12, 15, 11]


def test_units_and_times_are_as_chosen(run_page, tmp_path):
    flights = write_outputs(tmp_path, aircraft=40, now=time.time())
    page = run_page()
    page.segmented_control(key="units").set_value("Aviation").run()
    next(button for button in page.button if button.label == "Show on map").click().run()
    first = next(flight for flight in flights if not flight["on_ground"])
    assert f"{first['baro_altitude'] * 3.280_84:,.0f} ft" in texts_of(page)


def test_a_picked_aircraft_of_the_address_is_shown_and_a_wrong_one_is_not(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=40, now=time.time())
    run_page()
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.query_params["aircraft"] = "3c0007"
    assert "3c0007" in texts_of(page.run())
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.query_params["aircraft"] = "<script>"
    assert "<script>" not in texts_of(page.run())


def test_filters_narrow_the_table_and_keep_their_values(run_page, tmp_path):
    flights = write_outputs(tmp_path, aircraft=60, now=time.time(), nasty=True)
    wanted = f"{sum('bad00' in (flight['icao24'] or '') for flight in flights)} of {len(flights)} aircraft"
    page = run_page()
    page.text_input(key="search").set_value("bad00").run()
    assert wanted in texts_of(page)
    page.button(key="refresh").click().run()
    assert page.text_input(key="search").value == "bad00"
    assert wanted in texts_of(page)


def test_the_few_aircraft_that_a_search_leaves_are_offered_to_go_to(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=60, now=time.time(), nasty=True)
    page = run_page()
    page.text_input(key="search").set_value("bad00").run()
    hits = [button for button in page.button if button.key.startswith("hit-")]
    assert len(hits) == 8
    assert hits[0].label.startswith(r"\<img src\=x onerror\=alert\(1\)\> · bad001 · ")
    hits[1].click().run()
    assert not page.exception
    assert page.session_state["picked_aircraft"] == "bad002"
    assert page.session_state["map_focus"]["longitude"] == 10.5
    for search in ("simulated", "3c", ""):
        page.text_input(key="search").set_value(search).run()
        assert not [button for button in page.button if button.key.startswith("hit-")]


def test_a_flag_leads_to_where_its_aircraft_is_now(run_page, tmp_path):
    flights = write_outputs(tmp_path, aircraft=300, now=time.time())
    flagged = {flight["icao24"]: flight for flight in flights if flight["rule_based_anomaly"]}
    for flight in flagged.values():
        flight["longitude"] += 1.0
    write_json(Outputs(tmp_path).live_flights, {"published_at": time.time(), "flights": flights})
    page = run_page()
    page.segmented_control(key="panel").set_value("Flags").run()
    leads = [button for button in page.button if button.key.startswith("show-flagged-")]
    assert len(leads) == len(flagged) > 1
    leads[1].click().run()
    assert not page.exception
    picked = flagged[page.session_state["picked_aircraft"]]
    assert leads[1].key.startswith(f"show-flagged-{picked['icao24']}")
    assert page.session_state["map_focus"]["longitude"] == picked["longitude"]


def test_a_picked_aircraft_that_does_not_pass_is_announced_as_hidden(run_page, tmp_path):
    write_outputs(tmp_path, aircraft=40, now=time.time())
    page = run_page()
    next(button for button in page.button if button.label == "Show on map").click().run()
    assert "Hidden by your filters" not in texts_of(page)
    page.text_input(key="search").set_value("zzz").run()
    assert "Hidden by your filters" in texts_of(page)
    assert "No aircraft passes your filters" in texts_of(page)


def test_the_panel_compares_observed_with_reported_motion(run_page, tmp_path):
    flights = write_outputs(tmp_path, aircraft=40, now=time.time())
    for number, flight in enumerate(flights):
        flight |= {"residuals": {"along": float(number), "across": None, "climb": 0.0}, "suspicion": 0.4}
    write_json(Outputs(tmp_path).live_flights, {"published_at": time.time(), "flights": flights})
    page = run_page()
    page.text_input(key="search").set_value(flights[20]["icao24"]).run()
    page.button(key=f"hit-{flights[20]['icao24']}").click().run()
    assert "72 km/h faster than reported" in texts_of(page)
    assert "0.40 × its detector&#x27;s limit" in texts_of(page)


def test_wrong_settings_are_named(run_page, monkeypatch):
    monkeypatch.setenv("KAFKA_PORT", "none")
    page = run_page()
    assert not page.exception
    assert "KAFKA_PORT" in page.text[0].value


def test_a_producer_whose_clock_is_ahead_is_not_called_running(run_page, tmp_path):
    write_json(Outputs(tmp_path).live_producer, {"published_at": time.time() + 3_600, "polls": 2})
    assert "Producer: its clock is ahead of this page" in texts_of(run_page())
