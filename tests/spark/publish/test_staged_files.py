import pytest

from contracts.kept_files import batches_of, files_of, hours_of
from spark.publish.staged_files import move_into_place, remove_try, stage

HOUR = 1_790_002_800


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "cleaned_flights"


def visible(kept):
    """What readers see: (batch, file name, content)."""
    return [
        (batch.number, file.path.name, file.path.read_bytes())
        for hour in hours_of(kept)
        for batch in batches_of(hour)
        for file in files_of(batch.path)
    ]


def test_readers_see_a_micro_batch_once_all_of_it_is_in_place(kept):
    stage(kept, HOUR, 7, shard=0, content=b"{}\n")
    stage(kept, HOUR, 7, shard=1, content=b"[]\n")
    assert visible(kept) == []
    move_into_place(kept, 7, {HOUR: [0, 1]})
    assert visible(kept) == [(7, "part-00000.json", b"{}\n"), (7, "part-00001.json", b"[]\n")]


def test_a_file_of_a_task_that_failed_and_wrote_other_files_when_it_ran_again_is_left_out(kept):
    stage(kept, HOUR, 7, shard=0, content=b"{}\n")
    stage(kept, HOUR, 7, shard=1, content=b"stale")
    move_into_place(kept, 7, {HOUR: [0]})
    assert [name for _, name, _ in visible(kept)] == ["part-00000.json"]


def test_what_an_earlier_try_left_is_removed_and_no_other_micro_batch(kept):
    for batch in (6, 7):
        stage(kept, HOUR, batch, shard=0, content=b"{}\n")
        move_into_place(kept, batch, {HOUR: [0]})
    stage(kept, HOUR + 3_600, 7, shard=0, content=b"half")
    remove_try(kept, 7)
    assert [batch for batch, _, _ in visible(kept)] == [6]
    assert not [*kept.rglob(".batch=*")]


def test_nothing_written_yet_is_nothing_to_remove(kept):
    remove_try(kept, 7)
    assert not kept.exists()
