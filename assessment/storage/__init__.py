"""Where it is kept: the only part that knows SQL.

The store is opened for somebody (a visitor by the digest of their session, or the operator), for each call anew, and
refuses by itself what that somebody may not see. The door has a store of its own.
"""

from assessment.storage.access import OPERATOR, digest, now
from assessment.storage.backup import backup, holds_demo, restore, settle
from assessment.storage.brought import Bringing
from assessment.storage.calendar import Calendar
from assessment.storage.connection import prepare, refuse_remains
from assessment.storage.contacts import LINK_LASTS, Contact, Contacts
from assessment.storage.controllers import MOST_STATED, Controllers
from assessment.storage.door import DoorStore
from assessment.storage.drafts import Drafts
from assessment.storage.errors import (
    ChangedMeanwhile,
    DatabaseError,
    NotAllowed,
    NotReady,
    NotSaved,
    Overlap,
    ProfileChanged,
    RegisterChanged,
    SessionEnded,
    TooLate,
)
from assessment.storage.events import Event, Events
from assessment.storage.introductions import Introduction, Introductions, Reached
from assessment.storage.members import Register
from assessment.storage.publications import Candidate, Publications
from assessment.storage.running import Running
from assessment.storage.submissions import Submissions
from assessment.storage.verifying import Verified, verify
from assessment.storage.wishes import Wish, Wishes


class Store(
    Drafts,
    Bringing,
    Submissions,
    Calendar,
    Running,
    Publications,
    Register,
    Contacts,
    Controllers,
    Introductions,
    Wishes,
    Events,
):
    """Everything that is kept, as far as whoever it is opened for may see it."""


__all__ = [
    "LINK_LASTS",
    "MOST_STATED",
    "OPERATOR",
    "Candidate",
    "ChangedMeanwhile",
    "Contact",
    "DatabaseError",
    "DoorStore",
    "Event",
    "Introduction",
    "NotAllowed",
    "NotReady",
    "NotSaved",
    "Overlap",
    "ProfileChanged",
    "Reached",
    "RegisterChanged",
    "SessionEnded",
    "Store",
    "TooLate",
    "Verified",
    "Wish",
    "backup",
    "digest",
    "holds_demo",
    "identifier",
    "now",
    "prepare",
    "refuse_remains",
    "restore",
    "settle",
    "verify",
]
