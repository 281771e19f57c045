import pytest

from ml.evaluation.false_alerts import ELSEWHERE, FalseAlerts, of_aircraft, regions_of
from ml.evaluation.flights import CLIMB, CRUISE, DESCENT, LOW
from ml.evaluation.methods.alarms import Alarm
from ml.rates.event_rate import Rate
from tests.ml.evaluation.straight_flights import START, StraightFlight, recorded


@pytest.fixture
def rows(tmp_path):
    return recorded(
        tmp_path,
        StraightFlight("4b0001", last=3_600),
        StraightFlight("4b0002", longitude=-45.0, latitude=-3.0, last=1_800, changes=(("vertical_rate", 8.0),)),
    ).rows


def test_they_count_opened_ones_in_the_phase_they_opened_in(rows):
    alarms = [
        Alarm(START + 600, "4b0001", opened=True),
        Alarm(START + 900, "4b0001", opened=False),
        Alarm(START + 605, "4b0002", opened=True),
    ]
    false = FalseAlerts.of(alarms, rows)
    assert false.by_phase == {CLIMB: Rate(1, 0.5), CRUISE: Rate(1, 1.0), DESCENT: Rate(0, 0.0), LOW: Rate(0, 0.0)}
    assert false.in_all == Rate(2, 1.5)


def test_an_alert_that_stayed_at_info_counts_apart_and_one_that_rose_does_not(rows):
    alarms = [
        Alarm(START + 600, "4b0001", opened=True, severity="info", gravest="info"),
        Alarm(START + 605, "4b0002", opened=True, severity="info", gravest="critical", detectors=("jump",)),
    ]
    false = FalseAlerts.of(alarms, rows)
    assert (false.info, false.in_all) == (Rate(1, 1.5), Rate(1, 1.5))
    assert false.openers == {"jump": 1}


def test_an_alert_counts_where_its_aircraft_is(rows):
    alarms = [Alarm(START + 600, "4b0002", opened=True), Alarm(START + 600, "", opened=True)]
    by_region = FalseAlerts.of(alarms, rows).by_region
    assert by_region["0 to 10° S, 40 to 50° W"] == Rate(1, 0.5)
    assert by_region[ELSEWHERE] == Rate(1, 0.0)
    assert sum(rate.hours for rate in by_region.values()) == pytest.approx(1.5)


def test_a_region_is_a_cell_of_ten_degrees(rows):
    assert regions_of(rows).iloc[:2].tolist() == ["40 to 50° N, 0 to 10° E", "0 to 10° S, 40 to 50° W"]


def test_alarms_about_the_source_count_for_every_part_of_the_traffic(rows):
    alarms = [Alarm(START, icao24, opened=True) for icao24 in ("4b0001", "4b0002", "")]
    about = of_aircraft(alarms, rows[rows["icao24"] == "4b0001"], of_all=rows)
    assert [alarm.icao24 for alarm in about] == ["4b0001", ""]
