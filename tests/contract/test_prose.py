"""A contract in words: what is kept of it, that nothing is left out, and that no number is changed or made up."""

import re
import tomllib
from importlib import resources
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts import UsageError
from outcome_contracts.cli.main import main
from outcome_contracts.contract.fields import Text
from outcome_contracts.contract.files import read_contract
from outcome_contracts.contract.measures import Measure
from outcome_contracts.contract.model import Contract, Line
from outcome_contracts.contract.prose import SECTIONS
from outcome_contracts.contract.prose.definitions import _MEASURED
from outcome_contracts.contract.prose.diction import diction, ended
from outcome_contracts.notices.signs import number
from outcome_contracts.period import term_end
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.tree import Number, walk
from tests.contract.prose_pages import EXAMPLE, FILES, KEPT, LIBRARY, PAGE, kept_text, page
from tests.terms.test_prose import FIGURE, HARD_BLANK, placeholders, written

LANGUAGES = ("sv", "en")
BUNDLED = sorted(path.stem for path in LIBRARY.glob("*.toml") if "." not in path.stem)
CONTRACTS = {**{name: LIBRARY / f"{name}.toml" for name in BUNDLED}, "everything": FILES["everything"]}
# What is no term of the contract: how it is shown, and by which rules of the library it is read.
WITHOUT_WORDS = {"title", "rules", "rows", "units"}


def contract(name):
    return read_contract(CONTRACTS[name])


def clause(name, lang, start):
    """The paragraphs of a contract that begin with a heading."""
    paragraphs = contract(name).prose(lang).replace(HARD_BLANK, " ").split("\n\n")
    return next(paragraph for paragraph in paragraphs if paragraph.startswith(f"**{start}"))


# What is kept.


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_contract_reads_as_it_was_read_aloud(name, lang):
    assert kept_text(name, lang) == (KEPT / f"{name}.{lang}.md").read_text(encoding="utf-8")


def test_the_page_on_prose_is_current():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text


def test_a_ramp_and_a_rounded_fee_in_swedish():
    assert clause("botkyrka", "sv", "5.1") == (
        "**5.1 Måluppfyllelse mot 12 %.** Värdet ökar rätlinjigt med minskning i procent, från 0 vid 0 % till 1 vid "
        "”mål: minskning med minst” (12 %), och ligger fast därunder och däröver."
    )
    assert clause("everything", "sv", "3.2") == (
        "**3.2 Intjänat.** Beloppet är A gånger prisläge, under förutsättning att ”närvaron är granskad” är uppfyllt, "
        "annars inget (skäl: ”granskning saknas / no audit”), där A är summan av ersättning per grupp över raderna i "
        "tabellen elevgrupper. Beloppet avrundas till närmaste 1 kr; halva steg avrundas bort från noll."
    )


def test_shares_and_a_negative_amount_are_said_where_money_leaves():
    assert clause("everything", "en", "4.1") == (
        "**4.1 Fee.** The city and the fund together pay the school 10 % of credit (nothing if that is negative). "
        "The amount is rounded to the nearest SEK 0.01; half steps are rounded away from zero. The amount is divided "
        "in whole öre in the proportion 60 % for the city and 40 % for the fund. The öre left over go to the largest "
        "remainders, with equal remainders to the one named first. If the amount comes out negative, the settlement "
        "is refused; nothing is paid back."
    )
    assert "det i stället tillbaka av Aino Health till Botkyrka kommun." in clause("botkyrka", "sv", "6.4 Till")


def test_a_line_by_a_table_is_said_for_every_row():
    text = clause("everything", "sv", "3.1")
    assert text.startswith("**3.1 Ersättning per grupp.** För varje rad i tabellen elevgrupper gäller: beloppet är")


def test_a_table_stands_as_a_table():
    text = contract("everything").prose("sv").replace(HARD_BLANK, " ")
    assert "| Rad | Tariff | Most |\n| --- | --- | --- |\n| Start | 240 kr per ärende | 1 ärende |\n" in text


