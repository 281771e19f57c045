"""Writes ../static/airports.json: airports with an IATA code, from the `airportsdata` package (MIT).

python dashboard/frontend/airports.py
"""

from pathlib import Path

import airportsdata
import orjson

AIRPORTS = Path(__file__).parents[1] / "static" / "airports.json"


def main() -> None:
    airports = airportsdata.load("IATA")
    places = [
        {"code": code, "at": [round(airport["lon"], 4), round(airport["lat"], 4)]}
        for code, airport in sorted(airports.items())
    ]
    AIRPORTS.write_bytes(orjson.dumps(places))


if __name__ == "__main__":
    main()
