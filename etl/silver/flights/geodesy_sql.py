"""Great-circle distances in SQL."""

from common.geodesy import EARTH_RADIUS_M

MACROS = f"""
CREATE OR REPLACE TEMP MACRO great_circle_mm(from_longitude, from_latitude, to_longitude, to_latitude) AS
    round(2000 * {EARTH_RADIUS_M} * asin(least(1, sqrt(
        power(sin(radians(to_latitude - from_latitude) / 2), 2)
        + cos(radians(from_latitude)) * cos(radians(to_latitude))
        * power(sin(radians(to_longitude - from_longitude) / 2), 2)
    ))))::BIGINT
"""
"""`great_circle_mm` computes the haversine of `common.geodesy` in whole millimetres: integer sums do not depend on the
order of the rows."""
