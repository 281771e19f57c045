import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.archive import batches as kept_batches
from dashboard.archive.batches import END_BYTES, KeptBatches
from tests.dashboard.kept_records import HOUR, hour_path, keep, polled

LINE = b'{"icao24":"3c6444","poll_time":%d,"x":"%s"}\n'


def names(folder: Path, start: float, end: float) -> list[str]:
    return [str(path.relative_to(folder)) for path in KeptBatches(folder).files_between(start, end)]


def write_part(folder: Path, content: bytes, batch: int = 1) -> Path:
    path = hour_path(folder, HOUR) / f"batch={batch}" / "part-00000.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def looked_into(monkeypatch) -> list[str]:
    """The folders that are looked into from now on."""
    seen, span = [], kept_batches._span

    def span_noted(files):
        seen.extend(path.parent.name for path in files)
        return span(files)

    monkeypatch.setattr(kept_batches, "_span", span_noted)
    return seen


@pytest.mark.parametrize("there", [False, True])
def test_an_empty_folder_holds_nothing(tmp_path, there):
    folder = tmp_path / "kept"
    if there:
        hour_path(folder, HOUR).mkdir(parents=True)
    batches = KeptBatches(folder)
    assert batches.span() is None
    assert batches.files_between(0, 2**31) == []


def test_hours_are_known_by_their_names_oldest_first(tmp_path):
    for folder in ("date=2026-03-01/hour=00", "date=2026-02-28/hour=23", "date=2026-02-30/hour=01", "date=x/hour=1"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".spark-staging-1" / "date=2026-01-01" / "hour=05").mkdir(parents=True)
    (tmp_path / "date=2026-03-01" / "_temporary").write_text("")
    assert KeptBatches(tmp_path).hours() == [1_772_319_600, 1_772_323_200]


@settings(max_examples=60, deadline=None)
@given(
    batches=st.lists(
        st.tuples(
            st.integers(0, 3),
            st.lists(st.lists(st.integers(-400, 400), min_size=1, max_size=5), min_size=1, max_size=2),
        ),
        max_size=8,
    ),
    start=st.integers(-450, 450),
    length=st.integers(0, 300),
)
def test_exactly_the_batches_with_polls_in_or_around_the_range_are_named(batches, start, length):
    """Batch numbers start again, polls cross the hour, a file holds the polls of one shard after another."""
    with tempfile.TemporaryDirectory() as name:
        folder, kept = Path(name), {}
        for number, parts in batches:
            for hour in {hour_path(folder, HOUR + poll) for part in parts for poll in part}:
                shutil.rmtree(hour / f"batch={number}", ignore_errors=True)
            kept = {key: polls for key, polls in kept.items() if Path(key[0]).exists()}
            for part, polls in enumerate(parts):
                for poll in polls:
                    place = hour_path(folder, HOUR + poll) / f"batch={number}"
                    kept.setdefault((str(place), f"part-{part}.json"), []).append(HOUR + poll)
                keep(folder, [polled(HOUR + poll) for poll in polls], batch=number, part=f"part-{part}.json")
        of_batch = {}
        for (place, _), polls in kept.items():
            of_batch.setdefault(place, []).extend(polls)
        first, last = HOUR + start, HOUR + start + length
        expected = {
            f"{place}/{part}" for place, part in kept if min(of_batch[place]) <= last and max(of_batch[place]) >= first
        }
        index = KeptBatches(folder)
        assert set(map(str, index.files_between(first, last))) == expected
        polls = [poll for of_part in kept.values() for poll in of_part]
        assert index.span() == ((min(polls), max(polls)) if polls else None)


def test_files_come_in_the_order_in_which_they_were_written(tmp_path):
    for batch, written in ((3, 10), (1, 30), (2, 20)):
        keep(tmp_path, [polled(HOUR)], batch=batch, written=written)
    assert [Path(name).parent.name for name in names(tmp_path, HOUR, HOUR)] == ["batch=3", "batch=2", "batch=1"]


