"""The chain of versions: which contract is in force on a day and for a settlement period, and what changed between two.

    version 1:  digest₁ = SHA-256(how it was signed, digest of the contract)
    version n:  digestₙ = SHA-256(the amendment with every change and digestₙ₋₁, digest of the contract)

The digest of a chain is that of its last version, and covers all before it. A chain grows by `append`, which gives
a new one; nothing in it is ever replaced. Versions come into force in their order, so that each holds all earlier ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from outcome_contracts.canonical import digest
from outcome_contracts.contract.model import Contract
from outcome_contracts.contract.versions.admission import Admission
from outcome_contracts.contract.versions.amendment import Amendment, Original
from outcome_contracts.contract.versions.change import Change, diff
from outcome_contracts.contract.versions.change_text import changes_text
from outcome_contracts.contract.versions.clauses import Kind
from outcome_contracts.contract.versions.termination import require_day
from outcome_contracts.notices import ContractInvalid, DataRejected, Findings, Language, Notice, UsageError
from outcome_contracts.period import Period, first_day, parse_month
from outcome_contracts.positions import NoFile, Positions
from outcome_contracts.positions import Path as KeyPath

_NO_FILE = NoFile()


@dataclass(frozen=True, slots=True)
class ContractVersion:
    """A version: the contract as it then reads, and how that came about.

    record: how it was signed, as plain data for canonical JSON; all else follows from it. number: from 1. kind:
    `original` or the amendment's. effective: the day from which it is in force. settled_from: the day from which
    settlement periods begin to which it applies. digest: of the record.
    Raises DataRejected (OC-A052) for the record of another contract; KeyError, TypeError or ValueError for plain data
    that is no record.
    """

    contract: Contract
    record: Mapping[str, object]
    number: int = field(init=False)
    kind: Kind | Literal["original"] = field(init=False)
    signed: date = field(init=False)
    effective: date = field(init=False)
    settled_from: date = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        record = self.record
        if (stated := str(record["contract"])) != (found := self.contract.digest):
            raise DataRejected([Notice("OC-A052", "version", (("stated", stated[:19]), ("found", found[:19])))])
        effective = date.fromisoformat(str(record["effective"]))
        since = first_day(parse_month(str(record["applies_from"]))) if "applies_from" in record else effective
        facts = {"number": int(str(record["number"])), "kind": record["kind"], "effective": effective}
        facts |= {"signed": date.fromisoformat(str(record["signed"])), "settled_from": since, "digest": digest(record)}
        for name, value in facts.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ContractChain:
    """The signed original and what its amendments made of it, in order. Chains are equal where their digests are.

    Raises ContractInvalid (OC-A001) where a version builds on another than the one before it.
    """

    versions: tuple[ContractVersion, ...]

    def __post_init__(self) -> None:
        findings = Findings()
        for last, version in pairwise(self.versions):
            stated = str(version.record.get("previous"))
            if stated != last.digest or version.number != last.number + 1:
                facts = {"stated": stated[:19], "found": last.digest[:19]}
                findings.add("OC-A001", f"version {version.number}", number=version.number, last=last.number, **facts)
        findings.refuse(ContractInvalid)

    @classmethod
    def of(cls, contract: Contract, *, signed: date, effective: date, signatories: Sequence[str]) -> ContractChain:
        """A chain of the signed original only.

        signatories: ids of parties. Raises ContractInvalid for one that is no party (OC-A005) or twice there (OC-A037).
        """
        original = Original(signed=signed, effective=effective, signatories=tuple(signatories))
        findings, parties = Findings(), {party.id for party in contract.parties}
        for party, count in Counter(original.signatories).items():
            if party not in parties:
                findings.add("OC-A005", "original.signatories", party=party, known=", ".join(sorted(parties)))
            if count > 1:
                findings.add("OC-A037", "original.signatories", party=party)
        findings.refuse(ContractInvalid)
        record = {"number": 1, "kind": "original", **_plain(original), "contract": contract.digest}
        return cls((ContractVersion(contract, record),))

    def __repr__(self) -> str:
        kinds = ", ".join(f"{version.number} {version.kind} {version.effective}" for version in self.versions[-5:])
        return f"ContractChain({self.versions[0].contract.id}: {kinds}; {self.digest[:19]}…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ContractChain) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the last version, and so of all."""
        return self.versions[-1].digest

    @property
    def latest(self) -> ContractVersion:
        """The last version, whether it is in force yet or not."""
        return self.versions[-1]

    def version(self, number: int) -> ContractVersion:
        """The version of a number, 1 for the original. Raises UsageError (OC-A021) where there is none."""
        if type(number) is not int or not 1 <= number <= len(self.versions):
            raise UsageError([Notice("OC-A021", facts=(("number", str(number)[:20]), ("count", len(self.versions))))])
        return self.versions[number - 1]

    def as_of(self, day: date) -> Contract:
        """The contract that is in force on a day.

        Raises UsageError for a day before the first version (OC-A020) and for what is no day (OC-A036).
        """
        require_day(day, "day")
        in_force = [version for version in self.versions if version.effective <= day]
        if not in_force:
            first = self.versions[0].effective
            raise UsageError([Notice("OC-A020", facts=(("day", str(day)), ("first", str(first))))])
        return in_force[-1].contract

    def known_at(self, day: date) -> ContractChain:
        """The chain as it was known at the end of a day: the versions that were signed by then.

        `as_of` asks what is in force on a day, `known_at` what had been signed: an amendment signed in June with effect
        from April is in force in April, and in May nobody knew of it.
        Raises UsageError for a day before anything was signed (OC-S090) and for what is no day (OC-A036).
        """
        require_day(day, "known_at")
        known = tuple(version for version in self.versions if version.signed <= day)
        if not known:
            require_signed(self.versions[0], day)
        return ContractChain(known)

    def for_period(self, period: Period) -> ContractVersion:
        """The version by which a settlement period is settled: the one in force on its first day.

        Raises DataRejected for a period before the first version (OC-A022), and for one inside which a version comes
        into force (OC-A023), unless the amendment says from which period it applies.
        """
        begun = [version for version in self.versions if version.settled_from <= period.first_day]
        findings = Findings()
        if not begun:
            findings.add("OC-A022", period=str(period), first=str(self.versions[0].settled_from))
        for version in self.versions[len(begun) :] if begun else ():
            if version.settled_from <= period.last_day:
                facts = {"day": str(version.settled_from), "period": str(period)}
                findings.add("OC-A023", f"version {version.number}", number=version.number, **facts)
        findings.refuse(DataRejected)
        return begun[-1]

    def diff(self, a: int, b: int) -> tuple[Change, ...]:
        """The changes from one version to another, by number. Raises UsageError (OC-A021) where there is none."""
        return diff(self.version(a).contract, self.version(b).contract)

    def diff_text(self, a: int, b: int, lang: Language) -> str:
        """The same for reading, one change a line: formulas as text, figures with the size of the step."""
        units = self.version(a).contract.own_units | self.version(b).contract.own_units
        return changes_text(self.diff(a, b), lang, units=units)

    def append(self, amendment: Amendment, places: Positions | NoFile = _NO_FILE) -> ContractChain:
        """The chain with one more version.

        places: of the amendment's fields, where it comes from a file. Raises ContractInvalid with every reason why it
        is none: it builds on another version (OC-A001), its dates go back (OC-A002), a change does not fit what
        was before (OC-A003) or gives no contract (OC-A004), a signature is missing, nobody's or there twice (OC-A005,
        OC-A006, OC-A037), it reaches back and not all who pay or are paid have signed (OC-S093), no clause allows it
        (OC-A010–OC-A027), the changes overlap (OC-A028).
        """
        before, number = self.latest, len(self.versions) + 1
        path: KeyPath = ("amendments", number - 2)
        contract = Admission(amendment, self.versions, places, path).contract()
        canonical = amendment.model_copy(update={"changes": diff(before.contract, contract)})
        record = {"number": number, **_plain(canonical), "contract": contract.digest}
        return ContractChain((*self.versions, ContractVersion(contract, record)))


def require_signed(version: ContractVersion, day: date) -> None:
    """Raise UsageError (OC-S090) for a version that was signed after a day: nobody knew of it then."""
    if version.signed > day:
        facts = (("day", str(day)), ("number", version.number), ("signed", str(version.signed)))
        raise UsageError([Notice("OC-S090", f"version {version.number}", facts)])


def _plain(signed: Original | Amendment) -> dict[str, object]:
    return signed.model_dump(mode="json", by_alias=True, exclude_none=True)
