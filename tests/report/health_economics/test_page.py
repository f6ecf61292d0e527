"""The page for a board: figures of the analysis, every item of the checklist answered or open, no markup let in."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from functools import cache

import pytest

from outcome_contracts.notices import UsageError
from outcome_contracts.report.health_economics import (
    assistance_section,
    budget_section,
    cheers_checklist,
    follow_up_section,
    funding_section,
    health_economics_html,
    health_economics_text,
)
from outcome_contracts.report.plots import (
    acceptability_curve,
    assistance_scatter,
    budget_tree,
    cost_effectiveness_plane,
    funding_stack,
    net_benefit_tornado,
)
from outcome_contracts.valuation import Basis
from outcome_contracts.valuation.health_economics import (
    Quantity,
    Study,
    Text,
    absence_cost,
    analyse,
    budget,
    compulsory_connection,
    follow_up,
    one_way,
    stated_ranges,
)
from tests.report.document import Document
from tests.valuation.health_economics.example import SIMULATION, analysis, model
from tests.valuation.health_economics.test_absence_cost import UNITS, VALUES, YEAR
from tests.valuation.health_economics.test_board import document_d, kupo, table

LANGUAGES = ("sv", "en")
FOLLOW_UP = follow_up(measure_ended=date(2016, 12, 31), months=6, funded_until=date(2017, 1, 31), found=None)


def sections(lang):
    everybody = compulsory_connection(table(), budget=3_000_000)
    return (
        assistance_section(table(), everybody, lang),
        funding_section(kupo(None), lang),
        follow_up_section(FOLLOW_UP, lang),
        budget_section(budget(document_d()), lang),
    )


@cache
def plots(lang):
    return drawn(lang)


def drawn(lang):
    found, contract = analysis(), Basis.CONTRACT_VALUE
    moved = one_way(found.model, "support", contract, stated_ranges(found.model))
    return (
        cost_effectiveness_plane(found, lang, programme="support"),
        acceptability_curve(found, lang),
        net_benefit_tornado(moved, found.programmes[0].of(contract), lang, of="X"),
        assistance_scatter(table(), compulsory_connection(table(), budget=3_000_000), lang),
        funding_stack(kupo(None), lang),
        budget_tree(budget(document_d()), lang),
    )


def digits(text: str) -> list[str]:
    """The numbers of a text without the signs of its language."""
    plain = re.sub(r"(?<=\d)[\u00a0,.](?=\d)", "", text)
    return re.findall(r"\d+", plain)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_complete_in_itself_and_sound(lang):
    html = health_economics_html(analysis(), lang, sections=sections(lang), plots=plots(lang))
    document = Document(re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))
    assert document.doctype == "DOCTYPE html"
    assert not document.all("script", "link", "img")
    assert len(document.all("figure")) == 6 and len({one.attributes["id"] for one in document.all("h2") if "id" in
                                                     one.attributes}) == len(sections(lang)) + 5  # fmt: skip
    for body in document.all("table"):
        assert body.text.strip()
    assert html == health_economics_html(analysis(), lang, sections=sections(lang), plots=plots(lang))


def test_no_digit_differs_between_the_languages():
    one, other = (health_economics_text(analysis(), lang, sections=sections(lang)) for lang in LANGUAGES)
    assert sorted(digits(one)) == sorted(digits(other))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_and_page_have_the_same_figures(lang):
    text = health_economics_text(analysis(), lang, sections=sections(lang))
    html = health_economics_html(analysis(), lang, sections=sections(lang), plots=())
    said = Document(html).all("main")[0].text
    for found in re.findall(r"\d[\d\u00a0,.]*\d", text):
        assert found in said or found in html, found
    assert max(map(len, text.splitlines())) <= 100


def test_what_the_text_says_of_the_worked_example():
    text = " ".join(health_economics_text(analysis(), "en", sections=()).replace("\u00a0", " ").split())
    assert "Support to managers. Cost: SEK 1,300,000. Days avoided: 1,530 net days (" in text
    assert "Cost per avoided day: SEK 850 (" in text
    assert "As contract value the benefit is SEK 2,295,000 and the net benefit SEK 995,000 (" in text
    assert "Health course. Cost: at least SEK 260,000, with 1 part unknown." in text
    assert "Cost per avoided day: does not exist, as the interval of the days holds zero." in text
    assert "the net benefit at most SEK −60,000" in text
    assert "are never added" in text and "2,332,000" not in text


def test_absence_stands_by_unit_with_small_groups_together():
    found = analyse(model(absence=absence_cost(UNITS, VALUES, period=YEAR)), simulation=SIMULATION, scenarios=())
    text = health_economics_text(found, "en", sections=()).replace("\u00a0", " ")
    assert "Together: Hemtjänst, Kansli, Kultur, Bibliotek" in " ".join(text.split())
    assert "SEK 4,000,000" in text and "SEK 3,880,000" in text
    # The small units' own costs are nowhere: 20 days at 2,000 SEK, 120 days, 90 days at 500 SEK.
    assert not any(f"SEK {figure}\n" in text for figure in ("40,000", "240,000", "45,000", "285,000"))


def test_every_item_of_cheers_2022_is_answered_or_open():
    found = cheers_checklist(analysis(), "en")
    assert [item.number for item in found] == list(range(1, 29))
    assert len({item.name for item in found}) == 28
    open_items = [item.number for item in found if not item.reported]
    assert open_items == [2, 3, 4, 5, 6, 18, 19, 21, 25, 27, 28]
    assert {item.answer for item in found if not item.reported} == {"Not reported."}
    # Where only the figures answer, the missing half says so.
    assert all("not reported" in found[number - 1].answer for number in (7, 8, 9, 10, 12, 16))
    assert found[9].answer.startswith("4\u00a0% a year") and "2024" in found[14].answer


def test_what_a_study_says_is_the_answer_and_nothing_is_left_open():
    said = {field.name: Text(f"Om {field.name}.", f"About {field.name}.") for field in fields(Study)}
    found = cheers_checklist(analysis(study=Study(**said)), "sv")
    assert all(item.reported for item in found)
    assert not any("inte redovis" in item.answer for item in found)
    for text in said.values():
        assert sum(text.sv in item.answer for item in found) == 1


def test_markup_and_hidden_letters_of_others_are_shown_and_not_run():
    hostile = "<script>alert(1)</script>\u202e"
    given = model(title=Text(hostile, hostile), study=Study(funding=Text(hostile, hostile)))
    first = replace(given.programmes[0], label=Text(hostile, hostile))
    made = analyse(replace(given, programmes=(first, given.programmes[1])), simulation=SIMULATION, scenarios=())
    plane = cost_effectiveness_plane(made, "en", programme="support")
    html = health_economics_html(made, "en", sections=(), plots=[plane])
    assert "<script" not in html and "\u202e" not in html and "[U+202E]" in html


def test_plots_in_another_language_are_refused():
    with pytest.raises(UsageError, match="OC-B134"):
        health_economics_html(analysis(), "sv", sections=(), plots=plots("en")[:1])
    with pytest.raises(UsageError, match="OC-U001"):
        health_economics_text(analysis(), "de", sections=())


def test_plots_are_the_same_bytes():
    assert [one.svg for one in plots("sv")] == [one.svg for one in drawn("sv")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plots_have_words_and_a_table(lang):
    for one in plots(lang):
        assert one.alt.endswith(".") and one.rows
        assert all(len(row) == len(one.columns) for row in one.rows)


def test_the_plot_of_assistance_marks_where_everybody_is_cheaper():
    plot = plots("en")[3]
    said = plot.alt.replace("\u00a0", " ")
    assert "3.08 %" in said and "1,052 cases" in said and "34,091" in said and "SEK 2,853.01" in said
    assert plot.rows[-1][:3] == ("all", "5,929", "183")


def test_the_plot_of_a_budget_never_draws_an_unknown_amount_as_known():
    plot = plots("en")[5]
    rows = {row[0]: row[2:] for row in plot.rows}
    assert rows["all › workplace › absence"] == ("unknown", "SEK\u00a03,400,000")
    assert "201,400,000" in plot.alt and "3 of them have no amount" in plot.alt


def test_an_unknown_cost_is_never_drawn_as_nothing():
    found = analysis()
    plane = cost_effectiveness_plane(found, "en", programme="course")
    assert plane.rows[0][2].replace("\u00a0", " ") == "at least SEK 260,000, with 1 part unknown"
    assert all(row[2].startswith("at least ") for row in plane.rows) and "cost, known part" in plane.svg
    curve = acceptability_curve(found, "en")
    assert curve.columns[1:] == ("Support to managers", "Health course, at most (a cost is unknown)")
    assert "at most (a cost is unknown)" in curve.alt
    moved = one_way(found.model, "course", Basis.CONTRACT_VALUE, stated_ranges(found.model))
    tornado = net_benefit_tornado(moved, found.programmes[1].of(Basis.CONTRACT_VALUE), "en", of="course")
    assert all(cell.startswith("at most ") for row in tornado.rows for cell in row[3:])
    assert "at most SEK" in tornado.alt
    assert "+ 1 unknown part" in funding_stack(kupo(None), "en").svg
    assert "unknown part" not in funding_stack(kupo(0 * table().price), "en").svg


def test_a_rate_of_three_and_a_half_per_cent_is_shown_as_it_is():
    found = analysis()
    moved = one_way(found.model, "support", Basis.CONTRACT_VALUE, {"discount_rate": ("0.035", "0.045")})
    tornado = net_benefit_tornado(moved, found.programmes[0].of(Basis.CONTRACT_VALUE), "en", of="x")
    assert tornado.rows[1][1:3] == ("0.035", "0.045")


def test_where_no_cost_is_known_the_return_cannot_be_given():
    given = model()
    course = given.programmes[1]
    unknown = replace(course, costs=tuple(replace(one, amount=None) for one in course.costs))
    made = analyse(replace(given, programmes=(unknown,)), simulation=SIMULATION, scenarios=())
    text = " ".join(health_economics_text(made, "sv", sections=()).split())
    assert "Hälsokurs. Kostnad: okänt (2 delar)." in text
    assert "Avkastning: kan inte anges, eftersom kostnaden är okänd." in text


def test_uncertainty_that_nothing_is_said_of_is_not_reported():
    given = model()
    sure = replace(given.programmes[0], effects=(replace(given.programmes[0].effects[0], days=Quantity.of(1040)),))
    made = analyse(replace(given, programmes=(sure,)), simulation=SIMULATION, scenarios=())
    found = cheers_checklist(made, "en")
    assert [found[number - 1].reported for number in (20, 24)] == [False, False]
    drawn_too = cheers_checklist(analysis(), "en")
    assert "4,000" in drawn_too[19].answer and drawn_too[23].reported


def test_plots_of_nothing_are_refused():
    found = analysis()
    for make in (
        lambda: cost_effectiveness_plane(found, "sv", programme="none"),
        lambda: acceptability_curve(replace(found, simulated={}), "sv"),
        lambda: net_benefit_tornado((), found.programmes[0].by_basis[0], "sv", of="x"),
    ):
        with pytest.raises(UsageError, match="OC-B133"):
            make()
