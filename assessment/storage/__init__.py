"""Where it is kept: the only part that knows SQL.

The store is opened for somebody (a visitor by the digest of their session, or the operator), for each call anew, and
refuses by itself what that somebody may not see. The door has a store of its own.
"""

from assessment.storage import light  # noqa: F401  # before all that imports sqlite-utils
from assessment.storage.access import IDLE, LASTING, OPERATOR, OWN_DEVICE_LASTS, digest, now
from assessment.storage.backup import backup, holds_demo, restore, settle
from assessment.storage.befriending import Befriending
from assessment.storage.brought import Bringing
from assessment.storage.calendar import Calendar
from assessment.storage.connection import files_of, lock_of, prepare, refuse_missing, refuse_remains
from assessment.storage.contacts import Contact, Contacts
from assessment.storage.controllers import Controllers
from assessment.storage.deciding import Deciding
from assessment.storage.door import HANDSHAKE_LASTS, Device, DoorStore, Link
from assessment.storage.drafts import Drafts
from assessment.storage.erasing import Erasing, Erasure
from assessment.storage.errors import (
    ChangedMeanwhile,
    CommitmentChanged,
    DatabaseError,
    DocumentChanged,
    HasLeft,
    HeardMeanwhile,
    NotAllowed,
    NotReady,
    NotSaved,
    Overlap,
    PostChanged,
    PostInTheWay,
    ProfileChanged,
    RegionClosed,
    RegisterChanged,
    RoundInTheWay,
    SaidMeanwhile,
    SessionEnded,
    TooLate,
    TooManyLetters,
    TooOften,
    Unfit,
)
from assessment.storage.events import Event, Events
from assessment.storage.hearing import MOST_WHERE, Heard, Hearing
from assessment.storage.introductions import Introduction, Introductions, Reached
from assessment.storage.keeping import DRAFTS_LAST, VISITS_LAST, Ended, Keeping
from assessment.storage.mailing import LEASE, MailStore
from assessment.storage.members import Register
from assessment.storage.opinions import LASTS as OPINION_LASTS
from assessment.storage.opinions import Opinion, OpinionAsked, Opinions, OpinionStore
from assessment.storage.outbox import Outbox
from assessment.storage.preparing import OnTheWay, Preparing
from assessment.storage.publications import Candidate, Publications
from assessment.storage.records import Records
from assessment.storage.regions import RegionContents, Regions
from assessment.storage.remarking import Remarking
from assessment.storage.running import Running
from assessment.storage.shelving import Shelving
from assessment.storage.site import Health, Site
from assessment.storage.splitting import Splitting
from assessment.storage.submissions import Submissions
from assessment.storage.taking import LEFT_OUT, Taken, Taking
from assessment.storage.telling import Telling, Told
from assessment.storage.training import Ticked, Training
from assessment.storage.verifying import Verified, verify
from assessment.storage.visits import Session, Visits
from assessment.storage.wishes import Wish, Wishes


class Store(
    Drafts,
    Bringing,
    Submissions,
    Calendar,
    Running,
    Publications,
    Regions,
    Register,
    Contacts,
    Controllers,
    Introductions,
    Wishes,
    Training,
    Deciding,
    Befriending,
    Remarking,
    Hearing,
    Opinions,
    Splitting,
    Preparing,
    Shelving,
    Events,
    Erasing,
    Keeping,
    Taking,
    Telling,
    Outbox,
    Visits,
    Site,
):
    """Everything that is kept, as far as whoever it is opened for may see it."""


__all__ = [
    "DRAFTS_LAST",
    "HANDSHAKE_LASTS",
    "IDLE",
    "LASTING",
    "LEASE",
    "LEFT_OUT",
    "MOST_WHERE",
    "OPERATOR",
    "OPINION_LASTS",
    "OWN_DEVICE_LASTS",
    "VISITS_LAST",
    "Candidate",
    "ChangedMeanwhile",
    "CommitmentChanged",
    "Contact",
    "DatabaseError",
    "Device",
    "DocumentChanged",
    "DoorStore",
    "Ended",
    "Erasure",
    "Event",
    "HasLeft",
    "Health",
    "Heard",
    "HeardMeanwhile",
    "Introduction",
    "Link",
    "MailStore",
    "NotAllowed",
    "NotReady",
    "NotSaved",
    "OnTheWay",
    "Opinion",
    "OpinionAsked",
    "OpinionStore",
    "Overlap",
    "PostChanged",
    "PostInTheWay",
    "ProfileChanged",
    "Reached",
    "Records",
    "RegionClosed",
    "RegionContents",
    "RegisterChanged",
    "RoundInTheWay",
    "SaidMeanwhile",
    "Session",
    "SessionEnded",
    "Store",
    "Taken",
    "Ticked",
    "Told",
    "TooLate",
    "TooManyLetters",
    "TooOften",
    "Unfit",
    "Verified",
    "Wish",
    "backup",
    "digest",
    "files_of",
    "holds_demo",
    "lock_of",
    "now",
    "prepare",
    "refuse_missing",
    "refuse_remains",
    "restore",
    "settle",
    "verify",
]