def test_a_line_on_which_no_payment_depends_says_so():
    assert clause("botkyrka", "sv", "7 Utfallets värde").endswith("Ingen betalning beror på detta.")
    assert "beror" not in clause("botkyrka", "sv", "5.1")


def test_the_sentence_of_a_contract_goes_back_to_what_is_measured():
    text = contract(EXAMPLE).sentence("en").replace(HARD_BLANK, " ")
    assert text.startswith("Norrköping Municipality pays Leksell Social Ventures repayment of capital plus return")
    assert "40 % of SEK 10,000,000 plus 60 % of cost saved in social services" in text


def test_a_line_that_is_used_twice_is_named_and_explained_once():
    found = contract(EXAMPLE)
    formulas = {"part": "savings * saved_share", "total": "part / 2 + part / 4"}
    lines = tuple(Line(id=name, formula=parse(formula)) for name, formula in formulas.items())
    flow = found.flows[0].model_copy(update={"amount": parse("total"), "round": found.lines[0].round})
    twice = found.model_copy(update={"lines": lines, "flows": (flow,), "rows": (), "assumptions": ()})
    assert "part delat med 2 plus part delat med 4, avrundat" in twice.sentence("sv")
    assert twice.sentence("sv").endswith("där part är sparad kostnad i socialtjänsten gånger 60\u00a0%.")


def test_the_sentence_of_a_chain_of_two_thousand_lines_is_made():
    found = contract(EXAMPLE)
    formulas = ["savings", *(f"share(line_{place}, 60 %)" for place in range(1999))]
    lines = [Line(id=f"line_{place}", formula=parse(formula)) for place, formula in enumerate(formulas)]
    lines[-1] = lines[-1].model_copy(update={"round": found.lines[0].round})
    flow = found.flows[0].model_copy(update={"amount": parse("line_1999")})
    chain = found.model_copy(update={"lines": tuple(lines), "flows": (flow,), "rows": (), "assumptions": ()})
    assert chain.sentence("sv").count("”line ") > 900


# Labels.


def labelled(text):
    """What the third line of the contract with everything is called where it has another label."""
    found = contract("everything")
    lines = [*found.lines]
    lines[2] = lines[2].model_copy(update={"label": Text(sv=text, en=text)})
    return diction(found.model_copy(update={"lines": tuple(lines)}), "sv").terms["due"]


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("Rörlig ersättning", "rörlig ersättning"),
        ("Avgift, 36 månader", "”avgift, 36 månader”"),
        ("ATT BETALA", "”ATT BETALA”"),
        ("Till investeraren", "”till investeraren”"),
        ("Skolans del", "Skolans del"),
        ("VD-lön", "VD-lön"),
        ("Hyra och el", "”hyra och el”"),
    ],
)
def test_a_label_inside_a_sentence(label, term):
    assert labelled(label) == term


def test_two_things_with_one_label_are_told_apart_by_their_ids():
    assert labelled("Intjänat") == "”due”"


def test_a_text_ends_like_a_sentence():
    assert [ended(text) for text in ("Så är det", "Är det så?", "Ja.")] == ["Så är det.", "Är det så?", "Ja."]


# The laws.


def formulas_of(found):
    """Every formula that the contract itself has."""
    yield from (constant.value for constant in found.constants if constant.value is not None)
    yield from (cell for table in found.tables for row in table.agreed_rows for cell in row.cells)
    yield from (line.formula for line in found.lines)
    yield from (flow.amount for flow in found.flows)
    yield from (waterfall.pot for waterfall in found.waterfalls)
    yield from (rank.until for waterfall in found.waterfalls for rank in waterfall.tranches if rank.until is not None)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CONTRACTS)
