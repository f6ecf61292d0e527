"""Whether an amendment becomes a version: it builds on the last one, fits what was agreed, and a clause allows it.

What a change does is read from the two contracts, not from how it is written: whoever replaces a whole line changes
exactly the fields that then differ, and the clause must allow each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from outcome_contracts.contract.distribution import transfers
from outcome_contracts.contract.versions.change import Change, NoSuchPlace, applied, diff, reverted, value_at
from outcome_contracts.contract.versions.change_text import value_text
from outcome_contracts.contract.versions.clauses import suspended_months
from outcome_contracts.contract.versions.permission import require_clause
from outcome_contracts.contract.versions.termination import terminated
from outcome_contracts.notices import ContractInvalid, Findings, Notice, UsageError
from outcome_contracts.period import month_of, months_text, term_end
from outcome_contracts.positions import NoFile, Positions
from outcome_contracts.positions import Path as KeyPath

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.versions.amendment import Amendment
    from outcome_contracts.contract.versions.chain import ContractVersion


class Admission:
    """The examination of one amendment against the versions before it. places, path: where it stands in its file."""

    def __init__(
        self,
        amendment: Amendment,
        versions: Sequence[ContractVersion],
        places: Positions | NoFile,
        path: KeyPath,
    ) -> None:
        self.amendment = amendment
        self.versions = versions
        self.before = versions[-1]
        self.number = self.before.number + 1
        self.findings = Findings()
        self._places = places
        self._path = path

    def contract(self) -> Contract:
        """The contract that the amendment makes. Raises ContractInvalid with every reason why it makes none."""
        self._order()
        base, ends = self.before.contract, self.amendment.kind == "termination"
        if ends:  # the schedule checks the flow that it adds; here it is to be compared first
            base = base.model_copy(update={"termination": ()})
        new = self._made(base) if self._fits() else None
        if new is not None:
            self._signatures(new)
            self._substance(new, diff(base, new))
        self.findings.refuse(ContractInvalid)
        if new is None:
            raise ContractInvalid(self.findings)
        return new.model_copy(update={"termination": self.before.contract.termination}) if ends else new

    def say(self, code: str, *keys: str | int, **facts: str | int) -> None:
        """Record a finding at a field of the amendment."""
        self.findings.extend((Notice(code, self._places.where((*self._path, *keys)), tuple(facts.items())),))

    def _order(self) -> None:
        """The amendment builds on the last version, and no date goes back behind it."""
        amendment, before = self.amendment, self.before
        if amendment.previous != before.digest:
            stated, found = amendment.previous[:19], before.digest[:19]
            self.say("OC-A001", "previous", number=self.number, last=before.number, stated=stated, found=found)
        for field in ("signed", "effective", "settled_from"):
            day, earlier = getattr(amendment, field), getattr(before, field)
            if day < earlier:
                key = "applies_from" if field == "settled_from" and amendment.applies_from else field
                self.say("OC-A002", key, number=self.number, field=key, day=str(day), earlier=str(earlier))
        if (amendment.kind == "termination") is (amendment.cause is None):
            self.say("OC-A025", "cause", kind=amendment.kind)

    def _fits(self) -> bool:
        """Whether every change says what was really agreed before, at a place that there is and of its own."""
        contract, changes = self.before.contract, self.amendment.changes
        if overlapping := list(_overlapping(changes)):
            for place, path in overlapping:
                self.say("OC-A028", "changes", place, path=path)
            return False
        with suppress(NoSuchPlace):
            if _equals(contract, changes):
                return True
        places = True
        for place, change in enumerate(changes):
            try:
                if _equals(contract, (change,)):
                    continue
                found = value_text(change.path, value_at(contract, change.path), contract.own_units)
                facts = {"path": change.path, "stated": value_text(change.path, change.before, contract.own_units)}
                self.say("OC-A003", "changes", place, found=found, last=self.before.number, **facts)
            except NoSuchPlace:
                places = False
                self.say("OC-A004", "changes", place, path=change.path)
        return places

    def _made(self, base: Contract) -> Contract | None:
        try:
            return applied(base, self.amendment.changes, file=f"version {self.number}")
        except NoSuchPlace as error:
            self.say("OC-A004", "changes", path=str(error))
        except ContractInvalid as refusal:
            self.say("OC-A008", "changes", number=self.number, count=len(refusal.notices))
            self.findings.extend(refusal.notices)
        return None

    def _signatures(self, new: Contract) -> None:
        parties = {party.id for contract in (self.before.contract, new) for party in contract.parties}
        for party, count in Counter(self.amendment.signatories).items():
            if party not in parties:
                self.say("OC-A005", "signatories", party=party, known=", ".join(sorted(parties)))
            if count > 1:
                self.say("OC-A037", "signatories", party=party)

    def _reaching_back(self, new: Contract) -> None:
        """What was earned or owed before the signing is changed only by all who pay or are paid.

        A notice of termination is not asked: what it does follows from the day of signing, by the schedule.
        """
        amendment = self.amendment
        since = min(amendment.effective, amendment.settled_from)
        if since >= amendment.signed:
            return
        moved = [transfer for contract in (self.before.contract, new) for transfer in transfers(contract)]
        for party in sorted({side for one in moved for side in (one.payer, one.payee)} - {*amendment.signatories}):
            self.say("OC-S093", "signatories", party=party, since=str(since), signed=str(amendment.signed))

    def _substance(self, new: Contract, changes: Sequence[Change]) -> None:
        if not changes:
            self.say("OC-A007", "changes", number=self.number)
        for change in changes:
            if change.path in ("id", "rules"):
                self.say("OC-A009", "changes", path=change.path)
        if self.amendment.kind == "termination":
            self._scheduled(changes)
            return
        self._suspended(new)
        self._reaching_back(new)
        require_clause(self, new, changes)

    def _scheduled(self, changes: Sequence[Change]) -> None:
        """A termination changes what the schedule says for its cause, all of it and nothing else."""
        amendment = self.amendment
        if amendment.cause is None:
            return
        try:
            due = terminated(self.before.contract, amendment.cause, amendment.signed)
        except UsageError as refusal:
            self.findings.extend(refusal.notices)
            return
        if due.cause.clause != amendment.clause:
            self.say("OC-A019", "clause", clause=amendment.clause, cause=due.cause.id, agreed=due.cause.clause)
        stated, agreed = ({change.path: change for change in each} for each in (changes, due.changes))
        for path in dict.fromkeys((*agreed, *stated)):
            if stated.get(path) == agreed.get(path):
                continue
            values = (each[path].after if path in each else None for each in (agreed, stated))
            old, new = (value_text(path, value, self.before.contract.own_units) for value in values)
            self.say("OC-A018", "changes", path=path, clause=due.cause.clause, agreed=old, stated=new)

    def _suspended(self, new: Contract) -> None:
        """What is newly suspended lies within the term."""
        term = new.term
        end = term_end(term.start, term.months)
        added = suspended_months(new.suspensions) - suspended_months(self.before.contract.suspensions)
        outside = [month for month in added if not month_of(term.start) <= month <= month_of(end)]
        if outside:
            self.say("OC-A026", "changes", months=months_text(outside), start=str(term.start), end=str(end))


def _overlapping(changes: Sequence[Change]) -> Iterator[tuple[int, str]]:
    """The changes that have no effect of their own: of a path that stands twice or below another, or of nothing.

    The order of a collection is a change beside those of its elements.
    """
    whole = Counter(change.path for change in changes)
    orders = {change.path for change in changes if isinstance(change.after, list)}
    for place, change in enumerate(changes):
        keys = change.path.split(".")
        above = {".".join(keys[:depth]) for depth in range(1, len(keys))}
        if whole[change.path] > 1 or above & (whole.keys() - orders) or change.before == change.after:
            yield place, change.path


def _equals(contract: Contract, changes: Sequence[Change]) -> bool:
    """Whether a contract is as changes say that it was before. Raises NoSuchPlace."""
    try:
        return reverted(contract, changes, file="before").digest == contract.digest
    except ContractInvalid:
        return False
