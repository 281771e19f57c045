import os
from pathlib import Path

import pytest

from common.files.durability import make_folder, move_durably, sync
from common.files.json_files import keep_bytes, replace_bytes, write_json


def test_files_that_are_moved_outlive_a_loss_of_power(disk, tmp_path):
    sync([tmp_path.parent])
    moves = [(tmp_path / f"written-{number}", tmp_path / "ab"[number % 2] / f"{number}") for number in range(4)]
    for written, target in moves:
        written.write_text("what it holds")
        make_folder(target.parent)
    move_durably(moves)
    assert sorted(path.name for path in tmp_path.rglob("?")) == ["0", "1", "2", "3", "a", "b"]
    assert (disk.losable(tmp_path), disk.torn) == ([], [])


def test_a_folder_and_those_above_it_outlive_a_loss_of_power(disk, tmp_path):
    make_folder(tmp_path / "a" / "b" / "c")
    assert disk.losable(tmp_path) == []
    before = disk.syncs
    make_folder(tmp_path / "a" / "b" / "c")
    assert disk.syncs == before


def test_a_folder_that_cannot_be_synced_is_skipped_and_a_file_is_not():
    """That of /proc can wait for neither."""
    sync([Path("/proc")])
    with pytest.raises(OSError, match="Invalid argument"):
        sync([Path("/proc/version")])


def test_the_watch_itself_finds_what_is_not_on_the_disk(disk, tmp_path):
    written, target = tmp_path / "written", tmp_path / "target"
    written.write_text("what it holds")
    assert disk.losable(tmp_path) == [written]
    os.replace(written, target)  # noqa: PTH105 - as Path.replace calls it
    assert (disk.losable(tmp_path), disk.torn) == ([target], [target])
    sync([tmp_path])
    assert disk.losable(tmp_path) == [target]
    sync([target])
    assert disk.losable(tmp_path) == []
    (tmp_path / "other").write_text("the same name, another file")
    (tmp_path / "other").rename(target)
    assert disk.losable(tmp_path) == [target]


def test_kept_content_outlives_a_loss_of_power_and_a_failure_leaves_nothing(disk, tmp_path):
    path = tmp_path / "kept" / "page"
    keep_bytes(path, b"before")
    keep_bytes(path, b"now")
    assert path.read_bytes() == b"now"
    assert (disk.losable(tmp_path), disk.torn) == ([], [])
    (tmp_path / "kept" / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        keep_bytes(tmp_path / "kept" / "folder", b"in the way")
    assert sorted(each.name for each in path.parent.iterdir()) == ["folder", "page"]


def test_the_live_picture_does_not_wait_for_the_disk(disk, tmp_path):
    write_json(tmp_path / "live" / "flights.json", {"flights": []})
    replace_bytes(tmp_path / "alerts" / "alerts.json", b"{}\n")
    assert disk.syncs == 0
