"""The rights of the person, and what they leave of a settlement that stands.

    extract     what is held about one pseudonym, and which finals it went into        (article 15)
    rectify     a correction is a new vintage with a reason; what was known stays      (article 16)
    erase       the rows go from every vintage; a tombstone counts them                (article 17)
    restrict    kept and not used: left out of every measurement from a day            (article 18)
    purge       what ended before a day and is no longer needed goes                   (article 5.1 e)

A final rests on a panel, an aggregate that names nobody. Before rows go, each final is measured anew from them once
more; the digest of its panel then stands on the tombstone, and the final verifies against it for ever. Articles of the
General Data Protection Regulation (EU) 2016/679; what exceptions apply is the controller's to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

import numpy as np

from outcome_contracts.absence.days import day_number
from outcome_contracts.absence.measure import measure
from outcome_contracts.absence.timeline import LONGEST_GAP
from outcome_contracts.absence.vintages.held import (
    Delivery,
    HeldEmployments,
    HeldSpells,
    codes_of,
    lifted,
    put_together,
    taken,
)
from outcome_contracts.absence.vintages.history import (
    Restriction,
    Tombstone,
    Vintage,
    Vintages,
    all_known,
    as_known,
)
from outcome_contracts.contract.measure_rules import MeasureRules, Overlap
from outcome_contracts.decimals import steps_text
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError, VerificationFailed
from outcome_contracts.panel import Panel

Correction = Literal["wrong_days", "wrong_extent", "wrong_reason", "wrong_employment", "no_absence", "missing_absence"]
Basis = Literal["measured", "frozen"]


@dataclass(frozen=True, slots=True)
class Final:
    """A statement that stands: its panel, by which rules it was measured, and what was known when.

    name: as the statement is called; never that of a person.
    """

    name: str
    panel: Panel
    rules: MeasureRules
    known: date


@dataclass(frozen=True, slots=True, repr=False)
class SubjectExtract:
    """What is held about one pseudonym, for that person's eyes.

    vintages: per vintage the day it became known, the rows of absence and the rows of employment, as plain data.
    finals: the names of the finals that the person's time or absence went into. restricted: since when, if ever.
    """

    vintages: tuple[tuple[date, tuple[dict[str, str], ...], tuple[dict[str, str], ...]], ...]
    finals: tuple[str, ...]
    restricted: tuple[Restriction, ...]

    def __repr__(self) -> str:
        rows = sum(len(spells) + len(stretches) for _, spells, stretches in self.vintages)
        return f"SubjectExtract({rows} rows of {len(self.vintages)} vintages, {len(self.finals)} finals)"


def subject_extract(vintages: Vintages, person: str, *, finals: Sequence[Final]) -> SubjectExtract:
    """All rows of one pseudonym in every vintage, and the finals they went into; empty for one that is not held."""
    held = []
    for entry in vintages.entries:
        mine = entry.delivery.only([person])
        if len(mine.spells) or len(mine.employments):
            held.append((entry.delivery.known, _rows(mine.spells), _rows(mine.employments)))
    touched = tuple(final.name for final in finals if _touches(vintages, person, final))
    restricted = tuple(one for one in vintages.restrictions if one.person == person)
    return SubjectExtract(tuple(held), touched, restricted)


def rectify(
    vintages: Vintages,
    person: str,
    spells: HeldSpells,
    *,
    known: date,
    reason: Correction,
    overlap: Overlap = "reject",
) -> Vintages:
    """The vintages with one more, in which the person's absence is what `spells` says; the rest is as known.

    The reason is one of a list, since free text about a person has no place here. The source must be corrected too, or
    its next delivery brings the error back. overlap: as in `read_records`.
    Raises UsageError: another reason (OC-B100), a pseudonym that is not held (OC-D161), a day no later than the latest
    delivery (OC-D132); DataRejected: rows of others or with reasons nobody agreed on (OC-D162), contradictions.
    """
    _require_held(vintages, person)
    findings = Findings()
    if reason not in get_args(Correction):
        findings.add("OC-B100", name="reason", expected=", ".join(get_args(Correction)), found="…")
    findings.refuse(UsageError)
    whole = all_known(vintages, known)
    mine = whole.only([person]).employments
    foreign = (spells.person != person) | ~np.isin(spells.employment, mine.employment)
    foreign |= ~np.isin(spells.reason, _agreed(whole))
    if foreign.any():
        raise DataRejected([Notice("OC-D162", facts=(("count", int(foreign.sum())),))])
    others = whole.without([person]).spells
    corrected = replace(whole, spells=put_together([others, spells]), known=known)
    corrected.only([person]).records(overlap=overlap)  # for its refusals
    entry = Vintage(corrected, corrected.digest, "rectified", reason)
    return replace(vintages, entries=(*vintages.entries, entry))


def restrict(vintages: Vintages, person: str, *, since: date) -> Vintages:
    """The vintages with a person left out of all that is known from a day on; what was known before stays.

    Raises UsageError (OC-D161) for a pseudonym that is not held. Restricting twice changes nothing.
    """
    _require_held(vintages, person)
    if any(one.person == person and one.on(since) for one in vintages.restrictions):
        return vintages
    return replace(vintages, restrictions=(*vintages.restrictions, Restriction(person, since)))


def lift(vintages: Vintages, person: str, *, day: date) -> Vintages:
    """The vintages with a restriction that ends: what is known from that day on has the person again."""
    ended = tuple(
        replace(one, until=day) if one.person == person and one.on(day) else one for one in vintages.restrictions
    )
    return replace(vintages, restrictions=ended)


def erase(vintages: Vintages, person: str, *, day: date, finals: Sequence[Final]) -> Vintages:
    """The vintages without a person, and a tombstone that counts what went and names nobody.

    finals: all statements that stand; each is measured anew from the rows first. A file that came before the erasure is
    still recognised by its digest and does not bring the person back; a new one would, so the source erases first.
    Raises UsageError (OC-D161) for a pseudonym that is not held; VerificationFailed (OC-D165) for a final that does not
    come out: then nothing is erased.
    """
    _require_held(vintages, person)
    frozen = _frozen(vintages, finals)
    entries = [replace(entry, delivery=entry.delivery.without([person])) for entry in vintages.entries]
    stone = _tombstone(vintages, entries, day, "erased", frozen)
    return replace(
        vintages,
        entries=tuple(entries),
        restrictions=tuple(one for one in vintages.restrictions if one.person != person),
        tombstones=(*vintages.tombstones, stone),
    )


def purge(vintages: Vintages, *, before: date, used_from: date, day: date, finals: Sequence[Final]) -> Vintages:
    """The vintages without what ended before a day; no figure of a month from that day on changes.

    Absence that a sick period may still reach back to, over gaps of at most 31 days, is kept with its employment.
    used_from: the first day that a contract still needs. day: when it is done. finals: as in `erase`.
    Raises UsageError (OC-D167) if `before` is later than `used_from`; VerificationFailed (OC-D165) as `erase`.
    """
    if before > used_from:
        facts = (("day", before.isoformat()), ("used", used_from.isoformat()))
        raise UsageError([Notice("OC-D167", facts=facts)])
    if not vintages.entries:
        return vintages
    frozen = _frozen(vintages, finals)
    border = day_number(before)
    deliveries = [entry.delivery for entry in vintages.entries]
    kept = _reaching(deliveries, border)
    entries = []
    for entry, spells in zip(vintages.entries, kept, strict=True):
        employments = _needed(entry.delivery.employments, spells, border)
        entries.append(replace(entry, delivery=replace(entry.delivery, spells=spells, employments=employments)))
    stone = _tombstone(vintages, entries, day, "purged", frozen)
    earlier = vintages.purged_before
    return replace(
        vintages,
        entries=tuple(entries),
        tombstones=(*vintages.tombstones, stone),
        purged_before=before if earlier is None else max(before, earlier),
    )


def verify_final(vintages: Vintages, final: Final) -> Basis:
    """How a final verifies: `measured` anew from what was known, or against what was `frozen` when rows went.

    Raises VerificationFailed (OC-D166) if it does neither.
    """
    if _measures(vintages, final):
        return "measured"
    if any(final.panel.digest in stone.finals for stone in vintages.tombstones):
        return "frozen"
    raise VerificationFailed([Notice("OC-D166", facts=(("final", final.name),))])


def _require_held(vintages: Vintages, person: str) -> None:
    tables = [table for entry in vintages.entries for table in (entry.delivery.spells, entry.delivery.employments)]
    if not any((table.person == person).any() for table in tables):
        raise UsageError([Notice("OC-D161")])


def _agreed(delivery: Delivery) -> list[str]:
    """The reasons that a row may have: those that count, and those that the delivery has."""
    return sorted({*(delivery.counted or ("",)), *np.unique(delivery.spells.reason).tolist()})


def _frozen(vintages: Vintages, finals: Sequence[Final]) -> tuple[str, ...]:
    """The digests of the finals' panels, each verified. Raises VerificationFailed (OC-D165) with all that are not."""
    findings = Findings()
    for final in finals:
        try:
            verify_final(vintages, final)
        except VerificationFailed:
            findings.add("OC-D165", final=final.name)
    findings.refuse(VerificationFailed)
    return tuple(dict.fromkeys(final.panel.digest for final in finals))


