"""Emitter categories of a state vector (`category`) that are no aircraft.

Source: OpenSky REST API, "State Vectors"; DO-260B, 2.2.3.2.5.2.
"""

SURFACE_VEHICLES = (16, 17)
OBSTACLES = (18, 19, 20)
"""Point, cluster and line obstacles: towers, tethered balloons, power lines."""

NO_AIRCRAFT = (*SURFACE_VEHICLES, *OBSTACLES)
"""Neither scored nor counted as flights: no limit for aircraft applies to them."""

IS_AIRCRAFT_SQL = f"coalesce(category, 0) NOT IN {NO_AIRCRAFT}"
"""The same as a condition of DuckDB on a table with `category`; an aircraft need not send one."""
