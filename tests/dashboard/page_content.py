"""What a page that was run without a browser shows."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def texts_of(page: AppTest) -> str:
    elements = [*page.markdown, *page.caption, *page.subheader, *page.warning, *page.error, *page.info, *page.code]
    html = [element.proto.body for element in page.get("html")]
    return "\n".join([*(str(element.value) for element in elements), *html])


def metrics_of(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def drawn_in(page: AppTest) -> list[dict[str, Any]]:
    """Return the traces of each chart by name."""
    specifications = [json.loads(element.proto.spec) for element in page.get("plotly_chart")]
    return [{trace.get("name"): trace for trace in specification["data"]} for specification in specifications]
