"""Everything that is kept about a department, for its chief to take along; of others nothing.

Each column of the store that has to do with a department is read here or named in `LEFT_OUT` with the reason.
"""

from __future__ import annotations

import json
from typing import Any

from assessment.people import Action
from assessment.storage.access import Base
from assessment.storage.hearing import as_sheets
from assessment.voices.climate import shown

Taken = dict[str, list[dict[str, Any]]]  # rows by the table they are kept in, each by the names of its columns

LEFT_OUT = {  # by table or column: a key of the wording, taken.left_out.<key>
    "departments.name_key": "made_of",
    "facts": "of_none",
    "regions": "of_region",
    "controllers": "of_region",
    "questionnaires.text": "printed",
    "questionnaires.kept_at": "of_region",
    "publications.sheets": "of_others",
    "posts.region_id": "of_others",
    "links.digest": "secret",
    "links.outbox_id": "of_sending",
    "sessions": "of_person",
    "identities": "of_person",
    "asked_for": "secret",
    "handshakes": "secret",
    "letters": "of_region",
    "training": "of_region",
    "documents": "of_region",
    "opinions.digest": "secret",
    "outbox.once": "of_sending",
    "outbox.message_id": "of_sending",
    "outbox.address": "of_sending",
    "outbox.event_id": "of_sending",
    "outbox.letter_id": "of_sending",
    "outbox.due_at": "of_sending",
    "outbox.lease": "of_sending",
    "outbox.leased_until": "of_sending",
}


class Taking(Base):
    """The part of the store that hands a department all that is kept about it."""

    def everything(self, department_id: str) -> Taken:
        """Everything kept about a department, for its chief; that it was taken is recorded, and in it."""
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_id)
            unit.record("everything_taken", department=department_id)
            taken = {table: unit.all(query, department=department_id) for table, query in _TAKEN.items()}
        for row in taken["heard"]:
            if row["what"] == "climate":
                row["value"] = _what_may_be_shown(row)
        for table, columns in _AS_JSON.items():
            for row in taken[table]:
                row |= {name: json.loads(row[name]) for name in columns if row[name] is not None}
        return taken


def _what_may_be_shown(row: dict[str, Any]) -> str:
    """Sheets of staff without a count of anybody: who takes all of it along need not have counted them."""
    if row["value"] == "null":  # taken out again
        return "null"
    sheets = as_sheets(row)
    told = {of: {"agree": round(one.agree), "mean": round(one.mean, 1)} for of, one in shown(sheets).items()}
    return json.dumps({"returned": sheets.returned, "staff": sheets.staff, "shown": told})


