"""Two aircraft far apart that send one callsign, at polls 10, 90 and 300 s apart."""

import json
from itertools import pairwise

import pytest

from ml.sky.sky import Sky
from tests.ml.sky.test_sky import START, flight, judged, shown, together

PACES = (10, 90, 300)


def duplicates(*flights):
    """Return the findings about shared callsigns."""
    return [finding for finding in judged(*flights) if finding.detector == "duplicate_callsign"]


def two(every_s, *, north_m=100_000, polls=range(20), **other):
    """Return two aircraft with one callsign."""
    return flight("400001", polls, every_s=every_s), flight("400002", polls, every_s=every_s, north_m=north_m, **other)


@pytest.mark.parametrize("every_s", PACES)
def test_both_are_found_when_the_callsign_is_shared_for_a_minute(every_s):
    found = duplicates(*two(every_s))
    assert {finding.icao24 for finding in found} == {"400001", "400002"}
    assert {finding.severity for finding in found} == {"warning"}
    first = found[0]
    assert first.poll_time - START == max(60, every_s)
    assert (first.family, first.related, first.unit) == ("identity", ("400002",), "s")
    assert first.evidence == f"sends callsign AFR123, as 400002 does 100 km away, for {max(60, every_s)} s"


@pytest.mark.parametrize("every_s", PACES)
@pytest.mark.parametrize(
    "other",
    [
        {"callsign": "AFR124"},
        {"callsign": None},
        {"on_ground": True},
        {"north_m": 8_000},  # a formation, or one aircraft under two addresses
    ],
)
def test_others_are_not_found(every_s, other):
    assert duplicates(*two(every_s, **other)) == []


@pytest.mark.parametrize("callsign", ["GLIDER", "TEST1234", "N123AB", "GEC1A2B3", "12345678"])
def test_what_is_no_flight_designator_is_info(callsign):
    pair = [each.assign(callsign=callsign) for each in two(10)]
    assert {finding.severity for finding in duplicates(*pair)} == ({"warning"} if callsign == "GEC1A2B3" else {"info"})


@pytest.mark.parametrize("every_s", PACES)
def test_a_callsign_shared_in_one_poll_is_not_held(every_s):
    one, other = two(every_s)
    other["callsign"] = ["AFR123" if number == 9 else "AFR9" for number in range(len(other))]
    assert duplicates(one, other) == []


@pytest.mark.parametrize("every_s", [10, 90])
def test_a_callsign_taken_over_after_the_other_was_last_heard_is_not_shared(every_s):
    """The second takes off with the callsign two minutes after the first was lost."""
    one = flight("400001", range(10), every_s=every_s)
    later = range(10 + max(1, 120 // every_s), 40)
    assert duplicates(one, flight("400002", later, every_s=every_s, north_m=100_000)) == []


@pytest.mark.parametrize("every_s", PACES)
def test_a_missed_poll_does_not_begin_the_time_anew(every_s):
    one, other = two(every_s, polls=range(12))
    found = duplicates(one, other.drop(index=[3, 5, 7]))
    assert max(finding.value for finding in found) == 11 * every_s


@pytest.mark.parametrize("every_s", PACES)
def test_a_swapped_callsign_is_shared_for_as_long_as_it_is_swapped(every_s):
    one, other = two(every_s, polls=range(40))
    swapped = range(10, 20)
    other["callsign"] = ["AFR123" if number in swapped else "AFR9" for number in range(len(other))]
    times = {(finding.poll_time - START) // every_s for finding in duplicates(one, other)}
    assert times == {number for number in swapped if (number - 10) * every_s >= 60}


def test_the_antimeridian_makes_no_difference():
    one, other = (each.assign(latitude=45.0) for each in two(10))
    assert duplicates(one.assign(longitude=179.9), other.assign(longitude=-179.9)) == []  # 16 km
    assert duplicates(one.assign(longitude=179.9), other.assign(longitude=-179.0)) != []


@pytest.mark.parametrize("every_s", [10, 90])
def test_findings_do_not_depend_on_cuts_restarts_or_the_order_of_rows(every_s):
    third = flight("400000", range(5, 20), every_s=every_s, north_m=-60_000)
    fixes = together(*two(every_s), third)
    expected = judged(*two(every_s), third)
    sky, found = Sky(), []
    backwards = fixes.iloc[::-1].sort_values("poll_time", kind="stable", ignore_index=True)
    for begin, end in pairwise([0, 1, 7, 8, 20, 21, 22, 40, len(fixes)]):
        found += shown(sky, backwards.iloc[begin:end])
        sky = Sky.from_json(json.loads(json.dumps(sky.to_json())))
    assert [*found, *sky.finish()] == expected != []


def test_a_callsign_that_everybody_sends_names_only_some_of_the_others():
    crowd = [flight(f"{0x400000 + n:06x}", range(9), north_m=30_000 * n) for n in range(60)]
    found = duplicates(*crowd)
    assert len({finding.icao24 for finding in found}) == 60
    assert {len(finding.related) for finding in found} == {20}
