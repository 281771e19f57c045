"""The operators: airlines by ICAO designator, and private aircraft, which fly under their registration.

Designators are from ICAO Doc 8585, home airports from the airlines' own networks. Weights are rough shares of the
traffic that OpenSky receives, so Europe and North America weigh more than their share of the world's flights.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Operator:
    """One operator.

    prefix: three-letter designator, or the nationality mark of its registrations; country: ISO code of the register;
    weight: relative number of aircraft; fleet: codes of aircraft kinds, all equally likely (repeat one to make it
    likelier); bases: IATA codes, none for private aircraft, which are based at smaller airports of the country.
    """

    prefix: str
    country: str
    weight: float
    fleet: str
    bases: tuple[str, ...]

    @property
    def private(self) -> bool:
        """True when the callsigns are registrations."""
        return not self.bases


_AIRLINES = """
DAL US 3.4 NNNNNW  ATL DTW MSP JFK SLC SEA LAX BOS
AAL US 3.3 NNNNNW  DFW CLT MIA ORD PHL PHX LAX JFK
SWA US 3.6 N       MDW BWI DEN LAS DAL HOU PHX MCO OAK BNA
UAL US 3.1 NNNNWW  ORD DEN IAH EWR SFO IAD LAX
JBU US 1.2 N       JFK BOS FLL MCO
NKS US 0.9 N       FLL MCO LAS DFW DTW
FFT US 0.7 N       DEN MCO LAS PHL
ASA US 1.2 N       SEA PDX SFO ANC
SKW US 1.4 R       SLC DEN ORD SFO MSP DTW
RPA US 1.1 R       ORD IND LGA DCA PHL
ENY US 0.7 R       DFW ORD MIA
EDV US 0.6 R       ATL DTW LGA
FDX US 1.0 WWNT    MEM IND OAK CGN
UPS US 0.7 WN      SDF ONT PHL
EJA US 0.9 B       CMH TEB PBI DAL VNY
ACA CA 1.2 NNWR    YYZ YUL YVR YYC
WJA CA 0.7 N       YYC YYZ YVR
JZA CA 0.4 RT      YYZ YVR YUL YHZ
AMX MX 0.6 NNR     MEX GDL MTY
VOI MX 0.5 N       TIJ GDL CUN MEX
CMP PA 0.4 N       PTY
AVA CO 0.5 NNW     BOG MDE
TAM BR 0.7 NNNW    GRU BSB GIG FOR
GLO BR 0.5 N       GRU CGH SDU BSB
AZU BR 0.6 NRT     VCP CNF REC
LAN CL 0.4 NNW     SCL
ARG AR 0.3 N       EZE COR
RYR IE 4.2 N       STN DUB BGY CRL MAN MAD OPO AGP VIE FCO PMI EDI NAP CIA BCN
EIN IE 0.5 NNW     DUB
EZY GB 1.7 N       LGW LTN MAN BRS EDI BHX
BAW GB 1.7 NNW     LHR LHR LGW
EXS GB 0.7 N       MAN LBA BHX STN
VIR GB 0.3 W       LHR MAN
LOG GB 0.3 TR      GLA EDI ABZ INV
EJU AT 1.2 N       MXP CDG BER LIS AMS GVA NCE
AUA AT 0.7 NNR     VIE
DLH DE 2.1 NNNW    FRA MUC
EWG DE 0.9 N       DUS CGN HAM STR
CFG DE 0.4 NW      FRA DUS
BOX DE 0.2 W       LEJ FRA
AFR FR 1.6 NNW     CDG CDG ORY
TVF FR 0.6 N       ORY NTE LYS
HOP FR 0.3 R       CDG LYS ORY
KLM NL 1.3 NNW     AMS
TRA NL 0.6 N       AMS EIN RTM ORY
BEL BE 0.4 NR      BRU
CLX LU 0.3 W       LUX
SWR CH 1.0 NNW     ZRH GVA
IBE ES 0.8 NNW     MAD
VLG ES 1.0 N       BCN ORY FCO
AEA ES 0.4 NW      MAD
TAP PT 0.7 NNW     LIS OPO
NJE PT 0.6 B       LBG FAB NCE GVA
VJT MT 0.4 B       LTN GVA DXB
RYM MT 0.6 N       MLA BGY CTA
ITY IT 0.6 NNW     FCO LIN
WZZ HU 1.2 N       BUD OTP KTW LTN VIE GDN SOF
LOT PL 0.6 NRT     WAW
ROT RO 0.2 NT      OTP
AEE GR 0.5 NT      ATH SKG
SAS SE 0.9 NNR     ARN CPH OSL
NOZ NO 0.6 N       OSL BGO CPH
WIF NO 0.4 T       OSL BGO TOS BOO
DTR DK 0.2 T       CPH BLL
FIN FI 0.6 NRW     HEL
BTI LV 0.5 N       RIX VNO TLL
ICE IS 0.3 N       KEF
AFL RU 1.1 NNW     SVO LED OVB
SBI RU 0.4 N       OVB DME
THY TR 2.2 NNW     IST
PGT TR 1.0 N       SAW AYT ADB
ELY IL 0.3 NW      TLV
UAE AE 1.3 W       DXB
ETD AE 0.4 WN      AUH
FDB AE 0.6 N       DXB
QTR QA 1.3 WWN     DOH
SVA SA 0.7 NNW     JED RUH
MSR EG 0.4 NNW     CAI
RAM MA 0.4 N       CMN
DAH DZ 0.2 NT      ALG
ETH ET 0.4 NWWT    ADD
KQA KE 0.2 NR      NBO
SFR ZA 0.3 N       JNB CPT
CCA CN 1.5 NNW     PEK CTU PVG
CES CN 1.6 NNW     PVG SHA KMG XIY
CSN CN 1.7 NNW     CAN SZX PEK URC WUH
CHH CN 0.8 NNW     HAK PEK XIY
CPA CN 0.6 W       HKG
ANA JP 1.1 NNW     HND ITM NRT
JAL JP 1.1 NNW     HND ITM NRT FUK
KAL KR 0.8 NWW     ICN GMP
JJA KR 0.5 N       CJU GMP ICN
EVA TW 0.4 WN      TPE
SIA SG 0.7 WWN     SIN
THA TH 0.5 WN      BKK
MAS MY 0.4 NNW     KUL
AXM MY 0.6 N       KUL PEN BKI
LNI ID 0.6 N       CGK SUB UPG DPS
GIA ID 0.4 NNW     CGK DPS
PAL PH 0.4 NNW     MNL CEB
HVN VN 0.5 NNW     HAN SGN
VJC VN 0.4 N       SGN HAN DAD
IGO IN 1.9 NNNNT   DEL BOM BLR HYD CCU MAA
AIC IN 0.8 NNW     DEL BOM
QFA AU 0.9 NNW     SYD MEL BNE PER
JST AU 0.5 N       MEL SYD OOL
VOZ AU 0.6 N       BNE SYD MEL
ANZ NZ 0.5 NTW     AKL CHC WLG
"""

_PRIVATE = """
N  US 5.5 LLLLLLBBH
C  CA 0.5 LLLLBH
G  GB 0.8 LLLLLH
D  DE 0.8 LLLLLLBH
F  FR 0.6 LLLLLH
HB CH 0.3 LLLHH
OE AT 0.2 LLBH
PH NL 0.1 LLLH
I  IT 0.2 LLLH
EC ES 0.2 LLLBH
SE SE 0.2 LLLH
LN NO 0.2 LHH
VH AU 0.7 LLLLLH
ZK NZ 0.2 LLLH
ZS ZA 0.1 LLLB
PT BR 0.4 LLLBH
"""


def _operators() -> tuple[Operator, ...]:
    rows = [line.split() for line in (_AIRLINES + _PRIVATE).splitlines() if line]
    return tuple(
        Operator(prefix, country, float(weight), fleet, tuple(bases)) for prefix, country, weight, fleet, *bases in rows
    )


OPERATORS = _operators()
"""Airlines, then private aircraft by register."""
