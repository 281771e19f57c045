"""Address of the page's static files, which the browser caches, unlike anything sent over Streamlit's socket."""

import streamlit as st

_BASE = st.get_option("server.baseUrlPath").strip("/")
STATIC_FILES = f"{f'/{_BASE}' if _BASE else ''}/app/static"
"""Path under which Streamlit serves `dashboard/static`."""
