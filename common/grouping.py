"""Divide work into groups of a bounded size."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def groups_within(items: Iterable[Item], size_of: Callable[[Item], int], *, most: int) -> Iterator[list[Item]]:
    """Yield the items in order, in groups whose sizes add up to at most `most`; an item larger than that is alone."""
    group: list[Item] = []
    total = 0
    for item in items:
        size = size_of(item)
        if group and total + size > most:
            yield group
            group, total = [], 0
        group.append(item)
        total += size
    if group:
        yield group
