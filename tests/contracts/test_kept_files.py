"""One reader for all outputs that are kept by the hour; the following of new files is also tested by its users."""

import gzip
import os
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from contracts.kept_files import (
    ALL_HOURS_EVERY,
    Follower,
    batches_of,
    contents_of,
    files_in,
    files_of,
    hours_of,
    last_written_ns,
    merged_name,
    opened,
    windows_of,
)
from contracts.outputs import batch_folder, hour_folder

HOUR = 1_790_002_800
NOW = HOUR + 3_600.0


def keep(kept, epoch_s=HOUR, *, batch=0, name="part-0.json", content=b"{}\n"):
    path = batch_folder(kept, epoch_s, batch) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def new_paths(follower, *, not_before=0.0):
    files = follower.new_files(not_before=not_before)
    for file in files:
        follower.taken(file)
    return [file.path for file in files]


def test_a_folder_that_is_missing_holds_nothing(tmp_path):
    assert hours_of(tmp_path / "none") == []


@given(st.integers(0, 2**32))
def test_an_hour_is_found_where_its_writer_puts_it(tmp_path_factory, epoch_s):
    kept = tmp_path_factory.mktemp("kept")
    folder = hour_folder(kept, epoch_s)
    folder.mkdir(parents=True)
    assert [(hour.path, hour.begins_at) for hour in hours_of(kept)] == [(folder, epoch_s - epoch_s % 3_600)]


@pytest.mark.parametrize(
    "name",
    ["date=2026-02-30/hour=01", "date=2026-02-03/hour=24", "date=2026-02-03/hour=1", "2026-02-03/hour=01", "x/y"],
)
def test_other_folders_are_not_hours(tmp_path, name):
    (tmp_path / name).mkdir(parents=True)
    (tmp_path / "date=2026-02-03").mkdir(exist_ok=True)
    (tmp_path / "date=2026-02-03" / "_SUCCESS").write_text("")
    assert hours_of(tmp_path) == []


def test_hours_come_oldest_first(tmp_path):
    for late_s in (7_200, 0, 3_600):
        keep(tmp_path, HOUR + late_s)
    assert [hour.begins_at for hour in hours_of(tmp_path)] == [HOUR, HOUR + 3_600, HOUR + 7_200]


def test_unfinished_work_is_skipped(tmp_path):
    path = keep(tmp_path, batch=1)
    for name in (".part-1.json.tmp", "._part.json", ".part-0.json.crc", "_SUCCESS", "part-2.json.tmp"):
        (path.parent / name).write_text("")
    for name in ("batch=x", "_temporary", ".batch=2"):
        (path.parents[1] / name).mkdir()
    (hour,) = hours_of(tmp_path)
    (batch,) = batches_of(hour)
    assert (batch.number, [file.path for file in files_of(batch.path)]) == (1, [path])


def test_windows_are_known_by_their_start(tmp_path):
    folder = hour_folder(tmp_path, HOUR)
    folder.mkdir(parents=True)
    (folder / f"window={HOUR}.json").write_text("{}")
    (folder / "window=x.json").write_text("{}")
    (hour,) = hours_of(tmp_path)
    assert windows_of(hour) == [(HOUR, folder / f"window={HOUR}.json")]
    assert batches_of(hour) == []


def test_a_folder_that_cannot_be_listed_is_reported_and_hides_no_other(tmp_path, monkeypatch):
    path, scandir = keep(tmp_path), os.scandir

    def refuse(folder):
        if str(folder).endswith("denied"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    (tmp_path / "date=2026-01-01").mkdir()
    (tmp_path / "date=denied").mkdir()
    monkeypatch.setattr(os, "scandir", refuse)
    with capture_logs() as logs:
        assert [hour.path for hour in hours_of(tmp_path)] == [path.parents[1]]
    assert [(entry["event"], entry["problem"]) for entry in logs] == [("folder not readable", "Permission denied")]


def test_a_file_is_new_once_in_whichever_folder_it_is(tmp_path):
    follower = Follower([tmp_path / "alerts", tmp_path / "altitude_alerts"], lambda: NOW)
    first, second = keep(tmp_path / "alerts"), keep(tmp_path / "altitude_alerts", batch=HOUR)
    assert set(new_paths(follower)) == {first, second}
    assert [new_paths(follower) for _ in range(2 * ALL_HOURS_EVERY)] == [[]] * (2 * ALL_HOURS_EVERY)
    third = keep(tmp_path / "alerts", batch=1)
    assert new_paths(follower) == [third]


def test_a_file_that_was_not_taken_stays_new(tmp_path):
    follower = Follower([tmp_path], lambda: 0.0)
    path = keep(tmp_path)
    for _ in range(3):
        assert [file.path for file in follower.new_files(not_before=0)] == [path]


def test_a_file_in_a_settled_folder_is_found_again_when_asked_for(tmp_path):
    path = keep(tmp_path)
    follower = Follower([tmp_path], lambda: path.stat().st_mtime + 3_600)
    (file,) = follower.new_files(not_before=0)
    assert follower.new_files(not_before=0) == []
    follower.look_again(file)
    assert follower.new_files(not_before=0) == [file]


def test_a_replaced_folder_is_new_again(tmp_path):
    follower = Follower([tmp_path], lambda: NOW)
    path = keep(tmp_path)
    assert new_paths(follower) == [path]
    shutil.rmtree(path.parent)
    assert new_paths(follower) == []
    written = keep(tmp_path)
    os.utime(written, (NOW, NOW))
    assert new_paths(follower) == [path]


def test_old_files_are_left_out(tmp_path):
    follower = Follower([tmp_path], lambda: NOW)
    for batch, written in ((0, NOW - 10), (1, NOW + 10)):
        os.utime(keep(tmp_path, batch=batch), (written, written))
    assert [path.parent.name for path in new_paths(follower, not_before=NOW)] == ["batch=1"]


def merge(kept, first, last, *, times=(HOUR, HOUR + 10), content=b"{}\n{}\n"):
    path = hour_folder(kept, HOUR) / merged_name(first, last, times)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content))
    return path


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.none() | st.tuples(st.integers(0), st.integers(0)))
def test_a_merged_file_says_by_its_name_what_it_holds(tmp_path_factory, first, last, times):
    kept = tmp_path_factory.mktemp("kept")
    path = merge(kept, first, last, times=times)
    ((merged,),) = (contents_of(hour).merged for hour in hours_of(kept))
    assert (merged.file.path, merged.first, merged.last, merged.times) == (path, first, last, times)


