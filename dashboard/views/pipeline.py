"""The Pipeline page: the health of every stage from the source to the page."""

import streamlit as st

from dashboard.drawing.markup import fact_list, fill
from dashboard.reading.stages.pipeline import judge_stages
from dashboard.reading.stages.stage import Health, PipelineStage
from dashboard.reading.store import Outlook
from dashboard.viewing.viewer import Viewer

_MARKS = {Health.GOOD: "●", Health.DEGRADED: "▲", Health.FAILED: "✕", Health.UNKNOWN: "○"}
_STAGE = (
    '<div class="fw-stage"><div class="fw-entry-head"><b>{name}</b>'
    '<span class="fw-state fw-{health_class}">{mark} {health}</span></div><div>{words}</div></div>'
)


def show_pipeline_page(viewer: Viewer) -> None:
    """Draw the page."""

    def draw(outlook: Outlook) -> None:
        st.subheader("Pipeline", anchor=False)
        stages = judge_stages(outlook, viewer.display.date_and_clock)
        st.write(_summary(stages))
        with st.container(horizontal=True, key="stages"):
            for stage in stages:
                with st.container(border=True, key=f"stage-{stage.name.lower().replace(' ', '-')}"):
                    _show(stage)

    viewer.show_refreshing("pipeline", draw)


def _summary(stages: list[PipelineStage]) -> str:
    off = [stage for stage in stages if stage.health in (Health.FAILED, Health.DEGRADED)]
    if off:
        first, *others = (f"{stage.name} ({stage.health.value})" for stage in off)
        return f"**First problem: {first}.**" + (f" Also: {', '.join(others)}." if others else "")
    silent = [stage.name for stage in stages if stage.health is Health.UNKNOWN]
    return f"Status unknown: {', '.join(silent)}." if silent else "All stages are working."


def _show(stage: PipelineStage) -> None:
    head = fill(
        _STAGE,
        name=stage.name,
        words=stage.words,
        mark=_MARKS[stage.health],
        health=stage.health.value,
        health_class=stage.health.name.lower(),
    )
    st.html(head + fact_list(stage.facts))
