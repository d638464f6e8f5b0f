"""The questionnaire on paper, to talk through before it is answered in the program."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.findings.words import level_words
from assessment.questionnaire import ProfileField, Question, Questionnaire
from assessment.report.pieces import (
    Asked,
    Blank,
    Blanks,
    Contents,
    Document,
    Heading,
    NewPage,
    PairItem,
    Paragraph,
    Piece,
    Tick,
)
from assessment.report.reported import code, printed, slug_of
from assessment.wording import Say


def paper(questionnaire: Questionnaire, language: str) -> Document:
    """The whole questionnaire with room to tick and write."""
    say = Say(language)
    asked = printed(questionnaire)
    about = say("report.blank.about", version=asked.version)
    return Document(
        language=language,
        title=say("report.title.blank"),
        author=say("menu.product"),
        about=about,
        keywords=("kind=blank", f"language={language}", f"questionnaire={questionnaire.sha256}"),
        made_at=None,
        running=about,
        chapters=True,
        foot=say("report.blank.foot", version=asked.version, code=code(questionnaire.sha256)),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=tuple(_pieces(asked, say)),
    )


def file_name(questionnaire: Questionnaire, language: str) -> str:
    """The name of the paper: what it is, its version and its language."""
    what = Say(language)("report.file.blank")
    return f"{what}-{slug_of(questionnaire.version)}-{language}.pdf"


def _pieces(questionnaire: Questionnaire, say: Say) -> Iterator[Piece]:
    yield Heading(1, say("report.title.blank"))
    yield Paragraph(questionnaire.instruction[say.language], "lead")
    yield Paragraph(say("report.blank.how"))
    yield Contents(say("report.contents"), level=2)
    yield NewPage()
    yield Heading(1, say("report.blank.profile"))
    yield Blanks(tuple(_blank(field, say) for field in questionnaire.profile))
    for pillar in questionnaire.pillars:
        yield NewPage()
        yield Heading(1, pillar.title[say.language])
        yield Paragraph(pillar.about[say.language], "lead")
        for topic in pillar.dimensions:
            if topic != pillar.dimensions[0]:
                yield NewPage()  # a topic's questions stand together, and none alone
            yield Heading(2, topic.title[say.language])
            for question in topic.questions:
                yield _asked(questionnaire, question, say)


def _asked(questionnaire: Questionnaire, question: Question, say: Say) -> Asked:
    language = say.language
    choices = [
        Tick(text[language], label=level_words(questionnaire, level, say))
        for level, text in sorted(question.levels.items())
    ]
    choices.append(Tick("", label=questionnaire.dont_know[language]))
    if question.not_applicable is not None:
        where = say("report.blank.only_where", when=question.not_applicable.when[language])
        choices.append(Tick(where, label=questionnaire.not_applicable[language]))
    about = ""
    if question.essential and question.essential_reason is not None:
        reason = question.essential_reason[language]
        about = say("report.blank.essential", level=question.minimum_level, reason=reason)
    notes = (
        PairItem(say("report.blank.help"), question.help[language]),
        PairItem(say("report.blank.evidence"), question.evidence[language]),
    )
    return Asked(question.question[language], about, tuple(choices), notes, say("report.blank.notes"))


def _blank(field: ProfileField, say: Say) -> Blank:
    if field.type == "boolean":
        return Blank(field.label[say.language], (say("report.blank.yes"), say("report.blank.no")))
    choices = tuple(text[say.language] for text in field.options.values())
    return Blank(field.label[say.language], choices, counted=field.type == "platforms")