def _measures(vintages: Vintages, final: Final) -> bool:
    """Whether the rows known at the time give the final's panel."""
    try:
        records = as_known(vintages, final.known).records(final.panel.units, overlap=final.rules.overlap)
        return measure(records, final.rules, final.panel.period) == final.panel
    except DataRejected:
        return False


def _touches(vintages: Vintages, person: str, final: Final) -> bool:
    """Whether time of the person lies in the months of a final, as it was known."""
    try:
        mine = as_known(vintages, final.known).only([person])
    except DataRejected:
        return False
    first, last = day_number(final.panel.period.first_day), day_number(final.panel.period.last_day)
    inside = mine.between(first, last)
    return bool(len(inside.spells) + len(inside.employments))


def _tombstone(
    vintages: Vintages,
    entries: Sequence[Vintage],
    day: date,
    cause: Literal["erased", "purged"],
    frozen: tuple[str, ...],
) -> Tombstone:
    """What the new entries lack: persons of whom any row went, rows, and vintages that lost some."""
    persons, rows, changed = set[str](), 0, 0
    for old, new in zip(vintages.entries, entries, strict=True):
        lost = 0
        for name in ("spells", "employments"):
            before, after = getattr(old.delivery, name).person, getattr(new.delivery, name).person
            lost += len(before) - len(after)
            names, counts = np.unique(np.concatenate((before, after)), return_counts=True)
            whole = np.unique(before, return_counts=True)[1]
            persons.update(names[counts < 2 * whole].tolist())
        rows += lost
        changed += bool(lost)
    return Tombstone(day, cause, len(persons), rows, changed, frozen)


