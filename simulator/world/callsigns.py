"""Callsigns: an airline's designator and flight number, or a private aircraft's registration."""

from simulator.world.arrays import Integers
from simulator.world.operators import OPERATORS
from simulator.world.randomness import Draws

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""I and O are missing: in callsigns and American registrations they look too much like 1 and 0."""

_PLAIN_NUMBERS = "US CA MX BR CL CO PA CN JP KR TW AU NZ IN ID MY PH TH VN"
"""Countries whose airlines use plain flight numbers as callsigns.

Elsewhere half the callsigns end in letters, which keeps similar ones apart on a busy frequency."""

_WIDTH = 8
"""OpenSky pads callsigns with spaces to the eight characters that a transponder sends."""


def flight_callsigns(operator: Integers, draws: Draws) -> list[str]:
    """Return the callsigns of flights 2 i and 2 i + 1 of each aircraft i, by its operator (n,); 2 % are blank."""
    callsigns = []
    blank = draws.uniform("blank callsign", range(len(operator))) < 0.02
    bits = draws.bits("callsign", range(len(operator))).tolist()
    for index, no_callsign, number in zip(operator.tolist(), blank.tolist(), bits, strict=True):
        each = OPERATORS[index]
        if no_callsign:
            pair = ["", ""]
        elif each.private:
            pair = [_registration(each.prefix, number)] * 2
        else:
            lettered = each.country not in _PLAIN_NUMBERS.split() and number % 2 == 0
            pair = [each.prefix + (_lettered if lettered else _plain)(number // 2, leg) for leg in range(2)]
        callsigns += [callsign.ljust(_WIDTH) for callsign in pair]
    return callsigns


def _plain(number: int, leg: int) -> str:
    """Return 1 to 4 digits; the flight back has the next number."""
    largest = (99, 999, 999, 2999)[number % 4]
    return str(1 + (number // 4) % largest + leg)


def _lettered(number: int, leg: int) -> str:
    """Return 1 or 2 digits and 1 or 2 letters, different on the two legs."""
    digits = str(1 + number % 99)
    return digits + _letters(number // 99 + 7 * leg, 2 if len(digits) == 1 else 1 + number // 99 % 2)


def _registration(prefix: str, number: int) -> str:
    """Return N, up to three digits and two letters; on other registers the mark and letters, five in all."""
    if prefix == "N":
        return f"N{1 + number % 999}{_letters(number // 999, 2)}"
    return prefix + _letters(number, 5 - len(prefix))


def _letters(number: int, count: int) -> str:
    return "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(count))
