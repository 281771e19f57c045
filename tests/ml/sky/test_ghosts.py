"""Copies: aircraft that appear in mid-air beside another and keep in step with it, at any pace of polling."""

import re
from dataclasses import replace

import numpy as np
import pytest

from ml.sky.sky import Sky
from tests.ml.sky.paths import CLIMB, CRUISE, DESCENT, SLOWING_FINAL, TURN, steady, wavering
from tests.ml.sky.test_sky import METRES_PER_DEGREE, judged, new_fixes_of, polled, shown, together

SMOOTH = replace(CRUISE, speed=steady(228), track=steady(75), climb=steady(0))
LIVELY_FINAL = replace(SLOWING_FINAL, speed=wavering(80, 3, seed=11), climb=wavering(-3.5, 0.8, seed=12))
ASIDE = {"right_m": 2_000}
ABOVE = {"right_m": -1_000, "up_m": 300}
FASTER = {"right_m": 1_000, "faster_ms": 5}
APPEARS_S = 600

every_pace = pytest.mark.parametrize(
    ("every_s", "lasting_s"), [(5, 300), (10, 300), (30, 300), (90, 600), (300, 1_200)]
)


def copied(path, *, every_s, lasting_s, known_s=APPEARS_S, icao24="3fffff", **how):
    """Return the findings about a flight, and the copy of it that appears after `known_s` beside another flight."""
    original = path.fixes("400001", every_s=every_s, begin_s=APPEARS_S - known_s, end_s=APPEARS_S + lasting_s)
    watcher = path.fixes("500001", every_s=every_s, end_s=APPEARS_S + lasting_s, right_m=90_000)
    copy = path.fixes(icao24, every_s=every_s, begin_s=APPEARS_S, end_s=APPEARS_S + lasting_s, **how)
    return judged(original, watcher, copy)


def ghosts(findings):
    return [finding for finding in findings if finding.detector == "ghost"]


@every_pace
@pytest.mark.parametrize("how", [ASIDE, ABOVE, FASTER, {"right_m": 500}, {"ahead_m": -1_500, "up_m": -300}])
@pytest.mark.parametrize("path", [CRUISE, CLIMB, DESCENT])
def test_copy_is_found_whatever_its_offset(path, how, every_s, lasting_s):
    found = ghosts(copied(path, every_s=every_s, lasting_s=lasting_s, **how))
    assert {(finding.icao24, finding.related[0]) for finding in found} == {("3fffff", "400001")}


@every_pace
@pytest.mark.parametrize("how", [ASIDE, ABOVE])
def test_copy_of_a_steady_flight_is_a_warning(how, every_s, lasting_s):
    found = ghosts(copied(SMOOTH, every_s=every_s, lasting_s=lasting_s, **how))
    assert {finding.severity for finding in found} == {"warning"}
    assert all(finding.evidence.endswith("likely a copy") for finding in found)


@pytest.mark.parametrize("every_s", [10, 30])
@pytest.mark.parametrize("how", [ASIDE, ABOVE, FASTER])
def test_copy_that_repeats_the_changes_is_critical(every_s, how):
    found = ghosts(copied(CRUISE, every_s=every_s, lasting_s=300, **how))
    assert found[-1].severity == "critical"
    assert found[-1].evidence.endswith("small changes of speed, track and climb are the same: a copy")


@pytest.mark.parametrize("every_s", [5, 10])
def test_copy_that_appears_low_is_found_by_the_changes_it_repeats(every_s):
    found = ghosts(copied(LIVELY_FINAL, every_s=every_s, lasting_s=300, **ASIDE))
    assert {finding.severity for finding in found} == {"critical"}
    independent = replace(LIVELY_FINAL, speed=wavering(80, 3, seed=13), climb=wavering(-3.5, 0.8, seed=14))
    beside = independent.fixes("3fffff", every_s=every_s, begin_s=600, end_s=900, right_m=2_000)
    assert ghosts(judged(LIVELY_FINAL.fixes("400001", every_s=every_s, end_s=900), beside)) == []


@pytest.mark.parametrize("every_s", [10, 30])
@pytest.mark.parametrize("how", [ASIDE, ABOVE])
def test_copy_is_followed_through_a_turn(every_s, how):
    found = ghosts(copied(TURN, every_s=every_s, lasting_s=400, **how))
    assert found[-1].value >= 400 - 2 * every_s


def test_copy_in_trail_is_likely():
    found = ghosts(copied(SMOOTH, every_s=10, lasting_s=300, late_s=30))
    assert {finding.severity for finding in found} == {"warning"}


@pytest.mark.parametrize(("known_s", "is_found"), [(110, False), (130, True)])
def test_original_has_to_be_known_for_two_minutes(known_s, is_found):
    assert bool(ghosts(copied(CRUISE, every_s=10, lasting_s=300, known_s=known_s, **ASIDE))) is is_found


def test_independent_changes_show_that_it_is_another_aircraft():
    original = CRUISE.fixes("400001", every_s=10)
    other = replace(CRUISE, speed=wavering(228, 1, seed=21), track=wavering(75, 0.4, seed=22))
    assert ghosts(judged(original, other.fixes("400002", every_s=10, begin_s=600, right_m=2_000))) == []


