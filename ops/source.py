"""The traffic that `make run` watches: SOURCE and SPEED of the command line."""

from dataclasses import dataclass
from pathlib import Path

from common.errors import InputRefused
from contracts.state_vector import RECORDED, SIMULATED

LIVE = "live"
LIVE_TERMS = (
    "Some read OpenSky's terms as requiring a written licence for using the REST API in an operational or automated\n"
    "product, whether or not it makes a profit. Check them for your use: https://opensky-network.org/about/terms-of-use"
)


@dataclass(frozen=True)
class Source:
    """Simulated, live or recorded traffic; a recording has a path and a speed."""

    kind: str
    recording: Path | None = None
    speed: str = "1"

    @classmethod
    def parse(cls, text: str, speed: str | None) -> "Source":
        """Return the source for SOURCE and SPEED. Raises InputRefused when one is wrong or they don't match."""
        if text in (SIMULATED, LIVE):
            if speed:
                raise InputRefused(f"SPEED={speed} applies only to a recording, not to SOURCE={text}")
            return cls(text)
        recording = Path(text)
        if not recording.is_file():
            raise InputRefused(f"SOURCE={text} is neither {SIMULATED}, {LIVE}, nor an existing file")
        if speed and not _is_speed(speed):
            raise InputRefused(f"SPEED={speed} is neither a number above 0 nor max")
        return cls(RECORDED, recording.resolve(), speed or "1")

    @property
    def name(self) -> str:
        """The name that identifies the source in the record of the last run."""
        return str(self.recording) if self.recording else self.kind

    @property
    def heading(self) -> str:
        """The source in words, for the status view."""
        if self.recording:
            return f"recorded traffic: {self.recording.name}, speed {self.speed}"
        return "simulated traffic" if self.kind == SIMULATED else "live traffic from OpenSky"


def _is_speed(text: str) -> bool:
    try:
        return text == "max" or float(text) > 0
    except ValueError:
        return False
