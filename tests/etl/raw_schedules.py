"""Records of AviationStack as on a bad day: the stand-in's flights, and odd or wrong ones."""

from collections.abc import Iterator
from typing import Any

from simulator.schedules.timetable import Filters, Record, SimulatedSchedules
from tests.local_aviationstack import SOLD_BY_UNITED, record

DAY = "2025-10-26"
OF_THE_STAND_IN = 400


class RawSchedules:
    """Serves the simulated flights nearest in time, and odd records; `given` lists the records of each answer."""

    def __init__(self, simulated: SimulatedSchedules, *, from_then_on: int) -> None:
        """from_then_on (epoch s): from this time on some flights are listed by their selling airlines only."""
        self._simulated = simulated
        self._from_then_on = from_then_on
        self.given: list[tuple[int, list[Any]]] = []

    def page(self, now: float, filters: Filters, *, offset: int, limit: int) -> tuple[list[Record], int]:
        simulated, _ = self._simulated.page(now, filters, offset=0, limit=OF_THE_STAND_IN)
        everything = [*simulated, *odd_records(DAY, is_late=now >= self._from_then_on)]
        records = everything[offset : offset + limit]
        self.given.append((int(now), records))
        return records, len(everything)


def odd_records(day: str, *, is_late: bool) -> list[Any]:
    """Return records of flights on that day that deviate from the contract."""
    records = [*_odd(), *(_retold_by_others() if is_late else _told_by_themselves())]
    return [_on(day, each) if isinstance(each, dict) else each for each in records]


def _on(day: str, each: Record) -> Record:
    """Return the record with this day's dates in place of those of the contract's example."""

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: moved(inner) for name, inner in value.items()}
        return value.replace("2026-07-01", day) if isinstance(value, str) else value

    return moved(each)  # type: ignore[no-any-return]


def _times(end: str, scheduled: str, actual: str | None = None) -> Record:
    return {
        f"{end}__scheduled": f"2026-07-01T{scheduled}:00+00:00",
        f"{end}__estimated": None,
        f"{end}__actual": f"2026-07-01T{actual}:00+00:00" if actual else None,
    }


def _flight(number: str, **changes: Any) -> Record:
    """Return the Lufthansa flight with this number."""
    names = {"number": number, "iata": f"LH{number}", "icao": f"DLH{number}", "codeshared": None}
    return record(**({"flight": names, "aircraft": None} | changes))


def _odd() -> Iterator[Any]:
    yield from (None, 7, "text", [], {}, {"flight": {}}, {"flight": {"iata": "LH1"}, "departure": {"iata": "FRA"}})
    yield record()
    yield record(**SOLD_BY_UNITED)
    # Listed by its selling airline only: the operating airline then has no name.
    yield from (record(**_sold("9000", seller=seller)) for seller in ("UA9500", "AC9600"))
    yield record(**_sold("9001", seller=None))
    yield _flight("1", flight__codeshared="LH2")
    # A cancelled flight, and one with an unknown status.
    yield _flight("2", flight_status="cancelled", **_times("departure", "10:00"), **_times("arrival", "12:00"))
    yield _flight("3", flight_status="delayed")
    yield _flight("4", flight_status=None, departure__delay="45", arrival__delay=12.5)
    # Wrong types, formats and times.
    yield _flight("5", departure__delay="much", departure__scheduled=7, arrival__scheduled="tomorrow")
    yield _flight("6", departure__scheduled="2026-07-01T25:00:00+00:00")
    yield _flight("7", departure__actual={}, airline={"name": ["Lufthansa"], "iata": "L", "icao": "DLHX"})
    yield _flight("8", airline=None, flight__icao=None)
    yield _flight("9", airline__iata=None, flight__iata=None)
    yield _flight("10", flight__number=10, flight__icao=None)
    yield _flight("11", departure__iata=None, departure__icao="EDDF")
    yield _flight("12", departure__iata=None, departure__icao=None)
    yield _flight("13", arrival__iata=None, arrival__icao=None, arrival__timezone=None)
    yield _flight("14", departure__timezone="Europe/Nowhere", arrival__timezone="")
    yield _flight("15", departure__timezone="America/New_York")
    yield _flight("16", flight_date="yesterday")
    yield _flight("17", flight_date="2026-01-01")
    yield _flight("18", flight_date=None, departure__scheduled=None)
    # Arrivals before the departure, and more than a day after it.
    yield _flight("19", arrival__scheduled="2026-07-01T03:00:00+00:00")
    yield _flight("20", arrival__scheduled="2027-07-03T12:00:00+00:00")
    # In the hour that clocks show twice, and in the one they skip (no change on that day: an ordinary time).
    yield _flight("21", **_times("departure", "02:30", "02:50"), **_times("arrival", "06:00", "06:10"))
    yield _flight("22", **_times("departure", "01:30", "02:45"), departure__delay=75, **_times("arrival", "06:00"))
    yield _flight("23", **_times("departure", "01:30", "02:45"), departure__delay=135, **_times("arrival", "06:00"))
    within = {"arrival__iata": "MUC", "arrival__icao": "EDDM", "arrival__timezone": "Europe/Berlin"}
    yield _flight("24", **within, **_times("departure", "02:45", "02:45"), **_times("arrival", "02:40", "02:40"))
    # 15 minutes late, and just under.
    yield _flight("25", **_times("departure", "10:00", "10:15"), **_times("arrival", "12:30", "12:44"))
    yield _flight("26", **_times("departure", "10:00", "09:50"), **_times("arrival", "12:30", "12:45"))
    # Flights of chosen simulated aircraft: callsign with an extra zero, cancelled, address only.
    yield _of_cork("7", callsign="EIN007", at="00:45")
    yield _of_cork("7Y", callsign="EIN7", at="00:30", flight_status="cancelled")
    yield _of_cork("8", callsign="EIN8", at="00:30", aircraft={"icao24": "E00006"})
    # By address only: another flight number of the same airline, and the previous flight, which has arrived.
    yield _of_cork("911", callsign="FJI911", at="00:50", aircraft={"icao24": "E00005"})
    yield _of_cork("9", callsign="EIN9", at="00:00", aircraft={"icao24": "E00000"}) | _ARRIVED


