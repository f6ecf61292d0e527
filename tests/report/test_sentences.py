"""Two sentences that are true of the result: its figures, both languages alike, and grammar at the edges."""

import re
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import Grade
from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.baseline.requirements import REQUIREMENTS
from outcome_contracts.notices import UsageError
from outcome_contracts.period import Period
from outcome_contracts.report import (
    effect_sentences,
    payout_sentences,
    statement_html,
    statement_sentences,
    statement_text,
)
from outcome_contracts.report.wording import wording
from outcome_contracts.settlement import settle
from outcome_contracts.settlement.payout import payouts_of
from tests.report import statements
from tests.report.document import Document
from tests.report.estimates import counterfactual
from tests.settlement.estimated import contract, data, plan, reference_mean
from tests.settlement.estimated import statement as estimated

FORBIDDEN = re.compile(r"sannolik|probab|with 95|med 95", re.IGNORECASE)
YEARS = Fraction(1200)

results = st.builds(
    counterfactual,
    st.floats(-2, 2),
    st.one_of(st.none(), st.floats(1e-6, 3)),
    observed=st.floats(0.01, 400),
    confidence=st.sampled_from(["0.95", "0.9", "0.99", "0.975", "0.5"]),
    denominator=st.sampled_from(["person_years", "fte_years", "mean_heads"]),
    left_out=st.sampled_from([(), (MAY := Period.parse("2018-05").first,)]),
)


def read(text: str) -> list[Fraction]:
    """The numbers of a sentence but those of the period, in order, whatever the language."""
    text = re.sub(r"\d{4}-\d{2}/\d{4}-\d{2}", "", text)
    swedish = "ett intervall" in text or "nettodag" in text or "Intervallet" in text
    found = re.findall(r"[+−]?\d[\d\u00a0,.]*", text)
    signs = {"\u00a0": "", ",": "." if swedish else "", "−": "-", "+": ""}
    return [Fraction("".join(signs.get(one, one) for one in number).rstrip(".")) for number in found]


@given(results)
@settings(max_examples=120, deadline=None)
def test_both_languages_say_the_same_numbers(found):
    for sv, en in zip(*(effect_sentences(found, lang, exposure=YEARS) for lang in ("sv", "en")), strict=True):
        assert read(sv) == read(en)


@given(results)
@settings(max_examples=120, deadline=None)
def test_the_numbers_are_those_of_the_result(found):
    first, second = (read(sentence) for sentence in effect_sentences(found, "sv", exposure=YEARS))
    assert first[0] == pytest.approx(found.observed, abs=0.005001)
    if len(first) == 1:
        assert found.observed == pytest.approx(found.reference.point, rel=1e-9)
    else:
        _, expected, effect, *days = first
        assert expected == pytest.approx(found.reference.point, abs=0.005001)
        assert effect == pytest.approx(abs(100 * found.effect.point), abs=0.05001)
        saved = abs(found.reference.point - found.observed) * float(YEARS)
        assert (days or [0])[0] == pytest.approx(saved, abs=0.5 + 1e-6 * saved)
    if found.effect.low is None:
        assert second == []
    else:
        low, high, times, of = second
        assert low == pytest.approx(100 * found.effect.low, abs=0.05001)
        assert high == pytest.approx(100 * found.effect.high, abs=0.05001)
        assert times / of == Fraction(found.confidence)


@given(results)
@settings(max_examples=120, deadline=None)
def test_zero_is_in_the_interval_that_is_shown_exactly_if_the_sentence_says_so(found):
    assume(found.effect.low is not None and min(abs(found.effect.low), abs(found.effect.high)) > 1e-12)
    for lang, contains, excludes in (
        ("sv", "omfattar noll,", "omfattar inte noll"),
        ("en", "includes no effect", "does not include"),
    ):
        second = effect_sentences(found, lang, exposure=YEARS)[1]
        low, high = (Fraction(quantised(end)) for end in (found.effect.low, found.effect.high))
        assert (contains in second) is (low <= 0 <= high)
        assert (excludes in second) is not (low <= 0 <= high)
        shown_low, shown_high, *_ = read(second)
        assert (shown_low <= 0 <= shown_high) is (low <= 0 <= high)


@given(results)
@settings(max_examples=80, deadline=None)
def test_there_are_two_sentences_and_no_word_of_probability_where_the_truth_lies(found):
    for lang in ("sv", "en"):
        for sentence in effect_sentences(found, lang, exposure=YEARS):
            assert sentence.endswith(".") and not re.search(r"[.!?] [A-ZÅÄÖ]", sentence)
            assert not FORBIDDEN.search(sentence) and "{" not in sentence
            assert "−0,0\u00a0%" not in sentence and "−0.0\u00a0%" not in sentence


@pytest.mark.parametrize(
    ("log_effect", "years", "sv", "en"),
    [
        (-0.1, 1200, "9,5 % färre, sammanlagt omkring 757 nettodagar.", "9.5 % fewer, about 757 net days in all."),
        (0.1, 1200, "10,5 % fler, sammanlagt omkring 685 nettodagar.", "10.5 % more, about 685 net days in all."),
        (-0.0001, 1700, "0,01 % färre, sammanlagt omkring 1 nettodag.", "0.01 % fewer, about 1 net day in all."),
        (-0.0001, 10, "sammanlagt mindre än en halv nettodag.", "less than half a net day in all."),
        (0.0, 1200, "precis som var att vänta utan insatsen.", "just as were to be expected without the project."),
        (1e-17, 1200, "precis som var att vänta utan insatsen.", "just as were to be expected without the project."),
    ],
)
def test_the_first_sentence_at_the_edges(log_effect, years, sv, en):
    found = counterfactual(log_effect, 0.05)
    for lang, end in (("sv", sv), ("en", en)):
        assert effect_sentences(found, lang, exposure=Fraction(years))[0].replace("\u00a0", " ").endswith(end)


