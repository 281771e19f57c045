"""The stages that the streaming job reports on: topic, queries, records, model and alerts."""

from contracts.state_vector import SIMULATED
from dashboard.drawing.texts import NOTHING, duration
from dashboard.reading.stages.stage import (
    Clock,
    Health,
    PipelineStage,
    count,
    count_with_reasons,
    seconds,
    stage,
    unreported,
)
from dashboard.reading.store import Outlook
from dashboard.reading.summaries import ProcessReport

MOST_LAG = 20_000
"""Messages in two polls of the whole world. Above this the topic fills faster than it is read."""

_TOPIC, _RECORDS, _MODEL, _ALERTS = "Kafka topic", "Records", "Model", "Alerts"
_QUERY = "flights"
"""The query's name in the status."""


def topic_stage(status: ProcessReport | None) -> PipelineStage:
    """Judge how many messages of the topic are still unread."""
    lag = status.number("behind", _QUERY) if status else None
    if lag is None:
        return unreported(_TOPIC, "the streaming job has not reported its offsets")
    return stage(
        _TOPIC,
        Health.DEGRADED if lag > MOST_LAG else Health.GOOD,
        "fully read" if lag == 0 else f"the streaming job is {lag:,.0f} messages behind",
        {"Lag": count(lag)},
    )


def query_stage(outlook: Outlook, silence: str | None, clock: Clock) -> PipelineStage:
    """Judge whether the streaming query keeps up; silence: as in `producer_stage`."""
    title = "Streaming query"
    status, producer = outlook.status.value, outlook.producer.value
    took_s = status.number("queries", _QUERY, "seconds") if status else None
    if status is None or took_s is None:
        return unreported(title, "no micro-batch reported yet")
    finished = status.number("queries", _QUERY, "finished_at")
    facts = {
        "Micro-batch": count(status.number("queries", _QUERY, "batch_id")),
        "Rows": count(status.number("queries", _QUERY, "rows")),
        "Took": seconds(took_s),
        "Finished": clock(finished),
        "Running since": clock(status.number("started_at")),
        "Latency, Kafka to picture": seconds(status.number("append_to_publish_s")),
    }
    idle_s = None if finished is None else max(outlook.now - finished, 0.0)
    ended = bool(producer and producer.at("ended"))
    if idle_s is not None and idle_s > outlook.stale_limit_s and not ended:
        return stage(title, Health.DEGRADED, f"the last micro-batch ended {duration(idle_s)} ago", facts)
    if silence:
        return stage(title, Health.DEGRADED, silence, facts)
    interval_s = producer.number("interval_s") if producer else None
    if interval_s and took_s > interval_s:
        words = f"the last micro-batch took {took_s:.1f} s, but polls are {interval_s:.0f} s apart"
        return stage(title, Health.DEGRADED, words, facts)
    return stage(title, Health.GOOD, f"the last micro-batch took {took_s:.1f} s", facts)


def records_stage(status: ProcessReport | None) -> PipelineStage:
    """Judge how many records are rejected."""
    new, rejected = (status.number("records", kind) if status else None for kind in ("new", "rejected"))
    if status is None or new is None:
        return unreported(_RECORDS, "no records counted yet")
    facts = {
        "New": count(new),
        "Duplicates": count(status.number("records", "duplicate")),
        "Rejected": count_with_reasons(rejected, status.at("rejected_by_reason")),
        "Flagged": count(status.number("anomalies")),
    }
    if rejected and rejected > new:
        return stage(_RECORDS, Health.FAILED, "more records rejected than accepted", facts)
    words = f"{count(rejected)} of {count(new + rejected)} rejected" if rejected else "none rejected"
    return stage(_RECORDS, Health.GOOD, words, facts)


def model_stage(status: ProcessReport | None, clock: Clock, *, now: float) -> PipelineStage:
    """Judge whether the model is loaded and still fits the traffic; now: wall clock, epoch s."""
    state = status.text("model", "state") if status else None
    if status is None or state is None:
        return unreported(_MODEL, "the streaming job has not reported a model")
    written, drift = status.number("model", "written_at"), status.text("drift", "verdict")
    threshold, reason = status.number("model", "threshold"), status.text("model", "reason")
    version = status.text("model", "id")
    facts = {
        "Version": version or NOTHING,
        "Written": clock(written),
        "Score threshold": NOTHING if threshold is None else f"{threshold:.3f}",
        "Drift": drift or NOTHING,
        "Most drifted feature": status.text("drift", "worst") or NOTHING,
        "Newer model refused": (reason or NOTHING) if state == "loaded" else NOTHING,
    }
    if state != "loaded":
        words = f"rules only; the model is {state}" + (f": {reason}" if reason else "")
        return stage(_MODEL, Health.FAILED if state == "refused" else Health.DEGRADED, words, facts)
    age = "" if written is None else f" ({duration(now - written)} old)"
    if drift == "drifted":
        words = f"the traffic no longer resembles the training data of this model{age}"
        return stage(_MODEL, Health.DEGRADED, words, facts)
    return stage(_MODEL, Health.GOOD, f"{version or 'loaded'}{age}", facts)


def alerts_stage(status: ProcessReport | None) -> PipelineStage:
    """Judge whether alerts stay within their budget and the user's rules can be read."""
    if status is None or status.number("alerts", "open") is None:
        return unreported(_ALERTS, "no alerts counted yet")
    facts = {
        "Opened": count(status.number("alerts", "opened")),
        "Resolved": count(status.number("alerts", "resolved")),
        "Per 1,000 airborne hours": count(status.number("alert_rate", "per_1000_h")),
        "Budget": count(status.number("alert_rate", "budget_per_1000_h")),
        "Airborne hours": count(status.number("alert_rate", "airborne_hours")),
        "Your rules": count(status.number("rules", "count")),
    }
    if problem := status.text("rules", "problem"):
        return stage(_ALERTS, Health.FAILED, f"your rules cannot be read: {problem}", facts)
    words = f"{count(status.number('alerts', 'open'))} open"
    if status.at("alert_rate", "within_budget") is not False:
        return stage(_ALERTS, Health.GOOD, words, facts)
    sources = status.at("sources")
    if isinstance(sources, list) and SIMULATED in sources:
        return stage(_ALERTS, Health.GOOD, f"{words}; above budget because of the injected faults", facts)
    return stage(_ALERTS, Health.DEGRADED, f"{words}; above budget: the calibration does not fit this traffic", facts)
