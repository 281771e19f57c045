"""A record of `cleaned_flights/`, `anomalies/` and `live/flights.json`: a state vector with its scores and flags."""

from contracts import state_vector
from contracts.fields import Field

RULES = ("rapid_descent", "low_altitude", "overspeed")
"""The rule flags, in the order in which a record lists them."""

SCORE_FIELDS = (
    Field(
        "anomaly_score",
        "double",
        "",
        "Isolation Forest score, 0 (ordinary) to 1 (highly anomalous: isolated after very few splits); null if not"
        " scored",
        minimum=0,
        maximum=1,
    ),
    Field("is_anomaly", "boolean", "", "the score is above the model's threshold", required=True),
    Field("rule_based_anomaly", "boolean", "", "at least one rule fired", required=True),
    Field("rules", "array<string>", "", "the rules that fired", required=True, values=RULES),
    Field("reasons", "array<string>", "", "why the record is flagged, with value and limit", required=True),
    Field(
        "not_scored",
        "string",
        "",
        "why the record was not scored: `no aircraft` (a vehicle or an obstacle), `on the ground`, `no model`, …",
    ),
    Field("model", "string", "", "id of the model that scored the record"),
    Field(
        "suspicion",
        "double",
        "",
        "the largest detector residual as a multiple of its limit; above 1 a detector fired",
        minimum=0,
    ),
    Field("detectors", "array<string>", "", "the detectors that fired", required=True),
    Field(
        "residuals",
        "struct<along:double,across:double,climb:double>",
        "m/s",
        "how much faster the aircraft moved than it reported: along its track, to the right of it, upward; null where"
        " unknown",
        required=True,
    ),
)
"""What the streaming job adds to each state vector, in the order in which it writes them."""

FIELDS = state_vector.FIELDS + SCORE_FIELDS
"""A record as it leaves the job."""

RESIDUALS = ("along", "across", "climb")
"""The members of `residuals`."""

FLAG_FIELDS = tuple(field for field in FIELDS if field.name in ("icao24", "poll_time", "source", "rules", "is_anomaly"))
"""The fields of a flagged record that the batch side keeps: which aircraft was flagged, when, and by what."""
