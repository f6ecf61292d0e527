"""The attacker with a memory: what all releases together say about groups that none of them shows.

Whatever months, organisations or subsets releases are about, each shown cell is one equation over (atom, month) pairs.
Pairs that always occur together cannot be told apart and form one group; what subtraction isolates (one month out of
two cumulative figures, the unit that an old department had and a new one has not, the untreated) is such a group.
Groups that follow by subtraction alone are solved exactly (`subtraction`); of the rest, each block of equations that
hang together is a linear programme (`programme`) over all non-negative figures that agree, with days ≤ 31 × affected
and affected ≤ people. A group is judged by `Policy.exposes`, and so are hidden cells, every atom in every published
span of months, and what subtraction leaves of a cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outcome_contracts.disclosure.interval import Bounds
from outcome_contracts.disclosure.layer import Contradiction
from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.programme import Programme, Target
from outcome_contracts.disclosure.release import Release, ShownCell
from outcome_contracts.disclosure.subtraction import Equation, Figures, Solved, blocks, subtract
from outcome_contracts.disclosure.table import DAYS_OF_A_PERSON

Pair = tuple[str, int]  # an atom and a month


@dataclass(frozen=True, slots=True, repr=False)
class Group:
    """Pairs of an atom and a month: such as always occur together, or those of a hidden cell."""

    pairs: frozenset[Pair]

    def __repr__(self) -> str:
        return f"Group({len(self.pairs)} pairs, {len(self.months)} months)"

    @property
    def months(self) -> frozenset[int]:
        """The months that the group is about."""
        return frozenset(month for _, month in self.pairs)


@dataclass(frozen=True, slots=True)
class GivenAway:
    """What releases give away: the groups, and how many cells or blocks of cells contradict each other."""

    groups: tuple[Group, ...]
    contradictions: int


def given_away(releases: Sequence[Release], newest: Release, policy: Policy) -> GivenAway:
    """What `newest` gives away, by itself or together with the earlier releases.

    Only releases that share a month with it, directly or through others, can bear on it. No hidden figure is used, so
    that whoever holds the releases can repeat it.
    """
    linked = [*linked_releases(releases, newest), newest]
    cells, differing = _distinct(cell for release in linked for cell in release.shown())
    groups, solved = _solved(cells)
    found, contradictions = _by_subtraction(groups, solved, policy), differing + solved.contradictions
    asked = _targets(linked, cells, groups, solved.known)
    for block, left in blocks(solved.left, [target.touched for _, target in asked]):
        targets = [(groups[place], Target(len(groups[place].months), (place,), (place,))) for place in block]
        targets += [(group, target) for group, target in asked if target.touched[0] in block]
        try:
            exposed = Programme.of(policy, block, left, [target for _, target in targets]).exposed()
        except Contradiction:
            contradictions += 1
            continue
        found += [targets[place][0] for place in exposed]
    return GivenAway(tuple(dict.fromkeys(found)), contradictions)


def given_away_by_subtraction(release: Release, policy: Policy) -> tuple[Group, ...]:
    """What one release gives away without any algebra; `attack.exposed` says the rest about its table."""
    groups, solved = _solved(_distinct(release.shown())[0])
    return tuple(_by_subtraction(groups, solved, policy))


def linked_releases(releases: Sequence[Release], newest: Release) -> list[Release]:
    """The releases that share a month with the newest, or with one that does, in their order."""
    months, linked, before = set(newest.months), set[int](), -1
    while len(linked) > before:
        before = len(linked)
        for place, release in enumerate(releases):
            if release.months & months:
                linked.add(place)
                months |= release.months
    return [releases[place] for place in sorted(linked)]


def _distinct(cells: Iterable[ShownCell]) -> tuple[list[ShownCell], int]:
    """Each cell once with all that is published of it, and how many were published with different figures."""
    found: dict[tuple[tuple[str, ...], tuple[int, ...]], ShownCell] = {}
    contradictions = 0
    for cell in cells:
        key = (cell.atoms, cell.months)
        known = found.setdefault(key, cell)
        both = [(known.people, cell.people), (known.affected, cell.affected), (known.days, cell.days)]
        contradictions += any(a is not None and b is not None and a != b for a, b in both)
        _, affected, days = (b if a is None else a for a, b in both)
        found[key] = ShownCell(*key, known.people, affected, days)
    return list(found.values()), contradictions


def _solved(cells: Sequence[ShownCell]) -> tuple[list[Group], Solved]:
    groups, sums = _groups(cells)
    return groups, subtract([Equation(tuple(held), _figures(cell)) for held, cell in zip(sums, cells, strict=True)])


def _by_subtraction(groups: Sequence[Group], solved: Solved, policy: Policy) -> list[Group]:
    """Groups whose figures follow exactly, alone or, where they cannot be told apart, together."""
    exact = sorted(solved.known.items())
    found = [groups[place] for place, figures in exact if _is_exposed(figures, len(groups[place].months), policy)]
    return found + _together(solved.left, groups, policy)


def _groups(cells: Sequence[ShownCell]) -> tuple[list[Group], list[list[int]]]:
    """The groups, and for each cell the groups that it adds up."""
    cover = defaultdict[Pair, list[int]](list)
    for number, cell in enumerate(cells):
        for pair in _pairs(cell.atoms, cell.months):
            cover[pair].append(number)
    together = defaultdict[tuple[int, ...], list[Pair]](list)
    for pair in sorted(cover):
        together[tuple(cover[pair])].append(pair)
    sums: list[list[int]] = [[] for _ in cells]
    for place, numbers in enumerate(together):
        for number in numbers:
            sums[number].append(place)
    return [Group(frozenset(pairs)) for pairs in together.values()], sums


def _together(left: Sequence[Equation], groups: Sequence[Group], policy: Policy) -> list[Group]:
    """What subtraction leaves of a shown cell, where that is a small group though its parts cannot be told apart."""
    found = []
    for equation in left:
        group = Group(frozenset().union(*(groups[place].pairs for place in equation.groups)))
        people = equation.figures["people"] // DAYS_OF_A_PERSON
        if policy.exposes(Bounds(people, people), months=len(group.months)):
            found.append(group)
    return found


def _targets(
    releases: Sequence[Release], shown: Sequence[ShownCell], groups: Sequence[Group], known: Mapping[int, Figures]
) -> list[tuple[Group, Target]]:
    """What is asked besides the groups: hidden cells, and every atom in every span of months that is published.

    Left out is what is shown, what has no limit since a part of it occurs nowhere, and a part of one group.
    """
    group_of = {pair: place for place, group in enumerate(groups) for pair in group.pairs}
    spans = sorted({months for release in releases for months in release.columns})
    atoms = sorted({atom for release in releases for _, held in release.rows for atom in held})
    wanted = dict.fromkeys(cell for release in releases for cell in release.hidden())
    wanted.update(dict.fromkeys(((atom,), months) for atom in atoms for months in spans))
    for cell in shown:
        wanted.pop((cell.atoms, cell.months), None)
    targets = []
    for units, months in wanted:
        asked = Group(frozenset(_pairs(units, months)))
        held = defaultdict[int, int](int)
        for pair in asked.pairs:
            held[group_of.get(pair, -1)] += 1
        if -1 in held or len(held) == 1:
            continue  # without limit, or a part of one group, which is judged itself
        whole = {place for place, count in held.items() if count == len(groups[place].pairs)}
        persons = {place: known[place]["people"] // DAYS_OF_A_PERSON for place in held if place in known}
        unknown = tuple(sorted(held.keys() - known.keys()))
        if unknown:
            limits = (sum(persons[place] for place in persons.keys() & whole), sum(persons.values()))
            targets.append((asked, Target(len(months), tuple(sorted(whole - known.keys())), unknown, limits)))
    return targets


def _pairs(atoms: Iterable[str], months: Sequence[int]) -> list[Pair]:
    return [(atom, month) for atom in atoms for month in months]


def _figures(cell: ShownCell) -> dict[str, int]:
    figures = {"people": cell.people * DAYS_OF_A_PERSON}
    if cell.affected is not None:
        figures["affected"] = cell.affected * DAYS_OF_A_PERSON
    if cell.days is not None:
        figures["days"] = cell.days
    return figures


def _is_exposed(figures: Figures, months: int, policy: Policy) -> bool:
    """Whether a group whose figures follow exactly is one that the policy would have hidden."""
    people = figures["people"] // DAYS_OF_A_PERSON
    if policy.exposes(Bounds(people, people), months=months):
        return True
    if "affected" not in figures:
        return False
    affected = figures["affected"] // DAYS_OF_A_PERSON
    return policy.exposes_property(
        Bounds(people, people), Bounds(affected, affected), Bounds(people - affected, people - affected), months=months
    )
