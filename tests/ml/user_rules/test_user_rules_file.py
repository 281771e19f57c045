import os

import pytest

from common.settings import Settings
from ml.user_rules.rules_file import RulesFile

RULE = "  - {{name: {name}, kind: threshold, severity: info, field: velocity, above: 250}}\n"


def write(path, *names, moment):
    """Write a file with rules of these names, last changed at that time."""
    path.write_text("rules:\n" + "".join(RULE.format(name=name) for name in names))
    os.utime(path, (moment, moment))


def names(file):
    return [rule.name for rule in file.current().rules]


def test_a_missing_file_means_no_rules_and_is_not_a_problem(tmp_path):
    file = RulesFile(tmp_path / "alert_rules.yaml")
    assert names(file) == []
    assert file.problem is None


def test_missing_file_that_is_set_is_a_problem_until_it_is_there(tmp_path):
    path = tmp_path / "alert_rules.yaml"
    file = RulesFile.of_settings(Settings(alert_rules_file=path))
    assert names(file) == []
    assert file.problem == f"{path}: there is no such file (ALERT_RULES_FILE)"
    write(path, "a", moment=100)
    assert names(file) == ["a"]
    assert file.problem is None


def test_default_file_may_be_missing(tmp_path):
    settings = Settings.model_construct(set(), alert_rules_file=tmp_path / "alert_rules.yaml")
    file = RulesFile.of_settings(settings)
    file.current()
    assert file.problem is None


def test_file_is_read_again_when_it_has_changed(tmp_path):
    path = tmp_path / "alert_rules.yaml"
    file = RulesFile(path)
    assert names(file) == []
    write(path, "a", moment=100)
    assert names(file) == ["a"]
    write(path, "b", moment=200)
    assert names(file) == ["b"], "the same size, another time"
    write(path, "b", "c", moment=200)
    assert names(file) == ["b", "c"], "the same time, another size"
    path.unlink()
    assert names(file) == []


def test_unchanged_file_is_not_read_again(tmp_path):
    path = tmp_path / "alert_rules.yaml"
    write(path, "a", moment=100)
    file = RulesFile(path)
    assert file.current() is file.current()


def test_broken_version_leaves_the_last_good_one_until_it_is_mended(tmp_path):
    path = tmp_path / "alert_rules.yaml"
    write(path, "a", moment=100)
    file = RulesFile(path)
    file.current()
    path.write_text("rules: [")
    assert names(file) == ["a"]
    assert file.problem == "alert_rules.yaml, line 1: not YAML: expected the node content, but found '<stream end>'"
    assert names(file) == ["a"]
    assert file.problem, "it stays a problem"
    write(path, "b", moment=300)
    assert names(file) == ["b"]
    assert file.problem is None


@pytest.mark.parametrize("text", ["rules: &r [*r]", "rules: " + "[" * 3_000])
def test_version_that_is_endless_leaves_the_last_good_one(tmp_path, text):
    path = tmp_path / "alert_rules.yaml"
    write(path, "a", moment=100)
    file = RulesFile(path)
    file.current()
    path.write_text(text)
    assert names(file) == ["a"]
    assert "too deep" in file.problem


def test_file_that_is_broken_from_the_start_has_no_rules(tmp_path):
    path = tmp_path / "alert_rules.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    file = RulesFile(path)
    assert names(file) == []
    assert file.problem.startswith("alert_rules.yaml: cannot be read: ")


def test_problem_goes_with_the_file(tmp_path):
    path = tmp_path / "alert_rules.yaml"
    path.write_text("rules: [")
    file = RulesFile(path)
    file.current()
    path.unlink()
    assert names(file) == []
    assert file.problem is None


def test_file_that_cannot_be_read_leaves_the_last_good_rules_and_is_tried_again(tmp_path):
    path = tmp_path / "rules"
    write(path, "a", moment=100)
    file = RulesFile(path)
    assert names(file) == ["a"]
    path.rename(tmp_path / "kept")
    path.mkdir()
    assert names(file) == ["a"]
    assert file.problem == "rules: cannot be read: Is a directory"
    path.rmdir()
    (tmp_path / "kept").rename(path)
    assert names(file) == ["a"]
    assert file.problem is None, "the unchanged file is read again"
