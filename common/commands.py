"""How every command of the project ends: one line on standard error when it fails, and an exit code.

0    done
1    failed: trying again may help
2    refused its input: an argument, or a file that the user named
78   a setting has to change first (EX_CONFIG of sysexits.h)
130  interrupted by Ctrl-C

A command that ended with 2 or 78 is never restarted or retried.
"""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from common.errors import EXIT_FAILED, FlightwatchError

EXIT_INTERRUPTED = 130

P = ParamSpec("P")


def run_main(name: str) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """Return a decorator for a `main` that returns its exit code: errors become one line that begins with `name`.

    The exit code is the error's own (`FlightwatchError.exit_code`), EXIT_FAILED for an OSError, such as a full disk,
    and EXIT_INTERRUPTED after Ctrl-C. Any other exception is a bug in the program and keeps its traceback.
    """

    def decorate(main: Callable[P, int]) -> Callable[P, int]:
        @wraps(main)
        def ending(*arguments: P.args, **options: P.kwargs) -> int:
            try:
                return main(*arguments, **options)
            except FlightwatchError as error:
                words, exit_code = str(error), error.exit_code
            except OSError as error:
                words, exit_code = words_of(error), EXIT_FAILED
            except KeyboardInterrupt:
                words, exit_code = "interrupted", EXIT_INTERRUPTED
            print(f"{name}: {words}", file=sys.stderr)
            return exit_code

        return ending

    return decorate


def words_of(error: OSError) -> str:
    """Return the reason for the error, preceded by the name of the file that it concerns, if any."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def whole_number(*, least: int) -> Callable[[str], int]:
    """Return an argparse `type` that accepts whole numbers of at least `least`."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least {least:,}")
        return int(text)

    return number
