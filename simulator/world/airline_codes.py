"""Names and IATA designators of the airlines with scheduled flights, by ICAO designator.

Sources: ICAO Doc 8585 and IATA's directory. Operators missing here fly on demand.
"""

from dataclasses import dataclass

_AIRLINES = """
DAL DL Delta Air Lines
AAL AA American Airlines
SWA WN Southwest Airlines
UAL UA United Airlines
JBU B6 JetBlue Airways
NKS NK Spirit Airlines
FFT F9 Frontier Airlines
ASA AS Alaska Airlines
SKW OO SkyWest Airlines
RPA YX Republic Airways
ENY MQ Envoy Air
EDV 9E Endeavor Air
FDX FX FedEx Express
UPS 5X UPS Airlines
ACA AC Air Canada
WJA WS WestJet
JZA QK Jazz Aviation
AMX AM Aeromexico
VOI Y4 Volaris
CMP CM Copa Airlines
AVA AV Avianca
TAM JJ LATAM Airlines Brasil
GLO G3 Gol Linhas Aéreas
AZU AD Azul Linhas Aéreas
LAN LA LATAM Airlines
ARG AR Aerolíneas Argentinas
RYR FR Ryanair
EIN EI Aer Lingus
EZY U2 easyJet
BAW BA British Airways
EXS LS Jet2
VIR VS Virgin Atlantic
LOG LM Loganair
EJU EC easyJet Europe
AUA OS Austrian Airlines
DLH LH Lufthansa
EWG EW Eurowings
CFG DE Condor
BOX 3S AeroLogic
AFR AF Air France
TVF TO Transavia France
HOP A5 HOP!
KLM KL KLM
TRA HV Transavia
BEL SN Brussels Airlines
CLX CV Cargolux
SWR LX SWISS
IBE IB Iberia
VLG VY Vueling
AEA UX Air Europa
TAP TP TAP Air Portugal
RYM AL Malta Air
ITY AZ ITA Airways
WZZ W6 Wizz Air
LOT LO LOT Polish Airlines
ROT RO TAROM
AEE A3 Aegean Airlines
SAS SK Scandinavian Airlines
NOZ DY Norwegian Air Shuttle
WIF WF Widerøe
DTR DX Danish Air Transport
FIN AY Finnair
BTI BT airBaltic
ICE FI Icelandair
AFL SU Aeroflot
SBI S7 S7 Airlines
THY TK Turkish Airlines
PGT PC Pegasus Airlines
ELY LY El Al
UAE EK Emirates
ETD EY Etihad Airways
FDB FZ flydubai
QTR QR Qatar Airways
SVA SV Saudia
MSR MS EgyptAir
RAM AT Royal Air Maroc
DAH AH Air Algérie
ETH ET Ethiopian Airlines
KQA KQ Kenya Airways
SFR FA FlySafair
CCA CA Air China
CES MU China Eastern Airlines
CSN CZ China Southern Airlines
CHH HU Hainan Airlines
CPA CX Cathay Pacific
ANA NH All Nippon Airways
JAL JL Japan Airlines
KAL KE Korean Air
JJA 7C Jeju Air
EVA BR EVA Air
SIA SQ Singapore Airlines
THA TG Thai Airways
MAS MH Malaysia Airlines
AXM AK AirAsia
LNI JT Lion Air
GIA GA Garuda Indonesia
PAL PR Philippine Airlines
HVN VN Vietnam Airlines
VJC VJ VietJet Air
IGO 6E IndiGo
AIC AI Air India
QFA QF Qantas
JST JQ Jetstar
VOZ VA Virgin Australia
ANZ NZ Air New Zealand
"""


@dataclass(frozen=True)
class AirlineCode:
    """The codes and the name under which a schedule lists an airline."""

    icao: str
    iata: str
    name: str


AIRLINE_CODES = {
    icao: AirlineCode(icao, iata, name)
    for icao, iata, name in (line.split(" ", 2) for line in _AIRLINES.strip().splitlines())
}
"""By ICAO designator."""
