"""Aircraft that fly together honestly are never more than information, at any pace of polling."""

from dataclasses import replace

import pytest

from common.settings import ROOT
from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from opensky.answers import parse_answer, read_recording
from tests.ml.sky.paths import CRUISE, DEPARTURE, FINAL, RACETRACK, SLOWING_FINAL, steady, wavering
from tests.ml.sky.test_sky import judged

PACES = (5, 10, 30, 90)


def severities(findings):
    return {finding.severity for finding in findings}


every_pace = pytest.mark.parametrize("every_s", PACES)


@every_pace
@pytest.mark.parametrize(("right_m", "ahead_m"), [(1_000, 0), (1_600, -1_500), (2_500, 0), (1_300, 2_800)])
@pytest.mark.parametrize(("begin_s", "other_begin_s"), [(0, 0), (0, 310), (150, 170), (0, 150)])
@pytest.mark.parametrize(("path", "noise"), [(FINAL, (None, None)), (FINAL, (1, 2)), (SLOWING_FINAL, (None, None))])
def test_parallel_approaches(every_s, right_m, ahead_m, begin_s, other_begin_s, path, noise):
    """Also 15 NM long, staggered, and where one or both come into reception on the way."""
    one = path.fixes("400001", every_s=every_s, begin_s=begin_s, end_s=600, noise=noise[0])
    other = path.fixes(
        "400002", every_s=every_s, begin_s=other_begin_s, end_s=600, right_m=right_m, ahead_m=ahead_m, noise=noise[1]
    )
    assert severities(judged(one, other)) <= {"info"}


@every_pace
@pytest.mark.parametrize("later_s", [0, 20, 130, 200])
@pytest.mark.parametrize("right_m", [1_000, 2_300])
def test_parallel_departures(every_s, later_s, right_m):
    one = DEPARTURE.fixes("400001", every_s=every_s, end_s=600)
    other = DEPARTURE.fixes("400002", every_s=every_s, begin_s=later_s, late_s=later_s, end_s=600, right_m=right_m)
    assert severities(judged(one, other)) <= {"info"}


@every_pace
@pytest.mark.parametrize("noise", [None, 3])
def test_tanker_whose_receiver_joins_and_leaves(every_s, noise):
    tanker = RACETRACK.fixes("400001", every_s=every_s, end_s=3_000, noise=noise)
    joins = replace(RACETRACK, speed=steady(198.0), latitude=RACETRACK.latitude + 0.02).fixes(
        "400002", every_s=every_s, end_s=600, ahead_m=-6_000
    )
    stays = RACETRACK.fixes("400002", every_s=every_s, begin_s=610, end_s=1_900, ahead_m=-70, right_m=20, noise=7)
    leaves = RACETRACK.fixes("400002", every_s=every_s, begin_s=1_900, end_s=2_600, right_m=9_000, up_m=-600)
    assert severities(judged(tanker, joins, stays, leaves)) <= {"info"}


@every_pace
@pytest.mark.parametrize("others", [1, 3])
@pytest.mark.parametrize("begin_s", [0, 600])
@pytest.mark.parametrize("path", [CRUISE, DEPARTURE, RACETRACK])
def test_formation_first_seen_together(every_s, others, begin_s, path):
    """At take-off or at the edge of reception, with another aircraft that has been there all the time."""
    watcher = CRUISE.fixes("500001", every_s=every_s, right_m=80_000)
    formation = [
        path.fixes(
            f"40000{n}",
            every_s=every_s,
            begin_s=begin_s + every_s * (n % 2),
            end_s=1_300,
            right_m=300 * n,
            ahead_m=-200 * n,
        )
        for n in range(others + 1)
    ]
    assert severities(judged(watcher, *formation)) <= {"info"}


