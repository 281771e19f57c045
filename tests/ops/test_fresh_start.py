from ops.fresh_start import RunRecord, put_aside


def test_the_first_run_and_one_of_the_same_source_go_on(tmp_path):
    record = RunRecord(tmp_path)
    assert record.continues("simulated", recording=False)
    record.write("simulated")
    assert record.continues("simulated", recording=False)


def test_another_source_or_a_recording_played_again_starts_afresh(tmp_path):
    record = RunRecord(tmp_path)
    record.write("polls.jsonl")
    assert not record.continues("simulated", recording=False)
    assert not record.continues("polls.jsonl", recording=True)


def test_outputs_are_put_aside_whole_and_only_the_last_ones_are_kept(tmp_path):
    (tmp_path / ".gitkeep").touch()
    for run in ("first", "second"):
        (tmp_path / "live").mkdir()
        (tmp_path / "live" / "flights.json").write_text(run)
        assert put_aside(tmp_path) == tmp_path / "previous"
        assert {path.name for path in tmp_path.iterdir()} == {".gitkeep", "previous"}
    assert (tmp_path / "previous" / "live" / "flights.json").read_text() == "second"


def test_nothing_to_put_aside_is_no_previous(tmp_path):
    assert put_aside(tmp_path / "none") is None
    assert put_aside(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
