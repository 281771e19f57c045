"""A really started Streamlit over a folder of sample outputs, and a browser to look at it with."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from benchmarks.served_page import ServedPage, served_page
from tests.browser import Watched


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPage]:
    """The dashboard with its default settings."""
    with served_page(
        tmp_path_factory.mktemp("outputs"), tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    ) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, dashboard: ServedPage) -> Iterator[Callable[..., Watched]]:
    """Open the dashboard in a context of its own; everything it requests is written down."""
    contexts = []

    def open_it(*, theme: str = "dark", width: int = 1440, height: int = 900, url: str = dashboard.url) -> Watched:
        # Far from UTC, so that a time shown in the browser's own zone is noticed.
        context = browser.new_context(
            color_scheme=theme, viewport={"width": width, "height": height}, timezone_id="Pacific/Auckland"
        )
        contexts.append(context)
        return Watched.open(context, url)

    yield open_it
    for context in contexts:
        context.close()
