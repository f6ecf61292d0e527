"""The tornado: widest move on top, every figure in the table and in the words."""

from fractions import Fraction

import pytest

from outcome_contracts.notices import UsageError
from outcome_contracts.report.plots import tornado

OTHERWISE = {"a": Fraction(90), "b": Fraction(150), "c": Fraction(100)}


@pytest.mark.parametrize(
    ("lang", "agreed", "move"), [("sv", "som avtalat", "+50,00 kr"), ("en", "as agreed", "+SEK 50.00")]
)
def test_the_widest_move_stands_on_top(lang, agreed, move):
    plot = tornado(Fraction(100), OTHERWISE, lang, unit="SEK")
    assert [row[0] for row in plot.rows] == [agreed, "b", "a", "c"]
    assert plot.rows[1][2].replace("\u00a0", " ") == move
    assert all(figure in plot.alt.replace("\u00a0", " ") for figure in ("100", "150", "90"))
    assert plot.svg == tornado(Fraction(100), OTHERWISE, lang, unit="SEK").svg


def test_nothing_otherwise_is_refused():
    with pytest.raises(UsageError, match="OC-B133"):
        tornado(Fraction(100), {}, "sv", unit="SEK")
