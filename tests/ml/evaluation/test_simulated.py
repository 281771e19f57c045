from ml.evaluation.flights import GROUND, read_flights
from ml.evaluation.simulated import record_simulated
from opensky.answers import read_recording


def test_simulated_traffic_is_recorded_without_faults_and_names_its_source(tmp_path):
    path = tmp_path / "simulated.jsonl.gz"
    left = list(record_simulated(path, minutes=2, interval_s=10))
    assert left == list(range(11, -1, -1))
    times = [answer["time"] for answer in read_recording(path)]
    assert times == list(range(times[0], times[0] + 120, 10))
    again = tmp_path / "again" / path.name
    again.parent.mkdir()
    assert list(record_simulated(again, minutes=2, interval_s=10)) == left
    assert again.read_bytes() == path.read_bytes()
    recording = read_flights(path)
    assert recording.source == "simulated"
    assert recording.rows["icao24"].nunique() > 200
    assert (recording.rows["phase"] != GROUND).any()
    assert not recording.rows["squawk"].isin(["7500", "7600", "7700"]).any()
