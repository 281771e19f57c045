"""Measure the processor time and memory that processes use (Linux)."""

import os
import threading
import time
from pathlib import Path

SAMPLE_S = 0.1

Stat = list[str]
"""The fields of `/proc/PID/stat` after the name."""


def cpu_s(process_id: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    return _cpu_s(_read_stat(Path(f"/proc/{process_id}")))


def resident_mb(process_id: int) -> float:
    """Return the resident memory of a process, in megabytes."""
    return _resident_bytes(_read_stat(Path(f"/proc/{process_id}"))) / 1e6


def family_cpu_s(process_id: int) -> float:
    """Return the processor time that a process and its descendants have used, those that have ended included (s)."""
    family = read_family(process_id)
    return sum(sum(map(int, stat[11:15])) for stat in family.values()) / os.sysconf("SC_CLK_TCK")


def family_memory_mib(process_id: int) -> float:
    """Return the memory of a process and its descendants in MiB; a page that n processes share counts 1/n in each."""
    total = 0
    for member in read_family(process_id):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # ended since it was listed
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


class ProcessSampler(threading.Thread):
    """Watches a process and its descendants until they end.

    cpu_s: processor time by process. peak_mib: the most memory that all of them used at once.
    """

    def __init__(self, process_id: int) -> None:
        super().__init__()
        self.process_id = process_id
        self.cpu_s: dict[int, float] = {}
        self.peak_mib = 0.0

    def run(self) -> None:
        while family := read_family(self.process_id):
            self.cpu_s |= {process_id: _cpu_s(stat) for process_id, stat in family.items()}
            self.peak_mib = max(self.peak_mib, sum(map(_resident_bytes, family.values())) / 2**20)
            time.sleep(SAMPLE_S)


def read_family(process_id: int) -> dict[int, Stat]:
    """Return the stat fields of a process and its descendants, by process id; {} once it has ended."""
    known = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = _read_stat(folder)
        except OSError:
            continue  # ended since it was listed
        if stat[0] != "Z":
            known[int(folder.name)] = stat
    family = {process_id} & known.keys()
    while more := {child for child, stat in known.items() if int(stat[1]) in family} - family:
        family |= more
    return {member: known[member] for member in family}


def _read_stat(folder: Path) -> Stat:
    return (folder / "stat").read_text().rpartition(")")[2].split()


def _cpu_s(stat: Stat) -> float:
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def _resident_bytes(stat: Stat) -> int:
    return int(stat[21]) * os.sysconf("SC_PAGE_SIZE")
