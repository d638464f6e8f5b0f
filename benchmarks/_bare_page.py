"""The page of a topic in bare Streamlit: the same elements and widgets, but it knows nobody and saves nothing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assessment.questionnaire import Question, load

ASKED = load(Path(__file__).parent.parent / "questions.yaml")
TOPIC = ASKED.pillars[0].dimensions[0]


@st.fragment
def answer(question: Question) -> None:
    options = [*question.levels, "dont_know"]
    names = {**{level: text["it"] for level, text in question.levels.items()}, "dont_know": ASKED.dont_know["it"]}
    count = st.session_state[f"count-{question.id}"] = st.session_state.get(f"count-{question.id}", 0) + 1
    chosen = st.radio(
        question.question["it"],
        options,
        index=None,
        key=question.id,
        format_func=names.__getitem__,
        captions=[f"{one} · {ASKED.level_names[one]['it']}" if isinstance(one, int) else "" for one in options],
        label_visibility="collapsed",
    )
    st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        said = f"Salvato {count}" if chosen is not None else "Senza risposta"
        line = f'<span>:green[:material/check:]</span> <span role="status">{said}</span>'
        st.markdown(line, unsafe_allow_html=True, width="content")
        if chosen is not None:
            st.button("Cancella la risposta", key=f"clear-{question.id}-{count}", type="tertiary")


@st.fragment
def note(question: Question) -> None:
    st.caption("Nota")
    for part in ("note", "links"):
        st.text_area(part, key=f"{part}-{question.id}", max_chars=4000, height="content")
        with st.container():
            st.markdown('<span></span> <span role="status"></span>', unsafe_allow_html=True)


def topic() -> None:
    st.title(TOPIC.title["it"])
    st.caption("Ambito 1 di 19")
    st.markdown(ASKED.instruction["it"])
    for question in TOPIC.questions:
        st.space("small")
        st.header(question.question["it"])
        answer(question)
        with st.expander("Per scegliere"):
            st.markdown(question.help["it"])
            st.markdown(question.evidence["it"])
            st.caption("Fonti")
        with st.expander("Nota e link"):
            note(question)
    st.space("small")
    with st.container(horizontal=True):
        st.button("Indietro", icon=":material/arrow_back:")
        st.button("Avanti", icon=":material/arrow_forward:", icon_position="right", type="primary")


def other() -> None:
    """Stands for the other screens of the menu."""


@st.fragment(run_every="5m")
def pulse() -> None:
    """Stands for the one of the foot."""


pages = [st.Page(topic, title="Domande", default=True)]
pages += [st.Page(other, title=title, url_path=title) for title in ("inizio", "risultato", "confronto", "andamento")]
st.navigation(pages, position="top").run()
st.space("medium")
st.html('<nav aria-label="Lingue"><a href="/">English</a> · <span>Italiano</span> · <a href="/">Español</a></nav>')
with st.container(horizontal=True):
    for page in pages[1:4]:
        st.page_link(page)
st.html("<p>Ada Bruni · <a href='/'>Esci</a></p>")
pulse()
