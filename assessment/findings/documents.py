"""What is said of the documents of a region, in finished words: what one is, and what is wrong with what was typed."""

from __future__ import annotations

from urllib.parse import urlsplit

from assessment.language import number, own_name
from assessment.library import KEY_OF, Described, DocumentProblem, Entry, Mistake
from assessment.wording import Say


def about(one: Described, say: Say) -> str:
    """What a document is: in a line, with its kind, its language where that is not the reader's, and for whom."""
    said = [one.about, say(f"library.kind.{one.kind}")]
    if one.language != say.language:
        said.append(own_name(one.language))
    if one.audience:
        said.append(say("documents.for_whom", audience=one.audience))
    return " · ".join(said)


def site(one: Described) -> str:
    """Where an address leads: the name of the other site."""
    return urlsplit(one.address).hostname or ""


def leads_away(one: Entry, say: Say) -> str:
    """What a link to another site is called where its arrow is not seen."""
    return say("documents.leads_away", title=one.of.title, site=site(one.of))


def wrong(problem: DocumentProblem, say: Say) -> str:
    """What is wrong with a field, and what to do about it."""
    return say(f"library.problem.{problem.kind}", most=number(problem.most, say.language), given=problem.given)


def place(one: Mistake, say: Say) -> str:
    """Where in a file a mistake is."""
    line = say("documents.file.line", line=number(one.line, say.language))
    if one.number is None:
        return line
    where = say("documents.file.document", number=number(one.number, say.language), line=line)
    field = one.problem.field
    named = f"{field_name(field, say)} ({KEY_OF[field]})" if field in KEY_OF else field
    return f"{where} · {named}".rstrip(" ·")


def field_name(field: str, say: Say) -> str:
    """What a field of a document is called."""
    return say(f"documents.field.{field}")
