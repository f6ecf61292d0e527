"""What a statement says of earlier ones, of what goes back, and of agreed factors: seen by a controller on paper."""

from fractions import Fraction

import pytest

from outcome_contracts import statement_html, statement_text
from outcome_contracts.settlement import SettlementData, settle
from tests.settlement.test_earlier import CONTRACT, QUARTERS, contract, life


@pytest.mark.parametrize(
    ("lang", "kept"),
    [("sv", "i alla tidigare avräkningar: 450,00 kr"), ("en", "on all earlier statements: SEK 450.00")],
)
def test_what_earlier_statements_said_stands_beside_the_formula_that_reads_it(lang, kept):
    text = " ".join(statement_text(life(["1000", "-400"])[-1], lang).split())
    assert kept in text


def test_the_heading_says_that_money_goes_back_where_all_of_it_does():
    first, second = life(["1000", "-400"])
    assert "Att betala tillbaka</h2>" in statement_html(second, "sv")
    assert "Att betala</h2>" in statement_html(first, "sv")


def test_a_factor_is_shown_as_it_was_agreed_and_a_share_in_per_cent():
    text = CONTRACT.replace("[measures.saving]", '[constants]\nfactor = "1.5"\nshare_kept = "40 %"\n[measures.saving]')
    statement = settle(contract(text), SettlementData(given={"saving": "1"}), QUARTERS[0])
    assert (statement["factor"].shown, statement["factor"].shown_unit) == ("1.5", "ratio")
    assert (statement["share_kept"].shown, statement["share_kept"].shown_unit) == ("40.0000", "%")
    assert statement["factor"].exact == Fraction(3, 2)
