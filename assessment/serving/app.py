"""What the command `serve` hands to Streamlit, which finds the application by reading this file."""

import streamlit as st

from assessment.serving import parts

app = st.App(**parts())
