"""Addresses, countries and callsigns."""

import csv
import re

import pytest

from simulator.backends.simulated import SimulatedTraffic
from simulator.world.address_blocks import BLOCKS, FULL_BLOCK_COUNTRY, assign_addresses

NOON = 1_790_164_800

OTHER_NAMES = {
    "Kingdom of the Netherlands": "Netherlands",
    "Russian Federation": "Russia",
    "Republic of Korea": "South Korea",
    "Taiwan": "Taiwan (unofficial)",
}
"""The reference table's names of countries, where OpenSky uses others."""


@pytest.mark.captures
def test_addresses_lie_in_their_countrys_range_of_a_reference_table(captures):
    lines = (captures / "reference" / "icao24_country_ranges_rikgale.csv").read_text().splitlines()
    ranges = {row[2]: (int(row[0], 16), int(row[1], 16)) for row in csv.reader(lines)}
    for row in SimulatedTraffic(aircraft=3_000, seed=2).at(NOON).rows:
        first, last = ranges[OTHER_NAMES.get(row[2], row[2])]
        assert first <= int(row[0], 16) <= last, row[:3]


@pytest.mark.captures
def test_blocks_are_those_of_a_reference_table(captures):
    lines = (captures / "reference" / "icao24_country_ranges_rikgale.csv").read_text().splitlines()
    ranges = {row[2]: (int(row[0], 16), int(row[1], 16)) for row in csv.reader(lines)}
    for block in BLOCKS.values():
        name = OTHER_NAMES.get(block.origin_country, block.origin_country)
        assert ranges[name] == (block.first, block.first + block.size - 1), name


def test_addresses_fill_a_block_and_then_go_abroad():
    addresses, registers = assign_addresses(["MT"] * 1_500 + ["US"] * 1_000)
    malta = [address for address, register in zip(addresses, registers, strict=True) if register == "MT"]
    assert sorted(malta) == list(range(0x4D2000, 0x4D2400))
    assert set(registers[1_024:]) == {FULL_BLOCK_COUNTRY}
    assert len(set(addresses.tolist())) == 2_500


def test_callsigns_are_of_airlines_or_registrations():
    rows = SimulatedTraffic(aircraft=1_000, seed=2).at(NOON).rows
    airline = re.compile(r"[A-Z]{3}(\d{1,4}|\d{1,2}[A-Z]{1,2}) *")
    registration = re.compile(r"(N\d{1,3}[A-Z]{2}|[A-Z]{5}) *")
    for row in rows:
        assert not row[1].strip() or airline.fullmatch(row[1]) or registration.fullmatch(row[1]), row[1]
    assert sum(bool(airline.fullmatch(row[1])) for row in rows) > 0.8 * len(rows)
