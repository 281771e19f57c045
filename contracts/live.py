"""The files of `live/`: the current picture, each replaced in one step.

The streaming job's files all have HEADING_FIELDS. Every file has `published_at`, from which a reader judges whether the
writer is still running.
"""

from contracts import alert_event, scored_record, windows
from contracts.fields import Field
from contracts.state_vector import SCHEMA_VERSION

PUBLISHED_AT = Field("published_at", "double", "epoch s", "when the file was written", required=True)

HEADING_FIELDS = (
    Field("poll_time", "long", "epoch s", "newest poll in the file; null before the first"),
    PUBLISHED_AT,
    Field("schema_version", "long", "", f"version of the outputs, now {SCHEMA_VERSION}", required=True),
)

SOURCES = Field("sources", "array<string>", "", "where the traffic came from", required=True)

COUNTRY_FIELDS = (
    Field("origin_country", "string", "", "country of the address block, or `unknown`", required=True),
    Field(
        "flight_count",
        "long",
        "",
        "distinct aircraft in contact; vehicles and obstacles (categories 16 to 20) are none",
        required=True,
        minimum=0,
    ),
    Field("airborne_count", "long", "", "aircraft not on the ground", required=True, minimum=0),
    Field("avg_velocity", "double", "m/s", "mean ground speed of the airborne aircraft that report it"),
    Field("avg_baro_altitude", "double", "m", "mean pressure altitude of the airborne aircraft that report it"),
)

STATUS_FIELDS = (
    Field("started_at", "double", "epoch s", "when the job started", required=True),
    *HEADING_FIELDS,
    SOURCES,
    Field(
        "model",
        "object",
        "",
        "`state` (`loaded`, `missing`, `refused`), `id`, `threshold`, `written_at` (epoch s), and `reason`: why there"
        " is no model, or why a newer one was not taken",
        required=True,
    ),
    Field("records", "object", "", "records since the start, by kind: `new`, `duplicate`, `rejected`", required=True),
    Field("rejected_by_reason", "object", "", "rejected messages since the start, by problem", required=True),
    Field("anomalies", "long", "", "flagged records since the start", required=True, minimum=0),
    Field("alerts", "object", "", "alert events since the start, by event, and `open`: alerts open now", required=True),
    Field("rules", "object", "", "your own rules: `count` in use, and `problem` with the file or null", required=True),
    Field(
        "drift",
        "object",
        "",
        "population stability index of the last hour against the training data, for each feature and the score, with a"
        " `verdict` (`stable`, `shifting`, `drifted`, `too few records`); null without a model",
    ),
    Field(
        "alert_rate",
        "object",
        "",
        "alerts per 1,000 airborne hours of the last day (those of severity info or of your own rules do not count),"
        " their 95 % `interval`, and whether the rate is within the calibration's budget (null while unknown)",
    ),
    Field("append_to_publish_s", "double", "s", "latency from the last message's arrival in Kafka to the picture"),
    Field(
        "polls",
        "object",
        "",
        "polls since the job started, by outcome; `incomplete`: those that were judged without all of their markers",
        required=True,
    ),
    Field("waiting", "long", "", "records that wait for the rest of their poll", required=True, minimum=0),
    Field(
        "kept",
        "object",
        "",
        "size of the kept outputs in `bytes`, as last measured; `max_bytes` (OUTPUT_MAX_GB); `removed_early`: hours"
        " removed because of it since the job started; `merge_problem`: why the last sweep left micro-batches of closed"
        " hours unmerged, or null",
        required=True,
    ),
    Field(
        "queries",
        "object",
        "",
        "last micro-batch of the query `flights`: `batch_id`, `rows`, `seconds`, `finished_at`",
        required=True,
    ),
    Field(
        "behind",
        "object",
        "",
        "messages that the query `flights` had not read after its last micro-batch",
        required=True,
    ),
)

PRODUCER_FIELDS = (
    PUBLISHED_AT,
    Field("source", "string", "", "where the traffic comes from; null before the first poll"),
    Field("url", "string", "", "address of the API, without user, password and query", required=True),
    Field("authenticated", "boolean", "", "the producer has OpenSky credentials", required=True),
    Field("polls", "long", "", "answered polls since the start", required=True, minimum=0),
    Field("poll_time", "long", "epoch s", "time of the last answer"),
    Field("credits_remaining", "long", "", "credits left, according to the last answer"),
    Field("credits_per_poll", "long", "", "credits that a poll costs", required=True),
    Field("interval_s", "double", "s", "seconds from the start of one poll to the start of the next"),
    Field("pace", "string", "", "the pace and its reason in words"),
    Field("credits_last_s", "double", "s", "how long the credits last at this pace"),
    Field("published", "long", "", "records published since the start", required=True, minimum=0),
    Field("unchanged", "long", "", "records left out because they repeat the last one", required=True, minimum=0),
    Field("invalid", "long", "", "rows that are not state vectors", required=True, minimum=0),
    Field("failed", "long", "", "records that the brokers did not acknowledge", required=True, minimum=0),
    Field("invalid_by_reason", "object", "", "invalid rows by reason", required=True),
    Field("last_error", "string", "", "what went wrong in the last poll; null when nothing did"),
    Field("ended", "boolean", "", "a recording has reached its end", required=True),
)

NOTIFICATION_FIELDS = (
    PUBLISHED_AT,
    Field("unreadable", "long", "", "lines of alerts that were not alert events", required=True, minimum=0),
    Field(
        "channels",
        "object",
        "",
        "for each channel `name`, `sent`, `failed`, `held_back`, `queue`, `last_error`, `last_error_at` (epoch s)",
        required=True,
    ),
)

FILES = {
    "flights.json": (*HEADING_FIELDS, SOURCES),
    "countries.json": (*HEADING_FIELDS, SOURCES),
    "windows.json": HEADING_FIELDS,
    "alerts.json": HEADING_FIELDS,
    "status.json": STATUS_FIELDS,
    "producer.json": PRODUCER_FIELDS,
    "notifications.json": NOTIFICATION_FIELDS,
}
"""The members of each file, besides its LISTS."""

LISTS = {
    "flights.json": ("flights", scored_record.FIELDS, "the newest record of each aircraft in contact"),
    "countries.json": (
        "countries",
        COUNTRY_FIELDS,
        "aircraft in contact by country of registration, most aircraft first",
    ),
    "windows.json": ("windows", windows.FIELDS, "the last 60 windows, oldest first, and those still open"),
    "alerts.json": ("alerts", alert_event.ALERT_FIELDS, "the alerts open now, most severe first"),
}
"""The list that a file holds: its name, the fields of an entry, and what the entries are."""


def heading(poll_time: int | None, *, published_at: float) -> dict[str, object]:
    """Return the HEADING_FIELDS of a file, given its newest poll and its time of writing (both epoch s)."""
    return {"poll_time": poll_time, "published_at": published_at, "schema_version": SCHEMA_VERSION}
