"""Write the parts of the documentation that derive from the code: settings, commands, fields, alert kinds, tables.

python -m ops.docs            rewrites the generated blocks in docs/ and .env.example
python -m ops.docs --check    changes nothing; exit code 1 when a block is out of date
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from pydantic.fields import FieldInfo

from common.settings import ROOT, Settings
from contracts import alert_event, live, poll_marker, scored_record, state_vector, windows
from contracts.fields import Field
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import GOLD
from contracts.lake.layout import Table
from contracts.lake.silver import SILVER
from contracts.outputs import ANOMALIES, CLEANED_FLIGHTS, KEPT_OUTPUTS
from etl.__main__ import COMMANDS as ETL_COMMANDS
from ml.detectors.detectors import DETECTORS

Render = Callable[[], str]
_Subcommands = argparse._SubParsersAction  # argparse has no public way to list what a parser accepts

SCORED_RECORDS = (CLEANED_FLIGHTS, ANOMALIES)
"""Their fields are in two tables of outputs.md: the state vector, and the scores."""

CONSOLE = {
    "python producer/opensky_producer.py": "producer.opensky_producer",
    "python spark/streaming_pipeline.py": "spark.streaming_pipeline",
    "python ml/train_model.py": "ml.train_model",
    "python -m ml.score": "ml.score",
    "python -m ml.calibrate": "ml.calibrate",
    "python -m ml.evaluate": "ml.evaluate",
    "python -m etl": "etl.__main__",
    "python -m notifications": "notifications.__main__",
    "python -m simulator": "simulator.__main__",
    "python -m simulator.schedules": "simulator.schedules.server",
    "python -m ops.run": "ops.run",
    "python -m ops.broker": "ops.broker",
    "python -m ops.airflow": "ops.airflow",
    "python -m ops.docs": "ops.docs",
    "python -m benchmarks": "benchmarks.__main__",
    "python -m benchmarks.batch": "benchmarks.batch",
    "python -m benchmarks.closed_hours": "benchmarks.closed_hours",
    "python -m benchmarks.dashboard": "benchmarks.dashboard",
    "python -m benchmarks.same_outputs": "benchmarks.same_outputs",
}
"""Every command of the project, and the module whose `main` it calls."""


def settings_table() -> str:
    """Return a Markdown table of all settings."""
    rows = [(f"`{name.upper()}`", _code(default_of(name)), str(field.description)) for name, field in _settings()]
    return _table(("setting", "default", "meaning"), rows)


def make_table() -> str:
    """Return a Markdown table of the Makefile's documented targets."""
    targets = re.findall(r"^([a-z-]+):.*## (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return _table(("command", "purpose"), [(f"`make {name}`", purpose) for name, purpose in targets])


def etl_table() -> str:
    """Return a Markdown table of the batch side's commands."""
    rows = [
        (f"`python -m etl {name}`", command.purpose, "yes" if command.takes_interval else "")
        for name, command in ETL_COMMANDS.items()
    ]
    return _table(("command", "purpose", "takes `--first` and `--last`"), rows)


def console_sections() -> str:
    """Return a section for each command of `CONSOLE`: its purpose, and a table of its arguments."""
    return "\n\n".join(
        _console_section(command, module) for command, module in CONSOLE.items() if not subcommand_options(module)
    )


def _console_section(command: str, module: str) -> str:
    rows = [(f"`{_argument(action)}`", _cell(action.help or "")) for action in arguments_of(module)]
    table = _table(("argument", "meaning"), rows) if rows else "No arguments."
    return f"### `{command}`\n\n{_purpose(module)}\n\n{table}"


def arguments_of(module: str) -> list[argparse.Action]:
    """Return the arguments that a command's parser takes, `--help` and subcommands aside; none without a parser."""
    return [action for action in _actions(module) if not isinstance(action, argparse._HelpAction | _Subcommands)]


def subcommand_options(module: str) -> dict[str, set[str]]:
    """Return the options of each of a command's subcommands; empty for a command without subcommands."""
    return {
        name: set(parser._option_string_actions)
        for action in _actions(module)
        if isinstance(action, _Subcommands)
        for name, parser in action.choices.items()
    }


class _ParserReady(BaseException):
    """Ends a command where it would parse its arguments; not an Exception, so that no command handles it."""


def _actions(module: str) -> list[argparse.Action]:
    command = import_module(module)
    if "argparse" not in vars(command):
        return []
    ready: list[argparse.ArgumentParser] = []

    def capture(parser: argparse.ArgumentParser, *_arguments: object) -> None:
        ready.append(parser)
        raise _ParserReady

    with patch.object(argparse.ArgumentParser, "parse_args", capture):
        try:
            command.main()
        except _ParserReady:
            return ready[0]._actions
    raise RuntimeError(f"{module}.main parses no arguments")


def _purpose(module: str) -> str:
    """Return the first line of the module's docstring, without the command in front of it."""
    first = str(import_module(module).__doc__).split("\n")[0]
    words = re.sub(r"^`[^`]*`: ", "", first)
    return f"{words[0].upper()}{words[1:]}"


def _argument(action: argparse.Action) -> str:
    """Return an argument as its command's help shows it: `--tier {anonymous,standard}`."""
    if not action.option_strings:
        return str(action.metavar or action.dest)
    if action.nargs == 0:
        return action.option_strings[-1]
    choices = f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
    return f"{action.option_strings[-1]} {action.metavar or choices}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def state_vector_table() -> str:
    """Return a Markdown table of the record on the topic."""
    rows = []
    for field in state_vector.FIELDS:
        limits = [f"below {field.minimum:,}"] if field.minimum is not None else []
        limits += [f"above {field.maximum:,}"] if field.maximum is not None else []
        reasons = ", ".join((["null"] if field.required else []) + limits)
        rows.append((f"`{field.name}`", _type_of(field), field.unit, field.meaning, reasons))
    return _table(("field", "type", "unit", "meaning", "rejected when"), rows)


def fields_table(fields: Iterable[Field]) -> str:
    """Return a Markdown table of the fields of a contract."""
    rows = [
        (f"`{field.name}`", _type_of(field), field.unit, _meaning_of(field), "yes" if field.required else "")
        for field in fields
    ]
    return _table(("field", "type", "unit", "meaning", "required"), rows)


def _type_of(field: Field) -> str:
    return "`object`" if _members_of(field) else f"`{field.type}`"


def _members_of(field: Field) -> list[str]:
    return re.findall(r"(\w+):", field.type) if field.type.startswith("struct") else []


def _meaning_of(field: Field) -> str:
    if members := _members_of(field):
        return f"{_listed(members)}: {field.meaning}"
    return f"{field.meaning}: {_listed(field.values)}" if field.values else field.meaning


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def live_sections() -> str:
    """Return a section for each file of `live/`: its members, and the entries of its list."""
    return "\n\n".join(_live_section(name, fields) for name, fields in live.FILES.items())


def _live_section(name: str, fields: tuple[Field, ...]) -> str:
    section = f"### `live/{name}`\n\n{fields_table(fields)}"
    if name not in live.LISTS:
        return section
    member, entries, meaning = live.LISTS[name]
    if link := _DESCRIBED.get(entries):
        return f"{section}\n\n`{member}`: {meaning}. An entry has the fields of {link}."
    return f"{section}\n\n`{member}`: {meaning}. An entry has these fields:\n\n{fields_table(entries)}"


_DESCRIBED = {
    scored_record.FIELDS: "[a record](#records-cleaned_flights-and-anomalies)",
    windows.FIELDS: "[a window](#windows-windowed_stats)",
    alert_event.ALERT_FIELDS: "[an event](#alerts-alerts-and-altitude_alerts) except `event`",
}
"""Where outputs.md has the table of these fields."""


def detectors_table() -> str:
    """Return a Markdown table of the detectors that judge one aircraft's fixes; each is a kind of alert."""
    rows = [
        (f"`{each.name}`", each.family, each.severity, f"{each.limit:,g} {each.unit}".strip(), each.source)
        for each in DETECTORS
    ]
    return _table(("kind", "family", "severity", "fires above", "basis of the limit"), rows)


def lake_tables() -> str:
    """Return a Markdown table of columns for each table of silver, gold and the dimensions."""
    return "\n\n".join(_lake_table(table) for table in (*SILVER, *GOLD, *DIMENSIONS))


def _lake_table(table: Table) -> str:
    partitions = {"hour": "a file per hour", "day": "a file per day", "nothing": "one file"}[table.partitioned_by]
    rows = [
        (f"`{column.name}`", column.type, column.unit, column.meaning, "yes" if column.required else "")
        for column in table.columns
    ]
    return "\n".join(
        (
            f"### {table.layer}/{table.name}",
            "",
            f"{table.meaning[0].upper()}{table.meaning[1:]}. Key: {_listed(table.key)}; {partitions}.",
            "",
            _table(("column", "type", "unit", "meaning", "required"), rows),
        )
    )


def env_example() -> str:
    """Return the content of `.env.example`: every setting, commented out, at its default."""
    lines = ["# Copy to .env and uncomment what you change. The environment wins over this file.", ""]
    for name, field in _settings():
        lines += [f"# {field.description}", f"#{name.upper()}={default_of(name)}", ""]
    return "\n".join(lines)


BLOCKS: dict[str, dict[str, Render]] = {
    "docs/settings.md": {"settings": settings_table},
    "docs/commands.md": {"make": make_table, "etl": etl_table, "console": console_sections},
    "docs/outputs.md": {
        "state vector": state_vector_table,
        "scores": lambda: fields_table(scored_record.SCORE_FIELDS),
        **{
            output.name: partial(fields_table, output.fields) for output in KEPT_OUTPUTS if output not in SCORED_RECORDS
        },
        "poll markers": lambda: fields_table(poll_marker.FIELDS),
        "live": live_sections,
    },
    "docs/alerts.md": {"detectors": detectors_table},
    "docs/lake.md": {"tables": lake_tables},
}
"""By page, what each of its blocks `<!-- name -->` … `<!-- end of name -->` holds."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 when a block is out of date")
    options = parser.parse_args()
    wanted = {name: _with_blocks((ROOT / name).read_text(), blocks) for name, blocks in BLOCKS.items()}
    wanted[".env.example"] = env_example()
    stale = [name for name, text in wanted.items() if not _same(ROOT / name, text)]
    if options.check:
        for name in stale:
            print(f"{name} is out of date; python -m ops.docs updates it", file=sys.stderr)
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


def _settings() -> Iterator[tuple[str, FieldInfo]]:
    yield from Settings.model_fields.items()


def default_of(name: str) -> str:
    """Return a setting's default as it would be written in `.env`; empty when the setting is unset by default."""
    earlier = {other: field.default for other, field in _settings() if field.default_factory is None}
    default = Settings.model_fields[name].get_default(call_default_factory=True, validated_data=earlier)
    if default is None:
        return ""
    return str(default.relative_to(ROOT) if isinstance(default, Path) else default)


def _table(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head, *lines = (f"| {' | '.join(cells)} |" for cells in (heading, *rows))
    return "\n".join((head, "|---" * len(heading) + "|", *lines))


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    sys.exit(main())