def test_months_left_out_are_said():
    found = counterfactual(-0.1, 0.05, left_out=(MAY,))
    assert effect_sentences(found, "en", exposure=YEARS)[0].startswith(
        "In the months of 2018-01/2019-12 that count there"
    )
    assert effect_sentences(found, "sv", exposure=YEARS)[0].startswith(
        "Under de månader av 2018-01/2019-12 som räknas var"
    )


def test_an_end_that_would_be_shown_as_zero_keeps_its_sign_and_a_digit():
    found = counterfactual(-0.05, 0.0499)
    assert "till −0,01\u00a0%, omfattar inte noll" in effect_sentences(found, "sv", exposure=YEARS)[1]


def test_a_sampling_part_is_never_said_to_cover_the_truth_as_often_as_it_is_marked():
    found = counterfactual(-0.1, 0.05, grade=Grade.DESCRIPTIVE)
    second = effect_sentences(found, "en", exposure=YEARS)[1]
    assert "only a part of the uncertainty" in second and "less often than the 95 times in 100" in second
    assert second.endswith("the figure is descriptive.")


def test_without_an_interval_the_second_sentence_says_so():
    second = effect_sentences(counterfactual(-0.1, None), "sv", exposure=YEARS)[1]
    assert second == (
        "Metoden ger inget intervall, så hur säker skillnaden är går inte att säga; siffran är beskrivande."
    )


@pytest.mark.parametrize("days_after", [560, 640, 700, 760])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_statement_cannot_be_had_without_its_two_sentences(days_after, lang):
    statement = statements.botkyrka(days_after=days_after)
    html = " ".join(Document(statement_html(statement, lang)).all("body")[0].text.split(" "))
    text = re.sub(r"[ \n]+", " ", statement_text(statement, lang))
    for sentence in statement_sentences(statement, lang):
        assert sentence in html
        assert sentence in text


def test_the_sentences_of_a_statement_are_those_of_its_counterfactual():
    from outcome_contracts.baseline import exposure, fit

    settled, inputs = estimated(), data()
    found = fit(inputs.plan, inputs.panel, inputs.comparators, settled.period)
    years = exposure(inputs.panel, settled.period.months, denominator="person_years", year_days="365.25")
    for lang in ("sv", "en"):
        assert statement_sentences(settled, lang) == effect_sentences(found, lang, exposure=years)


def test_a_statement_counts_only_the_months_that_count():
    from outcome_contracts.baseline import exposure, fit

    agreed = plan(excluded=["2019-03/2019-04"])
    inputs = data(agreed=agreed)
    settled = settle(contract(agreed=agreed), inputs, "2018-10/2020-02")
    found = fit(agreed, inputs.panel, inputs.comparators, settled.period)
    counted = sorted(set(settled.period) - set(found.left_out))
    years = exposure(inputs.panel, counted, denominator="person_years", year_days="365.25")
    assert len(counted) == len(settled.period) - 2
    assert statement_sentences(settled, "en") == effect_sentences(found, "en", exposure=years)


def test_an_end_at_exactly_zero_has_no_sign():
    second = effect_sentences(counterfactual(0.25, 0.25), "en", exposure=YEARS)[1]
    assert "from 0.0\u00a0% to +64.9\u00a0%, includes no effect" in second


def test_a_statement_without_a_reference_has_none():
    assert statement_sentences(statements.denver(), "sv") is None


def test_a_descriptive_method_in_a_statement_says_that_it_is():
    agreed = reference_mean()
    settled = settle(contract(agreed=agreed), data(agreed=agreed), "2018-10/2019-09")
    assert statement_sentences(settled, "sv")[1].endswith("siffran är beskrivande.")


def test_every_method_has_words_of_its_own():
    for lang in ("sv", "en"):
        assert set(REQUIREMENTS) <= set(wording(lang)["reference"])
        assert set(REQUIREMENTS) <= set(wording(lang)["specification"])


@pytest.mark.parametrize("days_after", [560, 640, 760])
def test_a_payout_is_described_by_its_own_numbers(days_after):
    settled = estimated(days_after=days_after)
    found = payouts_of(settled, target=None)
    flow = found.flows[0]
    (amounts, chances), (swedish, _) = (payout_sentences(settled, found, lang) for lang in ("en", "sv"))
    due, low, high = read(amounts)
    assert due == flow.due
    assert [low, high] == pytest.approx([flow.low.value, flow.high.value], abs=0.005001)
    assert read(chances)[0] == pytest.approx(100 * flow.any_payment.value, abs=0.05001)
    assert read(chances)[1] == pytest.approx(100 * flow.full_payment.value, abs=0.05001)
    assert len(re.findall("kr", swedish)) == 3 and not FORBIDDEN.search(swedish)


def test_the_payout_of_another_statement_is_refused():
    with pytest.raises(UsageError) as refusal:
        payout_sentences(estimated(), payouts_of(estimated(days_after=600), target=None), "sv")
    assert [one.code for one in refusal.value.notices] == ["OC-S044"]


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(UsageError):
        effect_sentences(counterfactual(-0.1, 0.05), "fi", exposure=YEARS)
