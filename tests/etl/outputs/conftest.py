"""Outputs to land."""

import pytest

from tests.etl.outputs.output_lines import HOUR, line_of


@pytest.fixture
def write(settings):
    """Write the lines of a micro-batch as the streaming job does; a line is a record or raw bytes."""

    def write_lines(output, batch, *lines, hour=HOUR, name=None):
        name = name or ("alerts.json" if output == "alerts" else "part-00000-x.json")
        path = settings.output_dir / output / hour / f"batch={batch}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(line_of(line) + b"\n" for line in lines))
        return path

    return write_lines
