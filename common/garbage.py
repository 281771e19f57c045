"""Python's cyclic garbage collector, tuned for programs that hold many records at once."""

import gc


def collect_garbage_between_batches() -> None:
    """Keep the collector from running by itself; a program that calls this calls `gc.collect()` after each batch.

    Searching records for reference cycles after every few hundred new objects, as Python does by default, takes a tenth
    of a poll's time. Seldom is not enough, though: every pandas column whose `.str` was used is in a cycle.
    """
    gc.freeze()
    gc.disable()
