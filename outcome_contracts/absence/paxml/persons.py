"""Who a row of a PAXml file is about: its person and its employment, as pseudonyms.

The format wants `anstid`, `persnr` or both on a row. One that is missing is looked up among the rows that have both;
an employment of nobody who is named stands for its own person, and a person with several employments cannot be in one
of them by guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.days import Flags
from outcome_contracts.absence.pseudonyms import PseudonymKey, report_unfit
from outcome_contracts.absence.tables import RawColumn
from outcome_contracts.notices import Findings

Ids = NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Identities:
    """Person and employment of each row, and which rows have both; shape (n,) each.

    alone: rows whose person is told by the employment alone.
    """

    person: Ids
    employment: Ids
    good: Flags
    alone: Flags


def identified(
    tables: Sequence[tuple[Rows, Mapping[str, RawColumn]]], key: PseudonymKey | None, findings: Findings
) -> list[Identities]:
    """The identities of the rows of several tables of one file.

    Findings: those of ids, a row that names nobody (OC-D177), identity numbers without a key (OC-D190), a person whose
    employment is not to be told (OC-D194).
    """
    pairs: dict[str, set[str]] = {}
    owner: dict[str, str] = {}
    for rows, cells in tables:
        rows.report(findings, "OC-D177", cells["anstid"].missing & cells["persnr"].missing)
        if key is None:
            rows.report(findings, "OC-D190", ~cells["persnr"].missing, column="persnr")
        for name in ("anstid", "persnr"):
            report_unfit(cells[name], name, rows, findings)
        both = ~cells["anstid"].missing & ~cells["persnr"].missing
        jobs, persons = cells["anstid"].values[both].tolist(), cells["persnr"].values[both].tolist()
        for job, person in dict.fromkeys(zip(jobs, persons, strict=True)):
            pairs.setdefault(person, set()).add(job)
            owner[job] = person  # two persons in one employment are found when the tables are linked
    return [_of_table(rows, cells, pairs, owner, key, findings) for rows, cells in tables]


def _of_table(
    rows: Rows,
    cells: Mapping[str, RawColumn],
    pairs: Mapping[str, set[str]],
    owner: Mapping[str, str],
    key: PseudonymKey | None,
    findings: Findings,
) -> Identities:
    job, person = cells["anstid"], cells["persnr"]
    jobs = np.where(job.missing, "", job.values.astype(np.str_))
    persons = np.where(person.missing, "", person.values.astype(np.str_))
    only = _mapped(persons, {name: next(iter(held)) for name, held in pairs.items() if len(held) == 1})
    several = _mapped(persons, {name: "1" for name, held in pairs.items() if len(held) > 1}) != ""
    untold = job.missing & ~person.missing & several
    rows.report(findings, "OC-D194", untold)
    jobs = np.where(jobs == "", np.where(only == "", persons, only), jobs)
    owners = _mapped(jobs, owner)
    persons = np.where(persons == "", np.where(owners == "", jobs, owners), persons)
    alone = person.missing & ~job.missing & (owners == "")
    good = ~(job.missing & person.missing) & ~untold
    if key is not None:
        persons, jobs = key.pseudonyms(persons, "person"), key.pseudonyms(jobs, "employment")
    return Identities(persons, jobs, good, alone)


def _mapped(ids: Ids, values: Mapping[str, str]) -> Ids:
    """What each id stands for, empty where for nothing."""
    distinct, which = np.unique(ids, return_inverse=True)
    return np.array([values.get(text, "") for text in distinct.tolist()], dtype=np.str_)[which]
