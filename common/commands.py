"""What the commands of this package have in common: how they end, and numbers among their arguments."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from common.errors import FlightwatchError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as of a shell."""

P = ParamSpec("P")


def ends_in_a_line(name: str) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """For a `main` that returns its exit code: what goes wrong is said in one line, beginning with the name.

    The exit code is then 1; after Ctrl-C, INTERRUPTED.
    """

    def decorate(main: Callable[P, int]) -> Callable[P, int]:
        @wraps(main)
        def ending(*arguments: P.args, **options: P.kwargs) -> int:
            try:
                return main(*arguments, **options)
            except FlightwatchError as error:
                words, exit_code = str(error), 1
            except OSError as error:
                words, exit_code = of_system(error), 1
            except KeyboardInterrupt:
                words, exit_code = "interrupted", INTERRUPTED
            print(f"{name}: {words}", file=sys.stderr)
            return exit_code

        return ending

    return decorate


def of_system(error: OSError) -> str:
    """The error in words, with the file's name where it is about one."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def whole_number(*, least: int) -> Callable[[str], int]:
    """For `type` of an argument: a whole number that is not below the least."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least:,}")
        return int(text)

    return number