def test_of_a_large_file_only_the_ends_are_read(tmp_path):
    filler = b"x" * 100
    middle = LINE % (HOUR + 500, filler)
    write_part(tmp_path, LINE % (HOUR + 5, filler) + middle * 2_000 + LINE % (HOUR + 5, filler))
    ends = b"".join(LINE % (HOUR + 5, filler) for _ in range(END_BYTES // 100 + 1))
    write_part(tmp_path, ends + middle * 2_000 + ends, batch=2)
    assert names(tmp_path, HOUR + 500, HOUR + 500) == [str(next(tmp_path.glob("*/*/batch=1/*")).relative_to(tmp_path))]


def test_a_large_file_with_polls_of_one_shard_after_another_is_known_by_all_of_them(tmp_path):
    shards = [[HOUR + 20] * 300 + [HOUR + 30] * 300, [HOUR + 10] * 300 + [HOUR + 20] * 300]
    content = b"".join(LINE % (poll, b"x" * 50) for shard in shards for poll in shard)
    path = write_part(tmp_path, content + LINE % (HOUR + 25, b""))
    assert path.stat().st_size > 2 * END_BYTES
    assert KeptBatches(tmp_path).span() == (HOUR + 10, HOUR + 30)


@pytest.mark.parametrize("shift", range(14))
def test_a_number_cut_at_the_end_of_the_bytes_read_is_not_a_number(tmp_path, shift):
    start = b'{"poll_time":'
    line, unread = (LINE % (poll, b"x" * 40) for poll in (HOUR + 7, HOUR + 500))
    padding = b'{"x":"' + b"x" * (END_BYTES - len(start) - shift - 9) + b'"}\n'
    write_part(tmp_path, padding + start + b"%d}\n" % (HOUR + 7) + unread * 400 + line * 400)
    assert KeptBatches(tmp_path).span() == (HOUR + 7, HOUR + 7)


def test_records_without_a_poll_may_be_of_their_whole_hour(tmp_path):
    write_part(tmp_path, b'{"problem":"missing icao24","raw":"{\\"poll_time\\":5}"}\n')
    assert len(names(tmp_path, HOUR + 3_000, HOUR + 3_001)) == 1
    assert names(tmp_path, HOUR + 3_601, HOUR + 4_000) == []


def test_records_without_a_poll_end_when_the_last_has_arrived(tmp_path):
    arrived = b'{"problem":"p","arrived_at":"%s","raw":"{\\"arrived_at\\":\\"2001-01-01T00:00:00Z\\"}"}\n'
    first, last = b"2026-09-21T13:20:05.250Z", b"2026-09-21T13:40:07Z"
    write_part(tmp_path, arrived % first + arrived % b"soon")
    write_part(tmp_path, arrived % b"2026-09-21T13:40:00.000Z" + arrived % last, batch=2)
    ends = tuple(datetime.fromisoformat(text.decode()).timestamp() for text in (first, last))
    assert KeptBatches(tmp_path).span() == ends


def test_files_without_records_are_of_no_time(tmp_path):
    keep(tmp_path, [polled(HOUR + 7)], batch=0)
    empty = hour_path(tmp_path, HOUR + 3_600) / "batch=1" / "part-00000.json"
    empty.parent.mkdir(parents=True)
    empty.touch()
    assert KeptBatches(tmp_path).span() == (HOUR + 7, HOUR + 7)


def test_windows_are_known_by_their_names(tmp_path):
    for start in (HOUR, HOUR + 120):
        path = hour_path(tmp_path, start) / f"window={start}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}\n")
    assert [Path(name).name for name in names(tmp_path, HOUR + 60, HOUR + 200)] == [f"window={HOUR + 120}.json"]
    assert KeptBatches(tmp_path).span() == (HOUR, HOUR + 120)


def test_unfinished_work_is_not_read(tmp_path):
    (path,) = keep(tmp_path, [polled(HOUR)], batch=1)
    for name in (".part-00000.json.crc", "_SUCCESS", ".part-1.json", "_part-2.json"):
        path.with_name(name).write_text("")
    for name in (".batch=2", "_temporary", "batch=x"):
        (path.parents[1] / name).mkdir()
        (path.parents[1] / name / "part-0.json").write_text("{}")
    assert names(tmp_path, 0, 2**31) == [str(path.relative_to(tmp_path))]


def test_the_span_looks_into_the_first_and_the_last_hour_only(tmp_path, monkeypatch):
    for hour in range(5):
        keep(tmp_path, [polled(HOUR + 3_600 * hour + 7)], batch=hour)
    hour_path(tmp_path, HOUR + 5 * 3_600).mkdir(parents=True)
    seen = looked_into(monkeypatch)
    assert KeptBatches(tmp_path).span() == (HOUR + 7, HOUR + 4 * 3_600 + 7)
    assert sorted(seen) == ["batch=0", "batch=4"]


def test_batches_of_an_hour_within_the_range_need_no_look(tmp_path, monkeypatch):
    for hour in range(4):
        keep(tmp_path, [polled(HOUR + 3_600 * hour + 7)], batch=hour)
    seen = looked_into(monkeypatch)
    assert len(KeptBatches(tmp_path).files_between(HOUR + 7, HOUR + 3 * 3_600)) == 3
    assert sorted(seen) == ["batch=0", "batch=3"]


def test_asking_again_looks_into_what_has_changed_only(tmp_path, monkeypatch):
    for batch in range(3):
        keep(tmp_path, [polled(HOUR + 10 * batch)], batch=batch)
    index = KeptBatches(tmp_path)
    before = index.files_between(HOUR, HOUR + 100)
    seen = looked_into(monkeypatch)
    assert index.files_between(HOUR, HOUR + 100) == before
    assert seen == []
    keep(tmp_path, [polled(HOUR + 700)], batch=1, written=2)
    assert index.files_between(HOUR + 700, HOUR + 700) == [before[1]]
    assert seen == ["batch=1"]


def test_what_was_written_just_now_is_looked_into_again(tmp_path):
    """Within one tick of the file system's clock a folder can change without a later modification time."""
    (first,) = keep(tmp_path, [polled(HOUR)], batch=1)
    os.utime(first.parent)
    now = first.parent.stat()
    index = KeptBatches(tmp_path)
    assert index.files_between(HOUR, HOUR) == [first]
    (second,) = keep(tmp_path, [polled(HOUR)], batch=1, part="part-00001.json")
    os.utime(first.parent, ns=(now.st_atime_ns, now.st_mtime_ns))
    assert index.files_between(HOUR, HOUR) == [first, second]


def test_memory_is_bounded_and_answers_stay_right(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_batches, "MOST_BATCHES", 2)
    for batch in range(5):
        keep(tmp_path, [polled(HOUR + batch)], batch=batch)
    index = KeptBatches(tmp_path)
    assert len(index.files_between(HOUR, HOUR + 9)) == 5
    seen = looked_into(monkeypatch)
    assert len(index.files_between(HOUR, HOUR + 9)) == 5
    assert len(seen) >= 3


def test_folders_that_vanish_while_they_are_read_are_not_an_error(tmp_path, monkeypatch):
    (gone,), (stays,) = (keep(tmp_path, [polled(HOUR)], batch=batch) for batch in (1, 2))
    scandir = os.scandir

    @contextmanager
    def list_then_remove(folder):
        with scandir(folder) as entries:
            listed = list(entries)
        if gone.exists():
            gone.unlink()
            gone.parent.rmdir()
        yield listed

    monkeypatch.setattr(kept_batches.os, "scandir", list_then_remove)
    assert KeptBatches(tmp_path).files_between(HOUR, HOUR) == [stays]


def test_what_cannot_be_read_does_not_hide_the_rest_of_its_batch(tmp_path):
    (path,) = keep(tmp_path, [polled(HOUR + 5)], batch=1)
    (path.parent / "part-00001.json").mkdir()
    assert len(names(tmp_path, HOUR, HOUR + 10)) == 2


def test_many_viewers_may_ask_at_once(tmp_path):
    for batch in range(40):
        keep(tmp_path, [polled(HOUR + batch)], batch=batch)
    index = KeptBatches(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda start: len(index.files_between(HOUR + start, HOUR + 39)), range(40)))
    assert answers == list(range(40, 0, -1))
