"""How a visitor is known: the door before Streamlit, links, cookies, and the few pages shown before anybody is known.

A session begins with a sign-in link (or, in a demo, with a persona) and is a random token in a cookie. The door turns
the cookie into a trusted header that carries only the token's digest; Streamlit makes it `st.user["session"]`, and the
store looks it up again at every call.
"""

from assessment.signin.door import Door
from assessment.signin.packing import Packed
from assessment.signin.room import TooFewFilesError, raise_limit, tabs_for
from assessment.signin.routes import HANDLERS, routes

__all__ = ["HANDLERS", "Door", "Packed", "TooFewFilesError", "raise_limit", "routes", "tabs_for"]
