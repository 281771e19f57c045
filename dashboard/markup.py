"""HTML with values from outside in it: every value is escaped, there is no way around."""

from html import escape


def fill(template: str, **values: object) -> str:
    """The template (ours, with `{name}` places) with each value as text."""
    return template.format(**{name: escape(str(value)) for name, value in values.items()})
