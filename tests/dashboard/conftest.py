"""A running Streamlit over a folder of sample outputs, and a browser that opens it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.served_page import ServedPage, served_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from streamlit.testing.v1 import AppTest

    from tests.browser import Watched

PAGE = """
from common.settings import load_settings
from dashboard.app import PAGES, open_store
from dashboard.viewing.display import ask_display
from dashboard.viewing.viewer import Viewer

settings = load_settings()
store = open_store(str(settings.output_dir), str(settings.alert_rules_file), settings.live_max_age_s)
PAGES["{title}"].show(Viewer(store, ask_display(map_style=None), refresh_s=None))
"""


@pytest.fixture
def run_page_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Callable[..., AppTest]":
    """Run a page by its name, with address parameters; AppTest cannot navigate to a page that is a function."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("OUTPUT_DIR", str(tmp_path))
    monkeypatch.setenv("LAKE_DIR", str(tmp_path / "lake"))

    def run(name: str, **address: str) -> "AppTest":
        page = AppTest.from_string(PAGE.format(title=name.title()), default_timeout=30)
        page.query_params.update(address)
        return page.run()

    return run


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPage]:
    """The dashboard with its default settings."""
    with served_page(
        tmp_path_factory.mktemp("outputs"), tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    ) as running:
        yield running


@pytest.fixture
def open_page(browser: "Browser", dashboard: ServedPage) -> "Iterator[Callable[..., Watched]]":
    """Open the dashboard in a new browser context that records every request."""
    from tests.browser import Watched

    contexts = []

    def open_it(*, theme: str = "dark", width: int = 1440, height: int = 900, url: str = dashboard.url) -> "Watched":
        # Far from UTC, to notice a time shown in the browser's zone.
        context = browser.new_context(
            color_scheme=theme, viewport={"width": width, "height": height}, timezone_id="Pacific/Auckland"
        )
        contexts.append(context)
        return Watched.open(context, url)

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture
def as_a_process_of_its_own() -> None:
    """Clear what a process caches for all viewers, such as the settings, between tests."""
    import streamlit as st

    st.cache_resource.clear()