def test_a_merged_file_replaces_the_folders_of_its_micro_batches_and_no_others(tmp_path):
    paths = [keep(tmp_path, batch=batch) for batch in range(5)]
    merged = merge(tmp_path, 1, 3)
    (hour,) = hours_of(tmp_path)
    contents = contents_of(hour)
    assert {file.path for part in contents.parts for file in files_in(part)} == {paths[0], paths[4], merged}
    assert sorted(batch.number for batch in contents.covered) == [1, 2, 3]
    assert sorted(batch.number for batch in batches_of(hour)) == [0, 4]


def test_other_compressed_files_and_unfinished_ones_are_skipped(tmp_path):
    folder = merge(tmp_path, 1, 2).parent
    for name in (".merging.json.gz", "_x.json.gz", "batches=1.json.gz", "batches=1-2.json", "more.json.gz"):
        (folder / name).write_bytes(gzip.compress(b"{}\n"))
    (hour,) = hours_of(tmp_path)
    assert len(contents_of(hour).parts) == 1


def test_a_follower_takes_nothing_from_a_merged_file(tmp_path):
    follower = Follower([tmp_path], lambda: NOW)
    path = keep(tmp_path, batch=1)
    assert new_paths(follower) == [path]
    merge(tmp_path, 1, 1)
    assert [new_paths(follower) for _ in range(2 * ALL_HOURS_EVERY)] == [[]] * (2 * ALL_HOURS_EVERY)


def test_plain_and_merged_files_are_opened_alike(tmp_path):
    for path in (keep(tmp_path, content=b"1\n2\n"), merge(tmp_path, 1, 2, content=b"1\n2\n")):
        with opened(path) as content:
            assert list(content) == [b"1\n", b"2\n"]


def test_a_missing_file_is_missing_merged_or_not(tmp_path):
    for name in ("part-0.json", merged_name(1, 2, None)):
        with pytest.raises(FileNotFoundError), opened(tmp_path / name):
            pass


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-9], lambda _: b"not compressed", lambda whole: whole[:-8] + b"8 bytes!"]
)
def test_a_damaged_file_is_an_error_that_names_it(tmp_path, damage):
    path = merge(tmp_path, 1, 2)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(OSError, match="damaged: ") as raised, opened(path) as content:
        content.read()
    assert raised.value.filename == str(path)


def test_what_comes_before_the_damage_can_be_read(tmp_path):
    lines = [b"%d\n" % number for number in range(100_000)]
    path = merge(tmp_path, 1, 2, content=b"".join(lines))
    path.write_bytes(path.read_bytes()[:-50_000])
    found = []
    with pytest.raises(OSError, match="damaged"), opened(path) as content:
        found.extend(content)
    assert 1_000 < len(found) < len(lines)
    assert found == lines[: len(found)]


def test_an_hour_is_as_old_as_the_newest_thing_in_it(tmp_path):
    for batch, written in ((1, NOW - 50), (2, NOW - 70)):
        os.utime(keep(tmp_path, batch=batch).parent, (written, written))
    (hour,) = hours_of(tmp_path)
    assert last_written_ns(hour) == (NOW - 50) * 1e9
    shutil.rmtree(hour.path / "batch=1")
    shutil.rmtree(hour.path / "batch=2")
    (empty,) = hours_of(tmp_path)
    assert last_written_ns(empty) == empty.changed_ns
