"""Problems of rows, found by pandera schemas."""

import pandas as pd
import pandera.pandas as pandera
from pandera.errors import SchemaErrors


def find_problems(schema: pandera.DataFrameSchema, rows: pd.DataFrame) -> dict[int, str]:
    """Return the first check that each row fails, as its `error` text, by the row's place in the index.

    Rows that pass all checks are absent.
    """
    if rows.empty:
        return {}
    try:
        schema.validate(rows[list(schema.columns)], lazy=True)
    except SchemaErrors as errors:
        failed = errors.failure_cases[["index", "check"]].drop_duplicates("index")
        return {int(index): str(check) for index, check in failed.itertuples(index=False)}
    return {}
