"""The stages that the producer reports on: the source that it polls, and the producer itself."""

from dashboard.drawing.texts import NOTHING, duration
from dashboard.reading.freshness import Freshness
from dashboard.reading.stages.stage import (
    Clock,
    Health,
    PipelineStage,
    count,
    count_with_reasons,
    stage,
    unreported,
)
from dashboard.reading.summaries import ProcessReport

_SOURCE, _PRODUCER = "Source", "Producer"


def source_stage(producer: ProcessReport | None) -> PipelineStage:
    """Judge whether the source answers and how long its credits last."""
    if producer is None:
        return unreported(_SOURCE, "the producer has not reported its source")
    credits_left = producer.number("credits_remaining")
    lasting_s = producer.number("credits_last_s")
    facts = {
        "Traffic": producer.text("source") or NOTHING,
        "Address": producer.text("url") or NOTHING,
        "Account": {True: "OAuth2 client", False: "anonymous"}.get(producer.at("authenticated"), NOTHING),
        "Credits left": count(credits_left),
        "Credits per poll": count(producer.number("credits_per_poll")),
        "Pace": producer.text("pace") or NOTHING,
    }
    if error := producer.text("last_error"):
        return stage(_SOURCE, Health.FAILED, error, facts)
    if producer.at("ended"):
        return stage(_SOURCE, Health.GOOD, "the recording has ended", facts)
    if credits_left is not None and credits_left < (producer.number("credits_per_poll") or 1.0):
        return stage(_SOURCE, Health.FAILED, f"{credits_left:,.0f} credits left: too few for a poll", facts)
    answers = "responding" if credits_left is None else f"responding; {credits_left:,.0f} credits left"
    if lasting_s is not None:
        words = f"{answers}, enough for {duration(lasting_s)}; they will run out before the next reset"
        return stage(_SOURCE, Health.DEGRADED, words, facts)
    return stage(_SOURCE, Health.GOOD, answers, facts)


def producer_stage(
    producer: ProcessReport | None, freshness: Freshness, silence: str | None, clock: Clock
) -> PipelineStage:
    """Judge whether records are polled and delivered; silence: why the report may be out of date."""
    if producer is None:
        return unreported(_PRODUCER, f"no report: {freshness.note}" if freshness.note else "no report")
    facts = {
        "Polls": count(producer.number("polls")),
        "Published": count(producer.number("published")),
        "Unchanged": count(producer.number("unchanged")),
        "Invalid": count_with_reasons(producer.number("invalid"), producer.at("invalid_by_reason")),
        "Not delivered": count(producer.number("failed")),
        "Last poll": clock(producer.number("poll_time")),
    }
    if producer.at("ended"):
        return stage(_PRODUCER, Health.GOOD, "has published the whole recording", facts)
    if silence:
        return stage(_PRODUCER, Health.DEGRADED, silence, facts)
    if producer.number("failed"):
        return stage(_PRODUCER, Health.DEGRADED, "some records could not be delivered", facts)
    return stage(_PRODUCER, Health.GOOD, f"published {count(producer.number('published'))} records", facts)
