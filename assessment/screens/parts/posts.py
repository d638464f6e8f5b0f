"""As what somebody is here who has several posts: how to use another, and what a page says that was drawn for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assessment.answers import NotApplicable, SavedAnswer, SavedNote
from assessment.friendship import Remark, Reply
from assessment.people import Person, Post
from assessment.screens.parts.links import anchor, press
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.said import StandsOn
from assessment.storage import Store
from assessment.wording import Say

_DRAWN_FOR = "post"  # the post that the pages of this tab are drawn for
_DRAWN, _UNSAVED = "texts-drawn", "texts-unsaved"
_TYPED = re.compile(r"[\s/@]")  # an option's id has none of these, what is worth copying has one


@dataclass(frozen=True)
class Posts:
    """What somebody can be here now, what they are, and what this tab was drawn for."""

    own: tuple[Post, ...]  # those that they can change to, the one in use included
    used: Post
    drawn_for: Post

    @property
    def is_changed(self) -> bool:
        """Whether this tab was drawn for another post than the one in use."""
        return self.drawn_for.id != self.used.id


def read(store: Store, person: Person) -> Posts:
    """Read it for this run; what is drawn first in a tab is drawn for the post in use."""
    own = tuple(store.own_posts())
    used = next(one for one in own if one.id == person.post_id)
    drawn_for: Post = st.session_state.setdefault(_DRAWN_FOR, used)
    return Posts(own, used, drawn_for)


def name(say: Say, post: Post) -> str:
    """What somebody is in a post."""
    return say(f"posts.{post.role}", None, place=post.place)


def show(say: Say, posts: Posts) -> None:
    """Draw as what they are here, and a button for each other post; nothing for who has one."""
    if len(posts.own) > 1:
        st.markdown(say("posts.used", None, post=plain(name(say, posts.used))))
        others = (one for one in posts.own if one.id != posts.used.id)
        st.html("".join(press(f"/post/{one.id}", say("posts.change", post=name(say, one))) for one in others))


def tell(say: Say, posts: Posts) -> None:
    """Say that this page was for another post, what was written here and not saved, and how to go on."""
    before, now = name(say, posts.drawn_for), name(say, posts.used)
    st.warning(say("posts.changed", None, before=plain(before), now=plain(now)), icon=":material/tab:")
    unsaved = [*dict.fromkeys([*st.session_state.get(_UNSAVED, ()), *_written()])]
    st.session_state[_UNSAVED] = unsaved  # a change of page takes its fields away before anything is drawn
    if unsaved:
        st.markdown(say("posts.unsaved"))
    for text in unsaved:
        st.code(text, language=None, wrap_lines=True)
    st.html(f"<p>{anchor('/', say('posts.go_on', post=now))}</p>")
    if any(one.id == posts.drawn_for.id for one in posts.own):
        st.html(press(f"/post/{posts.drawn_for.id}", say("posts.go_back", post=before)))


def remember(posts: Posts) -> None:
    """Keep what the fields of a page hold once it is drawn, so that what is typed afterwards is known."""
    if not posts.is_changed:
        st.session_state[_DRAWN] = _texts(st.session_state.to_dict())


def _written() -> Iterator[str]:
    """What stands in the fields of this tab otherwise than it was drawn, and was not saved since."""
    state = st.session_state.to_dict()
    drawn, saved = state.get(_DRAWN, {}), set(_saved(state.values()))
    return (text for key, text in _texts(state).items() if text != drawn.get(key) and text.strip() not in saved)


def _texts(state: Mapping[Any, Any]) -> dict[Any, str]:
    return {key: text for key, text in state.items() if isinstance(text, str) and _TYPED.search(text.strip())}


def _saved(values: Iterable[Any]) -> Iterator[str]:
    """The texts that the fields of answers, and those of a visit, are known to have saved."""
    for value in values:
        kept = value[-1] if isinstance(value, tuple) and value else value
        if isinstance(kept, SavedNote):
            yield kept.value.strip()
        elif isinstance(kept, SavedAnswer) and isinstance(kept.value, NotApplicable):
            yield kept.value.reason.strip()
        elif isinstance(kept, StandsOn):
            yield kept.value.reason if isinstance(kept.value, Remark | Reply) else str(kept.value or "")
