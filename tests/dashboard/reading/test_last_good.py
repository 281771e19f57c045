import os
import threading
from pathlib import Path

import pytest

from dashboard.reading.last_good import LastGoodFile, of_json


@of_json
def numbers(content):
    if not isinstance(content, list):
        raise ValueError("is not a list")
    return content


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "numbers.json"


def test_a_missing_file_has_neither_value_nor_problem(path):
    reading = LastGoodFile(path, numbers).read()
    assert (reading.value, reading.problem) == (None, None)


def test_an_unchanged_file_is_parsed_once_for_all_its_readers(path):
    path.write_text("[1]")
    parsed = []
    file = LastGoodFile(path, lambda content: parsed.append(content) or numbers(content))
    readers = [threading.Thread(target=file.read) for _ in range(10)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert parsed == [b"[1]"]
    assert file.read().value == [1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [("[1, 2", "is not complete JSON"), ("", "is empty"), (" \n", "is empty"), ('{"a": 1}', "is not a list")],
)
def test_a_spoiled_file_leaves_the_last_good_value_with_a_note(path, content, problem):
    file = LastGoodFile(path, numbers)
    path.write_text("[1]")
    good = file.read()
    path.write_text(content)
    spoiled = file.read()
    assert spoiled.value == good.value == [1]
    assert spoiled.version == good.version
    assert spoiled.problem == problem
    path.write_text("[1, 2, 3]")
    assert (file.read().value, file.read().problem) == ([1, 2, 3], None)


def test_a_spoiled_first_file_is_a_problem_without_a_value(path):
    path.write_text("nope")
    reading = LastGoodFile(path, numbers).read()
    assert reading.value is None
    assert reading.problem == "is not complete JSON"


def test_the_same_size_at_another_time_is_another_version(path):
    file = LastGoodFile(path, numbers)
    path.write_text("[1]")
    file.read()
    path.write_text("[2]")
    os.utime(path, ns=(1, 1))
    assert file.read().value == [2]


def test_a_removed_file_takes_its_value_along(path):
    file = LastGoodFile(path, numbers)
    path.write_text("[1]")
    file.read()
    path.unlink()
    assert file.read().value is None


def test_a_folder_in_its_place_is_a_problem_and_no_failure(path):
    path.mkdir()
    assert "cannot be read" in (LastGoodFile(path, numbers).read().problem or "")
