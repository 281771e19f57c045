"""HTML and Markdown with values from outside in them: every value is escaped, there is no way around."""

from collections.abc import Mapping
from html import escape

_FACT = "<dt>{name}</dt><dd>{value}</dd>"


def fill(template: str, **values: object) -> str:
    """The template (ours, with `{name}` places) with each value as text."""
    return template.format(**{name: escape(str(value)) for name, value in values.items()})


def fact_list(facts: Mapping[str, str]) -> str:
    """Values beside their names."""
    items = [fill(_FACT, name=name, value=value) for name, value in facts.items()]
    return f'<dl class="fw-facts">{"".join(items)}</dl>'


def without_markdown(text: str) -> str:
    """For Streamlit's headings and buttons, which read Markdown."""
    return "".join(
        f"\\{character}" if not character.isalnum() and character != " " else character for character in text
    )
