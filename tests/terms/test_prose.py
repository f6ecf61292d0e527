"""Formulas in words: exact texts for worked examples, and the laws that no text breaks."""

import re
import tomllib
from functools import reduce
from importlib import resources

import pytest
from hypothesis import given, settings

from outcome_contracts.decimals import exact_text, percent_text
from outcome_contracts.notices.signs import number
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.prose import Names, Writer, sentence_case, words
from outcome_contracts.terms.prose.words import letters
from outcome_contracts.terms.tree_json import tree_from_json
from outcome_contracts.terms.units import is_currency
from tests.terms.formulas import formulas, truths

IT = {"sv": "beloppet", "en": "the amount"}
FIGURE = re.compile(r"[0-9]+(?:[\u00a0,.][0-9]+)*")
HARD_BLANK = "\u00a0"


def said(node, lang, **rules):
    called = {part.name: part.name.replace("_", " ") for part in t.walk(node) if isinstance(part, t.Name)}
    return Writer(Names(lang, called, **rules)).paragraph(IT[lang], node)


def in_both(formula, **rules):
    node = parse(formula)
    return tuple(said(node, lang, **rules).replace(HARD_BLANK, " ") for lang in ("sv", "en"))


EXAMPLES = {
    "ramp(reduction, 0 % -> 0, 12 % -> 1)": (
        "Beloppet ökar rätlinjigt med reduction, från 0 vid 0 % till 1 vid 12 %, och ligger fast därunder och däröver.",
        "The amount rises in a straight line with reduction, from 0 at 0 % to 1 at 12 %, "
        "and stays flat below and above.",
    ),
    "ramp(members, 5000 person -> 3.9 %, 60000 person -> 2 %)": (
        "Beloppet minskar rätlinjigt när members ökar, från 3,9 % vid 5 000 personer till 2 % vid 60 000 personer, "
        "och ligger fast därunder och däröver.",
        "The amount falls in a straight line as members rises, from 3.9 % at 5,000 persons to 2 % at 60,000 persons, "
        "and stays flat below and above.",
    ),
    "line(x, 0 % -> 0 SEK, 5 % -> 50000 SEK, 12 % -> 60000 SEK)": (
        "Beloppet följer x längs räta linjer: 0 kr vid 0 %, 50 000 kr vid 5 % och 60 000 kr vid 12 % "
        "(den första och den sista linjen fortsätter bortom sin punkt).",
        "The amount follows x along straight lines: SEK 0 at 0 %, SEK 50,000 at 5 % and SEK 60,000 at 12 % "
        "(the first and the last line continue beyond their points).",
    ),
    "steps(x, >= 8.5 % -> 4800000 SEK, > 10 % -> 9600000 SEK)": (
        "Beloppet bestäms i hela steg av x: 4 800 000 kr från och med 8,5 % och 9 600 000 kr över 10 % "
        "(det senast nådda steget gäller ensamt, och dessförinnan utgår inget).",
        "The amount is set in whole steps by x: SEK 4,800,000 from 8.5 % inclusive and SEK 9,600,000 above 10 % "
        "(the last step reached counts alone, and before the first there is nothing).",
    ),
    "bands(n, 0 claim -> 1100 USD/claim, 370 claim -> 1000 USD/claim)": (
        "Beloppet räknas för varje del av n för sig: 1 100 USD per ärende för delen från 0 ärenden till 370 ärenden "
        "och 1 000 USD per ärende för delen över 370 ärenden (det som ligger under den lägsta gränsen ger inget).",
        "The amount is counted for each part of n by itself: USD 1,100 per claim for the part from 0 claims to "
        "370 claims and USD 1,000 per claim for the part above 370 claims "
        "(what lies below the lowest edge gives nothing).",
    ),
    "bands(x, from 20 % retroactive, 0 % -> 160000 USD / 1 %)": (
        "Beloppet räknas retroaktivt så snart x når 20 %, då på allt från den lägsta gränsen: "
        "160 000 USD per 1 % för delen över 0 % (innan dess utgår inget).",
        "The amount is counted retroactively as soon as x reaches 20 %, then on everything from the lowest edge: "
        "USD 160,000 per 1 % for the part above 0 % (before that there is nothing).",
    ),
    "slab(n, >= 0 claim -> 12 SEK/claim, >= 100 claim -> 10 SEK/claim)": (
        "Beloppet är hela n gånger en enda sats, den senast nådda: 12 kr per ärende från och med 0 ärenden och "
        "10 kr per ärende från och med 100 ärenden "
        "(satsen gäller retroaktivt, också det som ligger under gränsen, och dessförinnan utgår inget).",
        "The amount is the whole of n times one single rate, the last one reached: SEK 12 per claim from 0 claims "
        "inclusive and SEK 10 per claim from 100 claims inclusive "
        "(the rate applies retroactively, also to what lies below the edge, and before the first there is nothing).",
    ),
    "corridor(d, <= -2 % -> -100000 SEK, > 2 % -> 150000 SEK)": (
        "Beloppet bestäms av d: −100 000 kr till och med −2 % och 150 000 kr över 2 % (däremellan utgår inget).",
        "The amount is set by d: SEK −100,000 up to −2 % inclusive and SEK 150,000 above 2 % "
        "(in between there is nothing).",
    ),
    "rate * deadband(d, -2 %, 2 %, excess)": (
        "Beloppet är rate gånger A, där A är det som d går utanför spannet från och med −2 % till och med 2 %, "
        "bara det överskjutande och med minustecken under spannet.",
        "The amount is rate times A, where A is that by which d lies outside the range from −2 % inclusive to "
        "2 % inclusive, the excess only and with a minus sign below the range.",
    ),
    'gate(saving >= 3.9 %, else "för liten / too small") * saving': (
        "Beloppet är saving, under förutsättning att saving är minst 3,9 %, annars inget "
        "(skäl: ”för liten / too small”).",
        "The amount is saving, provided that saving is at least 3.9 %, otherwise nothing "
        "(reason: “för liten / too small”).",
    ),
    'gate(a > 1, else "r") * gate(b > 2, else "s") * saving': (
        "Beloppet är saving, under förutsättning att a överstiger 1, annars inget (skäl: ”r”), och under förutsättning "
        "att b överstiger 2, annars inget (skäl: ”s”).",
        "The amount is saving, provided that a exceeds 1, otherwise nothing (reason: “r”), and provided that b exceeds "
        "2, otherwise nothing (reason: “s”).",
    ),
    "1/3 * a": (
        "Beloppet är A gånger a, där A är 1 delat med 3.",
        "The amount is A times a, where A is 1 divided by 3.",
    ),
    "min(40 % * loan + share(saving, 60 %), loan)": (
        "Beloppet är det lägsta av A och loan, där A är 40 % av loan plus 60 % av saving (inget om det är negativt).",
        "The amount is the lowest of A and loan, where A is 40 % of loan plus 60 % of saving "
        "(nothing if that is negative).",
    ),
    "(1 - at_risk) * fee": (
        "Beloppet är A gånger fee, där A är 1 minus at risk.",
        "The amount is A times fee, where A is 1 minus at risk.",
    ),
    "-change / reference": (
        "Beloppet är change delat med reference, med omvänt tecken.",
        "The amount is change divided by reference, with its sign reversed.",
    ),
    "if a >= 5 % and not b > 3 then x else 0": (
        "Beloppet är x om a är minst 5 % och b är högst 3, annars 0.",
        "The amount is x if a is at least 5 % and b is at most 3, otherwise 0.",
    ),
    "cap(a + b, c - d)": (
        "Beloppet är a plus b, dock högst A, där A är c minus d.",
        "The amount is a plus b, but at most A, where A is c minus d.",
    ),
    "if a then b + c else d - e": (
        "Beloppet är A om a är uppfyllt, annars d minus e, där A är b plus c.",
        "The amount is A if a is met, otherwise d minus e, where A is b plus c.",
    ),
    "if cumulative(n) > 0 then 2 * a else 0": (
        "Beloppet är 2 gånger a, om n sammanlagt till och med denna avräkning överstiger 0, annars 0.",
        "The amount is 2 times a, if n in all statements up to and including this one together exceeds 0, otherwise 0.",
    ),
    "a / b * c": (
        "Beloppet är A gånger c, där A är a delat med b.",
        "The amount is A times c, where A is a divided by b.",
    ),
    "fee_at_risk(fee, 75 %, score)": (
        "Beloppet är fee, varav 75 % betalas gånger score och återstoden är fast.",
        "The amount is fee, of which 75 % is paid times score and the remainder is fixed.",
    ),
    "weighted(capped, 40 % -> a, 60 % -> b)": (
        "Beloppet är en vägd summa: 40 % av a och 60 % av b "
        "(varje utfall räknas som lägst noll och högst ett, så att inget väger upp ett annat).",
        "The amount is a weighted sum: 40 % of a and 60 % of b "
        "(each score counts as at least zero and at most one, so that none makes up for another).",
    ),
    "milestones(in_order, a -> 100 SEK, n >= 3 -> 200 SEK)": (
        "Beloppet är summan av vad som uppnåtts i turordning: 100 kr om a är uppfyllt och 200 kr om n är minst 3 "
        "(ett led räknas bara om alla led före det är uppnådda).",
        "The amount is the sum of what has been reached in order: SEK 100 if a is met and SEK 200 if n is at least 3 "
        "(a milestone counts only if all before it are reached).",
    ),
    "due - sum_previous(due)": (
        "Beloppet är due minus due sammanlagt enligt alla tidigare avräkningar.",
        "The amount is due minus due in all earlier statements together.",
    ),
    "previous(balance, 0 SEK) + saving": (
        "Beloppet är balance enligt närmast föregående avräkning (0 kr i den första) plus saving.",
        "The amount is balance in the latest earlier statement (SEK 0 in the first) plus saving.",
    ),
    "total(card, price * claims)": (
        "Beloppet är summan av price gånger claims över raderna i tabellen card.",
        "The amount is the sum of price times claims over the rows of the table card.",
    ),
    "loan * compound(15 %, 3.2, 6)": (
        "Beloppet är loan gånger räntefaktorn (15 % om året, ränta på ränta under 3,2 år, 6 decimaler).",
        "The amount is loan times the growth factor (15 % a year, compounded over 3.2 years, 6 decimals).",
    ),
}  # fmt: skip


