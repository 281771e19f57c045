"""Every stage from the source to the page: which works, which sticks, and what it says of itself."""

import streamlit as st

from dashboard.drawing.markup import fact_list, fill
from dashboard.reading.stages import Health, Stage, judge_stages
from dashboard.reading.store import Outlook
from dashboard.viewing.viewer import Viewer

_MARKS = {Health.GOOD: "●", Health.LATE: "▲", Health.FAILED: "✕", Health.UNKNOWN: "○"}
_STAGE = (
    '<div class="fw-stage"><div class="fw-entry-head"><b>{name}</b>'
    '<span class="fw-state fw-{health_class}">{mark} {health}</span></div><div>{words}</div></div>'
)


def show_pipeline_page(viewer: Viewer) -> None:
    def draw(outlook: Outlook) -> None:
        st.subheader("Pipeline", anchor=False)
        stages = judge_stages(outlook, viewer.display.date_and_clock)
        st.write(_summary(stages))
        with st.container(horizontal=True, key="stages"):
            for stage in stages:
                with st.container(border=True, key=f"stage-{stage.name.lower().replace(' ', '-')}"):
                    _show(stage)

    viewer.show_refreshing("pipeline", draw)


def _summary(stages: list[Stage]) -> str:
    off = [stage for stage in stages if stage.health in (Health.FAILED, Health.LATE)]
    if off:
        return f"**It sticks at {off[0].name}:** " + "; ".join(f"{stage.name} is {stage.health.value}" for stage in off)
    unheard = [stage.name for stage in stages if stage.health is Health.UNKNOWN]
    return f"Not heard of: {', '.join(unheard)}." if unheard else "Every stage works."


def _show(stage: Stage) -> None:
    head = fill(
        _STAGE,
        name=stage.name,
        words=stage.words,
        mark=_MARKS[stage.health],
        health=stage.health.value,
        health_class=stage.health.name.lower(),
    )
    st.html(head + fact_list(stage.facts))
