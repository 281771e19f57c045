"""The batch side: `python -m etl COMMAND [--first YYYY-MM-DDTHH] [--last YYYY-MM-DDTHH]`.

Each command does what is new. Given an interval, those that take one make its hours (UTC, both included) anew from the
layer below: the rows are the same, so that any past interval can be run again. A line says what was done; what went
wrong is said on stderr, with exit code 78 where only a change of settings helps and 1 otherwise.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from common.errors import EXIT_SETTINGS, CredentialsRefused, FlightwatchError, SettingsError
from common.logs import configure_logs
from common.settings import Settings, load_settings
from contracts.lake.layout import Lake
from etl.lake.interval import Interval
from etl.lake.lock import alone_on


@dataclass(frozen=True)
class Command:
    """What it is for, and the modules whose `run` it calls, in order; imported only then, since Spark takes long.

    shares: it may run beside others. Those that list and replace the lake's files may not, but in turns of their own.
    """

    purpose: str
    modules: tuple[str, ...]
    takes_interval: bool = True
    shares: bool = False


COMMANDS = {
    "land": Command("what is new in the topic -> bronze", ("etl.bronze.landing",), takes_interval=False),
    "land-alerts": Command(
        "what is new of the stream's alerts and flags -> bronze", ("etl.outputs.landing",), takes_interval=False
    ),
    "silver": Command(
        "bronze -> state vectors, typed, checked, each once -> flights", ("etl.silver.states", "etl.silver.flights")
    ),
    "schedules": Command("AviationStack -> bronze -> silver", ("etl.schedules.schedules",), shares=True),
    "gold": Command("silver -> gold and the dimensions", ("etl.gold.gold",)),
    "load": Command("gold -> PostgreSQL, where WAREHOUSE_URL is set", ("etl.warehouse.loading",), shares=True),
    "altitude-alerts": Command("aircraft too low for where they are -> alerts", ("etl.altitude_alerts",), shares=True),
    "maintain": Command(
        "small files of bronze into large ones; retention of all layers",
        ("etl.lake.maintenance",),
        takes_interval=False,
        shares=True,
    ),
}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    configure_logs()
    command = COMMANDS[options.command]
    try:
        settings = load_settings()
        interval = Interval.parse(options.first, options.last) if command.takes_interval else None
        with nullcontext() if command.shares else alone_on(Lake(settings.lake_dir)):
            for module in command.modules:
                done = _runner(module, command)(settings, interval)
                print(f"{options.command}: {_in_words(done)}", flush=True)
    except (SettingsError, CredentialsRefused) as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return EXIT_SETTINGS
    except (FlightwatchError, OSError) as error:  # a disk that is full or read-only is no fault of the code
        print(f"{options.command}: {error}", file=sys.stderr)
        return 1
    return 0


def _runner(module: str, command: Command) -> Callable[[Settings, Interval | None], Any]:
    run = import_module(module).run
    return run if command.takes_interval else lambda settings, _interval: run(settings)


def _in_words(done: Any) -> str:
    """The counts, and in words what else there is to say."""
    said = {name.replace("_", " "): value for name, value in asdict(done).items() if value is not None}
    return ", ".join(
        f"{value:,} {name}" if isinstance(value, int) else f"{name}: {value}" for name, value in said.items()
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
                of_command.add_argument(
                    f"--{end}", metavar="HOUR", help=f"{end} hour to make anew, YYYY-MM-DDTHH (UTC)"
                )
    return parser


if __name__ == "__main__":
    sys.exit(main())
