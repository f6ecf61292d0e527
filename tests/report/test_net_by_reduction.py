"""The picture of self-financing: its table holds every break-even, its words every purse with its basis."""

import pytest

from outcome_contracts.design.self_financing import self_financing
from outcome_contracts.notices import UsageError
from outcome_contracts.report.plots import net_by_reduction
from tests.design.self_financing.plans import MUNICIPALITY, published, shared

PURSES = (MUNICIPALITY, ["Finance department"], ["Supplier"], ["Funder"])


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_break_even_stands_in_the_table_with_a_net_of_zero(lang):
    plot = net_by_reduction(shared(), PURSES, lang, highest="20 %")
    zero = "0,00\u00a0kr" if lang == "sv" else "SEK\u00a00.00"
    marked = [row for row in plot.rows if row[-1] != "–"]
    assert len(marked) == 4 and all(zero in row for row in marked)
    for purse in PURSES:
        assert self_financing(shared(), purse).text(lang) in plot.alt
    assert plot.columns[1].split()[0] == "Finance" and len(plot.columns) == len(PURSES) + 2
    assert plot.svg.startswith("<svg") and all(len(row) == len(plot.columns) for row in plot.rows)


def test_a_break_even_is_shown_where_it_pays():
    (row,) = (row for row in net_by_reduction(published(ramp=12), [["Municipality"]], "en", highest="20 %").rows
              if row[-1] != "–")  # fmt: skip
    assert row[0] == "12.572\u00a0%"


def test_a_break_even_at_the_end_of_the_picture_stands_in_the_table_and_the_end_itself_does_not():
    def last(purse, highest):
        plan = published(investment=21_000_000)
        return net_by_reduction(plan, [purse], "en", highest=highest).rows[-1][-1]

    assert [last(["Municipality"], highest) for highest in ("10 %", 1)] == ["Municipality", "–"]


def test_the_same_plan_is_the_same_bytes():
    first, second = (net_by_reduction(published(), [["Municipality"]], "sv", highest="20 %").svg for _ in range(2))
    assert first == second


def test_what_cannot_be_drawn_is_refused():
    for purses, highest, code in (
        ([], "20 %", "OC-B133"), ([["Municipality"]] * 6, "20 %", "OC-B133"),
        ([["Municipality"]], 0, "OC-W002"), ([["x"]], "20 %", "OC-W064"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=code):
            net_by_reduction(published(), purses, "sv", highest=highest)
