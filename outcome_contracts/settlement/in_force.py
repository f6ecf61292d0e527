"""Which contract settles a period: the one given, or the version of a chain that is in force on the period's first day.

The statement then carries the record of that version; its digest is that of the chain as it stood, so that an
amendment which is signed later changes no statement before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from outcome_contracts.contract.model import Contract
from outcome_contracts.contract.versions.chain import ContractChain, ContractVersion
from outcome_contracts.notices import Notice

if TYPE_CHECKING:
    from outcome_contracts.period import Period

Record = Mapping[str, object]


def in_force(contract: Contract | ContractChain | ContractVersion, period: Period) -> tuple[Contract, Record | None]:
    """The contract by which a period is settled, and the record of its version, None for a contract without a chain.

    Raises DataRejected where no version applies or it is open which one does (OC-A022, OC-A023).
    """
    if isinstance(contract, Contract):
        return contract, None
    version = contract.for_period(period) if isinstance(contract, ContractChain) else contract
    return version.contract, version.record


def version_notices(record: Record | None) -> tuple[Notice, ...]:
    """What a statement says of the version that it was settled by: an amended one (OC-A053) or the original (OC-A054).

    Nothing for a contract without a chain.
    """
    if record is None:
        return ()
    facts, place = {name: str(record[name]) for name in ("effective", "signed")}, f"version {record['number']}"
    if "clause" not in record:
        return (Notice("OC-A054", place, tuple(facts.items())),)
    facts |= {"number": str(record["number"]), "kind": f"@{record['kind']}", "clause": str(record["clause"])}
    return (Notice("OC-A053", place, tuple(facts.items())),)
