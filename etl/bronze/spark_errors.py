"""What Spark's errors say, without the stack traces of Java that they come with."""

import re

_CAUSE = re.compile(r"^\s*(?:Caused by)?: (.+)$", re.MULTILINE)
"""Of a Java error in text: what it is of itself, after py4j's own line, and each thing that it comes from."""


def cause_of(error: Exception) -> str:
    """What went wrong, on one line: the cause that it began with, where an error names causes."""
    text = str(error).strip()
    causes = _CAUSE.findall(text)
    return causes[-1].strip() if causes else (text or type(error).__name__).splitlines()[0]
