"""Which contract settles a period: the one given, or the version of a chain that is in force on the period's first day.

The statement then carries the record of that version; its digest is that of the chain as it stood, so that an
amendment which is signed later changes no statement before it. A settlement may be made as it was known at the end of a
day: an amendment that reaches back and was signed after that day is then not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from outcome_contracts.contract.model import Contract
from outcome_contracts.contract.versions.chain import ContractChain, ContractVersion, require_signed
from outcome_contracts.contract.versions.termination import require_day
from outcome_contracts.notices import Notice, UsageError

if TYPE_CHECKING:
    from outcome_contracts.period import Period

Record = Mapping[str, object]


def in_force(
    contract: Contract | ContractChain | ContractVersion, period: Period, known_at: date | None
) -> tuple[Contract, Record | None]:
    """The contract by which a period is settled, and the record of its version, None for a contract without a chain.

    known_at: the day up to which signatures count, None for all. Raises DataRejected where no version applies or it is
    open which one does (OC-A022, OC-A023); UsageError for a day before anything was signed (OC-S090).
    """
    if isinstance(contract, Contract):
        return contract, None
    if isinstance(contract, ContractChain):
        version = (contract if known_at is None else contract.known_at(known_at)).for_period(period)
    else:
        version = contract
        if known_at is not None:
            require_signed(version, known_at)
    return version.contract, version.record


def known_day(
    contract: Contract | ContractChain | ContractVersion, *, known_at: date | None, as_of: date | None
) -> date | None:
    """The day as of which a settlement is made: as said, or for a chain the day that the data are as of.

    Raises UsageError where two days are said (OC-S091) or it is no day (OC-A036).
    """
    if known_at is None:
        return as_of if isinstance(contract, ContractChain) else None
    require_day(known_at, "known_at")
    if as_of not in (None, known_at):
        raise UsageError([Notice("OC-S091", facts=(("known_at", str(known_at)), ("as_of", str(as_of))))])
    return known_at


def version_notices(record: Record | None, known_at: date | None) -> tuple[Notice, ...]:
    """What a statement says of the version that it was settled by: an amended one (OC-A053) or the original (OC-A054).

    And up to when signatures and publications counted, where that was said (OC-S092).
    """
    known = () if known_at is None else (Notice("OC-S092", facts=(("day", str(known_at)),)),)
    if record is None:
        return known
    facts, place = {name: str(record[name]) for name in ("effective", "signed")}, f"version {record['number']}"
    if "clause" not in record:
        return (Notice("OC-A054", place, tuple(facts.items())), *known)
    facts |= {"number": str(record["number"]), "kind": f"@{record['kind']}", "clause": str(record["clause"])}
    return (Notice("OC-A053", place, tuple(facts.items())), *known)
