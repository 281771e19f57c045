import os

from contracts.outputs import Outputs
from spark.publish.retention import remove_old_hours

NOW = 1_700_000_000


def folder(outputs, name, age_hours):
    path = outputs.cleaned_flights / name
    (path / "batch=1").mkdir(parents=True)
    (path / "batch=1" / "part-0.json").write_text("{}\n")
    os.utime(path, (NOW - age_hours * 3600, NOW - age_hours * 3600))
    return path


def test_hours_are_removed_by_when_they_were_written_not_by_their_name(tmp_path):
    outputs = Outputs(tmp_path)
    old = folder(outputs, "date=2026-01-01/hour=00", age_hours=25)
    played_lately = folder(outputs, "date=1999-01-01/hour=00", age_hours=1)
    assert remove_old_hours(outputs, now=NOW, keep_hours=24) == [old]
    assert not old.parent.exists()
    assert played_lately.exists()


def test_an_hour_beside_an_old_one_stays_with_its_date(tmp_path):
    outputs = Outputs(tmp_path)
    folder(outputs, "date=2026-01-01/hour=00", age_hours=25)
    young = folder(outputs, "date=2026-01-01/hour=01", age_hours=23)
    remove_old_hours(outputs, now=NOW, keep_hours=24)
    assert [path.name for path in young.parent.iterdir()] == ["hour=01"]


def test_nothing_written_yet_is_nothing_to_remove(tmp_path):
    assert remove_old_hours(Outputs(tmp_path), now=NOW, keep_hours=24) == []
