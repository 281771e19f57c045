"""The live picture, kept on the driver: the newest record of each aircraft in contact."""

from collections.abc import Collection
from operator import itemgetter
from typing import Any

import orjson
import pandas as pd

from ml.emitters import is_aircraft

PICTURE_COLUMNS = (
    "icao24",
    "last_contact",
    "poll_time",
    "source",
    "origin_country",
    "on_ground",
    "category",
    "velocity",
    "baro_altitude",
)
"""The columns that the driver needs; the whole record stays one text, `record`."""


def picture_of(texts: Collection[str]) -> pd.DataFrame:
    """Return a picture from records as JSON, one per aircraft: PICTURE_COLUMNS and `record`, the text."""
    looked_at = itemgetter(*PICTURE_COLUMNS)
    rows = [looked_at(orjson.loads(text)) for text in texts]
    return pd.DataFrame(rows, columns=list(PICTURE_COLUMNS)).assign(record=list(texts))


def merge_picture(picture: pd.DataFrame, newest: pd.DataFrame, *, max_age_s: int) -> pd.DataFrame:
    """Replace records by newer ones of the same aircraft, and drop aircraft without contact for `max_age_s`.

    Both frames hold one record per aircraft. Age is counted back from the newest poll in either (the pipeline's clock),
    so that a recording gives the same picture at any speed.
    """
    merged = pd.concat([picture, newest]) if len(picture) else newest
    merged = merged[~merged["icao24"].duplicated(keep="last")]
    now = merged["poll_time"].max()
    return merged[merged["last_contact"] >= now - max_age_s].reset_index(drop=True)


def country_counts(picture: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the aircraft in contact by country of registration, most aircraft first. Vehicles are no aircraft.

    flight_count: all aircraft; airborne_count: those not on the ground; avg_velocity (m/s) and avg_baro_altitude (m):
    means over the airborne aircraft that report them, null where none does.
    """
    picture = picture[is_aircraft(picture["category"])]
    countries = picture.assign(
        origin_country=picture["origin_country"].fillna("unknown"), airborne=~picture["on_ground"].astype(bool)
    )
    airborne = countries[["velocity", "baro_altitude"]].astype(float).where(countries["airborne"])
    countries[["velocity", "baro_altitude"]] = airborne
    counts = (
        countries.groupby("origin_country")
        .agg(
            flight_count=("icao24", "size"),
            airborne_count=("airborne", "sum"),
            avg_velocity=("velocity", "mean"),
            avg_baro_altitude=("baro_altitude", "mean"),
        )
        .sort_values(["flight_count", "origin_country"], ascending=[False, True], kind="stable")
        .round(2)
        .reset_index()
    )
    records: list[dict[str, Any]] = counts.astype(object).where(counts.notna(), None).to_dict("records")
    return records
