"""One document of a region: a link that leads away, or a text in its place; whether it opens, and for whom it is."""

from __future__ import annotations

import streamlit as st

from assessment.findings import documents as words
from assessment.language import moment_day
from assessment.library import Entry
from assessment.screens.coordinator.parts import document_form
from assessment.screens.parts import links
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving, done
from assessment.storage import NotAllowed
from assessment.visit import Visit


def show(visit: Visit, one: Entry, *, keeps: bool) -> None:
    """Draw it.

    Args:
        visit: whose.
        one: the document.
        keeps: whether this visitor may change it.
    """
    with st.container(gap="xxsmall", key=f"document-{one.id}"):
        if one.of.address:
            link = links.away(one.of.address, one.of.title, words.leads_away(one, visit.say), one.of.language)
            st.html(link)
        else:
            with st.expander(plain(one.of.title), icon=":material/description:"):
                st.text(one.of.text)
        st.caption(plain(words.about(one.of, visit.say)))
        if one.of.address:
            _opens(visit, one, keeps=keeps)
        if keeps:
            document_form.change(visit, one)


def _opens(visit: Visit, one: Entry, *, keeps: bool) -> None:
    """Say where a link leads, and let anybody tell that it does not; its coordinator, that it does."""
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(say("documents.away", site=words.site(one.of))), width="content")
        if one.broken_at is None:
            if not keeps and _small(visit, "report", one, ":material/link_off:"):
                with Saving(visit, {NotAllowed: say("documents.missing")}):
                    visit.store.report_broken(one.id)
                    done(say("documents.reported"))
            return
        told = say("documents.broken", day=moment_day(one.broken_at, visit.language, visit.zone))
        st.markdown(f":orange[:material/link_off:] :small[{told}]", width="content")
        if keeps and _small(visit, "works", one, ":material/check:"):
            with Saving(visit, {NotAllowed: say("documents.missing")}):
                visit.store.document_works(one.id)
                done(say("documents.worked"))


def _small(visit: Visit, what: str, one: Entry, icon: str) -> bool:
    # of this version: what is pressed about an address is not told of the one that has taken its place
    return st.button(visit.say(f"documents.{what}"), key=f"{what}-{one.id}-{one.version}", type="tertiary", icon=icon)
