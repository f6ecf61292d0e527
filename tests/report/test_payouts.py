"""The interval of the payment beside a statement: it changes nothing of it, in both renderings and languages."""

import re
from fractions import Fraction

import pytest

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import UsageError
from outcome_contracts.report import statement_html, statement_text
from outcome_contracts.settlement import settle
from outcome_contracts.settlement.payout import payouts_of
from tests.report.document import Document
from tests.settlement.estimated import BINARY, PERIOD, contract, data, statement

both_languages = pytest.mark.parametrize("lang", ["sv", "en"])
HEADING = {"sv": "Så osäkert är beloppet", "en": "How uncertain the amount is"}


def flat(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text)


@both_languages
def test_a_statement_without_it_is_as_it_was(lang):
    assert HEADING[lang].upper() not in statement_text(statement(), lang)
    assert HEADING[lang] not in statement_html(statement(), lang)


@both_languages
def test_it_adds_a_section_and_changes_no_other_line(lang):
    plain = statement_text(statement(), lang)
    shown = statement_text(statement(), lang, payouts=payouts_of(statement(), target="-12 %"))
    before, section, after = shown.partition(HEADING[lang].upper())
    assert section
    assert plain == before + after.partition("\n\n")[2]


def test_the_digest_is_the_statements_own():
    digest = statement().digest
    payouts_of(statement(), target=None)
    assert statement().digest == digest
    assert digest in statement_text(statement(), "sv", payouts=payouts_of(statement(), target=None))


@both_languages
def test_text_and_page_say_the_same(lang):
    found = payouts_of(statement(), target="-12 %")
    page = flat(Document(statement_html(statement(), lang, payouts=found)).all("body")[0].text)
    text = flat(statement_text(statement(), lang, payouts=found))
    section = text.partition(HEADING[lang].upper())[2]
    for paragraph in ("9", "PCG64", found.flows[0].flow and ("2\u00a0000" if lang == "sv" else "2,000")):
        assert paragraph in section
        assert paragraph in page.partition(HEADING[lang])[2]


def test_the_effect_stands_beside_the_amount_and_the_probabilities_are_said():
    found = payouts_of(statement(), target="-12 %")
    section = flat(statement_text(statement(), "sv", payouts=found)).partition(HEADING["sv"].upper())[2]
    share = fixed_text(Fraction(found.on_target.value) * 100, 1).replace(".", ",")
    assert f"högst −12\u00a0%: {share}\u00a0%" in section
    assert "nio av tio dragningar ligger mellan" in section
    assert "slantsingling" in section


@both_languages
def test_what_the_figures_do_not_say_is_said(lang):
    coin = settle(contract(BINARY, due="variable_fee"), data(616), PERIOD)
    flat_payment = statement(days_after=850)
    for one, code in ((coin, "OC-S043"), (flat_payment, "OC-S042")):
        assert code in statement_text(one, lang, payouts=payouts_of(one, target=None))


@both_languages
def test_terms_without_an_end_say_so(lang):
    endless = settle(contract(due="avoided_days * day_value"), data(), PERIOD)
    word = {"sv": "växer med effekten", "en": "grows with the effect"}[lang]
    assert word in flat(statement_text(endless, lang, payouts=payouts_of(endless, target=None)))


@pytest.mark.parametrize("render", [statement_text, statement_html])
def test_the_distribution_of_another_statement_is_refused(render):
    other = payouts_of(statement(days_after=600), target=None)
    with pytest.raises(UsageError, match="OC-S044"):
        render(statement(), "sv", payouts=other)
