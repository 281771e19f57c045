"""Parse and check the topic's messages. Nothing is dropped here: a message that is not usable gets a `problem`."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from contracts.callsign import FILL_CLASS
from contracts.fields import Field
from contracts.state_vector import FIELDS, ICAO24_PATTERN, LONGEST_TEXT, MAX_LEAD_S, RECORD_DDL

ARRIVAL_COLUMNS = ("topic", "partition", "offset", "arrived_at")
"""A message's place in Kafka, and when the broker received it (timestamp)."""

_LISTS = [field.name for field in FIELDS if field.type == "array<long>"]
_CORRUPT, _EMPTY = "_corrupt", "_empty"
_JSON_OPTIONS = {
    "mode": "PERMISSIVE",
    "columnNameOfCorruptRecord": _CORRUPT,
    "allowNonNumericNumbers": "false",
    "allowSingleQuotes": "false",
}


def parse_messages(messages: DataFrame) -> DataFrame:
    """Parse and check each message of Spark's Kafka source.

    The columns are those of the record, ARRIVAL_COLUMNS, `problem`, `raw` and `raw_base64`. A valid state vector has a
    null `problem`. Any other message keeps its value, as `raw` or, where it is not UTF-8, as `raw_base64`; its problem
    is one of a few texts: `not a JSON record`, `missing <field>`, `impossible <field>`, `<field> later than …`.
    """
    text = F.col("value").cast("string")
    parsed = messages.select(
        *ARRIVAL_COLUMNS[:3],
        F.col("timestamp").alias("arrived_at"),
        "value",
        F.from_json(text, f"{RECORD_DDL}, {_CORRUPT} string", _JSON_OPTIONS).alias("record"),
    ).select(*ARRIVAL_COLUMNS, "value", F.col("record").isNull().alias(_EMPTY), "record.*")
    return (
        parsed.withColumn("callsign", _known_callsign())
        .withColumn("problem", _problem())
        .withColumn("raw", F.when(F.col("problem").isNotNull() & F.is_valid_utf8("value"), text))
        .withColumn("raw_base64", F.when(F.col("problem").isNotNull() & F.col("raw").isNull(), F.base64("value")))
        .drop("value", _CORRUPT, _EMPTY)
    )


def _known_callsign() -> Column:
    """Return what `contracts.callsign.known_callsign` makes of the callsign."""
    sent = F.col("callsign")
    without_fill = F.regexp_replace(sent, rf"^[{FILL_CLASS}]+|[{FILL_CLASS}]+\z", "")
    return F.when(sent.rlike(rf"[^0{FILL_CLASS}]"), without_fill)


def valid_records(records: DataFrame) -> DataFrame:
    """Keep the records without a problem."""
    return records.where(F.col("problem").isNull())


def _problem() -> Column:
    """Return the first problem of a record, null when it has none."""
    checks = [
        # Spark reads bytes that are not UTF-8 as replacement characters.
        (F.col(_EMPTY) | F.col(_CORRUPT).isNotNull() | ~F.is_valid_utf8("value"), "not a JSON record"),
        *((F.exists(name, F.isnull), "not a JSON record") for name in _LISTS),
        *(check for field in FIELDS for check in _field_checks(field)),
        (~F.col("icao24").rlike(ICAO24_PATTERN), "impossible icao24"),
        (_is_later("time_position", F.col("poll_time")), "time_position later than its poll"),
        (_is_later("last_contact", F.col("poll_time")), "last_contact later than its poll"),
        # The newest poll is the pipeline's clock: a poll from the future would make every later record late.
        (_is_later("poll_time", F.col("arrived_at").cast("double")), "poll_time later than its arrival"),
    ]
    # One CASE with many branches: one expression per check makes a Java method too long to be compiled.
    (condition, words), *others = checks
    return reduce(lambda problem, check: problem.when(*check), others, F.when(condition, words))


def _field_checks(field: Field) -> list[tuple[Column, str]]:
    column = F.col(field.name)
    checks = []
    if field.required:
        is_missing = column.isNull() | (F.trim(column) == "") if field.type == "string" else column.isNull()
        checks.append((is_missing, f"missing {field.name}"))
    outside = [column < field.minimum] if field.minimum is not None else []
    outside += [column > field.maximum] if field.maximum is not None else []
    outside += [F.length(column) > LONGEST_TEXT] if field.type == "string" else []
    if outside:
        checks.append((reduce(Column.__or__, outside), f"impossible {field.name}"))
    return checks


def _is_later(name: str, limit: Column) -> Column:
    return F.col(name) > limit + MAX_LEAD_S
