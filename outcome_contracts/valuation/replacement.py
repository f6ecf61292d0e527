"""What an avoided day releases in cash: less to a substitute, but more to the employee, who is well and paid in full.

    cash of a day 2–14    = ρ · full day · (1 + p) − (1 − level) · full day
    cash of a waiting day = ρ · full day · (1 + p) − full day

full day is hours · pay · (1 + contributions) (`production_loss.full_day_cost`), ρ the share of absent days that
somebody is called in and paid for, p what a substitute costs beyond the employee, level what the employer bears of pay
on a day of sick pay: 0.80, or 0 where the State refunds it. With no substitutes at all an avoided day *costs* a fifth
of a day, or a whole one: the value of a contract is not money in the budget.

Source of the levels: Sick Pay Act 1991:1047, section 6. ρ and p are facts of the employer.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, POSITIVE, SHARE, Exact, check_choice, read_number
from outcome_contracts.valuation.day_value import (
    Basis,
    Component,
    DayValue,
    SickPayPayer,
    mixed_day_value,
    require_source,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReplacementCash:
    """SEK released per avoided day, negative where it costs; and the inputs it comes from."""

    waiting_day: Fraction
    day2_14: Fraction
    inputs: tuple[Component, ...]
    source: str

    def day_value(self, *, waiting_day_share: Exact) -> DayValue:
        """SEK per avoided short-term day: k · waiting day + (1 − k) · day 2–14.

        Raises UsageError with every finding: OC-U005, OC-U006, OC-W002.
        """
        return mixed_day_value(
            waiting_day=self.waiting_day,
            later_day=self.day2_14,
            waiting_day_share=waiting_day_share,
            basis=Basis.CASH_RELEASING,
            source=self.source,
            components=self.inputs,
        )


def replacement_cash(
    *, full_day: Exact, replaced_share: Exact, premium: Exact, payer: SickPayPayer, source: str
) -> ReplacementCash:
    """Cash released by an avoided day, by its place in the sick period.

    full_day: SEK. replaced_share: ρ, 0 to 1. premium: p, 0 or more. payer: of the sick pay. source: where ρ and p come
    from. Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings = Findings()
    day = read_number(full_day, "full_day", POSITIVE, findings)
    share = read_number(replaced_share, "replaced_share", SHARE, findings)
    extra = read_number(premium, "premium", NOT_NEGATIVE, findings)
    check_choice(payer, "payer", SickPayPayer, findings)
    require_source(source, findings)
    findings.refuse(UsageError)
    substitute = share * day * (1 + extra)
    names = ("full_day", "replaced_share", "premium", "sick_pay_level")
    return ReplacementCash(
        waiting_day=substitute - day,
        day2_14=substitute - (1 - payer.level) * day,
        inputs=tuple(map(Component, names, (day, share, extra, payer.level))),
        source=source,
    )
