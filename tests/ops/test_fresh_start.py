from ops.fresh_start import RunRecord, put_aside


def test_the_first_run_and_one_of_the_same_source_continue(tmp_path):
    record = RunRecord(tmp_path)
    assert record.continues("simulated", recording=False)
    record.write("simulated")
    assert record.continues("simulated", recording=False)


def test_another_source_or_a_recording_played_again_starts_afresh(tmp_path):
    record = RunRecord(tmp_path)
    record.write("polls.jsonl")
    assert not record.continues("simulated", recording=False)
    assert not record.continues("polls.jsonl", recording=True)


def test_all_outputs_are_put_aside_and_replace_those_of_an_earlier_run(tmp_path):
    (tmp_path / ".gitkeep").touch()
    for run in ("first", "second"):
        (tmp_path / "live").mkdir()
        (tmp_path / "live" / "flights.json").write_text(run)
        assert put_aside(tmp_path) == tmp_path / "previous"
        assert {path.name for path in tmp_path.iterdir()} == {".gitkeep", "previous"}
    assert (tmp_path / "previous" / "live" / "flights.json").read_text() == "second"


def test_without_outputs_there_is_nothing_to_put_aside(tmp_path):
    assert put_aside(tmp_path / "none") is None
    assert put_aside(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