_DRAFTS = "SELECT id FROM drafts WHERE department_id = :department"
_SUBMISSIONS = "SELECT id FROM submissions WHERE department_id = :department"
_EVENTS = "SELECT id FROM events WHERE department_id = :department"
_ROUNDS = "SELECT round_id FROM round_departments WHERE department_id = :department"
_HERE = "SELECT 1 FROM posts WHERE person_id = people.id AND department_id = :department AND ended_at IS NULL"
_AGREED = "asking_accepted_at IS NOT NULL AND helping_accepted_at IS NOT NULL AND declined_at IS NULL"
_TAKEN = {
    "departments": """
        SELECT id, region_id, name, language, staff, form, main_territory, contact, second_contact, second_email,
               area, code, joined_on, left_on, merged_into
          FROM departments WHERE id = :department
        """,
    # of who has no post here any more only the name stays, as beside what they wrote
    "people": f"""
        SELECT id, name, iif(EXISTS ({_HERE}), email, NULL) AS email,
               iif(EXISTS ({_HERE}), language, NULL) AS language,
               iif(EXISTS ({_HERE}), left_at, NULL) AS left_at, erased_at
          FROM people
         WHERE id IN (SELECT person_id FROM posts WHERE department_id = :department) ORDER BY id
        """,
    "posts": f"""
        SELECT id, person_id, role, department_id, submission_id, since, until, ended_at
          FROM posts WHERE department_id = :department OR submission_id IN ({_SUBMISSIONS}) ORDER BY id
        """,
    "links": """
        SELECT person_id, post_id, made_by, alone, created_at, expires_at, used_at, by_oneself
          FROM links WHERE post_id IN (SELECT id FROM posts WHERE department_id = :department)
         ORDER BY created_at, digest
        """,
    "outbox": """
        SELECT id, purpose, post_id, department_id, round_id, link_until, queued_by, queued_at, tries, sent_at,
               by_hand, refused_at, reason
          FROM outbox WHERE post_id IN (SELECT id FROM posts WHERE department_id = :department) ORDER BY id
        """,
    "rounds": f"""
        SELECT id, region_id, title, questionnaire_sha256, opens_on, closes_on, closed_early_at, opened_at,
               departments_in_all, reminds
          FROM rounds WHERE id IN ({_ROUNDS}) ORDER BY id
        """,
    "questionnaires": f"""
        SELECT sha256, id, version FROM questionnaires
         WHERE sha256 IN (SELECT questionnaire_sha256 FROM rounds WHERE id IN ({_ROUNDS})) ORDER BY sha256
        """,
    "round_departments": """
        SELECT round_id, department_id, name, staff, form, main_territory, invited_at, extended_to
          FROM round_departments WHERE department_id = :department ORDER BY round_id
        """,
    "drafts": """
        SELECT id, round_id, department_id, begun_at, worked_at, profile, profile_version, shares_notes, may_be_asked,
               reopened_because, submitted_at
          FROM drafts WHERE department_id = :department ORDER BY id
        """,
    "answers": f"""
        SELECT draft_id, question_id, version, value, confirmed, author, author_id, saved_at
          FROM answers WHERE draft_id IN ({_DRAFTS}) ORDER BY draft_id, question_id
        """,
    "answer_versions": f"""
        SELECT draft_id, question_id, version, value, confirmed, author, author_id, saved_at, sha256
          FROM answer_versions WHERE draft_id IN ({_DRAFTS}) ORDER BY draft_id, question_id, version
        """,
    "undecided": f"""
        SELECT draft_id, question_id, person_id, value, base
          FROM undecided WHERE draft_id IN ({_DRAFTS}) ORDER BY draft_id, question_id, person_id
        """,
    "notes": f"""
        SELECT draft_id, question_id, part, version, value, author, author_id, saved_at
          FROM notes WHERE draft_id IN ({_DRAFTS}) ORDER BY draft_id, question_id, part
        """,
    "note_versions": f"""
        SELECT draft_id, question_id, part, version, value, author, author_id, saved_at, sha256
          FROM note_versions WHERE draft_id IN ({_DRAFTS}) ORDER BY draft_id, question_id, part, version
        """,
    "submissions": """
        SELECT id, number, draft_id, round_id, department_id, author_id, document, sha256, submitted_at
          FROM submissions WHERE department_id = :department ORDER BY id
        """,
    "submission_notes": f"""
        SELECT submission_id, question_id, note, links
          FROM submission_notes WHERE submission_id IN ({_SUBMISSIONS}) ORDER BY submission_id, question_id
        """,
    "publications": """
        SELECT id, region_id, round_id, published_at, sha256, frozen_sha256 FROM publications
         WHERE id IN (SELECT publication_id FROM publication_submissions WHERE department_id = :department)
         ORDER BY id
        """,
    "publication_submissions": """
        SELECT publication_id, department_id, submission_id
          FROM publication_submissions WHERE department_id = :department ORDER BY publication_id
        """,
    # as `introductions_of` tells them: of the other side nothing before both have accepted
    "introductions": f"""
        SELECT id, region_id, question_id, proposed_at, declined_at,
               iif(asking_id = :department OR ({_AGREED}), asking_id, NULL) AS asking_id,
               iif(helping_id = :department OR ({_AGREED}), helping_id, NULL) AS helping_id,
               iif(asking_id = :department OR ({_AGREED}), asking_accepted_at, NULL) AS asking_accepted_at,
               iif(helping_id = :department OR ({_AGREED}), helping_accepted_at, NULL) AS helping_accepted_at,
               iif(asking_id = :department, asking_person_id, NULL) AS asking_person_id,
               iif(helping_id = :department, helping_person_id, NULL) AS helping_person_id,
               iif(declined_by = :department, declined_by, NULL) AS declined_by
          FROM introductions WHERE :department IN (asking_id, helping_id) ORDER BY id
        """,
    "wishes": """
        SELECT id, department_id, question_id, wished_at, taken_back_at, unmet_at, introduction_id
          FROM wishes WHERE department_id = :department ORDER BY id
        """,
    "split": """
        SELECT department_id, pillar_id, person_id FROM split WHERE department_id = :department ORDER BY pillar_id
        """,
    "commitments": """
        SELECT id, department_id, round_id, question_id, questionnaire_sha256, leads_to, own, made_at
          FROM commitments WHERE department_id = :department ORDER BY id
        """,
    "commitment_versions": """
        SELECT commitment_id, version, status, action, who, month, effort, note, because, author_id, saved_at,
               erased_at, sha256
          FROM commitment_versions
         WHERE commitment_id IN (SELECT id FROM commitments WHERE department_id = :department)
         ORDER BY commitment_id, version
        """,
    "shared_plans": "SELECT department_id, shared_at FROM shared_plans WHERE department_id = :department",
    "plan_letters": """
        SELECT department_id, person_id FROM plan_letters WHERE department_id = :department ORDER BY person_id
        """,
    "opening_told": "SELECT department_id, told_at FROM opening_told WHERE department_id = :department",
    "friend_wishes": """
        SELECT department_id, wish, wished_at FROM friend_wishes WHERE department_id = :department ORDER BY wish
        """,
    # as `friendships_of` tells them: of the other side nothing before somebody is named; of a visit by somebody of the
    # department no more than that it was
    "friendships": """
        SELECT id, round_id, proposed_at, offered_at, accepted_at, until, handed_in_at, closed_at, ended_at, ending,
               iif(visited_id = :department OR offered_at IS NOT NULL, visited_id, NULL) AS visited_id,
               iif(helping_id = :department OR offered_at IS NOT NULL, helping_id, NULL) AS helping_id,
               person_id,
               iif(visited_id = :department, post_id, NULL) AS post_id,
               iif(visited_id = :department, confided_at, NULL) AS confided_at,
               iif(visited_id = :department, on_paper, NULL) AS on_paper
          FROM friendships WHERE :department IN (visited_id, helping_id) ORDER BY id
        """,
    # as `said_in` tells it: of the friend what was handed in, and no version of before
    "friend_entries": """
        SELECT friendship_id, side, about, version, value, submission_id, author_id, saved_at, erased_at, sha256
          FROM friend_entries AS entries
         WHERE friendship_id IN (SELECT id FROM friendships
                                  WHERE visited_id = :department AND handed_in_at IS NOT NULL)
           AND (side = 'reply' OR about = 'answer'
                OR (value <> 'null'
                    AND version = (SELECT max(version) FROM friend_entries AS newest
                                    WHERE newest.friendship_id = entries.friendship_id
                                      AND newest.side = entries.side AND newest.about = entries.about)))
         ORDER BY friendship_id, side, about, version
        """,
    "heard": """
        SELECT id, department_id, what, month, version, value, author_id, saved_at
          FROM heard WHERE department_id = :department ORDER BY id
        """,
    "opinions": """
        SELECT id, department_id, round_id, label, language, made_by, made_at, until, ended_at, answers, answered_at
          FROM opinions WHERE department_id = :department ORDER BY id
        """,
    "events": """
        SELECT id, at, actor_id, kind, region_id, department_id, round_id, person_id, details, sha256
          FROM events WHERE department_id = :department ORDER BY id
        """,
    "event_words": f"SELECT event_id, words FROM event_words WHERE event_id IN ({_EVENTS}) ORDER BY event_id",
    "told": f"SELECT event_id, at, person_id FROM told WHERE event_id IN ({_EVENTS}) ORDER BY event_id",
}
_AS_JSON = {  # kept as JSON in a text; a sealed document stays the text whose SHA-256 stands beside it
    "drafts": ("profile",),
    "answers": ("value",),
    "answer_versions": ("value",),
    "undecided": ("value",),
    "friend_entries": ("value",),
    "heard": ("value",),
    "opinions": ("answers",),
    "events": ("details",),
    "event_words": ("words",),
}
