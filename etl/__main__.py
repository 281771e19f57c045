"""The batch side: `python -m etl COMMAND [--first YYYY-MM-DDTHH] [--last YYYY-MM-DDTHH]`.

Each command processes what is new. Given an interval, it rebuilds the interval's hours (UTC, first and last included)
from the layer below, with the same result, so any past interval can be repeated. A command prints one line of counts
per step, and reports an error as one line on stderr (exit codes: `common.commands`).
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from common.commands import run_main
from common.logs import configure_logs
from common.settings import Settings, load_settings
from contracts.lake.layout import Lake
from etl.lake.interval import Interval
from etl.lake.lock import alone_on


@dataclass(frozen=True)
class Command:
    """A command: its purpose, and the modules whose `run` it calls in order, imported late because Spark loads slowly.

    shares: it may run beside other commands, and takes the lake's lock itself where it needs it.
    """

    purpose: str
    modules: tuple[str, ...]
    takes_interval: bool = True
    shares: bool = False


COMMANDS = {
    "land": Command("new messages of the topic -> bronze", ("etl.bronze.landing",), takes_interval=False),
    "land-alerts": Command(
        "new alerts and flags of the stream -> bronze", ("etl.outputs.landing",), takes_interval=False
    ),
    "silver": Command(
        "bronze -> state vectors (typed, checked, without repeats) -> flights",
        ("etl.silver.states.refresh", "etl.silver.flights.refresh"),
    ),
    "schedules": Command("AviationStack -> bronze -> silver", ("etl.schedules.refresh",), shares=True),
    "gold": Command("silver -> gold and the dimensions", ("etl.gold.refresh",)),
    "load": Command("gold -> PostgreSQL, if WAREHOUSE_URL is set", ("etl.warehouse.loading",), shares=True),
    "altitude-alerts": Command("aircraft too low over the ground -> alerts", ("etl.altitude_alerts",), shares=True),
    "maintain": Command(
        "compact bronze's small files; apply the retention of all layers",
        ("etl.maintenance",),
        takes_interval=False,
        shares=True,
    ),
}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    configure_logs()
    return run_main(options.command)(run)(options)


def run(options: argparse.Namespace) -> int:
    """Run the command in the parsed arguments, and print a line of counts per step. Raises the command's errors."""
    command = COMMANDS[options.command]
    settings = load_settings()
    interval = Interval.parse(options.first, options.last) if command.takes_interval else None
    with nullcontext() if command.shares else alone_on(Lake(settings.lake_dir)):
        for module in command.modules:
            done = _runner(module, command)(settings, interval)
            print(f"{options.command}: {_in_words(done)}", flush=True)
    return 0


def _runner(module: str, command: Command) -> Callable[[Settings, Interval | None], Any]:
    run = import_module(module).run
    return run if command.takes_interval else lambda settings, _interval: run(settings)


def _in_words(done: Any) -> str:
    """Return a run's counts and remarks on one line."""
    shown = {name.replace("_", " "): value for name, value in asdict(done).items() if value is not None}
    return ", ".join(
        f"{value:,} {name}" if isinstance(value, int) else f"{name}: {value}" for name, value in shown.items()
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m etl", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        of_command = commands.add_parser(name, help=command.purpose, description=command.purpose)
        if command.takes_interval:
            for end in ("first", "last"):
                of_command.add_argument(f"--{end}", metavar="HOUR", help=f"{end} hour to rebuild, YYYY-MM-DDTHH (UTC)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
