"""A budget as a tree: grants, and beneath them activities whose amounts are often nobody's to know.

    a post's sum  = its own amount where one is stated, else the sum of its parts
    left for what is unknown = its own amount − the known parts      (at most, for all unknown parts together)

An activity without an amount is unknown; it is neither 0 nor an even share of its grant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.valuation.health_economics.band_values import refuse_twice
from outcome_contracts.valuation.health_economics.known_sum import KnownSum, known_sum
from outcome_contracts.valuation.health_economics.quantities import Text, refuse_inexact


@dataclass(frozen=True, slots=True)
class BudgetPost:
    """A grant or an activity. amount: SEK, None where none is stated. source: where the amount, or its lack, stands.

    Raises UsageError: OC-U005, OC-U006 for an amount that is not exact, OC-W002 for a negative one, OC-W003 without a
    source, OC-W080, OC-W081 for the ids of parts.
    """

    id: str
    label: Text
    amount: Fraction | None
    source: str
    parts: tuple[BudgetPost, ...] = ()

    def __post_init__(self) -> None:
        findings = Findings()
        refuse_inexact({self.id: self.amount}, findings)
        findings.refuse(UsageError)
        if self.amount is not None and self.amount < 0:
            findings.add("OC-W002", argument=self.id, allowed="≥ 0")
        if not self.source.strip():
            findings.add("OC-W003")
        refuse_twice("post", [part.id for part in self.parts], findings)
        findings.refuse(UsageError)

    @property
    def sum(self) -> KnownSum:
        """The post's own amount, else what its parts come to; unknown where it has neither."""
        if self.amount is not None or not self.parts:
            return known_sum([self.amount])
        return self.sum_of_parts

    @property
    def sum_of_parts(self) -> KnownSum:
        """What its parts come to; nothing, with nothing unknown, where it has none."""
        return sum((part.sum for part in self.parts), KnownSum(Fraction(0), 0))


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A post in its place. path: ids from the top. at_most: SEK that an unknown post can come to, its known parts in.

    It is what the grant leaves for all that is unknown in it, and so the most for any one post, not for each.
    """

    path: tuple[str, ...]
    post: BudgetPost
    at_most: Fraction | None


@dataclass(frozen=True, slots=True)
class Budget:
    """lines: every post, a grant before its parts. notices: where stated amounts and their parts disagree."""

    top: BudgetPost
    lines: tuple[BudgetLine, ...]
    notices: tuple[Notice, ...]

    @property
    def unknown(self) -> tuple[BudgetLine, ...]:
        """The posts that nobody has stated an amount for, and that have no parts which say it."""
        return tuple(line for line in self.lines if line.post.amount is None and not line.post.parts)


def budget(top: BudgetPost) -> Budget:
    """The tree laid out, checked from top to bottom.

    Notices: OC-W100 where known parts exceed their grant, OC-W101 where all parts are known and fall short of it.
    """
    notes = Findings()
    lines = tuple(_lines(top, (), None, notes))
    return Budget(top, lines, notes.refuse(UsageError))


def _lines(post: BudgetPost, above: tuple[str, ...], limit: Fraction | None, notes: Findings) -> Iterator[BudgetLine]:
    """The post and all below it. limit: what the nearest stated grant leaves for its unknown parts."""
    path = (*above, post.id)
    most = None if limit is None or not post.sum.unknown else post.sum.known + limit
    yield BudgetLine(path, post, most)
    parts = post.sum_of_parts
    if post.amount is not None:
        _compare(post, parts, ".".join(path), notes)
        limit = max(post.amount - parts.known, Fraction(0))
    for part in post.parts:
        yield from _lines(part, path, limit, notes)


def _compare(post: BudgetPost, parts: KnownSum, where: str, notes: Findings) -> None:
    if post.amount is None or not post.parts:
        return
    over = parts.known - post.amount
    amounts = {"granted": f"{fixed_text(post.amount, 0)} SEK", "parts": f"{fixed_text(parts.known, 0)} SEK"}
    if over > 0:
        notes.add("OC-W100", where, amount=f"{fixed_text(over, 2)} SEK", **amounts)
    elif over < 0 and not parts.unknown:
        notes.add("OC-W101", where, amount=f"{fixed_text(-over, 2)} SEK", **amounts)
