"""The way in from a checkout: `python -m streamlit run app.py`, which finds the application by reading this file."""

import streamlit as st

from assessment.serving import parts

app = st.App(**parts())