@pytest.mark.parametrize("formula", EXAMPLES)
def test_a_formula_in_both_languages(formula):
    assert in_both(formula) == EXAMPLES[formula]


def test_many_steps_stand_below_each_other():
    text, _ = in_both("steps(x, >= 1 -> 10, >= 2 -> 20, >= 3 -> 30, > 4 -> a * (b + 5))")
    assert text == (
        "Beloppet bestäms i hela steg av x; det senast nådda steget gäller ensamt, och dessförinnan utgår inget:\n\n"
        "- 10 från och med 1;\n- 20 från och med 2;\n- 30 från och med 3;\n- a gånger A över 4.\n\nA är b plus 5."
    )


def test_a_constant_lets_a_line_rise_or_fall_and_is_said_with_its_name():
    text, _ = in_both("ramp(x, 0 % -> 0, target -> full)", literals={"target": parse("12 %"), "full": parse("1")})
    assert text.startswith("Beloppet ökar rätlinjigt med x, från 0 vid 0 % till full vid target")


def test_what_is_inside_is_said_in_place_where_there_is_room_and_explained_where_there_is_none():
    saved, fee = parse("before - after"), parse("6000000 SEK")
    node = parse("saved * fee - saved")
    called = {name: name for name in ("saved", "fee", "before", "after")}
    writer = Writer(Names("sv", called, inside={"fee": fee, "saved": saved}, explained={"saved": saved}))
    text = writer.paragraph("beloppet", node).replace(HARD_BLANK, " ")
    assert text == "Beloppet är saved gånger 6 000 000 kr minus saved, där saved är before minus after."


