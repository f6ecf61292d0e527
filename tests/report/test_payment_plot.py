"""The picture of a payment over one measure: its table is the sweep, its jumps are said."""

import pytest

from outcome_contracts.contract.lint import lint, payment_curves
from outcome_contracts.contract.safeguards import Plausible
from outcome_contracts.notices import UsageError
from outcome_contracts.report.lints import lints_html
from outcome_contracts.report.plots import payment_curve
from tests.contract.lint_terms import measure, terms

PERCENT = {"reduction": Plausible(typical="5 %", low="0 %", high="10 %")}


def curve():
    formula = "steps(reduction, >= 4 % -> 4800000 USD, >= 8 % -> 9600000 USD)"
    (found,) = payment_curves(
        terms(measure("reduction", "ratio", 6) + f'[lines.due]\nunit = "USD"\nformula = "{formula}"\n'), PERCENT
    )
    return found


@pytest.mark.parametrize(
    ("lang", "jump"),
    [("sv", "4,0\u00a0% (4\u00a0800\u00a0000,00\u00a0USD)"), ("en", "4.0\u00a0% (USD\u00a04,800,000.00)")],
)
def test_jumps_are_said_in_words_and_stand_in_the_table(lang, jump):
    plot = payment_curve(curve(), lang, currency="USD")
    assert jump in plot.alt
    assert len([row for row in plot.rows if "→" in row[1]]) == 2
    assert plot.svg.startswith("<svg") and "reduction" in plot.html()


def test_the_same_curve_is_the_same_bytes():
    assert payment_curve(curve(), "en", currency="USD").svg == payment_curve(curve(), "en", currency="USD").svg


def test_the_table_is_the_sweep():
    found = curve()
    amounts = [row[1] for row in payment_curve(found, "en", currency="USD").rows if "→" not in row[1]]
    assert amounts[0] == "USD\u00a00.00" and amounts[-1] == "USD\u00a09,600,000.00"
    assert len(amounts) == 21


def test_curves_of_an_unknown_measure_are_refused():
    with pytest.raises(UsageError):
        payment_curves(terms(measure("x") + '[lines.due]\nformula = "x * 1 USD/claim"\n'), PERCENT)


@pytest.mark.parametrize(("lang", "found"), [("sv", "svaga punkter"), ("en", "weak points")])
def test_the_page_of_lints_has_every_finding_and_draws_what_one_is_about(lang, found):
    formula = "steps(reduction, >= 4 % -> 4800000 USD, >= 8 % -> 9600000 USD)"
    contract = terms(measure("reduction", "ratio", 6) + f'[lines.due]\nunit = "USD"\nformula = "{formula}"\n')
    notices = lint(contract)
    page = lints_html(contract, notices, payment_curves(contract, PERCENT), lang)
    assert page.count("<li class=") == len(notices) and page.count("<figure>") == 1
    assert found in page and "<script" not in page
    assert lints_html(contract, (), payment_curves(contract, PERCENT), lang).count("<figure>") == 0
