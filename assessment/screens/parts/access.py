"""Who has access, and what can be done where people change: for a department's coordinator and chief, and for the site.

What the store may be asked by whom is its own affair; here is only offered what it would not refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Unpack

import streamlit as st

from assessment import names
from assessment.language import moment_day
from assessment.people import Action, Appointed, Known, Post, Role
from assessment.rounds import MOST_EMAIL, MOST_NAME
from assessment.screens.parts import letting_in, markdown
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import Contact, NotAllowed, NotReady, NotSaved, PostInTheWay, TooManyLetters
from assessment.visit import Visit

LINK, NAME, CORRECT, HAND_OVER, ROLE, END = "link", "name", "correct", "hand_over", "role", "end"
SIGN_OUT = "sign_out"
_OF_COORDINATOR = (LINK, CORRECT, HAND_OVER, ROLE, END)
_OF_CHIEF = (LINK, NAME, END)  # for colleagues
_OF_SITE = (LINK, CORRECT, HAND_OVER, SIGN_OUT, END)  # where there is but one role
_OF_SITE_IN_DEPARTMENTS = (LINK, CORRECT, HAND_OVER, ROLE, SIGN_OUT, END)
_OF_FRIEND = (END,)  # it comes with a visit, and is given and taken there
_OF_ONESELF = (NAME, END)  # what ends one's own session could show no link afterwards
SITE = ""  # stands in the place of a department's id where the page is about everybody


def show(visit: Visit, department_id: str) -> None:
    """Draw everybody who has access, each with what can be done; what is done draws the page anew."""
    contacts = visit.store.contacts(department_id)
    letting_in.tell(visit, department_id)
    for contact in contacts:
        with st.container(gap="xxsmall"):
            _one(visit, contact, contacts)
            if acts := _acts(visit, contact):
                _change(visit, department_id, contact, contacts, acts)


def link(visit: Visit, contact: Contact, place: str) -> None:
    """Draw the button that gives whoever has a post the way in to it once more; `place` is that of the button."""
    if st.button(letting_in.button(visit, contact.role), key=place):
        with _saving(visit):
            letting_in.holder(visit, place, contact.email, contact.role, contact.post_id)
    letting_in.tell(visit, place)


def let_in(visit: Visit, place: str, email: str, role: Role, **given: Unpack[Appointed]) -> bool:
    """Let somebody in, as `letting_in.somebody` does; or say why not. Whether it was done."""
    refused: Refused = {NotReady: visit.say("access.problem.email"), PostInTheWay: address_in_the_way(visit)}
    with Saving(visit, refused):
        letting_in.somebody(visit, place, email, role, **given)
        return True
    return False


def everybody(people: Iterable[Known]) -> list[Contact]:
    """The posts that people have now, each as somebody who can be written to."""
    return [
        Contact(one.email, one.name, post.role, post.id, one.id, post.since, one.seen_at, post.place)
        for one in people
        for post in one.posts
        if post.ended_at is None
    ]


def change(visit: Visit, contact: Contact, contacts: Sequence[Contact]) -> None:
    """Draw what whoever runs the site can do about a post; what is done draws the page anew.

    Args:
        visit: theirs.
        contact: the post.
        contacts: those in the same place.
    """
    acts: tuple[str, ...] = _OF_SITE_IN_DEPARTMENTS if contact.role.is_of_department else _OF_SITE
    if contact.role is Role.FRIEND:
        acts = _OF_FRIEND
    elif contact.person_id == visit.person.id:
        acts = _OF_ONESELF
    _change(visit, SITE, contact, contacts, acts)


def role(visit: Visit, of: Role) -> str:
    """A role in a word."""
    return visit.say(f"access.role.{of}")


def post_words(visit: Visit, post: Post | Contact) -> str:
    """A post in words: a role and a place, and nothing of who has it."""
    said = role(visit, post.role)
    return visit.say("access.post", role=said, place=post.place) if post.place else said


def called(visit: Visit, contact: Contact, contacts: Sequence[Contact]) -> str:
    """A name, with the address where somebody else here has the same one."""
    others = (one for one in contacts if one.person_id != contact.person_id)
    if any(names.same(one.name) == names.same(contact.name) for one in others):
        return visit.say("access.named_apart", name=contact.name, email=contact.email)
    return contact.name


def address_in_the_way(visit: Visit) -> Callable[[PostInTheWay], str]:
    """What to say of an address that is known under another name, and what to do: each piece of advice is in a test."""

    def told(error: PostInTheWay) -> str:
        what = visit.person.role if error.is_within_reach else "elsewhere"
        facts = {"email": error.email, "post": post_words(visit, error.post), "place": error.post.place}
        return markdown.plain(visit.say(f"access.in_the_way.address.{what}", None, **facts))

    return told


def _one(visit: Visit, contact: Contact, contacts: Sequence[Contact]) -> None:
    """A name and a role; for who can change something the address too, since when, and when they were here last."""
    say, said = visit.say, [visit.say(f"colleagues.{contact.role}")]
    if visit.person.role is Role.MEMBER:
        st.markdown(f"**{markdown.plain(called(visit, contact, contacts))}**")
    else:
        st.markdown(f"**{markdown.plain(contact.name)}** · {markdown.address(contact.email)}")
        said.append(say("access.since", day=moment_day(contact.since, visit.language, visit.zone)))
        seen = None if contact.seen_at is None else moment_day(contact.seen_at, visit.language, visit.zone)
        said.append(say("access.never_seen") if seen is None else say("access.seen", day=seen))
    st.caption(markdown.plain(" · ".join(said)))


def _acts(visit: Visit, contact: Contact) -> tuple[str, ...]:
    """What may be done about somebody; a chief does nothing about a chief, nor to themselves."""
    if visit.person.role.may(Action.MANAGE_DEPARTMENTS):
        return _OF_COORDINATOR
    is_colleague = contact.role is Role.MEMBER and contact.person_id != visit.person.id
    return _OF_CHIEF if is_colleague and visit.person.role.may(Action.SUBMIT) else ()


def _change(
    visit: Visit, department_id: str, contact: Contact, contacts: Sequence[Contact], acts: tuple[str, ...]
) -> None:
    """Draw what can have changed, and the form of what is chosen."""
    say, post = visit.say, contact.post_id
    title = say(
        "access.manage",
        name=markdown.plain(called(visit, contact, contacts)),
        role=markdown.plain(post_words(visit, contact)),
    )
    with st.expander(title, type="compact"):
        chosen = st.radio(
            say("access.what"),
            [act for act in acts if act != LINK or letting_in.takes_link(visit, contact.role)],
            index=None,
            format_func=lambda act: say(f"access.act.{act}"),
            key=f"act-{post}-{visit.language}",
        )
        if chosen == LINK:
            link(visit, contact, f"link-{post}")
        elif chosen in (NAME, CORRECT):
            _correct(visit, department_id, contact, with_address=chosen == CORRECT)
        elif chosen == HAND_OVER:
            _hand_over(visit, department_id, contact)
        elif chosen == ROLE:
            _role(visit, department_id, contact)
        elif chosen == SIGN_OUT:
            _sign_out(visit, contact)
        elif chosen == END:
            _end(visit, contact, contacts)


def _correct(visit: Visit, department_id: str, contact: Contact, *, with_address: bool) -> None:
    say, key = visit.say, f"{contact.post_id}-{contact.name}-{contact.email}"  # others may have corrected it meanwhile
    means = [say("access.correct.means")]
    if with_address:
        means += [say("access.correct.address_means"), letting_in.again(visit, contact.role)]
    st.markdown(" ".join(means))
    with st.form(f"correct-{contact.post_id}", border=False):
        name = st.text_input(say("colleagues.name"), contact.name, max_chars=MOST_NAME, key=f"called-{key}")
        email = contact.email
        if with_address:
            label = say("departments.invite.email")
            email = st.text_input(label, contact.email, max_chars=MOST_EMAIL, key=f"address-{key}")
        pressed = st.form_submit_button(say("departments.edit.button"))
    if pressed:
        with _saving(visit):
            visit.store.correct_person(contact.person_id, name=name, email=email)
            if email.strip().lower() != contact.email:
                _let_in_again(visit, department_id, contact.post_id)
            done(say("departments.edit.done"))


def _hand_over(visit: Visit, department_id: str, contact: Contact) -> None:
    say, post = visit.say, contact.post_id
    st.markdown(markdown.plain(say("access.hand_over.means", name=contact.name)))
    with st.form(f"hand-over-{post}", border=False):
        name = st.text_input(say("access.hand_over.name"), max_chars=MOST_NAME, key=f"new-{post}")
        facts = {"name": markdown.plain(contact.name), "email": markdown.plain(contact.email)}
        sure = _sure(visit, say("access.hand_over.sure", None, **facts), HAND_OVER, post)
        pressed = st.form_submit_button(say("access.hand_over.button"))
    if pressed and _is_sure(visit, sure):
        with _saving(visit):
            new = visit.store.hand_over(contact.person_id, name)
            here = [one.post_id for one in _contacts(visit, department_id) if one.person_id == new]
            _let_in_again(visit, department_id, here[0])
            done(markdown.plain(say("access.hand_over.done", email=contact.email, name=name.strip())))


def _role(visit: Visit, department_id: str, contact: Contact) -> None:
    say, post = visit.say, contact.post_id
    other = Role.MEMBER if contact.role is Role.CHIEF else Role.CHIEF
    st.markdown(letting_in.changed(visit, other, to=role(visit, other)))
    with st.form(f"role-{post}", border=False):
        keep = st.checkbox(say("access.change_role.keep"), key=f"keep-{post}-{visit.language}")
        pressed = st.form_submit_button(say("access.change_role.button"))
    if pressed:
        with _saving(visit):
            new = visit.store.change_role(post, other, keep=keep)
            _let_in_again(visit, department_id, new)
            done(markdown.plain(say("access.change_role.done", name=contact.name, role=role(visit, other))))


def _sign_out(visit: Visit, contact: Contact) -> None:
    say = visit.say
    st.markdown(markdown.plain(say("access.sign_out.means", name=contact.name)))
    if st.button(say("access.sign_out.button"), key=f"sign-out-{contact.post_id}-{visit.language}"):
        with _saving(visit):
            visit.store.sign_out(contact.person_id)
            done(say("access.sign_out.done"))


def _end(visit: Visit, contact: Contact, contacts: Sequence[Contact]) -> None:
    say, post = visit.say, contact.post_id
    means = [say("access.end.means", name=contact.name)]
    if [one.post_id for one in contacts if one.role is Role.CHIEF] == [post]:
        means.append(say("access.end.last_chief"))
    st.markdown(markdown.plain(" ".join(means)))
    with st.form(f"end-{post}", border=False):
        sure = _sure(visit, say("access.end.sure", name=markdown.plain(contact.name)), END, post)
        pressed = st.form_submit_button(say("access.end.button"))
    if pressed and _is_sure(visit, sure):
        with _saving(visit):
            visit.store.end_post(post)
            done(say("access.end.done"))


def _sure(visit: Visit, words: str, act: str, post: int) -> bool:
    """Ask a second time, in Markdown."""
    return st.checkbox(words, key=f"sure-{act}-{post}-{visit.language}")


def _is_sure(visit: Visit, sure: bool) -> bool:
    if not sure:
        st.error(visit.say("departments.problem.unconfirmed"))
    return sure


def _contacts(visit: Visit, department_id: str) -> list[Contact]:
    return everybody(visit.store.people()) if department_id == SITE else visit.store.contacts(department_id)


def _let_in_again(visit: Visit, department_id: str, post_id: int) -> None:
    """Give a way in before the page is drawn anew; where that fails, what was done before stays done."""
    with suppress(NotSaved, NotAllowed, TooManyLetters):
        holder = next(one for one in _contacts(visit, department_id) if one.post_id == post_id)
        letting_in.holder(visit, department_id, holder.email, holder.role, post_id)


def _saving(visit: Visit) -> Saving:
    """Around what is changed about somebody who has access."""
    refused: Refused = {
        NotReady: lambda error: visit.say(f"access.problem.{error.missing[0]}"),
        PostInTheWay: lambda error: _person_in_the_way(visit, error),
        NotAllowed: visit.say("access.problem.meanwhile"),
    }
    return Saving(visit, refused)


def _person_in_the_way(visit: Visit, error: PostInTheWay) -> str:
    what = "taken" if error.email else visit.person.role
    facts = {"email": error.email, "post": post_words(visit, error.post)}
    return markdown.plain(visit.say(f"access.in_the_way.{what}", None, **facts))
