import itertools
import pickle

import numpy as np
import pytest

from ml.evaluation.faults.kinds import KINDS, inject
from ml.evaluation.faults.scenes import flights_in, scenes_in
from ml.evaluation.flights import polls_of
from tests.ml.evaluation.straight_flights import START, StraightFlight, addresses, recorded

TEST = list(itertools.islice(addresses("test"), 7))
BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.fixture
def recording(tmp_path):
    return recorded(tmp_path, *(StraightFlight(address, latitude=47 + n / 10) for n, address in enumerate(TEST)))


def injected(recording, kind, *, seed=1, size=1.0):
    scenes = list(scenes_in(flights_in(recording.rows), split="test"))
    return inject(kind, recording.rows, scenes, seed=seed, size=size)


def test_the_kinds_are_numbered_without_gaps():
    assert sorted({kind.number for kind in KINDS}) == list(range(1, 27))
    assert len(BY_NAME) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nothing_outside_the_fault_changes(recording, kind):
    rows, faults = injected(recording, kind)
    kept = rows[~rows["faulty"]].drop(columns="faulty")
    assert kept.equals(recording.rows.loc[kept.index])
    faulty = rows[rows["faulty"]]
    assert faults
    assert faulty["last_contact"].between(START + 300, START + 599).all()
    assert set(faulty["icao24"]) <= {address for fault in faults for address in fault.addresses}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.number not in (15, 26)], ids=lambda kind: kind.name)
def test_only_drop_outs_silence_and_a_crawl_after_a_gap_lose_rows(recording, kind):
    rows, _ = injected(recording, kind)
    own = rows[rows["icao24"].isin(TEST)]
    assert len(own) == len(recording.rows)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_seed_gives_the_same_polls_again(recording, kind):
    first, again = (polls_of(injected(recording, kind)[0], recording.poll_times) for _ in range(2))
    assert first == again


def test_another_seed_gives_another_fault(recording):
    rows, others = (injected(recording, BY_NAME["position offset"], seed=seed)[0] for seed in (1, 2))
    assert not np.allclose(rows["latitude"], others["latitude"])


def test_each_flight_has_one_fault_and_in_a_group_all_its_members(recording):
    for name in ("noise", "jump together"):
        _, faults = injected(recording, BY_NAME[name])
        assert sorted(fault.addresses for fault in faults) == sorted(frozenset({address}) for address in TEST)


def test_a_ghost_is_counted_with_the_aircraft_it_copies(recording):
    rows, [fault] = injected(recording, BY_NAME["ghost"])
    assert len(fault.addresses) == 2
    assert fault.addresses == set(rows.loc[rows["faulty"], "icao24"])


def test_kinds_can_be_sent_to_other_processes():
    assert [kind.name for kind in pickle.loads(pickle.dumps(KINDS))] == list(BY_NAME)  # noqa: S301 - our own bytes
