"""Where the browser finds the page's own files: it keeps them, while what goes over the socket is sent each time."""

import streamlit as st

_BASE = st.get_option("server.baseUrlPath").strip("/")
STATIC_FILES = f"{f'/{_BASE}' if _BASE else ''}/app/static"
"""The path at which Streamlit serves `dashboard/static`."""
