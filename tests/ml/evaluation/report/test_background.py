import pytest

from common.settings import ROOT
from ml.evaluation.report.background import protocol_section


@pytest.mark.parametrize("report", ["detection.md", "detection-simulated.md"])
def test_the_committed_reports_describe_the_protocol_in_force(report):
    assert (ROOT / "docs" / report).read_text(encoding="utf-8").endswith(protocol_section() + "\n")