@every_pace
@pytest.mark.parametrize("offset", [{"ahead_m": -9_300}, {"up_m": 300}, {"up_m": -300, "ahead_m": -2_000}])
@pytest.mark.parametrize("path", [CRUISE, replace(CRUISE, speed=steady(231), track=steady(75), climb=steady(0))])
def test_airway_shared_in_trail_or_one_above_the_other(every_s, offset, path):
    """At one speed by chance; both were seen long before they met."""
    one = path.fixes("400001", every_s=every_s, noise=1)
    before = replace(path, track=steady(95), latitude=path.latitude + 0.1).fixes("400002", every_s=every_s, end_s=400)
    met = path.fixes("400002", every_s=every_s, begin_s=400, noise=2, **offset)
    assert severities(judged(one, before, met)) <= {"info"}


@every_pace
@pytest.mark.parametrize("later_s", [10, 30, 60])
def test_two_that_come_into_reception_within_a_minute(every_s, later_s):
    watcher = CRUISE.fixes("500001", every_s=every_s, right_m=80_000)
    one = CRUISE.fixes("400001", every_s=every_s, begin_s=500)
    other = CRUISE.fixes("400002", every_s=every_s, begin_s=500 + later_s, ahead_m=-4_000)
    assert severities(judged(watcher, one, other)) <= {"info"}


@every_pace
def test_gliders_and_their_tugs(every_s):
    thermal = replace(CRUISE, speed=steady(35.0), altitude=3_800, track=wavering(200, 4, seed=9))
    tug = thermal.fixes("400001", every_s=every_s)
    glider = thermal.fixes("400002", every_s=every_s, begin_s=300, ahead_m=-60, noise=4)
    other = thermal.fixes("400003", every_s=every_s, begin_s=400, right_m=900, up_m=90, noise=5)
    assert severities(judged(tug, glider, other)) <= {"info"}


@every_pace
@pytest.mark.parametrize("late_s", [0, 2])
def test_second_address_of_an_aircraft(every_s, late_s):
    aircraft = CRUISE.fixes("400001", every_s=every_s)
    again = CRUISE.fixes("2a0001", every_s=every_s, begin_s=400, right_m=60, late_s=late_s, noise=1)
    assert severities(judged(aircraft, again)) <= {"info"}


@every_pace
@pytest.mark.parametrize("pause_s", [400, 900])
def test_aircraft_that_come_in_while_the_source_pauses(every_s, pause_s):
    aircraft = CRUISE.fixes("400001", every_s=every_s, end_s=2_400)
    start = aircraft["poll_time"].min()
    heard = aircraft[(aircraft["poll_time"] < start + 600) | (aircraft["poll_time"] >= start + 600 + pause_s)]
    other = CRUISE.fixes("400002", every_s=every_s, begin_s=600 + pause_s, end_s=2_400, right_m=2_000, up_m=300)
    assert severities(judged(heard, other)) <= {"info"}


@every_pace
def test_aircraft_that_a_changed_source_brings_at_once(every_s):
    known = [CRUISE.fixes(f"4000{n:02}", every_s=every_s, right_m=40_000 * n) for n in range(12)]
    brought = [
        CRUISE.fixes(f"5000{n:02}", every_s=every_s, begin_s=500, right_m=40_000 * n + 18_000) for n in range(25)
    ]
    beside = CRUISE.fixes("600000", every_s=every_s, begin_s=500, right_m=2_000)
    assert severities(judged(*known, *brought, beside)) <= {"info"}


@pytest.mark.parametrize("case", ["neg_parallel_ils_2.3km", "neg_tanker_refuelling"])
def test_cases_of_company_are_information(case):
    polls = [
        parse_answer(answer, source="recorded") for answer in read_recording(ROOT / f"tests/cases/{case}.jsonl.gz")
    ]
    _, events = Scorer(model=None, limits=RuleLimits()).add(polls)
    assert {(event["kind"], event["severity"]) for event in events} == {("formation", "info")}
    assert all(event["evidence"].startswith("flies in formation with") for event in events)
