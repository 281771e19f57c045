"""The committed build of the map matches its sources; checked without Node."""

import hashlib
import re
from pathlib import Path

import orjson
import pytest

from dashboard.map.columns import SHAPES

DASHBOARD = Path(__file__).resolve().parents[3] / "dashboard"
FRONTEND, STATIC = DASHBOARD / "frontend", DASHBOARD / "static"


def test_the_map_was_built_after_its_sources_changed():
    sources = [FRONTEND / "package-lock.json", *sorted((FRONTEND / "src").iterdir())]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    assert (STATIC / "map" / "sources.sha256").read_text().strip() == digest, "run `make frontend`"


def test_the_shapes_are_numbered_alike_on_both_sides():
    script = (FRONTEND / "src" / "shapes.js").read_text()
    listed = script[script.index("export const SHAPES = {") : script.index("};")]
    assert tuple(re.findall(r"^  (\w+):", listed, re.MULTILINE)) == SHAPES


def test_airports_have_a_code_and_a_place():
    airports = orjson.loads((STATIC / "airports.json").read_bytes())
    (frankfurt,) = [airport for airport in airports if airport["code"] == "FRA"]
    assert frankfurt["at"] == pytest.approx([8.57, 50.03], abs=0.05)  # as published by its operator
