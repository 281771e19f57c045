"""The parts of the documentation that the code knows better: tables of settings, of the record's fields, of the lake.

python -m ops.docs          writes them into README.md, docs/outputs.md, docs/lake.md and .env.example
python -m ops.docs --check  ends with 1 when they are not what the code says
"""

import sys
from collections.abc import Callable
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from common.settings import ROOT, Settings
from contracts.lake.layout import Table
from contracts.lake.tables import DIMENSIONS, GOLD, SILVER
from contracts.state_vector import FIELDS

Render = Callable[[], str]


def settings_table() -> str:
    """A Markdown table of all settings."""
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{name.upper()}` | {_code(_default(field))} | {field.description} |")
    return "\n".join(rows)


def fields_table() -> str:
    """A Markdown table of the record on the topic."""
    rows = ["| field | type | unit | meaning | rejected when |", "|---|---|---|---|---|"]
    for field in FIELDS:
        limits = [f"below {field.minimum:,}"] if field.minimum is not None else []
        limits += [f"above {field.maximum:,}"] if field.maximum is not None else []
        reasons = ", ".join((["null"] if field.required else []) + limits)
        rows.append(f"| `{field.name}` | {field.type} | {field.unit} | {field.meaning} | {reasons} |")
    return "\n".join(rows)


def lake_tables() -> str:
    """Silver, gold and the dimensions, a Markdown table of columns for each."""
    return "\n\n".join(_lake_table(table) for table in (*SILVER, *GOLD, *DIMENSIONS))


def _lake_table(table: Table) -> str:
    partitions = {"hour": "a file per hour", "day": "a file per day", "nothing": "one file"}[table.partitioned_by]
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = [
        f"### {table.layer}/{table.name}",
        "",
        f"{table.meaning[0].upper()}{table.meaning[1:]}. Key: {key}; {partitions}.",
        "",
        "| column | type | unit | meaning | required |",
        "|---|---|---|---|---|",
    ]
    for column in table.columns:
        required = "yes" if column.required else ""
        rows.append(f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning} | {required} |")
    return "\n".join(rows)


def env_example() -> str:
    """The content of `.env.example`: every setting, commented out, at its default."""
    lines = ["# Copy to .env and uncomment what you change. The environment wins over this file.", ""]
    for name, field in Settings.model_fields.items():
        lines += [f"# {field.description}", f"#{name.upper()}={_default(field)}", ""]
    return "\n".join(lines)


BLOCKS: dict[str, dict[str, Render]] = {
    "README.md": {"settings": settings_table},
    "docs/outputs.md": {"fields": fields_table},
    "docs/lake.md": {"tables": lake_tables},
}


def main() -> int:
    wanted = {name: _with_blocks((ROOT / name).read_text(), blocks) for name, blocks in BLOCKS.items()}
    wanted[".env.example"] = env_example()
    stale = [name for name, text in wanted.items() if not _same(ROOT / name, text)]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"{name} is not what the code says; python -m ops.docs mends it", file=sys.stderr)
        return int(bool(stale))
    for name in stale:
        (ROOT / name).write_text(wanted[name])
    return 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


def _with_blocks(text: str, blocks: dict[str, Render]) -> str:
    for name, render in blocks.items():
        start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, _, rest = text.partition(start)
        _, found, after = rest.partition(end)
        if not found:
            raise SystemExit(f"no block `{name}`")
        text = f"{before}{start}{render()}\n{end}{after}"
    return text


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "127.0.0.1:9092"
    if field.default is None or field.default is PydanticUndefined:
        return ""
    if isinstance(field.default, Path):
        return str(field.default.relative_to(ROOT))
    return str(field.default)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    sys.exit(main())
