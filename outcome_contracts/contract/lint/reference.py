"""The reference of the lints, made from the catalogue and the registry, so that it cannot say anything else."""

from __future__ import annotations

import re

from outcome_contracts.contract.lint.rules import FIRES_ON, MEASURED, STATIC, SWEPT
from outcome_contracts.notices import catalogue

_HEAD = """# Lints

What is not wrong in a contract but weak. `lint(contract)` says what the terms alone show, `sweep_lints(contract, …)`
what a sweep over plausible values shows, `data_lints(contract, …)` what needs figures; `outcome-contracts lint` runs
all three with what the contract itself states. A lint that could not be judged is named (OC-L000), and
so is what has no label and can only be called by its id (OC-L030).

A measure says its plausible values in one line, `plausible = { typical = "8 %", low = "0 %", high = "15 %",
standard_error = "2 %", no_effect = "0 %", target = "12 %" }`; what stands beside the formulas is said in `safeguards`.
Bounds are read as on a first statement. A count is not negative; money and ratios can be anything until the terms, or a
plausible range, limit them.

| lint | severity | terms | sweep | figures |
|---|---|---|---|---|
"""


def lint_reference() -> str:
    """The page in English, Markdown: one entry per lint: what, why, what it fires on, what would mend it."""
    numbers = sorted({*STATIC, *SWEPT, *MEASURED})
    rows = [
        f"| [{number}](#{number.lower()}) | {catalogue()[_code(number)].severity} | {_mark(number in STATIC)} "
        f"| {_mark(number in SWEPT)} | {_mark(number in MEASURED)} |"
        for number in numbers
    ]
    return _HEAD + "\n".join(rows) + "\n\n" + "\n".join(_entry(number) for number in numbers)


def _entry(number: str) -> str:
    words = catalogue()[_code(number)]
    what = re.sub(r"\{(\w+)\}", r"*\1*", words.what["en"])
    needs = f"\nNeeds: `Records.{MEASURED[number][0]}`.\n" if number in MEASURED else ""
    return f"## {number}\n\n{what}\n\n{words.why['en']} {words.fix['en']}\n\nFires on: {FIRES_ON[number]}.\n{needs}"


def _code(number: str) -> str:
    return f"OC-L0{number[1:]}"


def _mark(holds: object) -> str:
    return "×" if holds else ""