def _reaching(deliveries: Sequence[Delivery], border: int) -> list[HeldSpells]:
    """Of each delivery the spells in runs, over all deliveries, that end at most the longest gap before the border."""
    tables = [delivery.spells for delivery in deliveries]
    person = np.concatenate(codes_of(*(table.person for table in tables)))
    first, last = (np.concatenate([getattr(table, day) for table in tables]) for day in ("first_day", "last_day"))
    keep = np.zeros(len(person), dtype=np.bool_)
    if len(person):
        order = np.lexsort((last, first, person))
        ends = np.maximum.accumulate(lifted(person, last)[order])
        opens = np.ones(len(order), dtype=np.bool_)
        opens[1:] = lifted(person, first)[order][1:] > ends[:-1] + LONGEST_GAP
        starts = np.flatnonzero(opens)
        stops = np.append(starts[1:], len(order)) - 1
        edge = lifted(person[order][starts], np.full(len(starts), border - LONGEST_GAP))
        keep[order] = np.repeat(ends[stops] >= edge, stops - starts + 1)
    parts = np.split(keep, np.cumsum([len(table) for table in tables])[:-1])
    return [taken(table, part) for table, part in zip(tables, parts, strict=True)]


def _needed(employments: HeldEmployments, spells: HeldSpells, border: int) -> HeldEmployments:
    """The stretches that go on after the border, and those of the employments whose absence before it is kept."""
    stretch_job, spell_job = codes_of(employments.employment, spells.employment)
    earliest = np.full(int(max(stretch_job.max(initial=-1), spell_job.max(initial=-1))) + 1, border, dtype=np.int64)
    np.minimum.at(earliest, spell_job, spells.first_day)
    return taken(employments, employments.last_day >= earliest[stretch_job])


def _rows(table: HeldSpells | HeldEmployments) -> tuple[dict[str, str], ...]:
    """Rows as plain data, days and extents as people write them."""
    columns = {
        "employment": table.employment.tolist(),
        **({"unit": table.unit.tolist()} if isinstance(table, HeldEmployments) else {"reason": table.reason.tolist()}),
        "first_day": table.first_day.astype("datetime64[D]").astype(np.str_).tolist(),
        "last_day": table.last_day.astype("datetime64[D]").astype(np.str_).tolist(),
        "extent": [steps_text(steps, 4) for steps in table.extent.tolist()],
    }
    return tuple(dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
