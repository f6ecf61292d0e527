"""New pseudonyms for a new receiver, so that what it holds cannot be joined by ids with what another holds.

    new pseudonym = keyed code (`pseudonyms`) of the old one, under the receiver's own key and purpose

The key stays with who holds the old pseudonyms. Days, extents and units are not changed: two deliveries about the same
days could still be joined by them, so a new receiver is given only the time that is its own (`rights.purge` first).
Pseudonymised data remain personal data.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.vintages.held import Delivery, Held
from outcome_contracts.absence.vintages.history import Vintages


def rekey(delivery: Delivery, key: PseudonymKey) -> Delivery:
    """The delivery under other pseudonyms of persons and employments; every figure stays as it is."""
    return replace(delivery, spells=_rekeyed(delivery.spells, key), employments=_rekeyed(delivery.employments, key))


def rekey_all(vintages: Vintages, key: PseudonymKey) -> Vintages:
    """All vintages under other pseudonyms, restrictions too; the digests are those of the new deliveries."""
    entries = []
    for entry in vintages.entries:
        delivery = rekey(entry.delivery, key)
        entries.append(replace(entry, delivery=delivery, received=delivery.digest))
    persons = np.array([one.person for one in vintages.restrictions], dtype=np.str_)
    restrictions = tuple(
        replace(one, person=person)
        for one, person in zip(vintages.restrictions, key.pseudonyms(persons, "person").tolist(), strict=True)
    )
    return replace(vintages, entries=tuple(entries), restrictions=restrictions)


def _rekeyed(table: Held, key: PseudonymKey) -> Held:
    return replace(
        table,
        person=key.pseudonyms(table.person, "person"),
        employment=key.pseudonyms(table.employment, "employment"),
    )
