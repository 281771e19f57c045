"""The streaming job's outputs, written directly, for the benchmark of the dashboard."""

import time

import orjson

from benchmarks.traffic import POLL_S
from common.files.json_files import write_json
from contracts.outputs import Outputs, hour_folder
from contracts.state_vector import SIMULATED, StateVector


def publish(outputs: Outputs, states: list[StateVector], *, at: float | None = None) -> None:
    """Replace the live picture with these state vectors, dated `at` (epoch s) or now."""
    at = at or time.time()
    shift = int(at) - states[0]["poll_time"]
    heading = {"poll_time": int(at), "published_at": at, "sources": [SIMULATED]}
    write_json(outputs.live_flights, heading | {"flights": [scored(state, shift) for state in states]})


def keep_hours(outputs: Outputs, states: list[StateVector], *, hours: int) -> None:
    """Write `hours` of these aircraft, polled every POLL_S, as the streaming job keeps them."""
    now = int(time.time())
    placeholder = states[0]["poll_time"]
    template = b"".join(
        orjson.dumps(scored(state, 0) | dict.fromkeys(("time_position", "last_contact"), placeholder)) + b"\n"
        for state in states
    )
    count = hours * 3_600 // POLL_S
    for batch in range(count):
        poll_time = now - (count - batch) * POLL_S
        folder = hour_folder(outputs.cleaned_flights, poll_time) / f"batch={batch}"
        folder.mkdir(parents=True)
        content = template.replace(str(placeholder).encode(), str(poll_time).encode())
        (folder / "part-00000.json").write_bytes(content)


def scored(state: StateVector, shift: int) -> StateVector:
    """Return the record that the streaming job would keep, `shift` seconds later, with made-up scores."""
    times = {name: state[name] + shift for name in ("time_position", "last_contact", "poll_time") if state[name]}
    scores = {"anomaly_score": 0.4, "is_anomaly": False, "rule_based_anomaly": False, "rules": [], "reasons": []}
    return state | times | scores | {"not_scored": None, "model": "none"}
