from pathlib import Path

from spark.class_archive import ARCHIVE


def test_java_has_mapped_the_archive_that_setup_made(spark):
    java = spark.sparkContext._gateway.proc.pid
    assert str(ARCHIVE) in Path(f"/proc/{java}/maps").read_text()