def test_every_number_of_a_contract_is_said_and_no_other(name, lang):
    found = contract(name)
    text = found.prose(lang)
    literals = {part for formula in formulas_of(found) for part in walk(formula) if isinstance(part, Number)}
    figures = set(FIGURE.findall(text))
    assert {written(literal, lang) for literal in literals} <= figures
    plain = re.findall(r"[0-9]+(?:\.[0-9]+)?", found.canonical_text)
    end = term_end(found.term.start, found.term.months)
    allowed = {*plain, *FIGURE.findall(found.canonical_text), str(end.year), str(end.day)}
    allowed |= {number(each, lang) for each in plain} | {each.lstrip("0") for each in plain}
    allowed |= {written(literal, lang) for literal in literals}
    assert figures - allowed == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CONTRACTS)
def test_words_change_nothing_and_come_out_the_same_twice(name, lang):
    found, again = contract(name), contract(name)
    digest = found.digest
    assert (found.prose(lang), found.sentence(lang)) == (again.prose(lang), again.sentence(lang))
    assert found.digest == digest == again.digest
    assert not re.search(r"[{}]|\bNone\b", found.prose(lang) + found.sentence(lang))


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_sentence_is_one_sentence_of_every_party_to_a_payment(name):
    found = contract(name)
    for lang in LANGUAGES:
        text = found.sentence(lang)
        assert text.endswith(".")
        assert "\n" not in text
        paid = {party for transfer in found.transfers for party in (transfer.payer, transfer.payee)}
        assert all(diction(found, lang).party(party).lower() in text.lower() for party in paid)


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_another_figure_changes_its_words_and_nothing_else(data):
    found = contract(EXAMPLE)
    amount = data.draw(st.integers(1, 10**9))
    constants = [*found.to_dict()["constants"]]
    constants[0] = {**constants[0], "value": ["number", str(amount), "SEK"]}
    changed = Contract.model_validate({**found.to_dict(), "constants": constants})
    for lang in LANGUAGES:
        before, after = number("10000000", lang), number(str(amount), lang)
        assert found.prose(lang).replace(before, after) == changed.prose(lang)
        assert found.sentence(lang).replace(before, after) == changed.sentence(lang)


# Nothing is left out.


def test_every_field_of_a_contract_has_a_section_or_is_no_term():
    said = [field for _, fields in SECTIONS.values() for field in fields]
    assert sorted([*said, *WITHOUT_WORDS]) == sorted(Contract.model_fields)


def test_every_kind_of_measure_is_said():
    union, _ = get_args(Measure)
    assert {kind.model_fields["origin"].annotation.__args__[0] for kind in get_args(union)} == set(_MEASURED)


def test_every_section_of_the_contract_with_everything_is_said():
    catalogue = tomllib.loads(
        resources.files("outcome_contracts.contract.prose").joinpath("phrases.toml").read_text(encoding="utf-8")
    )
    for lang in LANGUAGES:
        text = contract("everything").prose(lang)
        assert [heading[lang] for heading in catalogue["heading"].values() if f"## {heading[lang]}\n" not in text] == []


def test_every_phrase_stands_in_both_languages_with_the_same_placeholders():
    catalogue = tomllib.loads(
        resources.files("outcome_contracts.contract.prose").joinpath("phrases.toml").read_text(encoding="utf-8")
    )
    assert set(catalogue["heading"]) == set(SECTIONS)
    for kind, entries in catalogue.items():
        for key, versions in entries.items():
            assert set(versions) == {"sv", "en"}, (kind, key)
            assert placeholders(versions["sv"]) == placeholders(versions["en"]), (kind, key)


def test_a_language_that_is_not_spoken_is_refused():
    for say in (Contract.prose, Contract.sentence):
        with pytest.raises(UsageError) as refused:
            say(contract(EXAMPLE), "de")
        assert [notice.code for notice in refused.value.notices] == ["OC-U001"]


def test_the_command_prints_the_clauses_or_the_sentence(capsys):
    assert main(["prose", str(CONTRACTS[EXAMPLE]), "--lang", "en"]) == 0
    assert capsys.readouterr().out == contract(EXAMPLE).prose("en")
    assert main(["prose", str(CONTRACTS[EXAMPLE]), "--sentence"]) == 0
    assert capsys.readouterr().out == contract(EXAMPLE).sentence("sv") + "\n"
