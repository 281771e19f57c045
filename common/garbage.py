"""Python's cyclic garbage collector, tuned for programs that hold many records at once."""

import gc


def collect_garbage_seldom() -> None:
    """Make the collector run less often; call this once at the start of a program that works in batches of records.

    Records are never part of a reference cycle. Searching them for cycles after every few hundred new objects, as
    Python does by default, takes a tenth of a poll's time. Cycles are still found, only later.
    """
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
