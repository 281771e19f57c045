"""Spark's view of the record: the schema that `common.state_vector.FIELDS` spells."""

from common.state_vector import FIELDS

RECORD_DDL = ", ".join(f"{field.name} {field.type}" for field in FIELDS)
