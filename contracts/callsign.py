"""What counts as a callsign, and how it is written: the same in the producer, the stream and the lake.

A transponder without a callsign sends eight fill characters, and each decoder writes these in its own way: as blanks,
`@`, `?`, `-`, `_` or zeros. A callsign itself consists of letters and digits (ICAO Annex 10, volume IV, 3.1.2.9.1.2).
"""

FILL = "".join(map(chr, (*range(0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x80))))
"""The characters of ASCII that are neither letters nor digits."""

FILL_CLASS = r"\x00-/:-@\[-`{-\x7f"
"""FILL as the inside of a character class, for the regular expressions of Python, Java and RE2."""

_EMPTY = FILL + "0"


def known_callsign(text: str | None) -> str | None:
    """Return the callsign in a text, without the fill characters before and after it; None where there is none.

    A text of fill characters and zeros is no callsign. Zeros in a callsign stay, and so does what is between letters.
    """
    if text is None:
        return None
    return text.strip(FILL) if text.strip(_EMPTY) else None
