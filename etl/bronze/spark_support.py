"""Spark helpers that landing and silver share: the folder names of an hour, and readable errors."""

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

_CAUSE = re.compile(r"^\s*(?:Caused by)?: (.+)$", re.MULTILINE)
"""A line of a Java error that names an exception: the error itself, after py4j's own line, or one of its causes."""


def hour_columns(moment: Column) -> tuple[Column, Column]:
    """Return `date` and `hour` (UTC) of a timestamp, as folders spell them."""
    return F.date_format(moment, "yyyy-MM-dd").alias("date"), F.date_format(moment, "HH").alias("hour")


def cause_of(error: Exception) -> str:
    """Return the root cause of a Spark error on one line, without Java's stack traces."""
    text = str(error).strip()
    causes = _CAUSE.findall(text)
    return causes[-1].strip() if causes else (text or type(error).__name__).splitlines()[0]
