"""The stages from the source to the page: how each is, in words, so that one sees at once where it sticks."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts.state_vector import SIMULATED
from dashboard.drawing.texts import NOTHING, duration, plain
from dashboard.reading.freshness import Freshness, State
from dashboard.reading.store import Outlook
from dashboard.reading.summaries import Report

MOST_BEHIND = 20_000
"""Messages: two whole skies. More means that the topic fills faster than it is read."""
MOST_REASONS = 5

Clock = Callable[[float | None], str]
"""Writes a moment (epoch s) as the viewer wants it."""


class Health(StrEnum):
    """How a stage is."""

    GOOD = "good"
    LATE = "late"
    FAILED = "failed"
    UNKNOWN = "not heard of"


@dataclass(frozen=True)
class Stage:
    """A stage, one sentence about it, and what else it says of itself by name."""

    name: str
    health: Health
    words: str
    facts: dict[str, str] = field(default_factory=dict)


def judge_stages(outlook: Outlook, clock: Clock) -> list[Stage]:
    """Every stage, in the order in which a record passes them."""
    fresh = {freshness.name: freshness for freshness in outlook.freshness}
    producer, status = outlook.producer.value, outlook.status.value
    ended = bool(producer and producer.at("ended"))
    silence = None if ended else _silence("producer", fresh["Producer"])
    job_silence = None if ended else _silence("streaming job", fresh["Streaming job"])
    return [
        _as_last_heard(_source(producer), silence),
        _producer(producer, fresh["Producer"], silence, clock),
        _as_last_heard(_topic(status), job_silence),
        _query("Flights query", "flights", outlook, job_silence, clock),
        _query("Windows query", "windows", outlook, job_silence, clock),
        _as_last_heard(_records(status), job_silence),
        _as_last_heard(_model(status, clock, now=outlook.now), job_silence),
        _as_last_heard(_detection(status), job_silence),
        _notifications(outlook.notifications.value),
        _outputs(outlook.freshness),
    ]


def _silence(who: str, freshness: Freshness) -> str | None:
    """Why what `who` reports may no longer be so, None when it is of now."""
    if freshness.state is State.AHEAD:
        return f"the {who}'s report is dated in the future: the clocks differ"
    if freshness.state is not State.STALE:
        return None
    if freshness.age_s is None:
        return f"the {who}'s report does not say of when it is"
    return f"the {who} was last heard of {duration(freshness.age_s)} ago"


def _as_last_heard(stage: Stage, silence: str | None) -> Stage:
    """A stage that somebody else reports: while they are silent nobody knows that it is good."""
    if silence is None:
        return stage
    if stage.health is Health.GOOD:
        return replace(stage, health=Health.UNKNOWN, words=silence)
    return replace(stage, words=f"{stage.words}; {silence}")


def _source(producer: Report | None) -> Stage:
    if producer is None:
        return _unheard("Source", "the producer has not said where it asks")
    facts = {
        "Traffic": producer.text("source") or NOTHING,
        "Address": producer.text("url") or NOTHING,
        "Account": {True: "OAuth2 client", False: "anonymous"}.get(producer.at("authenticated"), NOTHING),
        "Credits left": _count(producer.number("credits_remaining")),
        "Credits per poll": _count(producer.number("credits_per_poll")),
        "Pace": producer.text("pace") or NOTHING,
    }
    error = producer.text("last_error")
    credits_left = producer.number("credits_remaining")
    if error:
        return Stage("Source", Health.FAILED, error, _told(facts))
    if producer.at("ended"):
        return Stage("Source", Health.GOOD, "the recording has ended", _told(facts))
    if credits_left is not None and credits_left < (producer.number("credits_per_poll") or 1.0):
        return Stage("Source", Health.FAILED, f"{credits_left:,.0f} credits left: too few for a poll", _told(facts))
    left = f"; {credits_left:,.0f} credits left" if credits_left is not None else ""
    lasting_s = producer.number("credits_last_s")
    if lasting_s is not None:
        words = f"answers{left}, which last for {duration(lasting_s)} and not until there are new ones"
        return Stage("Source", Health.LATE, words, _told(facts))
    return Stage("Source", Health.GOOD, f"answers{left}", _told(facts))


def _producer(producer: Report | None, freshness: Freshness, silence: str | None, clock: Clock) -> Stage:
    if producer is None:
        return _unheard("Producer", f"no report of it{_because(freshness)}")
    facts = {
        "Polls": _count(producer.number("polls")),
        "Published": _count(producer.number("published")),
        "Unchanged": _count(producer.number("unchanged")),
        "Invalid": _with_reasons(producer.number("invalid"), producer.at("invalid_by_reason")),
        "Not delivered": _count(producer.number("failed")),
        "Last poll": clock(producer.number("poll_time")),
    }
    if producer.at("ended"):
        return Stage("Producer", Health.GOOD, "has published all of the recording", _told(facts))
    if silence:
        return Stage("Producer", Health.LATE, silence, _told(facts))
    if producer.number("failed"):
        return Stage("Producer", Health.LATE, "some records could not be delivered", _told(facts))
    return Stage("Producer", Health.GOOD, f"published {_count(producer.number('published'))} records", _told(facts))


def _topic(status: Report | None) -> Stage:
    if status is None or status.number("behind", "flights") is None:
        return _unheard("Kafka topic", "the streaming job has not said how far it has read")
    behind = {name: status.number("behind", name) or 0.0 for name in ("flights", "windows")}
    facts = {f"Behind: {name} query": _count(messages) for name, messages in behind.items()}
    most = max(behind.values())
    words = "read to its end" if most == 0 else f"{most:,.0f} messages still to be read"
    return Stage("Kafka topic", Health.LATE if most > MOST_BEHIND else Health.GOOD, words, facts)


def _query(title: str, name: str, outlook: Outlook, silence: str | None, clock: Clock) -> Stage:
    status = outlook.status.value
    seconds = status.number("queries", name, "seconds") if status else None
    if status is None or seconds is None:
        return _unheard(title, "no micro-batch has been reported")
    finished = status.number("queries", name, "finished_at")
    idle_s = None if finished is None else max(outlook.now - finished, 0.0)
    facts = {
        "Micro-batch": _count(status.number("queries", name, "batch_id")),
        "Rows": _count(status.number("queries", name, "rows")),
        "Took": f"{seconds:.1f} s",
        "Finished": clock(finished),
        "Running since": clock(status.number("started_at")),
    }
    if name == "flights":
        facts["Kafka to picture"] = _seconds(status.number("append_to_publish_s"))
    interval_s = outlook.producer.value.number("interval_s") if outlook.producer.value else None
    ended = bool(outlook.producer.value and outlook.producer.value.at("ended"))
    if idle_s is not None and idle_s > outlook.stale_limit_s and not ended:
        return Stage(title, Health.LATE, f"its last micro-batch was {duration(idle_s)} ago", _told(facts))
    if silence:
        return Stage(title, Health.LATE, silence, _told(facts))
    if interval_s and seconds > interval_s:
        return Stage(
            title, Health.LATE, f"a micro-batch takes {seconds:.1f} s, polls are {interval_s:.0f} s apart", _told(facts)
        )
    return Stage(title, Health.GOOD, f"last micro-batch {seconds:.1f} s", _told(facts))


def _records(status: Report | None) -> Stage:
    new, rejected = (status.number("records", kind) if status else None for kind in ("new", "rejected"))
    if status is None or new is None:
        return _unheard("Records", "none counted yet")
    facts = {
        "New": _count(new),
        "Repeated": _count(status.number("records", "duplicate")),
        "Rejected": _with_reasons(rejected, status.at("rejected_by_reason")),
        "Flagged": _count(status.number("anomalies")),
    }
    if rejected and rejected > new:
        return Stage("Records", Health.FAILED, "more are rejected than kept", _told(facts))
    words = f"{_count(rejected)} of {_count(new + (rejected or 0))} rejected" if rejected else "none rejected"
    return Stage("Records", Health.GOOD, words, _told(facts))


def _model(status: Report | None, clock: Clock, *, now: float) -> Stage:
    state = status.text("model", "state") if status else None
    if status is None or state is None:
        return _unheard("Model", "the streaming job has not said")
    written, drift = status.number("model", "written_at"), status.text("drift", "verdict")
    threshold = status.number("model", "threshold")
    facts = {
        "Version": status.text("model", "id") or NOTHING,
        "Written": clock(written),
        "Flags from": NOTHING if threshold is None else f"a score of {threshold:.3f}",
        "Drift": drift or NOTHING,
        "Furthest off": status.text("drift", "worst") or NOTHING,
        "Not taken": status.text("model", "reason") or NOTHING,
    }
    if state != "loaded":
        reason = status.text("model", "reason")
        words = f"rules only, the model is {state}" + (f": {reason}" if reason else "")
        return Stage("Model", Health.FAILED if state == "refused" else Health.LATE, words, _told(facts))
    age = "" if written is None else f", {duration(now - written)} old"
    if drift == "drifted":
        return Stage("Model", Health.LATE, f"traffic is no longer what it was trained on{age}", _told(facts))
    return Stage("Model", Health.GOOD, f"{status.text('model', 'id') or 'loaded'}{age}", _told(facts))


def _detection(status: Report | None) -> Stage:
    if status is None or status.number("alerts", "open") is None:
        return _unheard("Alerts", "none counted yet")
    rate, budget = status.number("alert_rate", "per_1000_h"), status.number("alert_rate", "budget_per_1000_h")
    facts = {
        "Opened": _count(status.number("alerts", "opened")),
        "Resolved": _count(status.number("alerts", "resolved")),
        "Per 1,000 airborne hours": _count(rate),
        "Budget": _count(budget),
        "Airborne hours": _count(status.number("alert_rate", "airborne_hours")),
        "Your own rules": _count(status.number("rules", "count")),
    }
    if problem := status.text("rules", "problem"):
        return Stage("Alerts", Health.FAILED, f"your rules cannot be read: {problem}", _told(facts))
    words = f"{_count(status.number('alerts', 'open'))} open"
    if status.at("alert_rate", "within_budget") is False:
        sources = status.at("sources")
        simulated = isinstance(sources, list) and SIMULATED in sources
        because = "for the faults that are injected" if simulated else "the calibration is not for this traffic"
        health = Health.GOOD if simulated else Health.LATE
        return Stage("Alerts", health, f"{words}; more than budgeted: {because}", _told(facts))
    return Stage("Alerts", Health.GOOD, words, _told(facts))


def _notifications(report: Report | None) -> Stage:
    if report is None:
        return Stage("Notifications", Health.GOOD, "no channel is set up")
    listed = report.at("channels")
    channels = (
        [Report(None, channel) for channel in listed if isinstance(channel, dict)] if isinstance(listed, list) else []
    )
    facts = {
        channel.text("name")
        or "channel": f"{_count(channel.number('sent'))} sent, {_count(channel.number('failed'))} not"
        for channel in channels
    }
    failing = [channel for channel in channels if _fails(channel)]
    if failing:
        words = f"{failing[0].text('name')}: {failing[0].text('last_error')}"
        return Stage("Notifications", Health.FAILED, words, facts)
    return Stage("Notifications", Health.GOOD, ", ".join(facts) or "no channel is set up", facts)


def _fails(channel: Report) -> bool:
    """Whether the last message did not go out."""
    failed_at = channel.number("last_error_at")
    return failed_at is not None and failed_at > (channel.number("last_sent_at") or 0.0)


_OUTPUT_HEALTH = {
    State.FRESH: Health.GOOD,
    State.STALE: Health.LATE,
    State.AHEAD: Health.LATE,
    State.MISSING: Health.UNKNOWN,
    State.UNREADABLE: Health.FAILED,
}
_GRAVEST = (Health.FAILED, Health.LATE, Health.UNKNOWN, Health.GOOD)


def _outputs(outputs: list[Freshness]) -> Stage:
    facts = {output.name: _output_words(output) for output in outputs}
    healths = {_OUTPUT_HEALTH[output.state] for output in outputs}
    worst = next(health for health in _GRAVEST if health in healths)
    off = [output.name for output in outputs if _OUTPUT_HEALTH[output.state] is not Health.GOOD]
    return Stage("Outputs", worst, f"not up to date: {', '.join(off)}" if off else "all up to date", facts)


def _output_words(output: Freshness) -> str:
    age = f", {duration(output.age_s)} old" if output.age_s is not None else ""
    return f"{output.state.value}{age}. {output.note}".removesuffix(". ")


def _unheard(name: str, words: str) -> Stage:
    return Stage(name, Health.UNKNOWN, words)


def _because(freshness: Freshness) -> str:
    return f": {freshness.note}" if freshness.note else ""


def _told(facts: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value != NOTHING}


def _count(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.0f}"


def _seconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f} s"


def _with_reasons(value: float | None, reasons: object) -> str:
    if value is None or not isinstance(reasons, dict) or not reasons:
        return _count(value)
    listed = ", ".join(f"{plain(reason)} {plain(str(count))}" for reason, count in list(reasons.items())[:MOST_REASONS])
    return f"{_count(value)} ({listed})"