def test_the_same_part_has_the_same_letter():
    text, _ = in_both("(a + b) * x + (a + b) * y")
    assert text == "Beloppet är A gånger x plus A gånger y, där A är a plus b."


def test_an_explanation_comes_right_after_what_brought_it_up():
    text, _ = in_both("min(a * (b + max(c, 1)), d * (e + 2))")
    assert text == (
        "Beloppet är det lägsta av a gånger A och d gånger B, "
        "där A är b plus C; C är det högsta av c och 1; B är e plus 2."
    )


def test_or_inside_and_is_a_condition_of_its_own():
    text, _ = in_both("if (a or b) and not (c and d) then 1 else 2")
    assert text == (
        "Beloppet är 1 om villkor A är uppfyllt och villkor B är uppfyllt, annars 2, där villkor A är uppfyllt om "
        "a är uppfyllt eller b är uppfyllt; villkor B är uppfyllt om det inte är så att villkor C är uppfyllt; "
        "villkor C är uppfyllt om c är uppfyllt och d är uppfyllt."
    )


@pytest.mark.parametrize(
    ("sign", "opposite"),
    [(">=", "understiger"), (">", "är högst"), ("<=", "överstiger"), ("<", "är minst"), ("=", "skiljer sig från")],
)
def test_what_is_denied_of_a_comparison_is_its_opposite(sign, opposite):
    text, _ = in_both(f"if not a {sign} b then 1 else 2")
    assert text == f"Beloppet är 1 om a {opposite} b, annars 2."


