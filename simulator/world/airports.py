"""The airports that simulated flights use.

The `airportsdata` package (MIT) has position, elevation and country, but no size, and most of its 7,900 airports with
an IATA code are airstrips. So this module lists the busy airports in three classes by rough passenger numbers (after
the yearly ranking of Airports Council International) and samples smaller ones per country, in numbers that fit the
country's regional and private flying.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import airportsdata
import numpy as np

from common.geodesy import on_sphere
from simulator.world.arrays import Booleans, Floats
from simulator.world.randomness import Draws

_FEET = 0.3048

_BUSY = {
    10.0: """ATL DFW DEN ORD LAX JFK LAS MCO MIA CLT SEA PHX SFO EWR IAH LHR CDG AMS FRA IST MAD BCN MUC DXB DOH DEL
        BOM HND PEK PVG CAN CTU SZX HKG ICN SIN BKK CGK KUL SYD GRU MEX""",
    5.0: """BOS MSP FLL DTW PHL LGA BWI SLC SAN IAD DCA TPA BNA AUS MDW HNL PDX STL YYZ YVR LGW MAN STN DUB ORY PMI
        ZRH VIE CPH OSL ARN BRU LIS FCO MXP ATH SAW AYT TLV WAW BER DUS SVO JED RUH AUH CAI JNB BLR HYD MAA CCU
        NRT ITM KIX FUK CTS OKA TPE SHA KMG XIY CKG HGH NKG WUH MNL SGN HAN DPS SUB MEL BNE AKL CUN BOG GIG BSB
        SCL LIM EZE PTY""",
    2.0: """RDU MCI CLE SMF SJC OAK SNA IND CVG PIT CMH SAT MSY JAX RSW BDL ABQ ANC OGG MEM SDF YUL YYC YEG YOW YWG
        YHZ EDI BHX GLA BRS LTN NCE LYS MRS TLS NTE BOD GVA BSL HAM STR CGN LEJ NUE HAJ LUX CRL EIN RTM BGY VCE
        NAP BLQ CTA PSA AGP ALC VLC SVQ BIO IBZ LPA TFS ACE FAO OPO PRG BUD OTP KRK GDN KTW RIX VNO TLL HEL GOT
        BGO TRD TOS KEF SKG HER RHO LCA ADB ESB BEG ZAG SOF LED KZN SVX OVB KRR AER DME EVN TBS ALA TAS CMN RAK
        ALG TUN ADD NBO LOS ACC DSS CPT DUR MRU BAH KWI MCT AMM DMM IKA ISB KHI LHE DAC CMB KTM AMD COK GOI PNQ
        GAU RGN HKT CNX USM PEN BKI KCH UPG CEB DAD PUS CJU NGO SDJ KOJ HIJ KHH TAO TSN DLC SHE HRB CSX CGO XMN
        FOC URC LHW HAK SYX PER ADL CBR CNS OOL CHC WLG ZQN GDL MTY TIJ SJU SDQ HAV KIN PUJ MDE CLO CTG UIO GYE
        CUZ VVI ASU MVD COR CNF SSA REC FOR POA CWB CGH SDU VCP PPT NAN GUM GMP ABZ BLL LBG INV FAB ONT BOO CIA
        LBA VNY MLA LIN DAL HOU TEB PBI""",
}  # fmt: skip
"""IATA codes by weight, the relative frequency as a destination."""

_SMALLER = {
    "US": 260, "CA": 40, "MX": 14, "BR": 30, "AR": 8, "CO": 8, "CL": 6, "GB": 36, "FR": 36, "DE": 36, "IT": 18,
    "ES": 16, "PT": 6, "CH": 8, "AT": 6, "NL": 6, "BE": 4, "SE": 18, "NO": 24, "FI": 12, "DK": 8, "PL": 8, "GR": 12,
    "TR": 16, "RO": 5, "RU": 16, "ZA": 12, "KE": 4, "ET": 4, "IN": 26, "CN": 40, "JP": 26, "KR": 6, "TH": 10, "MY": 8,
    "ID": 18, "PH": 10, "VN": 8, "AU": 40, "NZ": 12,
}  # fmt: skip
"""The number of smaller airports by ISO 3166 country code."""


@dataclass(frozen=True)
class Airports:
    """n airports: lists of IATA codes and ISO country codes, the rest (n,); `position` holds unit vectors (n, 3).

    weight: relative frequency as a destination; busy: True for the airports listed in this module.
    """

    iata: list[str]
    country: list[str]
    position: Floats
    elevation_m: Floats
    weight: Floats
    busy: Booleans


@cache
def all_airports() -> dict[str, Any]:
    """Return every airport of the package by IATA code; elevations in feet."""
    return dict(airportsdata.load("IATA"))


def load_airports(draws: Draws) -> Airports:
    """Return the busy airports and a sample, fixed by the seed, of smaller ones with a four-letter ICAO code.

    The sample for "US" is taken from the conterminous states: most of the others are bush strips in Alaska.
    """
    everything = all_airports()
    chosen = {iata: weight for weight, codes in _BUSY.items() for iata in codes.split()}
    codes_of: dict[str, list[str]] = {country: [] for country in _SMALLER}
    for iata, airport in sorted(everything.items()):
        icao = airport["icao"]
        proper = len(icao) == 4 and icao.isalpha() and airport["name"].endswith("Airport")
        abroad = airport["country"] == "US" and not icao.startswith("K")
        if proper and not abroad and iata not in chosen and airport["country"] in codes_of:
            codes_of[airport["country"]].append(iata)
    for country, count in _SMALLER.items():
        codes = codes_of[country]
        keys = [int.from_bytes(code.encode(), "big") for code in codes]
        order = np.argsort(draws.uniform("smaller airports", np.array(keys, dtype=np.int64)), kind="stable")
        chosen |= {codes[index]: 1.0 for index in order[:count]}
    rows = [everything[iata] for iata in chosen]
    weight = np.array(list(chosen.values()))
    return Airports(
        iata=list(chosen),
        country=[row["country"] for row in rows],
        position=on_sphere(*np.radians([[row[name] for row in rows] for name in ("lon", "lat")])),
        elevation_m=np.array([row["elevation"] for row in rows]) * _FEET,
        weight=weight,
        busy=weight > 1.0,
    )
