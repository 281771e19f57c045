import subprocess
from pathlib import Path

import pytest

from spark.session import CLASS_ARCHIVE, archive_options


@pytest.fixture
def java(spark):
    """The folder of Spark's Java process below /proc."""
    return Path(f"/proc/{spark.sparkContext._gateway.proc.pid}")


def test_java_has_mapped_the_archive_that_setup_made(java):
    assert str(CLASS_ARCHIVE) in (java / "maps").read_text()


def test_java_starts_without_a_word_where_the_archive_does_not_fit(java):
    """It was made with Spark's jars, which are missing here."""
    command = [(java / "exe").resolve(), *archive_options(), "-version"]
    started = subprocess.run(command, capture_output=True, text=True, check=True)
    assert started.stdout == ""
    assert "archive" not in started.stderr
    assert "version" in started.stderr