@pytest.mark.parametrize(
    "how",
    [{"right_m": 11_000}, {"right_m": 2_000, "up_m": 1_100}, {"right_m": 2_000, "faster_ms": 14}, {"right_m": 50}],
)
def test_copy_has_to_be_beside_its_original(how):
    assert ghosts(copied(CRUISE, every_s=10, lasting_s=300, **how)) == []


def test_copies_of_one_original_are_related_to_it():
    original = CRUISE.fixes("400001", every_s=10)
    copies = [CRUISE.fixes(f"40000{n}", every_s=10, begin_s=600, right_m=900 * n) for n in (2, 3)]
    found = ghosts(judged(original, *copies))
    assert {(finding.icao24, finding.related) for finding in found} == {
        ("400002", ("400001",)),
        ("400003", ("400001",)),
    }


def test_copy_may_miss_polls_and_garble_one():
    copy = CRUISE.fixes("3fffff", every_s=10, begin_s=600, right_m=2_000).drop(index=[2, 5, 6])
    copy.loc[8, "velocity"] += 30
    assert len(ghosts(judged(CRUISE.fixes("400001", every_s=10), copy))) > 30


def test_copy_that_leaves_is_one_no_longer():
    copy = CRUISE.fixes("3fffff", every_s=10, begin_s=600, end_s=800, right_m=2_000)
    left = CRUISE.fixes("3fffff", every_s=10, begin_s=800, right_m=9_000)
    found = ghosts(judged(CRUISE.fixes("400001", every_s=10), copy, left))
    assert found[-1].value < 300


@pytest.mark.parametrize("unknown", [["3fffff"], ["400001"]])
def test_copy_is_found_though_one_of_both_reports_no_altitude(unknown):
    original = SMOOTH.fixes("400001", every_s=10)
    copy = SMOOTH.fixes("3fffff", every_s=10, begin_s=600, right_m=2_000)
    fixes = together(original, copy)
    fixes.loc[fixes["icao24"].isin(unknown), "baro_altitude"] = np.nan
    assert {finding.severity for finding in ghosts(judged(fixes))} == {"warning"}


def test_evidence_tells_the_offset_and_how_constant_it_is():
    first, *_ = ghosts(copied(SMOOTH, every_s=10, lasting_s=300, **ABOVE))
    assert (first.family, first.value, first.limit, first.unit) == ("ghost", 60, 60, "s")
    offset = r"(1\.0 km|99\d m) aside and (29|30)\d m above"  # positions and altitudes are rounded
    assert re.match(rf"appeared in mid-air {offset} 400001, known before, and has kept in step", first.evidence)
    faster, *_ = ghosts(copied(CRUISE, every_s=10, lasting_s=300, **FASTER))
    assert "5 m/s faster" in faster.evidence


def test_copies_are_the_same_wherever_calls_end():
    fixes = together(
        CRUISE.fixes("400001", every_s=10),
        CRUISE.fixes("400002", every_s=10, begin_s=600, **ABOVE),
        CRUISE.fixes("400003", every_s=10, begin_s=600, right_m=700),
    )
    whole, cut = Sky(), Sky()
    expected = [*shown(whole, fixes), *whole.finish()]
    shuffled = fixes.sample(frac=1, random_state=1).sort_values("poll_time", kind="stable")
    found = []
    for begin in range(0, len(fixes), 7):
        found += [finding for of_poll in cut.advance(*polled(shuffled[begin : begin + 7])) for finding in of_poll]
        cut = Sky.from_json(cut.to_json())
    assert [*found, *cut.finish()] == expected
    assert {finding.icao24 for finding in ghosts(expected)} == {"400002", "400003"}


@pytest.mark.captures
@pytest.mark.parametrize(
    ("recording", "polls"),
    [
        ("opensky/iberia_2025-09-25_27_full18.jsonl.gz", slice(0, 150)),
        ("traffic/switzerland_2018-08-01_10s_dev.jsonl.gz", slice(1_500, 2_400)),
    ],
)
def test_nothing_in_ordinary_traffic_is_a_ghost_or_interference(captures, recording, polls):
    fixes = new_fixes_of(captures / recording, polls)
    sky = Sky()
    assert [*shown(sky, fixes), *sky.finish()] == []


@pytest.mark.captures
@pytest.mark.parametrize("up_m", [0, 300])
@pytest.mark.parametrize(("every_s", "lasting_s"), [(10, 300), (90, 600)])
def test_copy_of_each_real_flight_is_found(captures, every_s, lasting_s, up_m):
    fixes = new_fixes_of(captures / "traffic/switzerland_2018-08-01_10s_dev.jsonl.gz", slice(1_500, 1_650))
    fixes = fixes[fixes["poll_time"] % every_s < 10]
    begin = fixes["poll_time"].min() + 400
    spans = fixes.groupby("icao24")["poll_time"].agg(["min", "max"])
    known = spans[(spans["min"] <= begin - 200) & (spans["max"] >= begin + lasting_s)].index
    later = fixes[fixes["icao24"].isin(known) & (fixes["poll_time"] > begin)]
    copies = later.assign(
        icao24=[f"f{icao24[1:]}" for icao24 in later["icao24"]],
        latitude=later["latitude"] + 1_500 / METRES_PER_DEGREE,
        baro_altitude=later["baro_altitude"] + up_m,
    )
    found = ghosts(judged(fixes, copies))
    assert len(known) >= 3
    assert {finding.icao24 for finding in found} == set(copies["icao24"])
