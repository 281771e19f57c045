import pytest

from common.errors import StateLost
from spark.shard import Shard
from spark.shard_states import STATES_KEPT, ShardStates


@pytest.fixture
def states(tmp_path):
    return ShardStates(tmp_path, 3)


def kept(states):
    return sorted(int(path.stem) for path in states.folder.rglob("*.state"))


def test_the_first_micro_batch_starts_from_nothing(states):
    assert states.before(0).to_bytes() == Shard.empty().to_bytes()


def test_a_micro_batch_starts_from_the_state_before_it_also_when_it_is_run_again(states):
    for batch_id in range(5):
        states.keep(batch_id, Shard.empty())
    assert states.before(4).to_bytes() == states.before(5).to_bytes() == Shard.empty().to_bytes()


def test_only_the_last_states_are_kept(states):
    for batch_id in range(10):
        states.keep(batch_id, Shard.empty())
    assert kept(states) == [*range(10 - STATES_KEPT, 10)]


def test_a_state_that_is_missing_is_not_replaced_by_an_empty_one(states):
    states.keep(3, Shard.empty())
    with pytest.raises(StateLost, match=r"shard=3/4\.state is missing"):
        states.before(5)


def test_a_damaged_state_is_refused_by_its_name(states):
    states.keep(3, Shard.empty())
    (path,) = states.folder.rglob("*.state")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StateLost, match=r"3\.state cannot be used: state is not whole"):
        states.before(4)
