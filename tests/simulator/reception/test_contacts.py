"""An aircraft's rows from poll to poll: repeats, gaps, and the end of contact."""

from itertools import pairwise

import pytest

from simulator.backends.simulated import SimulatedTraffic

NOON = 1_790_164_800


@pytest.fixture(scope="module")
def polls():
    """Rows by address, from a poll every 5 s for 20 min."""
    traffic = SimulatedTraffic(aircraft=600, seed=21, faults_per_hour=0)
    return [(time, {row[0]: row for row in traffic.at(time).rows}) for time in range(NOON, NOON + 1200, 5)]


def pairs(polls):
    return [
        (time, before[address], row)
        for (_, before), (time, after) in pairwise(polls)
        for address, row in after.items()
        if address in before
    ]


def test_contact_never_goes_back(polls):
    for _, before, after in pairs(polls):
        assert after[4] >= before[4]
        if None not in (before[3], after[3]):
            assert after[3] >= before[3]


def test_a_row_changes_only_with_its_times(polls):
    """As in real series, a row without new times repeats the last one to the last digit."""
    for _, before, after in pairs(polls):
        if (before[3], before[4]) == (after[3], after[4]):
            assert before == after
        if before[3] == after[3] and before[3] is not None:
            assert before[5:8] + before[9:12] == after[5:8] + after[9:12]


def test_rows_repeat_for_some_aircraft(polls):
    seen = pairs(polls)
    assert 0.05 < sum(before == after for _, before, after in seen) / len(seen) < 0.35


def test_silent_aircraft_age_for_300_s_and_disappear(polls):
    gone = [
        (time, before[address][4])
        for (_, before), (time, after) in pairwise(polls)
        for address in before
        if address not in after
    ]
    assert len(gone) > 20
    assert all(time - last_contact > 300 for time, last_contact in gone)
    assert max(time - row[4] for time, rows in polls for row in rows.values()) == pytest.approx(300, abs=5)


def test_some_aircraft_come_back_after_minutes(polls):
    returned = [after[4] - before[4] for _, before, after in pairs(polls) if after[4] - before[4] > 60]
    assert len(returned) > 5
