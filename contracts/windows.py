"""A 2-minute window of traffic, in `windowed_stats/` and `live/windows.json`."""

from contracts.fields import Field

WINDOW_S = 120
"""Length of a window; windows start at whole multiples of it."""

ALLOWED_LATENESS_S = 60
"""A record counts until the pipeline's clock (the newest poll) is this far past the end of its window."""

FIELDS = (
    Field("window_start", "long", "epoch s", "start of the window, by `last_contact`", required=True, minimum=0),
    Field("window_end", "long", "epoch s", "end of the window, exclusive", required=True),
    Field(
        "flight_count",
        "long",
        "",
        "distinct aircraft, exact; vehicles and obstacles (categories 16 to 20) are none",
        required=True,
        minimum=0,
    ),
    Field("record_count", "long", "", "distinct fixes", required=True, minimum=0),
    Field("avg_vertical_rate", "double", "m/s", "mean over the fixes that report one; null where none does"),
    Field("window_start_utc", "string", "ISO 8601", "`window_start` in readable form", required=True),
    Field(
        "closed",
        "boolean",
        "",
        "the newest poll is a minute past the window's end; only a feed that lags behind can still change it",
        required=True,
    ),
)
