import duckdb
import pytest

from contracts import alert_event, rejected_record, scored_record, state_vector, windows
from contracts.fields import Field, duckdb_types, names_of, spark_ddl

CONTRACTS = {
    "state vector": state_vector.FIELDS,
    "scored record": scored_record.FIELDS,
    "alert event": alert_event.FIELDS,
    "window": windows.FIELDS,
    "rejected record": rejected_record.FIELDS,
}
SPEED = Field("speed", "double", "m/s", "ground speed", minimum=0)
SQUAWKS = Field("squawks", "array<string>", "", "codes")


@pytest.mark.parametrize("fields", CONTRACTS.values(), ids=CONTRACTS.keys())
def test_a_contract_names_each_field_once_and_explains_it(fields):
    assert len(set(names_of(fields))) == len(fields)
    assert all(field.meaning for field in fields)


@pytest.mark.parametrize("fields", CONTRACTS.values(), ids=CONTRACTS.keys())
def test_duckdb_knows_the_types_of_every_contract(fields):
    columns = ", ".join(f'NULL::{type_} AS "{name}"' for name, type_ in duckdb_types(fields).items())
    with duckdb.connect() as connection:
        rows = connection.sql(f"SELECT {columns}")
        assert dict(zip(rows.columns, map(str, rows.types), strict=True)) == duckdb_types(fields)


def test_spark_reads_the_fields_as_ddl():
    assert spark_ddl([SPEED, SQUAWKS]) == "speed double, squawks array<string>"
