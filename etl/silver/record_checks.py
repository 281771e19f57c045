"""Schemas of pandera, asked what is wrong with which row."""

import pandas as pd
import pandera.pandas as pandera
from pandera.errors import SchemaErrors


def find_problems(schema: pandera.DataFrameSchema, rows: pd.DataFrame) -> dict[int, str]:
    """The first check that each row fails, as the check's `error` words it, by the row's place in the index; rows that
    are not there are fine."""
    if rows.empty:
        return {}
    try:
        schema.validate(rows[list(schema.columns)], lazy=True)
    except SchemaErrors as errors:
        failed = errors.failure_cases[["index", "check"]].drop_duplicates("index")
        return {int(index): str(check) for index, check in failed.itertuples(index=False)}
    return {}
