import argparse
import errno
import os

import pytest

from common.commands import run_main, whole_number
from common.errors import (
    CredentialsRefused,
    InputRefused,
    LakeError,
    RecordingError,
    SettingsError,
    WarehouseError,
    WarehouseRefused,
)
from ml import calibrate, evaluate, train_model


@pytest.mark.parametrize(
    ("error", "exit_code", "line"),
    [
        (SettingsError("no such budget"), 78, "command: no such budget\n"),
        (CredentialsRefused("wrong secret"), 78, "command: wrong secret\n"),
        (WarehouseRefused("wrong password"), 78, "command: wrong password\n"),
        (InputRefused("no such hour"), 2, "command: no such hour\n"),
        (RecordingError("polls.jsonl: no such file"), 2, "command: polls.jsonl: no such file\n"),
        (LakeError("part.parquet is damaged"), 1, "command: part.parquet is damaged\n"),
        (WarehouseError("the warehouse is away"), 1, "command: the warehouse is away\n"),
        (OSError(errno.EACCES, os.strerror(errno.EACCES), "/out/a"), 1, "command: /out/a: Permission denied\n"),
        (OSError("torn"), 1, "command: torn\n"),
        (KeyboardInterrupt(), 130, "command: interrupted\n"),
    ],
)
def test_an_error_ends_a_command_with_one_line_and_its_exit_code(capsys, error, exit_code, line):
    @run_main("command")
    def main():
        raise error

    assert main() == exit_code
    assert capsys.readouterr().err == line


@pytest.mark.parametrize("text", ["abc", "", "1.5", "-3", "4"])
def test_text_that_is_not_a_whole_number_of_at_least_the_minimum_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match=f"'{text}' is not a whole number of at least 5"):
        whole_number(least=5)(text)
    assert whole_number(least=5)("5") == 5


@pytest.mark.parametrize(
    ("main", "option", "words"),
    [
        (calibrate.main, "--budget", "'abc' is not a number of at least 0"),
        (train_model.main, "--records", "'abc' is not a whole number of at least 800"),
        (evaluate.main, "--simulate", "'abc' is not a whole number of at least 10"),
        (evaluate.main, "--seeds", "'abc' is not a whole number of at least 1"),
        (evaluate.main, "--jobs", "'abc' is not a whole number of at least 1"),
    ],
)
def test_the_error_for_an_argument_that_is_not_a_number_states_what_is_expected(capsys, main, option, words):
    with pytest.raises(SystemExit):
        main([option, "abc"])
    assert f"argument {option}: {words}" in capsys.readouterr().err
