"""Spark's view of the record: the schema that `contracts.state_vector.FIELDS` spells."""

from contracts.state_vector import FIELDS

RECORD_DDL = ", ".join(f"{field.name} {field.type}" for field in FIELDS)
