"""Is it self-financing, for which purse and on which valuation: the break-even of a plan, or why there is none.

Self-financing on the contract's valuation of a day is not money in the budget, and what the municipality as a whole
gains one of its parts may lose. So an answer names its purse and its basis, in every sentence too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.design.paying_side import stretch_percent
from outcome_contracts.design.self_financing.plan import HIGHEST, LOWEST, Plan
from outcome_contracts.design.self_financing.surplus import Stretch, surplus_of
from outcome_contracts.notices import Language
from outcome_contracts.notices.signs import HARD_BLANK, number, visible
from outcome_contracts.valuation import Basis


class Reason(Enum):
    """Why there is no reduction at which a purse begins to gain.

    NEVER: it loses at every reduction. ALWAYS: it loses at none. COSTS: it loses more, the more is reduced.
    """

    NEVER = "never"
    ALWAYS = "always"
    COSTS = "costs"


WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "contract_value": "by the contract's value of a day (not money in the budget)",
        "cash_releasing": "in cash that leaves the budget",
        "societal": "by what it is worth to society",
        "some": "{purse}, {basis}: self-financing {stretches}.",
        "from": "at a reduction of at least {first}",
        "between": "at a reduction from {first} to {last}",
        "up_to": "at a reduction of at most {last}",
        "joined": ", and again ",
        "never": "{purse}, {basis}: self-financing at no reduction; the best, at {best}, is SEK {net}.",
        "always": "{purse}, {basis}: loses at no reduction, so there is nothing to break even.",
        "costs": "{purse}, {basis}: self-financing at no reduction; every day less costs it more than it brings.",
        "and": " and ",
    },
    "sv": {
        "contract_value": "enligt avtalets dagvärde (inte pengar i budgeten)",
        "cash_releasing": "i pengar som lämnar budgeten",
        "societal": "enligt värdet för samhället",
        "some": "{purse}, {basis}: självfinansierande {stretches}.",
        "from": "vid en minskning med minst {first}",
        "between": "vid en minskning med {first} till {last}",
        "up_to": "vid en minskning med högst {last}",
        "joined": ", och igen ",
        "never": "{purse}, {basis}: inte självfinansierande vid någon minskning; bäst, vid {best}, är {net} kr.",
        "always": "{purse}, {basis}: förlorar inte vid någon minskning, så det finns inget att tjäna in.",
        "costs": "{purse}, {basis}: självfinansierande vid ingen minskning; varje dag mindre kostar mer än den ger.",
        "and": " och ",
    },
}


@dataclass(frozen=True, slots=True)
class SelfFinancing:
    """The answer for one purse.

    surplus: the reductions, 0 to 1, at which the purse does not lose. reduction: the smallest at which it ceases to
    lose, exact; None where there is none, with the reason, or where it loses only by reducing more. best: the
    reduction at which it gains most, with that gain in SEK, present.
    """

    purse: tuple[str, ...]
    basis: Basis
    source: str
    surplus: tuple[Stretch, ...]
    reduction: Fraction | None
    reason: Reason | None
    best: tuple[Fraction, Fraction]

    def to_dict(self) -> dict[str, object]:
        """The answer as plain data for canonical JSON; exact, without loss."""
        return {
            "purse": list(self.purse),
            "basis": self.basis.value,
            "source": self.source,
            "surplus": [one.to_dict() for one in self.surplus],
            "reduction": None if self.reduction is None else exact_text(self.reduction),
            "reason": None if self.reason is None else self.reason.value,
            "best": {"reduction": exact_text(self.best[0]), "net": exact_text(self.best[1])},
        }

    def text(self, lang: Language) -> str:
        """The answer as one sentence, with its purse and its basis; what it shows does pay (`design.paying_side`)."""
        words = WORDS[lang]
        return words["some" if self.reason is None else self.reason.value].format(
            purse=purse_text(self.purse, lang),
            basis=words[self.basis.value],
            # Where nothing is reduced a purse that invests nothing neither gains nor loses; that is no break-even.
            stretches=words["joined"].join(_stretch(one, lang) for one in self.surplus if one.last > LOWEST),
            best=reduction_text(self.best[0], lang),
            net=number(str(math.floor(self.best[1])), lang),  # a loss of öre is not nothing
        )


def self_financing(plan: Plan, purse: Sequence[str]) -> SelfFinancing:
    """The reductions at which a purse, one or several parties together, does not lose. Solved, not searched.

    Raises UsageError (OC-W064) for a purse that is none of the plan.
    """
    nets = plan.nets(purse)
    surplus = surplus_of(nets)
    gains = dict(zip(nets.cuts, nets.at, strict=True))
    best = max(gains, key=lambda reduction: (gains[reduction], -reduction))
    entered = [one.first for one in surplus if one.first > LOWEST]
    return SelfFinancing(
        purse=tuple(party.name for party in plan.purse(purse)),
        basis=plan.cost.basis,
        source=plan.cost.source,
        surplus=surplus,
        reduction=entered[0] if entered else None,
        reason=_reason(surplus, nets.at),
        best=(best, gains[best]),
    )


def purse_text(purse: Sequence[str], lang: Language) -> str:
    """The parties of a purse in one phrase, on one line whatever their names hold."""
    return WORDS[lang]["and"].join(map(visible, purse))


def reduction_text(share: Fraction, lang: Language) -> str:
    """A reduction in per cent to two decimals."""
    return f"{number(fixed_text(share * 100, 2), lang)}{HARD_BLANK}%"


def stretch_text(one: Stretch, lang: Language) -> tuple[str, str]:
    """Both ends of a stretch in per cent, rounded into it: at what is shown the purse does not lose."""
    first, last = stretch_percent(one.first, one.last, lang)
    return f"{first}{HARD_BLANK}%", f"{last}{HARD_BLANK}%"


def _reason(surplus: tuple[Stretch, ...], nets: Sequence[Fraction]) -> Reason | None:
    if surplus in ((), (Stretch(LOWEST, LOWEST),)):
        falls = all(later <= earlier for earlier, later in pairwise(nets)) and nets[-1] < nets[0]
        return Reason.COSTS if falls else Reason.NEVER
    return Reason.ALWAYS if surplus == (Stretch(LOWEST, HIGHEST),) else None


def _stretch(one: Stretch, lang: Language) -> str:
    kind = "up_to" if one.first == LOWEST else "from" if one.last == HIGHEST else "between"
    first, last = stretch_text(one, lang)
    return WORDS[lang][kind].format(first=first, last=last)
