"""Single aircraft whose flying is unusual, and honest."""

from ml.evaluation.negatives.motion import FOOT_M, Leg, Motion, fly
from ml.evaluation.negatives.reception import Flown, Sky

CRUISE_M, CRUISE_MS = 10_668.0, 225.0


def turnaround() -> Sky:
    """Return a flight that lands out of sight and leaves 25 minutes later under another callsign."""
    arrival = fly((8.2, 47.6), Leg(500, climb=-5), altitude=3_000, speed=110, track=150)
    departure = fly((8.55, 47.5), Leg(1_200, climb=8), altitude=600, speed=120, track=280)
    return Sky(
        [
            Flown("4b1930", arrival, ((0, "SWR88"),)),
            Flown("4b1930", departure, ((0, "SWR89"),), first=len(arrival) + 1_500),
        ]
    )


def along_180() -> Sky:
    """Return a flight to the north along the meridian of 180°; jitter takes it across again and again."""
    return Sky([_airliner(fly((180.0, -20.0), Leg(1_800), altitude=CRUISE_M, speed=CRUISE_MS, track=0))])


def fill_characters() -> Sky:
    """Return flights whose callsign consists of fill characters until the crew enters one."""
    fills = ("@@@@@@@@", "????????", "--------", "________", "00000000", "")
    return Sky(
        [
            Flown(
                f"3d100{number}",
                fly((8.0, 52.0 + 0.2 * number), Leg(1_200), altitude=CRUISE_M, speed=CRUISE_MS),
                ((0, fill), (300, f"DLH4{number}")),
            )
            for number, fill in enumerate(fills, start=1)
        ]
    )


def holding() -> Sky:
    """Return four rounds of a holding pattern at 5,000 m, standard turns and one-minute legs."""
    rounds = [leg for _ in range(4) for leg in (Leg(60), Leg(60, turn=3.0), Leg(60), Leg(60, turn=3.0))]
    legs = (Leg(300), *rounds, Leg(300))
    return Sky([_airliner(fly((8.0, 48.0), *legs, altitude=5_000, speed=120))])


def go_around() -> Sky:
    """Return an approach to Munich that is broken off at 90 m above the runway, and flown again."""
    legs = (
        Leg(60),
        Leg(325, climb=-3.9),
        Leg(30, climb=14, accelerate=0.5),
        Leg(90, climb=9),
        *(Leg(60, turn=-3.0), Leg(240), Leg(60, turn=-3.0)),
        Leg(120),
    )
    return Sky([_airliner(fly((11.40, 48.325), *legs, altitude=1_830, speed=75, track=82))])


def step_climb() -> Sky:
    """Return a flight that climbs by 1,000 ft three times, each between two polls 90 s apart."""
    climb_ms, lasts_s = 1_000 * FOOT_M / 40, 40
    steps = [leg for _ in range(3) for leg in (Leg(320), Leg(lasts_s, climb=climb_ms))]
    return Sky([_airliner(fly((8.0, 48.0), *steps, Leg(320), altitude=CRUISE_M, speed=CRUISE_MS))])


def jet_stream() -> Sky:
    """Return a flight that enters a jet stream, which adds 45 m/s of ground speed within 150 s, and leaves it again."""
    legs = (Leg(500), Leg(150, accelerate=0.3), Leg(500), Leg(150, accelerate=-0.3), Leg(400))
    return Sky([_airliner(fly((-20.0, 52.0), *legs, altitude=CRUISE_M, speed=CRUISE_MS))])


def hovering() -> Sky:
    """Return a helicopter that hovers for ten minutes, searches to and fro, and hovers again, 250 m above ground."""
    search = [leg for _ in range(5) for leg in (Leg(40), Leg(30, turn=6.0))]
    legs = (
        Leg(200),
        Leg(20, accelerate=-2.4),
        Leg(600),
        Leg(20, accelerate=1.0),
        *search,
        Leg(20, accelerate=-1.0),
        Leg(300),
    )
    return Sky([Flown("4b5001", fly((8.6, 46.9), *legs, altitude=800, speed=50), ((0, "REGA1"),), category=8)])


def balloon() -> Sky:
    """Return a balloon at 21 km that drifts with the wind and turns slowly; it sends no category."""
    legs = (Leg(1_200, turn=0.02), Leg(1_200, turn=-0.03, climb=0.2))
    return Sky([Flown("a01001", fly((-100.0, 40.0), *legs, altitude=21_000, speed=8), ((0, "HBAL1"),))])


def ground_vehicles() -> Sky:
    """Return service vehicles of category 17 that drive about an airport, stop, and say they are not on the ground."""
    drive = [
        leg
        for _ in range(6)
        for leg in (Leg(20, accelerate=0.6), Leg(60), Leg(15, turn=6.0), Leg(20, accelerate=-0.6), Leg(45))
    ]
    return Sky(
        [
            Flown(
                f"3c990{number}",
                fly((11.78, 48.353 + number / 500), *drive, altitude=450, speed=0.0, track=40.0 * number),
                ((0, f"FOLLOW{number}"),),
                category=17,
                on_ground=number % 2 == 0,
            )
            for number in range(1, 5)
        ]
    )


def _airliner(motion: Motion) -> Flown:
    return Flown("3c6501", motion, ((0, "DLH501"),), category=4)
