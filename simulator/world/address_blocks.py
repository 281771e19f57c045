"""The blocks of 24-bit aircraft addresses allocated to each country.

Source: ICAO Annex 10, Volume III, Part I, Chapter 9, table 9-1 (allocation of addresses to States); Taiwan's block is
in use but not in that table. Names are those that OpenSky reports as `origin_country`.
"""

from dataclasses import dataclass

import numpy as np

from simulator.world.arrays import Integers


@dataclass(frozen=True)
class AddressBlock:
    """A country's block: `first` and the 2 ** `free_bits` - 1 addresses after it."""

    country: str
    origin_country: str
    first: int
    free_bits: int

    @property
    def size(self) -> int:
        """The number of addresses."""
        return 1 << self.free_bits


BLOCKS = {
    block.country: block
    for block in (
        AddressBlock("ZA", "South Africa", 0x008000, 15),
        AddressBlock("EG", "Egypt", 0x010000, 15),
        AddressBlock("MA", "Morocco", 0x020000, 15),
        AddressBlock("ET", "Ethiopia", 0x040000, 12),
        AddressBlock("KE", "Kenya", 0x04C000, 12),
        AddressBlock("QA", "Qatar", 0x06A000, 10),
        AddressBlock("DZ", "Algeria", 0x0A0000, 15),
        AddressBlock("CO", "Colombia", 0x0AC000, 12),
        AddressBlock("PA", "Panama", 0x0C2000, 12),
        AddressBlock("MX", "Mexico", 0x0D0000, 15),
        AddressBlock("RU", "Russian Federation", 0x100000, 20),
        AddressBlock("IT", "Italy", 0x300000, 18),
        AddressBlock("ES", "Spain", 0x340000, 18),
        AddressBlock("FR", "France", 0x380000, 18),
        AddressBlock("DE", "Germany", 0x3C0000, 18),
        AddressBlock("GB", "United Kingdom", 0x400000, 18),
        AddressBlock("AT", "Austria", 0x440000, 15),
        AddressBlock("BE", "Belgium", 0x448000, 15),
        AddressBlock("DK", "Denmark", 0x458000, 15),
        AddressBlock("FI", "Finland", 0x460000, 15),
        AddressBlock("GR", "Greece", 0x468000, 15),
        AddressBlock("HU", "Hungary", 0x470000, 15),
        AddressBlock("NO", "Norway", 0x478000, 15),
        AddressBlock("NL", "Kingdom of the Netherlands", 0x480000, 15),
        AddressBlock("PL", "Poland", 0x488000, 15),
        AddressBlock("PT", "Portugal", 0x490000, 15),
        AddressBlock("RO", "Romania", 0x4A0000, 15),
        AddressBlock("SE", "Sweden", 0x4A8000, 15),
        AddressBlock("CH", "Switzerland", 0x4B0000, 15),
        AddressBlock("TR", "Turkey", 0x4B8000, 15),
        AddressBlock("IE", "Ireland", 0x4CA000, 12),
        AddressBlock("IS", "Iceland", 0x4CC000, 12),
        AddressBlock("LU", "Luxembourg", 0x4D0000, 10),
        AddressBlock("MT", "Malta", 0x4D2000, 10),
        AddressBlock("LV", "Latvia", 0x502C00, 10),
        AddressBlock("SA", "Saudi Arabia", 0x710000, 15),
        AddressBlock("KR", "Republic of Korea", 0x718000, 15),
        AddressBlock("IL", "Israel", 0x738000, 15),
        AddressBlock("MY", "Malaysia", 0x750000, 15),
        AddressBlock("PH", "Philippines", 0x758000, 15),
        AddressBlock("SG", "Singapore", 0x768000, 15),
        AddressBlock("CN", "China", 0x780000, 18),
        AddressBlock("AU", "Australia", 0x7C0000, 18),
        AddressBlock("IN", "India", 0x800000, 18),
        AddressBlock("JP", "Japan", 0x840000, 18),
        AddressBlock("TH", "Thailand", 0x880000, 15),
        AddressBlock("VN", "Viet Nam", 0x888000, 15),
        AddressBlock("AE", "United Arab Emirates", 0x896000, 12),
        AddressBlock("TW", "Taiwan", 0x899000, 10),
        AddressBlock("ID", "Indonesia", 0x8A0000, 15),
        AddressBlock("US", "United States", 0xA00000, 20),
        AddressBlock("CA", "Canada", 0xC00000, 18),
        AddressBlock("NZ", "New Zealand", 0xC80000, 15),
        AddressBlock("AR", "Argentina", 0xE00000, 18),
        AddressBlock("BR", "Brazil", 0xE40000, 18),
        AddressBlock("CL", "Chile", 0xE80000, 12),
    )
}
"""By ISO 3166 country code."""

FULL_BLOCK_COUNTRY = "US"
"""The register for aircraft whose own country's block is full, which happens with some 50,000 aircraft in contact.

It has one of the two largest blocks, with room for all of them; aircraft on foreign registers are common."""

_STRIDE = 0x5851F
"""Odd, so its multiples reach each address of a block of 2 ** n once; large, so consecutive ones lie far apart."""


def assign_addresses(countries: list[str]) -> tuple[Integers, list[str]]:
    """Return a distinct address per aircraft and the country whose block it is from: its own unless that is full.

    An address depends only on its aircraft and those before it, so a longer list begins with the same addresses.
    """
    taken = dict.fromkeys(BLOCKS, 0)
    addresses = np.empty(len(countries), dtype=np.int64)
    registered = []
    for index, country in enumerate(countries):
        block = BLOCKS[country]
        if taken[country] == block.size:
            block = BLOCKS[FULL_BLOCK_COUNTRY]
        addresses[index] = block.first + (block.first // 1000 + taken[block.country]) * _STRIDE % block.size
        taken[block.country] += 1
        registered.append(block.country)
    return addresses, registered
