"""From a table to what may be published of it: roll up, hide the sensitive cells, hide what would give them away.

`protect` does all three and looks at what readers hold already: while the ledger would refuse the release, the smallest
of its cells that take part in giving a group away are hidden too. Nothing can be taken back that was published before,
so there are tables of which nothing may be added; the ledger then refuses, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcome_contracts.disclosure.attack import CellBounds, exposed
from outcome_contracts.disclosure.complement import hidden_cells
from outcome_contracts.disclosure.knowledge import (
    Group,
    given_away,
    given_away_by_subtraction,
    linked_releases,
)
from outcome_contracts.disclosure.ledger import ReleaseLedger
from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.release import Figures, Release
from outcome_contracts.disclosure.rolling_up import rolled_up
from outcome_contracts.disclosure.sensitive import Mask, sensitive_cells
from outcome_contracts.disclosure.table import Table
from outcome_contracts.notices import Findings, Notice
from outcome_contracts.panel import Counts

_ROUNDS = 20
_NAMELESS = "unnamed"


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Protected:
    """A table with a mask over its grid; the table is that after rolling up, and still holds what is hidden.

    hidden: shape (nodes, columns with margin). notices: how many cells are hidden and by which rule (OC-R020), how many
    units were put together (OC-R021), that nothing is left to show (OC-R022).
    """

    table: Table
    policy: Policy
    hidden: Mask
    notices: tuple[Notice, ...]

    def __repr__(self) -> str:
        return f"Protected({self.table!r}, {self.policy.name}, {int(self.hidden.sum())} of {self.hidden.size} hidden)"

    def exposed(self) -> tuple[CellBounds, ...]:
        """The hidden cells that the shown ones give away: none. Found by the attacker anew, for whoever wants proof."""
        return exposed(self.table, self.hidden, self.policy)

    def release(self, name: str) -> Release:
        """What may be published, under a name. Raises DataRejected (OC-R033) for a name that is none."""
        atoms = self.table.atoms_of_nodes()
        return Release(
            name,
            self.policy.name,
            tuple(zip(self.table.tree.names, atoms, strict=True)),
            self.table.spans,
            self._shown(self.table.people),
            None if self.table.affected is None else self._shown(self.table.affected),
            None if self.table.days is None else self._shown(self.table.days),
        )

    def _shown(self, figure: Counts) -> Figures:
        rows = zip(self.table.grid(figure).tolist(), self.hidden.tolist(), strict=True)
        return tuple(
            tuple(None if hidden else value for value, hidden in zip(values, mask, strict=True))
            for values, mask in rows
        )


def protect(table: Table, policy: Policy, ledger: ReleaseLedger | None = None) -> Protected:
    """What may be published of a table by a policy, given what the ledger says was published before.

    Protecting what is protected changes nothing, and the order in which units are given does not matter.
    """
    held = ledger if ledger is not None else ReleaseLedger()
    smaller = rolled_up(table, policy)
    sensitive = sensitive_cells(smaller, policy)
    also = np.zeros_like(sensitive.cells)
    for _ in range(_ROUNDS):
        hidden = hidden_cells(smaller, policy, sensitive, also)
        protected = Protected(smaller, policy, hidden, ())
        release = protected.release(_NAMELESS)
        if linked_releases(held.releases, release):
            groups = given_away(held.releases, release, policy).groups
        else:
            groups = given_away_by_subtraction(release, policy)
        more = _cells_to_hide(protected, held, groups)
        if not more.any():
            break
        also |= hidden | more
    findings = Findings()
    count = int(hidden.sum())
    if count:
        findings.add(
            "OC-R020",
            count=count,
            cells=hidden.size,
            of_small=int(sensitive.small.sum()),
            of_few=int(sensitive.few.sum()),
            of_dominated=int(sensitive.dominated.sum()),
            of_everybody=int(sensitive.everybody.sum()),
            complements=int((hidden & ~sensitive.cells).sum()),
        )
    if smaller is not table:
        findings.add("OC-R021", before=len(table.tree.leaves), after=len(smaller.tree.leaves))
    if hidden.all():
        findings.add("OC-R022", count=count)
    return Protected(smaller, policy, hidden, tuple(findings))


def _cells_to_hide(protected: Protected, held: ReleaseLedger, groups: Sequence[Group]) -> Mask:
    """For each group that is given away the smallest shown cell that is not published yet and is about it.

    Where there is none, one that shares somebody with another shown cell about the group.
    """
    more = np.zeros_like(protected.hidden)
    if not groups:
        return more
    release = protected.release(_NAMELESS)
    published = {(cell.atoms, cell.months) for earlier in held.releases for cell in earlier.shown()}
    near = [
        frozenset((atom, month) for atom in cell.atoms for month in cell.months)
        for entry in (*linked_releases(held.releases, release), release)
        for cell in entry.shown()
    ]
    people = protected.table.grid(protected.table.people)
    places = sorted(zip(*(~protected.hidden & (people > 0)).nonzero(), strict=True), key=lambda at: (people[at], at))
    cells = [
        (at, frozenset((atom, month) for atom in release.rows[at[0]][1] for month in release.columns[at[1]]))
        for at in places
        if (release.rows[at[0]][1], release.columns[at[1]]) not in published
    ]
    for group in groups:
        around = group.pairs.union(*(pairs for pairs in near if pairs & group.pairs))
        about = [at for at, pairs in cells if pairs & group.pairs] or [at for at, pairs in cells if pairs & around]
        at = about[0] if about else None
        if at is not None:
            more[at] = True
    return more
