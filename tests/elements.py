"""An application of its own for `streamlit run`: a name in each kind of element that we use for what people typed.

The address says which names: `?from=0&to=20` of `hostile.names`; and with `&every=7` that each stands in every seventh
kind only, beginning with its own place. Each stands in a container whose key is the kind and the place of the name.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st
from hostile import names
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.findings import Table
from assessment.screens.parts import figures
from assessment.screens.parts.markdown import plain
from assessment.signin.policy import policy

ALL = 500
MARKDOWN: dict[str, Callable[[str, str], object]] = {
    "title": lambda words, _: st.title(words, anchor=False),
    "header": lambda words, _: st.header(words, anchor=False),
    "subheader": lambda words, _: st.subheader(words, anchor=False),
    "markdown": lambda words, _: st.markdown(words),
    "with-html": lambda words, _: st.markdown(words, unsafe_allow_html=True),
    "bold": lambda words, _: st.markdown(f"**{words}**  \n{words} · {words}"),
    "list": lambda words, _: st.markdown(f"- {words}\n- {words}"),
    "caption": lambda words, _: st.caption(words),
    "info": lambda words, _: st.info(words),
    "warning": lambda words, _: st.warning(words),
    "error": lambda words, _: st.error(words),
    "success": lambda words, _: st.success(words),
    "page-link": lambda words, _: st.page_link("https://in-touch.example", label=words),
    "link-button": lambda words, _: st.link_button(words, "/"),
    "button": lambda words, key: st.button(words, key=key),
    "expander": lambda words, _: st.expander(words).write(""),
    "radio": lambda words, key: st.radio("radio", [words], captions=[words], key=key, label_visibility="collapsed"),
    "radio-label": lambda words, key: st.radio(words, ["r"], key=key),
    "checkbox": lambda words, key: st.checkbox(words, key=key),
    "selectbox-label": lambda words, key: st.selectbox(words, ["s"], key=key),
    "multiselect-label": lambda words, key: st.multiselect(words, ["m"], key=key),
    "text-input": lambda words, key: st.text_input(words, key=key),
    "text-area": lambda words, key: st.text_area(words, key=key),
    "file-uploader": lambda words, key: st.file_uploader(words, key=key),
    "table": lambda words, _: figures.written(Table(("a", "b"), ((words, words),))),
    "metric": lambda words, _: st.metric(words, words),
    "progress": lambda words, _: st.progress(0.5, text=words),
}
AS_IT_IS: dict[str, Callable[[str, str], object]] = {
    "text": lambda words, _: st.text(words),
    "html": lambda words, _: st.html(f"<p>{escape(words)}</p>"),
    "code": lambda words, _: st.code(words, language=None),
    "selectbox": lambda words, key: st.selectbox("selectbox", [words], key=key),
    "multiselect": lambda words, key: st.multiselect("multiselect", [words], default=[words], key=key),
}


class _Policed:
    """What the door adds to every answer, and nothing else of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def also(message: Message) -> None:
            if message["type"] == "http.response.start":
                host = dict(scope["headers"])[b"host"].decode()
                headers = policy(f"http://{host}").items()
                message["headers"] = [*message["headers"], *((n.lower().encode(), v.encode()) for n, v in headers)]
            await send(message)

        await self.app(scope, receive, also if scope["type"] == "http" else send)


def kinds_of(place: int, every: int) -> list[str]:
    """In which kinds of element a name stands."""
    return [kind for number, kind in enumerate((*MARKDOWN, *AS_IT_IS)) if (number - place) % every == 0]


def _draw() -> None:
    first, last, every = (int(st.query_params[name]) for name in ("from", "to", "every"))
    for place in range(first, last):
        name = names(ALL)[place]
        for kind in kinds_of(place, every):
            with st.container(key=f"{kind}-{place}"):
                if kind in MARKDOWN:
                    MARKDOWN[kind](plain(name), f"widget-{kind}-{place}")
                else:
                    AS_IT_IS[kind](name, f"widget-{kind}-{place}")
    st.text("drawn to its end")


app = st.App(Path(__file__), middleware=[Middleware(_Policed)])
if __name__ == "__main__":  # run as a script, for a page
    _draw()
