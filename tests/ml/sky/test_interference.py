import numpy as np
import pytest

from tests.ml.sky.test_sky import START, flight, judged, without_position

ELSEWHERE = {"latitude": -30.0, "velocity": 150.0}


def crowd(count, polls, *, prefix="5000", apart_m=15_000, **what):
    """Aircraft on parallel tracks."""
    return [flight(f"{prefix}{n:02x}", polls, north_m=apart_m * n, **what) for n in range(count)]


def jumping(flights, *, poll, count, along_m=0.0, aside_m=2_000.0):
    """The same flights, the first of them with a jump in that poll."""
    for fixes in flights[:count]:
        jumps = fixes["poll_time"] == START + 10 * poll
        fixes["jump_along_m"], fixes["jump_aside_m"] = (
            np.where(jumps, along_m, np.nan),
            np.where(jumps, aside_m, np.nan),
        )
    return flights


def interference(*flights):
    return [finding for finding in judged(*flights) if finding.detector == "gnss_interference"]


def watcher(polls, **what):
    """Return an aircraft far away: it provides polls while all others are silent."""
    return flight("abcdef", polls, **ELSEWHERE | what)


def test_aircraft_that_jump_together_are_disturbed():
    found = interference(*jumping(crowd(5, range(8)), poll=6, count=5))
    assert [finding.icao24 for finding in found] == ["500000", "500001", "500002", "500003", "500004"]
    first = found[0]
    assert (first.family, first.severity, first.value, first.limit) == ("gnss", "warning", 5, 5)
    assert first.related == ("500001", "500002", "500003", "500004")
    assert first.poll_time == START + 60
    assert "suspected" in first.evidence


@pytest.mark.parametrize(("jumpers", "all_there", "disturbed"), [(4, 4, 0), (5, 10, 5), (5, 11, 0)])
def test_disturbed_are_at_least_five_and_half_of_those_there(jumpers, all_there, disturbed):
    assert len(interference(*jumping(crowd(all_there, range(8), apart_m=5_000), poll=6, count=jumpers))) == disturbed


@pytest.mark.parametrize(("aside", "disturbed"), [(3, 6), (2, 0)])
def test_positions_that_are_late_together_are_not_interference(aside, disturbed):
    flights = crowd(6, range(8))
    jumping(flights[:aside], poll=6, count=aside, aside_m=1_000.0)
    jumping(flights[aside:], poll=6, count=6, aside_m=400.0)
    assert len(interference(*flights)) == disturbed


@pytest.mark.parametrize(
    ("back_m", "disturbed"),
    [
        (2_000.0, 6),  # all to the west
        (-2_000.0, 0),  # each behind where it was to be: late
    ],
)
def test_jumps_one_way_over_ground_are_interference_though_they_lead_along_the_courses(back_m, disturbed):
    westward = crowd(3, range(8), true_track=270.0)
    eastward = crowd(3, range(8), prefix="6000", longitude=4.5)
    jumping(westward, poll=6, count=3, along_m=back_m, aside_m=0.0)
    jumping(eastward, poll=6, count=3, along_m=-2_000.0, aside_m=0.0)
    assert len(interference(*westward, *eastward)) == disturbed


def test_jumps_one_way_of_aircraft_on_one_course_may_be_late_positions():
    assert interference(*jumping(crowd(6, range(8)), poll=6, count=6, along_m=-2_000.0, aside_m=0.0)) == []


def test_disturbed_are_found_around_the_one_that_has_all_in_reach():
    """Its neighbour in the same half degree has only two."""
    north_m = {"500000": 20_000, "500001": 0, "500002": 95_000, "500003": -95_000, "500004": -94_000}
    flights = [flight(icao24, range(8), north_m=metres) for icao24, metres in north_m.items()]
    assert len(interference(*jumping(flights, poll=6, count=5))) == 5


def test_aircraft_on_the_ground_do_not_count_among_those_there():
    parked = crowd(8, range(8), prefix="6000", apart_m=3_000, on_ground=True, velocity=0.0)
    assert len(interference(*jumping(crowd(5, range(8)), poll=6, count=5), *parked)) == 5


def test_aircraft_far_apart_are_not_disturbed_together():
    assert interference(*jumping(crowd(6, range(8), apart_m=90_000), poll=6, count=6)) == []


def test_aircraft_that_jump_minutes_apart_are_not_disturbed_together():
    flights = crowd(6, range(80))
    for n, fixes in enumerate(flights):
        jumping([fixes], poll=10 + 10 * n, count=1)
    assert interference(*flights) == []


