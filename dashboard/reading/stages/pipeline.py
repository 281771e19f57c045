"""Every stage of the pipeline from the source to the page, judged from the live outputs."""

from dataclasses import replace

from dashboard.drawing.texts import duration
from dashboard.reading.freshness import Freshness, OutputState
from dashboard.reading.stages.producer import producer_stage, source_stage
from dashboard.reading.stages.stage import Clock, Health, PipelineStage, count
from dashboard.reading.stages.streaming_job import (
    alerts_stage,
    model_stage,
    query_stage,
    records_stage,
    topic_stage,
)
from dashboard.reading.store import Outlook
from dashboard.reading.summaries import ProcessReport

_OUTPUT_HEALTH = {
    OutputState.FRESH: Health.GOOD,
    OutputState.STALE: Health.DEGRADED,
    OutputState.AHEAD: Health.DEGRADED,
    OutputState.MISSING: Health.UNKNOWN,
    OutputState.UNREADABLE: Health.FAILED,
}
_WORST_FIRST = (Health.FAILED, Health.DEGRADED, Health.UNKNOWN, Health.GOOD)
_NO_CHANNEL = "no channel configured"


def judge_stages(outlook: Outlook, clock: Clock) -> list[PipelineStage]:
    """Return every stage in the order in which a record passes through them."""
    freshness = {output.name: output for output in outlook.freshness}
    producer, status = outlook.producer.value, outlook.status.value
    ended = bool(producer and producer.at("ended"))
    silence = None if ended else _silence("producer", freshness["Producer"])
    job_silence = None if ended else _silence("streaming job", freshness["Streaming job"])
    return [
        _unless_silent(source_stage(producer), silence),
        producer_stage(producer, freshness["Producer"], silence, clock),
        _unless_silent(topic_stage(status), job_silence),
        query_stage(outlook, job_silence, clock),
        _unless_silent(records_stage(status), job_silence),
        _unless_silent(model_stage(status, clock, now=outlook.now), job_silence),
        _unless_silent(alerts_stage(status), job_silence),
        _notifications(outlook.notifications.value),
        _outputs(outlook.freshness),
    ]


def _silence(process: str, freshness: Freshness) -> str | None:
    """Explain why the report of a process may be out of date; None when it is current."""
    if freshness.state is OutputState.AHEAD:
        return f"the {process}'s report is dated in the future: the clocks differ"
    if freshness.state is not OutputState.STALE:
        return None
    if freshness.age_s is None:
        return f"the {process}'s report has no publication time"
    return f"the {process} last reported {duration(freshness.age_s)} ago"


def _unless_silent(stage: PipelineStage, silence: str | None) -> PipelineStage:
    """Return the stage as its process reported it; once the process is silent, a good report no longer counts."""
    if silence is None:
        return stage
    if stage.health is Health.GOOD:
        return replace(stage, health=Health.UNKNOWN, words=silence)
    return replace(stage, words=f"{stage.words}; {silence}")


def _notifications(report: ProcessReport | None) -> PipelineStage:
    listed = report.at("channels") if report else None
    entries = listed if isinstance(listed, list) else []
    channels = [ProcessReport(None, entry) for entry in entries if isinstance(entry, dict)]
    facts = {
        channel.text("name")
        or "channel": f"{count(channel.number('sent'))} sent, {count(channel.number('failed'))} failed"
        for channel in channels
    }
    failing = [channel for channel in channels if _fails(channel)]
    if failing:
        words = f"{failing[0].text('name')}: {failing[0].text('last_error')}"
        return PipelineStage("Notifications", Health.FAILED, words, facts)
    return PipelineStage("Notifications", Health.GOOD, ", ".join(facts) or _NO_CHANNEL, facts)


def _fails(channel: ProcessReport) -> bool:
    """Return whether the last attempt to send failed."""
    failed_at = channel.number("last_error_at")
    return failed_at is not None and failed_at > (channel.number("last_sent_at") or 0.0)


def _outputs(outputs: list[Freshness]) -> PipelineStage:
    facts = {output.name: _output_words(output) for output in outputs}
    healths = {_OUTPUT_HEALTH[output.state] for output in outputs}
    worst = next(health for health in _WORST_FIRST if health in healths)
    off = [output.name for output in outputs if _OUTPUT_HEALTH[output.state] is not Health.GOOD]
    return PipelineStage("Outputs", worst, f"not up to date: {', '.join(off)}" if off else "all up to date", facts)


def _output_words(output: Freshness) -> str:
    age = f", {duration(output.age_s)} old" if output.age_s is not None else ""
    return f"{output.state.value}{age}. {output.note}".removesuffix(". ")
