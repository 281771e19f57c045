"""The overview of a micro-batch: the data that the driver needs about new records, as one binary value per shard.

As columns of the records, the same data would be converted row by row from Python to Java and back.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
import pyarrow as pa

from ml.detectors.detection import TOGETHER
from ml.detectors.findings import Finding
from ml.judgement import JUDGED_FIELDS, Judgement

PLACE = "place"
_TEXTS = ("icao24", "callsign", "origin_country", "squawk", "source", "findings", "record")
_FLAGS = ("on_ground", "newest")
_TIMES = ("time_position", "last_contact", "poll_time", PLACE)
_COLUMNS = (*JUDGED_FIELDS, PLACE, "anomaly_score", *TOGETHER, "newest", "findings", "record")


def _type_of(column: str) -> pa.DataType:
    if column in _TEXTS:
        return pa.string()
    if column in _FLAGS:
        return pa.bool_()
    return pa.int64() if column in _TIMES else pa.float64()


_SCHEMA = pa.schema([(column, _type_of(column)) for column in _COLUMNS])


def pack(records: pa.Table, places: npt.NDArray[np.int64], judgement: Judgement, lines: Sequence[bytes]) -> bytes:
    """Return the overview of a shard's new records as an Arrow stream.

    records: JUDGED_FIELDS of the new records. places: the index of each record's poll among those whose
    turn has come. lines: the whole records as JSON.

    Columns: JUDGED_FIELDS, `place`, `anomaly_score`, TOGETHER; `findings`: the detectors' findings as JSON, null where
    there are none; `newest`: the record is the aircraft's last in the micro-batch; `record`: the whole record as JSON
    where `newest`, else null.
    """
    newest = ~records["icao24"].to_pandas().duplicated(keep="last").to_numpy(bool)
    columns: dict[str, Any] = dict(zip(records.column_names, records.columns, strict=True)) | {
        PLACE: pa.array(places),
        "anomaly_score": pa.array(judgement.scores["anomaly_score"], pa.float64(), from_pandas=True),
        **{name: pa.array(judgement.together[name], pa.float64(), from_pandas=True) for name in TOGETHER},
        "newest": pa.array(newest),
        "findings": pa.array([orjson.dumps(found) if found else None for found in judgement.findings], pa.string()),
        "record": pa.array([line if last else None for line, last in zip(lines, newest, strict=True)], pa.string()),
    }
    table = pa.table(columns).cast(_SCHEMA)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, _SCHEMA) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def unpack(packed: Iterable[bytes]) -> pd.DataFrame:
    """Return the overviews of all shards as one frame, with `findings` as lists, empty where there are none."""
    tables = [pa.ipc.open_stream(content).read_all() for content in packed]
    frame: pd.DataFrame = pa.concat_tables(tables or [_SCHEMA.empty_table()]).to_pandas()
    frame["findings"] = [
        [Finding.from_dict(each) for each in orjson.loads(text)] if text else [] for text in frame["findings"]
    ]
    return frame