def test_aircraft_that_jump_within_a_minute_are_disturbed_and_reported_once():
    flights = crowd(6, range(30))
    for n, fixes in enumerate(flights):
        jumping([fixes], poll=10 + n, count=1)
    assert sorted(finding.icao24 for finding in interference(*flights)) == [f"50000{n}" for n in range(6)]


def test_where_aircraft_were_before_they_jumped_is_what_counts():
    flights = jumping(crowd(5, range(8)), poll=7, count=5)
    for n, fixes in enumerate(flights):
        fixes.loc[7, "longitude"] += 20 * n
    assert len(interference(*flights)) == 5


def muted(flights, *, after):
    """The same flights, whose contact goes on without a new position after a number of fixes."""
    return [without_position(fixes, after=after) for fixes in flights]


def test_positions_are_lost_when_three_polls_bring_contact_but_no_position():
    found = interference(*muted(crowd(5, range(14)), after=8))
    assert len(found) == 5
    assert {finding.poll_time for finding in found} == {START + 100}
    assert "5 lost" in found[0].evidence


@pytest.mark.parametrize("every_s", [10, 90])
def test_aircraft_that_are_not_heard_have_left_reception(every_s):
    assert interference(*crowd(8, range(8), every_s=every_s), watcher(range(20), every_s=every_s)) == []


def test_losing_the_position_takes_thirty_seconds_where_polls_are_close():
    found = interference(*muted(crowd(5, range(30), every_s=5), after=16))
    assert {finding.poll_time for finding in found} == {START + 75 + 30}


@pytest.mark.parametrize(("polls", "disturbed"), [(1, 0), (2, 0), (3, 5)])
def test_losing_the_position_takes_three_polls_where_they_are_far_apart(polls, disturbed):
    found = interference(*muted(crowd(5, range(8 + polls), every_s=90), after=8))
    assert len(found) == disturbed


def by_mlat(flights, *, after):
    """The same flights, whose positions come from MLAT after a number of fixes."""
    for fixes in flights:
        fixes.loc[after:, "position_source"] = 2
    return flights


@pytest.mark.parametrize("every_s", [10, 90])
def test_positions_that_mlat_takes_over_are_lost(every_s):
    found = interference(*by_mlat(crowd(5, range(14), every_s=every_s), after=8))
    assert len(found) == 5
    assert {finding.poll_time for finding in found} == {START + 8 * every_s}
    assert "5 lost" in found[0].evidence


def test_mlat_is_ordinary_one_by_one_elsewhere_on_the_ground_and_from_the_start():
    one_by_one = [by_mlat([fixes], after=4 + 3 * n)[0] for n, fixes in enumerate(crowd(8, range(40)))]
    few_of_many = [*by_mlat(crowd(5, range(14), apart_m=5_000), after=8), *crowd(6, range(14), prefix="6000")]
    landed = by_mlat(crowd(6, range(14), on_ground=True), after=8)
    always, after_two_fixes = (by_mlat(crowd(6, range(14)), after=after) for after in (0, 2))
    for flights in (one_by_one, few_of_many, landed, always, after_two_fixes):
        assert interference(*flights) == []


def test_jumps_and_losses_add_up():
    jumpers = jumping(crowd(3, range(14)), poll=8, count=3)
    lost = muted(crowd(2, range(14), prefix="6000", apart_m=10_000), after=8)
    found = interference(*jumpers, *lost)
    assert len(found) == 5
    assert "3 jumped and 2 lost" in found[0].evidence


def test_aircraft_heard_now_and_then_lose_nothing():
    assert interference(*crowd(5, range(0, 16, 2)), watcher(range(30))) == []


def test_aircraft_that_landed_lose_nothing():
    flights = crowd(6, range(8))
    for fixes in flights:
        fixes.loc[7, "on_ground"] = True
    assert interference(*flights, watcher(range(14))) == []


def test_aircraft_that_leave_one_by_one_are_not_disturbed():
    leaving = [flight(f"50000{n}", range(8 + 10 * n), north_m=10_000 * n) for n in range(8)]
    assert interference(*leaving, watcher(range(100))) == []


def test_nobody_is_missed_after_a_pause_of_the_pipeline():
    away = range(8 + 60, 8 + 80)
    assert interference(*crowd(6, range(8)), watcher([*range(8), *away])) == []


def test_disturbed_aircraft_name_at_most_twenty_others():
    found = interference(*jumping(crowd(30, range(8), apart_m=3_000), poll=6, count=30))
    assert len(found) == 30
    assert {len(finding.related) for finding in found} == {20}


def test_disturbed_aircraft_are_found_across_the_date_line():
    flights = crowd(5, range(8), longitude=179.9)
    for fixes in flights:
        fixes["longitude"] = (fixes["longitude"] + 180) % 360 - 180
    assert len(interference(*jumping(flights, poll=6, count=5))) == 5
