"""How the parts behind the page are doing."""

import streamlit as st

from dashboard.freshness import LEAST_LIMIT_S, MISSED_POLLS, State
from dashboard.markup import fill
from dashboard.sections.anomaly_feed import model_words
from dashboard.store import Outlook
from dashboard.summaries import Report
from dashboard.texts import NOTHING, duration, plain, utc_moment

_MARKS = {State.FRESH: "●", State.STALE: "▲", State.MISSING: "○", State.UNREADABLE: "✕"}
_HEAD = "<tr><th>Output</th><th>State</th><th>Age</th></tr>"
_OUTPUT = (
    '<tr title="Published {published}"><td>{name}<div class="fw-quiet">{note}</div></td>'
    '<td><span class="fw-state fw-{state}">{mark} {state}</span></td><td>{age}</td></tr>'
)
_FACT = "<dt>{name}</dt><dd>{value}</dd>"


def show_pipeline(outlook: Outlook) -> None:
    """Freshness of every output, then what the streaming job and the producer say of themselves."""
    st.subheader("Pipeline")
    outputs, job, producer = st.columns(3, gap="medium")
    with outputs.container(border=True):
        st.markdown("#### Outputs")
        rows = [
            fill(
                _OUTPUT,
                name=freshness.name,
                state=freshness.state.value,
                mark=_MARKS[freshness.state],
                age=duration(freshness.age_s),
                published=freshness.published,
                note=freshness.note,
            )
            for freshness in outlook.freshness
        ]
        st.html(f'<table class="fw-outputs">{_HEAD}{"".join(rows)}</table>')
        st.caption(
            f"Stale after {duration(outlook.stale_limit_s)} without news: {MISSED_POLLS} polls missed,"
            f" and never under {duration(LEAST_LIMIT_S)}."
        )
    with job.container(border=True):
        st.markdown("#### Streaming job")
        _facts(_job_facts(outlook.status.value, outlook))
    with producer.container(border=True):
        st.markdown("#### Producer")
        _facts(_producer_facts(outlook.producer.value))


def _facts(facts: dict[str, str]) -> None:
    if not facts:
        st.write("Not heard of yet.")
        return
    items = [fill(_FACT, name=name, value=value) for name, value in facts.items()]
    st.html(f'<dl class="fw-facts">{"".join(items)}</dl>')


def _job_facts(status: Report | None, outlook: Outlook) -> dict[str, str]:
    if status is None:
        return {}
    words = model_words(outlook)
    flights_s, windows_s = (
        status.number("queries", "flights", "seconds"),
        status.number("queries", "windows", "seconds"),
    )
    return _told(
        {
            "Detectors": words[0].upper() + words[1:],
            "Model flags from": _score(status.number("model", "threshold")),
            "Kafka to picture": _seconds(status.number("append_to_publish_s")),
            "Batch": _count(status.number("batch_id")),
            "Records in batch": _count(status.number("records", "new")),
            "Repeated": _count(status.number("records", "duplicate")),
            "Rejected": _with_reasons(status.number("records", "rejected"), status.at("rejected_by_reason")),
            "Flights query": _seconds(flights_s),
            "Windows query": _seconds(windows_s),
            "Running since": utc_moment(status.number("started_at")),
        }
    )


def _producer_facts(producer: Report | None) -> dict[str, str]:
    if producer is None:
        return {}
    return _told(
        {
            "Source": producer.text("source") or NOTHING,
            "Address": producer.text("url") or NOTHING,
            "Pace": producer.text("pace") or NOTHING,
            "Polls": _count(producer.number("polls")),
            "Published": _count(producer.number("published")),
            "Unchanged": _count(producer.number("unchanged")),
            "Invalid": _with_reasons(producer.number("invalid"), producer.at("invalid_by_reason")),
            "Credits left": _count(producer.number("credits_remaining")),
            "Last poll": utc_moment(producer.number("poll_time")),
            "Last error": producer.text("last_error") or NOTHING,
        }
    )


def _told(facts: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value != NOTHING}


def _count(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.0f}"


def _seconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f} s"


def _score(value: float | None) -> str:
    return NOTHING if value is None else f"a score of {value:.3f}"


def _with_reasons(value: float | None, reasons: object) -> str:
    if value is None or not isinstance(reasons, dict) or not reasons:
        return _count(value)
    listed = ", ".join(f"{plain(reason)} {plain(str(count))}" for reason, count in list(reasons.items())[:5])
    return f"{_count(value)} ({listed})"