def test_letters_do_not_end():
    first = letters()
    assert [next(first) for _ in range(54)][25:28] == ["Z", "AA", "AB"]


def test_a_sentence_begins_with_a_capital_also_inside_quotation_marks():
    assert [sentence_case(text) for text in ("det är så", "”lånet” är", "")] == ["Det är så", "”Lånet” är", ""]


# The catalogue.


def catalogue():
    text = resources.files("outcome_contracts.terms.prose").joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def placeholders(text):
    return sorted(re.findall(r"\{(\w+)\}", text))


def texts(entries):
    return {key: value for key, value in entries.items() if isinstance(value, dict) and "sv" in value}


def test_every_function_has_words():
    assert set(catalogue()["function"]) == set(FUNCTIONS)


def test_every_kind_of_node_sign_and_mode_has_words():
    found = catalogue()
    kinds = {kind.__name__.lower() for kind in t.KINDS} - {"mode"}
    assert kinds <= set(found["kind"]) | set(found["joined"])
    assert set(t.SIGNS) | {"≠"} == set(found["sign"])
    assert set(t.SIDES) == set(found["edge"])
    words_of_modes = {key for entry in found["function"].values() for key in texts(entry)}
    assert set(t.MODES) <= words_of_modes


def test_every_text_stands_in_both_languages_with_the_same_placeholders():
    found = catalogue()
    tables = [*(found[kind] for kind in found if kind != "function"), *found["function"].values()]
    for table in tables:
        for key, versions in texts(table).items():
            assert set(versions) == {"sv", "en"}, key
            assert placeholders(versions["sv"]) == placeholders(versions["en"]), key
    assert {"sv", "en"} == {words(lang).lang for lang in ("sv", "en")}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_examples_of_every_function_can_be_said_with_all_their_numbers_and_no_others(name):
    for example in FUNCTIONS[name].examples:
        keeps_its_numbers(parse(example.formula))


# The laws.


def written(literal, lang):
    """The digits of a literal as the language writes them; an amount of money has two decimals or none."""
    if literal.percent:
        return number(percent_text(literal.value), lang)
    text = exact_text(literal.value)
    cents = is_currency(str(literal.unit)[:3]) and re.fullmatch(r"[0-9]+\.[0-9]", text)
    return number(f"{text}0" if cents else text, lang)


def literals(node, lang):
    return {written(part, lang) for part in t.walk(node) if isinstance(part, t.Number)}


def keeps_its_numbers(node):
    for lang in ("sv", "en"):
        text = said(node, lang)
        reasons = [words(lang).quoted(part.text) for part in t.walk(node) if isinstance(part, (t.Reason, t.Because))]
        without = reduce(lambda left, reason: left.replace(reason, ""), reasons, text)
        assert set(FIGURE.findall(without)) == literals(node, lang), text
        assert "{" not in text and "}" not in text
        assert text == said(node, lang)


@settings(deadline=None, max_examples=100)
@given(formulas())
def test_prose_never_changes_numbers(formula):
    keeps_its_numbers(tree_from_json(formula))


@settings(deadline=None, max_examples=60)
@given(truths())
def test_prose_never_changes_the_numbers_of_conditions(condition):
    node = t.If(tree_from_json(condition), t.Name("fee"), t.Name("paid"))
    keeps_its_numbers(node)


@settings(deadline=None, max_examples=60)
@given(formulas())
def test_a_letter_is_explained_once_and_only_where_it_is_used(formula):
    node = tree_from_json(formula)
    writer = Writer(Names("sv", {part.name: part.name for part in t.walk(node) if isinstance(part, t.Name)}))
    texts = [writer.statement("beloppet", node), *writer.explanations()]
    explained = [text.removeprefix("villkor ").split(" ", 1)[0] for text in texts[1:]]
    used = [set(re.findall(r"\b[A-Z]{1,2}\b", text)) for text in texts]
    assert len(explained) == len(set(explained))
    assert set().union(*used) == set(explained)
    assert all(letter in set().union(*used[:place]) for place, letter in enumerate(explained, 1))