_ARRIVED = {
    "departure": {"iata": "DUB", "icao": "EIDW", "timezone": "Europe/Dublin", "scheduled": "2025-10-25T22:10:00+00:00"},
    "arrival": {"iata": "ORK", "icao": "EICK", "timezone": "Europe/Dublin", "scheduled": "2025-10-25T23:00:00+00:00"},
}

CONDOR = {"name": "Condor", "iata": "DE", "icao": "CFG"}


def _told_by_themselves() -> Iterator[Record]:
    yield _of_edelweiss("1", "Edelweiss")
    for number in ("100", "200"):
        names = {"number": number, "iata": f"DE{number}", "icao": f"CFG{number}", "codeshared": None}
        yield record(flight=names, airline=CONDOR, aircraft={"icao24": f"3C4D{number[0]}0"})


def _retold_by_others() -> Iterator[Record]:
    """Return a delayed Condor flight and another one, and Edelweiss under a new name."""
    yield _of_edelweiss("2", "Edelweiss Air")
    for number in ("100", "300"):
        sold = _sold(number, seller=f"UA4{number}")
        sold["flight"]["codeshared"] |= {
            "airline_name": "condor",
            "airline_iata": "de",
            "airline_icao": "cfg",
            "flight_iata": f"de{number}",
            "flight_icao": f"cfg{number}",
        }
        yield record(**sold, departure__actual="2026-07-01T10:40:00+00:00")


def _of_edelweiss(number: str, name: str) -> Record:
    names = {"number": number, "iata": f"WK{number}", "icao": f"EDW{number}", "codeshared": None}
    return record(flight=names, airline={"name": name, "iata": "WK", "icao": "EDW"}, aircraft=None)


def _sold(number: str, *, seller: str | None) -> Record:
    shared = SOLD_BY_UNITED["flight"]["codeshared"] | {
        "flight_number": number,
        "flight_iata": f"lh{number}",
        "flight_icao": f"dlh{number}",
    }
    names = {"number": None, "iata": seller, "icao": None, "codeshared": shared}
    return {"flight": names, "airline": {"name": "Another", "iata": "ZZ", "icao": "ZZZ"}, "aircraft": None}


def _of_cork(number: str, *, callsign: str, at: str, **changes: Any) -> Record:
    """Return a flight from Dublin to Cork that departs at this local time."""
    dublin = {"iata": "DUB", "icao": "EIDW", "timezone": "Europe/Dublin"}
    cork = {"iata": "ORK", "icao": "EICK", "timezone": "Europe/Dublin"}
    about = {
        "flight": {"number": number, "iata": f"EI{number}", "icao": callsign, "codeshared": None},
        "airline": {"name": "Aer Lingus", "iata": "EI", "icao": "EIN"},
        "aircraft": None,
    }
    ends = {f"departure__{name}": text for name, text in dublin.items()}
    ends |= {f"arrival__{name}": text for name, text in cork.items()}
    return record(**(about | ends | _times("departure", at) | _times("arrival", "01:25") | changes))
