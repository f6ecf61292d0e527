"""Vintages: what was known when, and what each new delivery changed.

In: deliveries under pseudonyms, each with the day it became known and the days it covers; kept by the caller. Out:
what was known on a day (`as_known`), what differs between two vintages by cause (`diff`), whether the mixes drifted,
how late the months settle, two systems joined into one series. Never: an edit of what was known; a figure behind which
stand ten persons or fewer; a pseudonym in a message or a representation.
"""

from outcome_contracts.absence.vintages.changes import Change, Changes, diff
from outcome_contracts.absence.vintages.drift import Drift, drift
from outcome_contracts.absence.vintages.held import Delivery, HeldEmployments, HeldSpells
from outcome_contracts.absence.vintages.history import (
    Appended,
    Restriction,
    Tombstone,
    Vintage,
    Vintages,
    append,
    as_known,
    covered_period,
    reinstate,
)
from outcome_contracts.absence.vintages.reading import read_delivery
from outcome_contracts.absence.vintages.reasons import ReasonCodes
from outcome_contracts.absence.vintages.splice import Spliced, Waiver, splice
from outcome_contracts.absence.vintages.triangle import RevisionTriangle, revision_triangle

__all__ = [
    "Appended",
    "Change",
    "Changes",
    "Delivery",
    "Drift",
    "HeldEmployments",
    "HeldSpells",
    "ReasonCodes",
    "Restriction",
    "RevisionTriangle",
    "Spliced",
    "Tombstone",
    "Vintage",
    "Vintages",
    "Waiver",
    "append",
    "as_known",
    "covered_period",
    "diff",
    "drift",
    "read_delivery",
    "reinstate",
    "revision_triangle",
    "splice",
]
