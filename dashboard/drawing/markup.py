"""Builds HTML and Markdown; every value from outside is escaped."""

from collections.abc import Mapping
from html import escape

_FACT = "<dt>{name}</dt><dd>{value}</dd>"


def fill(template: str, **values: object) -> str:
    """Fill the `{name}` places of a template of our own with escaped values."""
    return template.format(**{name: escape(str(value)) for name, value in values.items()})


def fact_list(facts: Mapping[str, str]) -> str:
    """Return an HTML list of names and values."""
    items = [fill(_FACT, name=name, value=value) for name, value in facts.items()]
    return f'<dl class="fw-facts">{"".join(items)}</dl>'


def without_markdown(text: str) -> str:
    """Escape a text for Streamlit's headings and buttons, which interpret Markdown."""
    return "".join(
        f"\\{character}" if not character.isalnum() and character != " " else character for character in text
    )
