"""Texts and names as SQL writes them."""

from pathlib import Path


def quoted(text: str | Path) -> str:
    """Return the text as a string literal."""
    return "'{}'".format(str(text).replace("'", "''"))


def quoted_name(name: str) -> str:
    """Return the name as a quoted identifier: columns such as `offset` and `last` are SQL keywords."""
    return '"{}"'.format(name.replace('"', '""'))
