"""One run of one visit: who is here, what they may open, draw one screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from assessment import screens
from assessment.screens.chief.parts import departed
from assessment.screens.parts import foot, posts, saving, tab
from assessment.settings import settings
from assessment.storage import Store
from assessment.visit import Visit, asked
from assessment.wording import Say

MARK = str(Path(screens.__file__).parent / "mark.svg")


def _draw(store: Store) -> None:
    person = store.person()
    own = posts.read(store, person)
    say = Say(person.language)
    if not own.is_changed:  # else nothing is drawn that could read or save
        store = store.drawn_for(own.used.id)
    names = screens.open_to(own.drawn_for.role)
    in_use = asked(settings().questions, settings().database)
    visit = Visit(
        person,
        say,
        store,
        in_use.questionnaire,
        names[0],
        settings().public_url,
        mails=settings().mails,
        shows_links=settings().shows_links,
        signs_in_with=settings().oidc_name if settings().oidc_issuer else "",
        file_problems=in_use.problems,
    )

    st.session_state["language"] = person.language  # for `on_script_error`, which has no visit
    st.logo(MARK, size="large")
    page = st.navigation(
        [
            st.Page(
                partial(screens.SCREENS[name].show, visit),
                title=say(f"menu.{name}"),
                url_path="" if name == visit.start else name,
                default=name == visit.start,
                visibility="visible" if screens.SCREENS[name].in_menu else "hidden",
            )
            for name in names
        ],
        position="top",
    )
    st.session_state["screen"] = page.url_path or visit.start  # for the log
    tab.name(visit, page.title)  # a screen that shows several things names what it shows
    st.set_page_config(
        page_icon=MARK,  # a file of our own: with none, a browser would ask a font host
        layout="wide" if screens.SCREENS[page.url_path or visit.start].wide else "centered",
    )
    if settings().demo:
        st.markdown(f":orange-badge[{say('menu.demo')}] :small[{say('menu.demo_text')}]")
    saving.tell()
    named = (value for name, value in st.query_params.to_dict().items() if not screens.chooses(person.role, name))
    at = "-".join(("page", page.url_path, *named))
    # At another address everything is drawn anew. Streamlit would write its words into what stands there, where they
    # are not seen once a browser has put a translation in the place. What a coordinator chooses to look at stays on its
    # page.
    place = st.empty() if st.session_state.get("at", at) != at else st
    st.session_state["at"] = at
    with place.container(key=at):
        if own.is_changed:
            posts.tell(say, own)
        else:
            if not page.url_path:  # where everybody comes in, who changes post too
                posts.show(say, own)
            if person.role.is_of_department and screens.SCREENS[page.url_path or visit.start].needs is not None:
                departed.tell(visit)
            page.run()
    foot.show(visit, own, demo=settings().demo)
    posts.remember(own)


if __name__ == "__main__":  # a process that sets reports may take this file for its own, and has nothing to draw
    session = str(st.user.get("session") or "")  # no session is nobody's session
    store = Store(settings().database, session, shows_links=settings().shows_links)
    with store.held():
        _draw(store)
