import os

from contracts.outputs import Outputs
from spark.publish.retention import remove_old_hours

NOW = 1_700_000_000


ROOMY = 10**9


def folder(outputs, name, age_hours, *, size=3, output="cleaned_flights"):
    path = outputs.root / output / name
    (path / "batch=1").mkdir(parents=True)
    (path / "batch=1" / "part-0.json").write_bytes(b" " * size)
    for each in (path / "batch=1", path):
        os.utime(each, (NOW - age_hours * 3600, NOW - age_hours * 3600))
    return path


def test_hours_are_removed_by_when_they_were_written_not_by_their_name(tmp_path):
    outputs = Outputs(tmp_path)
    old = folder(outputs, "date=2026-01-01/hour=00", age_hours=25)
    played_lately = folder(outputs, "date=1999-01-01/hour=00", age_hours=1)
    swept = remove_old_hours(outputs, now=NOW, keep_hours=24, max_bytes=ROOMY)
    assert (swept.old, swept.early) == ([old], [])
    assert not old.parent.exists()
    assert played_lately.exists()


def test_an_hour_beside_an_old_one_stays_with_its_date(tmp_path):
    outputs = Outputs(tmp_path)
    folder(outputs, "date=2026-01-01/hour=00", age_hours=25)
    young = folder(outputs, "date=2026-01-01/hour=01", age_hours=23)
    remove_old_hours(outputs, now=NOW, keep_hours=24, max_bytes=ROOMY)
    assert [path.name for path in young.parent.iterdir()] == ["hour=01"]


def test_nothing_written_yet_is_nothing_to_remove(tmp_path):
    swept = remove_old_hours(Outputs(tmp_path), now=NOW, keep_hours=24, max_bytes=ROOMY)
    assert (swept.bytes, swept.old, swept.early) == (0, [], [])


def test_the_oldest_hours_of_all_outputs_go_first_until_the_rest_fits(tmp_path):
    outputs = Outputs(tmp_path)
    hours = [
        folder(outputs, f"date=2026-01-01/hour={hour:02}", age_hours=10 - hour, size=40_000, output=output)
        for hour in range(4)
        for output in ("cleaned_flights", "rejected")
    ]
    swept = remove_old_hours(outputs, now=NOW, keep_hours=24, max_bytes=230_000)
    assert [path.exists() for path in hours] == [False] * 3 + [True] * 5
    assert (len(swept.early), swept.old) == (3, [])
    assert 200_000 <= swept.bytes <= 230_000


def test_the_hour_that_is_being_written_stays_even_if_it_is_too_large(tmp_path):
    outputs = Outputs(tmp_path)
    earlier = folder(outputs, "date=2026-01-01/hour=00", age_hours=1, size=1_000)
    newest = folder(outputs, "date=2026-01-01/hour=01", age_hours=0, size=1_000_000)
    swept = remove_old_hours(outputs, now=NOW, keep_hours=24, max_bytes=10)
    assert (swept.early, newest.exists()) == ([earlier], True)
