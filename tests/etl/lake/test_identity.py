import subprocess
import sys
from uuid import UUID, uuid4

import pytest

from common.errors import LakeError
from common.settings import ROOT
from contracts.lake.layout import Lake
from etl.lake import identity
from etl.lake.identity import FILE, identity_of, known_identity

MAKE = """
import sys
from pathlib import Path
from contracts.lake.layout import Lake
from etl.lake import identity
from etl.lake.identity import identity_of
sys.stdin.readline()
print(identity_of(Lake(Path(sys.argv[1]))))
"""


def test_a_lake_has_no_number_until_one_is_asked_for_and_keeps_it(lake):
    assert known_identity(lake) is None
    assert not lake.root.exists()
    made = identity_of(lake)
    assert (made.version, identity_of(lake), known_identity(lake)) == (4, made, made)
    assert [path.name for path in lake.root.iterdir() if path.is_file()] == [FILE]


def test_a_number_outlives_a_loss_of_power_before_anybody_gets_it(lake, disk):
    identity_of(lake)
    assert disk.losable(lake.root) == []


def test_lakes_have_different_numbers_and_a_copy_has_that_of_its_original(lake, tmp_path):
    number = identity_of(lake)
    assert identity_of(Lake(tmp_path / "other")) != number
    copied = Lake(tmp_path / "copied")
    copied.root.mkdir()
    (copied.root / FILE).write_bytes((lake.root / FILE).read_bytes())
    assert identity_of(copied) == number


def test_processes_that_make_it_at_once_get_the_same(lake):
    command, pipes = [sys.executable, "-c", MAKE, str(lake.root)], {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    makers = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(6)]
    for maker in makers:
        maker.stdin.write("\n")
        maker.stdin.flush()
    numbers = {maker.communicate(timeout=60)[0].strip() for maker in makers}
    assert numbers == {str(identity_of(lake))}


def test_an_identity_that_another_process_created_meanwhile_is_used(lake, monkeypatch):
    """The other process makes the file between the check that it is missing and its creation."""
    other = UUID("0b5e6a3c-6f35-4f0c-9d0e-6f0a4c1f2d3e")

    def make_it_first():
        (lake.root / FILE).write_text(f"{other}\n")
        return uuid4()

    monkeypatch.setattr(identity, "uuid4", make_it_first)
    assert identity_of(lake) == other
    assert (lake.root / FILE).read_text() == f"{other}\n"
    assert list((lake.root / ".work").iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"0b5e6a3c-6f35-4f0c", b"\xff\x00"], ids=["empty", "torn", "no text"])
def test_a_damaged_number_is_an_error_that_says_what_to_do_and_stays(lake, damage):
    path = lake.root / FILE
    lake.root.mkdir()
    path.write_bytes(damage)
    for ask in (known_identity, identity_of):
        with pytest.raises(LakeError, match=f"{path} does not hold the lake's id; restore a copy"):
            ask(lake)
    assert path.read_bytes() == damage


def test_a_number_that_cannot_be_read_or_written_is_an_error_that_names_the_file(lake):
    lake.root.mkdir()
    (lake.root / ".work").write_text("where the work should be")
    with pytest.raises(LakeError, match=rf"{lake.root / FILE} cannot be written: File exists"):
        identity_of(lake)
    (lake.root / FILE).mkdir()
    with pytest.raises(LakeError, match=rf"{lake.root / FILE} cannot be read: Is a directory"):
        identity_of(lake)
