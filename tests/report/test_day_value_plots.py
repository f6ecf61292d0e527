"""The price of a day as steps and as a waterfall: picture, words and figures agree with the valuation."""

from fractions import Fraction
from xml.etree import ElementTree

import pytest

from outcome_contracts.notices import UsageError
from outcome_contracts.parameters import Text
from outcome_contracts.period import Period
from outcome_contracts.report.plots import day_value_steps, day_value_waterfall
from outcome_contracts.valuation import (
    Basis,
    DatedDayValue,
    DayValue,
    DayValueSchedule,
    Overhead,
    OverheadBase,
    SickPayPayer,
    forsakringskassan,
)

SPAN = Period.parse("2018-11/2021-10")
COSTS = forsakringskassan(
    yearly_pay=380_400,
    contributions="39.15 %",
    vacation="12 %",
    supplement="8 %",
    overhead="20 %",
    overhead_base=OverheadBase.PERSONNEL_COST,
)


def schedule(*rows, basis=Basis.CONTRACT_VALUE):
    why = Text(sv="Skäl", en="Reason")
    return DayValueSchedule(
        tuple(
            DatedDayValue(Period.parse(months), DayValue(Fraction(value), basis, "clause 7", ()), why, supplied=False)
            for months, value in rows
        )
    )


OWN = schedule(("2018-11/2018-12", 2000), ("2019-01/2020-03", 2143), ("2020-04/2021-09", 732), ("2021-10", 2200))
FLAT = schedule(("2018-11/2021-10", 2143))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_step_is_a_row_and_words_say_the_ends(lang):
    plot = day_value_steps({"By date": OWN, "One price": FLAT}, SPAN, lang)
    assert [row[0] for row in plot.rows] == ["2018-11", "2019-01", "2020-04", "2021-10"]
    assert len(plot.columns) == 3 and "732" in plot.alt and "{" not in plot.alt
    assert ElementTree.fromstring(plot.svg).get("aria-label") == plot.title
    assert day_value_steps({"By date": OWN, "One price": FLAT}, SPAN, lang).svg == plot.svg


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("payer", SickPayPayer)
def test_the_parts_of_a_day_sum_to_its_value(lang, payer):
    asked = {"hours_per_day": 8, "waiting_day_share": "24 %", "overhead": Overhead.INCLUDED}
    costs = COSTS.paid_by(payer)
    parts = costs.parts(**asked)
    assert sum(part.value for part in parts) == costs.day_value(**asked, source="x").value
    assert (parts[1].value == 0) is (payer is SickPayPayer.STATE)
    plot = day_value_waterfall(parts, lang)
    assert len(plot.rows) == 5 and "{" not in plot.alt


def test_what_cannot_be_drawn_is_refused():
    cash = schedule(("2018-11/2021-10", -450), basis=Basis.CASH_RELEASING)
    wrong = {
        "OC-B133": lambda: day_value_steps({}, SPAN, "sv"),
        "OC-W040": lambda: day_value_steps({"a": OWN, "b": cash}, SPAN, "sv"),
        "OC-W042": lambda: day_value_steps({"a": OWN}, Period.parse("2018-10"), "sv"),
        "OC-U001": lambda: day_value_steps({"a": OWN}, SPAN, "fi"),
    }
    for code, call in wrong.items():
        with pytest.raises(UsageError, match=code):
            call()
    with pytest.raises(UsageError, match="OC-B133"):
        day_value_waterfall((), "sv")
