"""What is said of a break-even over a contract's flows: whose purse, on which basis, at which values of the measure.

The values are those that can occur, on the measure's own step, settled with all their rounding: what is shown does pay,
without rounding it again. The nets at the ends are shown in whole units of the currency, rounded down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text, percent_text
from outcome_contracts.design.self_financing.answer import WORDS, purse_text
from outcome_contracts.design.self_financing.surplus import Stretch
from outcome_contracts.notices import Language, Notice
from outcome_contracts.notices.signs import HARD_BLANK, number, visible
from outcome_contracts.notices.units import figure
from outcome_contracts.valuation import Basis

if TYPE_CHECKING:
    from outcome_contracts.contract.fields import Text

_SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "flows_only": "by what it is paid and pays alone",
        "some": "{purse}, {basis}: does not lose where “{measure}” is {stretches}.",
        "never": "{purse}, {basis}: loses wherever “{measure}” is from {low} to {high}.",
        "always": "{purse}, {basis}: loses nowhere where “{measure}” is from {low} to {high}.",
        "least": "at least {first}",
        "most": "at most {last}",
        "between": "from {first} to {last}",
        "one": "exactly {first}",
        "joined": ", or ",
        "ends": " Looked at from {low}, net {net_low}, to {high}, net {net_high}.",
    },
    "sv": {
        "flows_only": "enligt enbart vad den får och betalar",
        "some": "{purse}, {basis}: förlorar inte där ”{measure}” är {stretches}.",
        "never": "{purse}, {basis}: förlorar överallt där ”{measure}” är från {low} till {high}.",
        "always": "{purse}, {basis}: förlorar ingenstans där ”{measure}” är från {low} till {high}.",
        "least": "minst {first}",
        "most": "högst {last}",
        "between": "från {first} till {last}",
        "one": "precis {first}",
        "joined": ", eller ",
        "ends": " Undersökt från {low}, netto {net_low}, till {high}, netto {net_high}.",
    },
}


@dataclass(frozen=True, slots=True)
class ContractBreakEven:
    """The values of one measure at which a purse does not lose.

    parties: ids, names: as the contract writes them. label: of the measure, None where the contract gives none.
    range: the first and the last value that was looked at. surplus: stretches of values that can occur, on the
    measure's `step`, by the exact reading with all its rounding.
    solved: the same without rounding, exact; None where the terms are no straight lines and the range was searched.
    ends: amounts in the currency that the purse gains at both ends of the range. notices: OC-W070 where it was
    searched, OC-W071 where the net passes zero more than once.
    """

    parties: tuple[str, ...]
    names: tuple[Text, ...]
    basis: Basis | None
    measure: str
    label: Text | None
    unit: str
    currency: str
    step: Fraction
    range: Stretch
    surplus: tuple[Stretch, ...]
    solved: tuple[Stretch, ...] | None
    ends: tuple[Fraction, Fraction]
    notices: tuple[Notice, ...]

    def to_dict(self) -> dict[str, object]:
        """The answer as plain data for canonical JSON; exact, without loss."""
        return {
            "parties": list(self.parties),
            "basis": None if self.basis is None else self.basis.value,
            "measure": self.measure,
            "unit": self.unit,
            "currency": self.currency,
            "step": exact_text(self.step),
            "range": self.range.to_dict(),
            "surplus": [one.to_dict() for one in self.surplus],
            "solved": None if self.solved is None else [one.to_dict() for one in self.solved],
            "ends": [exact_text(end) for end in self.ends],
            "notices": [notice.to_dict() for notice in self.notices],
        }

    def text(self, lang: Language) -> str:
        """The answer in two sentences with its purse, its basis and every crossing; then one line per notice."""
        words = _SENTENCES[lang]
        kind = "some" if self.surplus else "never"
        said = words["always" if self.surplus == (self.range,) else kind] + words["ends"]
        low, high = (self._value(end, lang) for end in (self.range.first, self.range.last))
        net_low, net_high = (figure(str(math.floor(end)), self.currency, lang) for end in self.ends)
        sentence = said.format(
            purse=purse_text([getattr(name, lang) for name in self.names], lang),
            basis=words["flows_only"] if self.basis is None else WORDS[lang][self.basis.value],
            measure=visible(self.measure if self.label is None else getattr(self.label, lang)),
            stretches=words["joined"].join(self._stretch(one, lang) for one in self.surplus),
            low=low,
            high=high,
            net_low=net_low,
            net_high=net_high,
        )
        return "\n".join((sentence, *(notice.text(lang) for notice in self.notices)))

    def _stretch(self, one: Stretch, lang: Language) -> str:
        """A stretch as far as the answer reaches; its ends that are those of the range are no crossings."""
        if one.first == one.last:
            kind = "one"
        elif one.last == self.range.last:
            kind = "least"
        else:
            kind = "most" if one.first == self.range.first else "between"
        return _SENTENCES[lang][kind].format(first=self._value(one.first, lang), last=self._value(one.last, lang))

    def _value(self, value: Fraction, lang: Language) -> str:
        """A value of the measure, exact, in its unit; a ratio in per cent."""
        if self.unit == "ratio":
            return f"{number(percent_text(value), lang)}{HARD_BLANK}%"
        return figure(exact_text(value), self.unit, lang)
