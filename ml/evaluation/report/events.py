"""The section of the report on real events in the recordings."""

from ml.evaluation.real_events import RealEvent
from ml.evaluation.report.markdown import table
from ml.evaluation.results import Results


def events_section(results: Results) -> str:
    """Return the section on aircraft that really sent an emergency code."""
    rows = [
        [f"`{event.recording}`", event.code, event.polls, f"{event.lasted_s} s", _said(event)]
        for event in results.events
    ]
    events = table(["recording", "code", "polls", "for", "said"], rows) if rows else "None."
    return f"""## What was said about real events?

Aircraft of the recordings, of any split, that sent an emergency code, and the first alert about them from then on.
Codes of a single poll are usually garbled. Nothing else in the recordings is known to be an event.

{events}"""


def _said(event: RealEvent) -> str:
    if event.delay_s is None:
        return "nothing"
    return f"{', '.join(event.detectors)} ({event.severity}) after {event.delay_s} s"
