import struct

import numpy as np
import orjson
from hypothesis import given
from hypothesis import strategies as st

from dashboard.map.packet import make_packet, pack_columns


def read_packet(packet):
    """Decode the layout in the module's docstring with the standard library alone."""
    (length,) = struct.unpack_from("<I", packet)
    header = orjson.loads(packet[8 : 8 + length])
    columns = {}
    for name, (type_, offset, size) in header["columns"].items():
        form = {"f4": "f", "u1": "B"}[type_]
        start = 8 + length + offset
        assert start % 8 == 0
        columns[name] = list(struct.unpack_from(f"<{size}{form}", packet, start))
    return header, columns


@given(
    st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), max_size=20),
    st.text(max_size=30),
)
def test_a_packet_gives_back_what_went_in(values, words):
    floats = np.array(values, np.float32)
    small = np.arange(len(values), dtype=np.uint8)
    packed = pack_columns({"speed": floats, "shape": small}, {"texts": [words]}, count=len(values))
    header, columns = read_packet(make_packet(packed, {"note": words}))
    assert columns == {"speed": values, "shape": small.tolist()}
    assert (header["count"], header["texts"], header["note"]) == (len(values), [words], words)
