"""Acknowledgements on a statement: which findings on HOLD each party lets stand, by whom, and whose word is missing.

Findings that cannot be acknowledged are not listed here; they stand among the notices and keep a statement
provisional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from outcome_contracts.acknowledgement import Acknowledgement, finding_digest
from outcome_contracts.notices import Language, Notice
from outcome_contracts.report.wording import wording
from outcome_contracts.settlement.acknowledged import missing_parties

if TYPE_CHECKING:
    from outcome_contracts.settlement.statement import Statement


def acknowledgements(statement: Statement, lang: Language) -> tuple[str, ...]:
    """How many holds are acknowledged, then one paragraph for each; nothing where there is none to acknowledge."""
    holds = [notice for notice in dict.fromkeys(statement.notices) if notice.severity == "hold" and notice.waivable]
    if not holds:
        return ()
    stored = cast("list[Mapping[str, object]]", statement.inputs.get("acknowledgements", []))
    given = tuple(map(Acknowledgement.from_dict, stored))
    done = sum(not missing_parties(statement.contract, given, notice) for notice in holds)
    summary = wording(lang)["acknowledgement"]["summary"].format(count=len(holds), done=done)
    return (summary, *(" · ".join(_told(statement, given, notice, lang)) for notice in holds))


def _told(statement: Statement, given: tuple[Acknowledgement, ...], notice: Notice, lang: Language) -> Iterator[str]:
    """A hold: its code, its place, its finding, each party that acknowledges, and those that are missing."""
    words, found = wording(lang)["acknowledgement"], finding_digest(notice)
    names = {party.id: str(getattr(party.name, lang)) for party in statement.contract.parties}
    yield notice.code
    if notice.where:
        yield notice.where
    yield found
    for one in given:
        if (one.code, one.finding) == (notice.code, found):
            yield words["given"].format(
                party=names[one.party], name=one.name, role=one.role, day=one.signed, reason=one.reason
            )
    missing = missing_parties(statement.contract, given, notice)
    if missing:
        yield words["missing"].format(parties=", ".join(names[party] for party in missing))
