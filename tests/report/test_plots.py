"""Plots: the same bytes every time, figures that are those of the result, and nothing that leaks out of the picture."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.baseline.disputes.dispute import Analysis, attribute
from outcome_contracts.baseline.month_by_month import month_by_month
from outcome_contracts.baseline.robustness.backtest import Backtest, backtest
from outcome_contracts.baseline.robustness.multiverse import Multiverse, multiverse, specifications
from outcome_contracts.design import MinimumEffect
from outcome_contracts.design.shock_options import ShockOption, ShockOptions
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.report import effect_sentences, estimate_html
from outcome_contracts.report.plots import (
    Plot,
    attribution_waterfall,
    backtest_errors,
    comparator_weights,
    days_saved,
    minimum_effect_bars,
    observed_and_expected,
    placebo_fan,
    shock_payouts,
    specification_curve,
)
from outcome_contracts.report.plots.bars import Bar, bar_chart
from outcome_contracts.report.plots.comparisons import specification_name
from outcome_contracts.report.plots.drawing import label
from tests.baseline.worlds import MEASUREMENT
from tests.report.document import Document
from tests.report.estimates import EVENT, LONG, WEIGHTS_METHOD, WITHOUT_MAY, agreed, fitted, panels

ORE = Fraction(1, 100)


@cache
def origins() -> Backtest:
    return backtest(agreed(), *panels(), reference_months=12, measurement_months=6, every=3)


@cache
def alternatives() -> Multiverse:
    return multiverse(agreed(), *panels(), MEASUREMENT, alternatives=specifications(agreed(), MEASUREMENT))


def paid(figures) -> Fraction:
    return round(figures.days_saved * Fraction(5000, 3), 2)


@cache
def disputed():
    project, comparators = panels()
    other = agreed(method="median_index", excluded=["2016-03/2016-04"])
    one, two = (Analysis(plan, project, comparators, MEASUREMENT, paid) for plan in (agreed(), other))
    return attribute(one, two, order=("excluded_months", "method"))[-1]


def priced() -> ShockOptions:
    def option(treatment, amount, *, own=False):
        due = None if amount is None else {"supplier": Fraction(amount)}
        reasons = (Notice("OC-B113", facts=(("method", "x"),)),) if due is None else ()
        return ShockOption(treatment, own, MEASUREMENT, None, due, None, "", reasons)

    return ShockOptions(
        "SEK", (option("exclude", "1234567.89"), option("suspend", "-2500.5", own=True), option("cap", None))
    )


EVENTS = (EVENT,)
_DRAWN = {
    "paths": lambda lang: observed_and_expected(*fitted(shocks=WITHOUT_MAY), lang, events=EVENTS),
    "paths, no interval": lambda lang: observed_and_expected(*alone(), lang),
    "saved": lambda lang: days_saved(fitted(shocks=WITHOUT_MAY)[1], lang, events=EVENTS),
    "fan": lambda lang: placebo_fan(fitted()[1], lang),
    "weights": lambda lang: comparator_weights(fitted(WEIGHTS_METHOD)[1], lang),
    "backtest": lambda lang: backtest_errors(origins(), lang),
    "curve": lambda lang: specification_curve(alternatives(), lang),
    "waterfall": lambda lang: attribution_waterfall(disputed(), lang, division="in_order", step=ORE, unit="SEK"),
    "options": lambda lang: shock_payouts(priced(), lang, flow="supplier"),
    "minimum": lambda lang: minimum_effect_bars((MinimumEffect(500, 0.066), MinimumEffect(6000, 0.039)), lang),
}
PLOTS = {name: cache(make) for name, make in _DRAWN.items()}
every_plot = pytest.mark.parametrize("make", PLOTS.values(), ids=PLOTS.keys())
both_languages = pytest.mark.parametrize("lang", ["sv", "en"])


@cache
def alone():
    project, _ = panels()
    single = agreed().to_dict() | {"method": "reference_mean", "comparators": [], "inference": "none", "draws": 0}
    arguments = (type(agreed()).from_dict(single), project, None, MEASUREMENT)
    return fit(*arguments), month_by_month(*arguments)


def number(text: str) -> Fraction:
    """A Swedish figure of a table, without its unit."""
    return Fraction(re.sub(r"[\u00a0%+ ]|kr", "", text).replace(",", ".").replace("−", "-"))


@every_plot
@both_languages
def test_a_picture_comes_with_its_words_and_its_table(make, lang):
    plot = make(lang)
    assert isinstance(plot, Plot) and plot.lang == lang
    assert plot.alt.endswith(".") and "{" not in plot.alt and len(plot.alt) > 40
    assert plot.rows and all(len(row) == len(plot.columns) for row in plot.rows)
    assert not any("nan" in cell or "inf" in cell for row in plot.rows for cell in row)
    root = ElementTree.fromstring(plot.svg)
    assert root.get("aria-label") == plot.title and root.get("role") == "img"
    assert float(root.get("width").removesuffix("pt")) < 72 * (210 - 28) / 25.4


@every_plot
def test_the_same_plot_is_the_same_bytes(make):
    assert make.__wrapped__("sv").svg == make("sv").svg


def test_another_process_and_another_users_settings_change_no_byte(tmp_path):
    (tmp_path / "matplotlibrc").write_text(
        "font.size: 20\nxtick.direction: in\naxes.labelcolor: red\nsvg.hashsalt: other\n"
    )
    code = "from tests.report.test_plots import PLOTS; import sys; sys.stdout.write(PLOTS['paths']('sv').svg)"
    environment = os.environ | {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "PYTHONHASHSEED": "7"}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], env=environment, capture_output=True, check=True
    )
    assert run.stdout.decode() == PLOTS["paths"]("sv").svg


@every_plot
def test_nothing_leaks_out_of_a_picture(make):
    svg = make("sv").svg
    assert not re.search(r"<script|<style|<metadata|<image|<foreignObject|javascript:|\bon\w+=", svg)
    assert not re.search(r"20[2-9]\d-\d\d-\d\dT|Matplotlib v", svg)
    assert not re.search(r'href="(?!#)', svg)
    assert set(re.findall(r'https?://[^"]+', svg)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
    }  # fmt: skip


def test_two_plots_on_one_page_share_no_name():
    names = [re.findall(r'\bid="([^"]+)"', make("sv").svg) for make in PLOTS.values()]
    assert all(len(set(one)) == len(one) for one in names)
    assert sum(map(len, names)) == len({name for one in names for name in one})


def test_the_table_of_paths_is_the_months_of_the_result():
    found, months = fitted(shocks=WITHOUT_MAY)
    plot = PLOTS["paths"]("sv")
    assert [row[0] for row in plot.rows] == [f"{month // 12}-{month % 12 + 1:02d}" for month in months.months.tolist()]
    assert "2019-05" not in [row[0] for row in plot.rows] and "räknas inte: 2019-05." in plot.alt
    for row, rate, path in zip(plot.rows, months.rates, months.path, strict=True):
        assert [number(row[1]), number(row[2])] == pytest.approx([rate, path], abs=0.005001)
    low, high = found.reference.low / found.reference.point, found.reference.high / found.reference.point
    assert number(plot.rows[-1][3]) == pytest.approx(months.path[-1] * low, abs=0.005001)
    assert number(plot.rows[-1][4]) == pytest.approx(months.path[-1] * high, abs=0.005001)
    assert plot.rows[0][3:] == ("", "")


def test_an_event_that_the_plot_does_not_show_is_not_said():
    found, months = fitted()
    before = type(EVENT)(
        sv="Förr", en="Before", months=MEASUREMENT.parse("2010-01"), mechanism="price", source="invented"
    )
    assert "Förr" not in observed_and_expected(found, months, "sv", events=(before,)).alt
    assert "Pandemi på låtsas (2019-03/2019-06)" in observed_and_expected(found, months, "sv", events=EVENTS).alt


def test_the_fan_says_how_many_comparators_end_as_far_out():
    found, months = fitted()
    as_far = sum(abs(one.log_effect) >= abs(found.log_effect) for one in found.placebos)
    alt = placebo_fan(months, "en").alt
    assert f"As far from zero as the project or farther: {as_far}." in alt
    assert number(placebo_fan(months, "sv").rows[-1][1]) == pytest.approx(100 * found.effect.point, abs=0.05001)


def test_weights_are_those_of_the_method_largest_first():
    months, plot = fitted(WEIGHTS_METHOD)[1], PLOTS["weights"]("sv")
    shown = {name: number(weight) for name, weight in plot.rows}
    assert shown == pytest.approx(
        {name: 100 * one for name, one in zip(months.comparators, months.weights, strict=True)}, abs=0.0501
    )
    assert list(shown.values()) == sorted(shown.values(), reverse=True)
    assert LONG in shown


def test_every_specification_stands_in_the_table_and_one_is_the_agreed():
    plot, found = PLOTS["curve"]("en"), alternatives()
    assert len(plot.rows) == len(found.fitted) + len(found.refused)
    assert [row[0] for row in plot.rows].count("as agreed") == 1
    own = next(place for place, row in enumerate(found.fitted, 1) if row.own)
    assert f"is number {own}," in plot.alt
    assert sum("refused: OC-" in row[1] for row in plot.rows) == len(found.refused)


@pytest.mark.parametrize(
    ("name", "sv"),
    [
        ("as agreed", "som avtalat"), ("without 2019", "utan 2019"), ("24 reference months", "24 referensmånader"),
        ("synthetic_control", "syntetisk kontroll"), ("my own plan", "my own plan"), ("without", "without"),
        ("own", "own"),
    ],
)  # fmt: skip
def test_plans_are_named_in_the_language_of_the_page(name, sv):
    assert specification_name(name, "sv") == sv


def test_the_waterfall_sums_to_the_ore():
    attribution = disputed()
    for column in (1, 2):
        values = [number(row[column]) for row in PLOTS["waterfall"]("sv").rows]
        assert values[0] + sum(values[1:-1]) == values[-1]
        assert values[0] == attribution.first and values[-1] == attribution.second


@pytest.mark.parametrize(("division", "column"), [("in_order", 1), ("order_free", 2)])
def test_the_waterfall_draws_the_parts_that_were_asked_for(division, column):
    plot = attribution_waterfall(disputed(), "sv", division=division, step=ORE, unit="SEK")
    largest = max(plot.rows[1:-1], key=lambda row: abs(number(row[column])))
    assert largest[1] != largest[2]
    assert f"Störst är {largest[0]} med {largest[column]};" in plot.alt
    assert all(row[column] in plot.svg for row in plot.rows)


def test_the_options_show_the_contracts_own_and_why_one_has_no_amount():
    plot = PLOTS["options"]("sv")
    assert plot.rows[1] == ("skjut upp (kontraktets)", str(MEASUREMENT), "−2\u00a0500,50\u00a0kr")
    assert plot.rows[2][2] == "avvisad: OC-B113"
    assert "Kontraktets eget, skjut upp, ger −2\u00a0500,50\u00a0kr." in plot.alt


def test_backtest_rows_are_its_origins():
    plot, found = PLOTS["backtest"]("sv"), origins()
    assert len(plot.rows) == len(found.origins) and plot.rows[0][0] == "projektet"
    for row, origin in zip(plot.rows, found.origins, strict=True):
        assert number(row[2]) == pytest.approx(origin.rate_error, abs=0.0005001)
        assert number(row[3]) == round(origin.days_error)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("OC-B130", lambda: observed_and_expected(fitted()[0], fitted(shocks=WITHOUT_MAY)[1], "sv")),
        ("OC-B130", lambda: observed_and_expected(fitted(WEIGHTS_METHOD)[0], fitted()[1], "sv")),
        ("OC-B131", lambda: placebo_fan(alone()[1], "sv")),
        ("OC-B132", lambda: comparator_weights(fitted()[1], "sv")),
        ("OC-B133", lambda: backtest_errors(Backtest(agreed(), (), ()), "sv")),
        ("OC-B133", lambda: specification_curve(Multiverse((), ()), "sv")),
        ("OC-B133", lambda: shock_payouts(priced(), "sv", flow="nobody")),
        ("OC-B133", lambda: minimum_effect_bars((), "sv")),
        ("OC-U001", lambda: attribution_waterfall(disputed(), "sv", division="both", step=ORE, unit="SEK")),
        ("OC-B100", lambda: attribution_waterfall(disputed(), "sv", division="in_order", step=Fraction(0), unit="SEK")),
        ("OC-B134", lambda: estimate_html(fitted()[0], "sv", exposure=Fraction(1), plots=(PLOTS["minimum"]("en"),))),
        ("OC-B091", lambda: estimate_html(fitted()[0], "sv", exposure=Fraction(0), plots=())),
        ("OC-U001", lambda: placebo_fan(fitted()[1], "fi")),
    ],
)
def test_what_cannot_be_drawn_is_refused(code, call):
    with pytest.raises(UsageError) as refusal:
        call()
    assert code in {notice.code for notice in refusal.value.notices}
    assert all("{" not in notice.text(lang) for notice in refusal.value.notices for lang in ("sv", "en"))


def test_without_matplotlib_it_is_said_which_extra_has_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError) as refusal:
        _DRAWN["minimum"]("sv")
    assert refusal.value.notices[0].code == "OC-U004"


def test_a_user_s_own_settings_of_matplotlib_are_left_as_they_were():
    import matplotlib

    with matplotlib.rc_context({"font.size": 31.0}):
        _DRAWN["minimum"]("sv")
        assert matplotlib.rcParams["font.size"] == 31.0


@both_languages
def test_the_page_of_an_estimate_shows_sentences_pictures_and_tables(lang):
    found, _ = fitted(shocks=WITHOUT_MAY)
    plots = [PLOTS["paths"](lang), PLOTS["weights"](lang)]
    html = estimate_html(found, lang, exposure=Fraction(500), plots=plots)
    document = Document(re.sub(r"<(\w+)([^<>]*)/>", r"<\1\2></\1>", html))
    for sentence in effect_sentences(found, lang, exposure=Fraction(500)):
        assert sentence in [paragraph.text for paragraph in document.all("p")]
    assert len(document.all("svg")) == 2 and not document.all("script", "link", "img")
    cells = [cell.text for cell in document.all("td")]
    assert all(cell in cells for plot in plots for row in plot.rows for cell in row)
    assert LONG in cells and "<Åsele>" not in html
    identities = [one.attributes["id"] for one in document.elements if one.attributes.get("id")]
    assert len(set(identities)) == len(identities)
    assert html == estimate_html(found, lang, exposure=Fraction(500), plots=plots)
    assert found.digest in html


def test_a_page_without_plots_needs_no_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    found, _ = fitted()
    assert quantised(found.effect.point)
    assert "<svg" not in estimate_html(found, "sv", exposure=Fraction(500), plots=())


@pytest.mark.parametrize("text", ["Å" * 200, "ett två " * 25, "$x$ \\alpha {", "\u202e\n\t", "漢字"])
@pytest.mark.parametrize("lines", [1, 2])
def test_a_name_of_any_kind_fits_its_place(text, lines):
    found = label(text, lines=lines)
    assert len(found.split("\n")) <= lines and all(len(line) <= 30 for line in found.split("\n"))
    assert found.replace("\n", "").isprintable()
    ElementTree.fromstring(bar_chart((Bar(text, 1.0, "1"),), "sv", title=text, axis="x"))


def test_one_month_of_measurement_can_be_drawn():
    project, comparators = panels()
    month = MEASUREMENT.parse("2018-01")
    months = month_by_month(agreed(), project, comparators, month)
    found = fit(agreed(), project, comparators, month)
    for plot in (observed_and_expected(found, months, "sv"), days_saved(months, "sv"), placebo_fan(months, "sv")):
        assert len(plot.rows) in (1, 25)
        ElementTree.fromstring(plot.svg)


def test_very_many_plans_are_one_page_and_all_in_the_table():
    one = alternatives().fitted
    many = Multiverse(
        tuple(replace(one[place % len(one)], name=f"plan {place}", own=place == 7) for place in range(120)), ()
    )
    plot = specification_curve(many, "en")
    assert len(plot.rows) == 120
    assert float(ElementTree.fromstring(plot.svg).get("height").removesuffix("pt")) <= 72 * 9.5
