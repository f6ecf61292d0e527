"""A statement in both renderings: the same figures, all of them, and no text taken for markup."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.report import html as html_module
from outcome_contracts.report import statement_html, statement_text
from outcome_contracts.report import text as text_module
from outcome_contracts.report.figures import number
from outcome_contracts.report.page import page
from outcome_contracts.report.wording import visible
from outcome_contracts.settlement import SettlementData, settle
from tests.report import statements
from tests.report.document import Document

HOSTILE = r"<img src=x onerror=alert(1)> {{7*7}} {% raw %} </style><script>x</script> & \" '"
LONG = "Sjukfrånvarokorttidsnettodagarsmätning" * 15

STATEMENTS = {
    "denver": statements.denver,
    "norrköping, gate open": lambda: statements.norrkoping(school_improved=True),
    "norrköping, gate closed": lambda: statements.norrkoping(school_improved=False),
    "twelve lines": statements.twelve,
    "repaid": lambda: statements.twelve(paid_on_account="9250000"),
    "no clauses": statements.without_clauses,
    "botkyrka": lambda: statements.botkyrka(days_after=640),
}
every_statement = pytest.mark.parametrize("make", STATEMENTS.values(), ids=STATEMENTS.keys())
both_languages = pytest.mark.parametrize("lang", ["sv", "en"])


def flat(text: str) -> str:
    """Text with all blanks but the hard one as one blank."""
    return re.sub(r"[ \n]+", " ", text)


def body(statement, lang) -> str:
    return flat(Document(statement_html(statement, lang)).all("body")[0].text)


def test_the_twelve_lines_come_out_to_the_ore():
    text = statement_text(statements.twelve(), "sv")
    for row in (
        "  6  Minskning i procent                   8,0808 %  −rad 5 / rad 4",
        "  7  Måluppfyllelse mot 12 %              67,3401 %  min(rad 6 / 12 %; 1)",
        "  8  Rörlig ersättning              2 020 202,02 kr  rad 7 · 3 000 000 kr",
        " 10  Tidigare utbetalt a conto     −2 250 000,00 kr  −”Utbetalt a conto”",
        " 12  Att betala exkl. moms            770 202,02 kr  rad 8 + rad 9 + rad 10 +",
        "     ATT BETALA · Kommunen →          770 202,02 kr  rad 12",
    ):
        assert row in text.replace("\u00a0", " ")
    assert "[avrundas till 0,01\u00a0kr;" in flat(text) and "före 2\u00a0020\u00a0202,020202…]" in flat(text)
    assert text.count("(ej\u00a0avrundad)") == 2
    assert text.startswith("AVRÄKNING · preliminär · Kontrakt twelve-lines · mätperiod 2019-10-01–2020-09-30\n")


def test_who_pays_whom_how_much_for_what_period_and_with_what_status():
    statement = statements.twelve()
    swedish = (
        "Enligt denna preliminära avräkning ska Kommunen betala 770\u00a0202,02\u00a0kr till Leverantören"
        " för perioden 2019-10-01–2020-09-30."
    )
    english = (
        "Under this provisional statement, The municipality pays SEK\u00a0770,202.02 to The supplier"
        " for the period 2019-10-01–2020-09-30."
    )
    assert swedish in flat(statement_text(statement, "sv")) and swedish in body(statement, "sv")
    assert english in flat(statement_text(statement, "en")) and english in body(statement, "en")


@every_statement
@both_languages
def test_every_number_of_every_row_stands_in_both_renderings(make, lang):
    statement = make()
    text, shown = flat(statement_text(statement, lang)), body(statement, lang)
    for line in (*statement.lines, *statement.disclosures):
        if not isinstance(line.exact, bool):
            assert number(line.shown, lang) in text and number(line.shown, lang) in shown, line.id
    for flow in statement.flows:
        amount = number(fixed_text(flow.amount, 2), lang)
        assert amount in text and amount in shown


@every_statement
@both_languages
def test_all_that_the_page_says_stands_in_both_renderings(make, lang):
    statement = make()
    shown, words = page(statement, lang), set(re.split(r"[ \n]+", statement_text(statement, lang)))
    whole = re.sub(r"\s+", "", statement_text(statement, lang))
    entries = [*shown.rows, *(due.entry for due in shown.dues), *(e for _, group in shown.disclosures for e in group)]
    said = [text for one in entries for text in (one.label, one.value, one.clause, *one.how, *one.evidence)]
    said += [*shown.notices, *shown.legend, *shown.sources, *shown.measure_rules, shown.title, shown.status_means]
    said += [text for _, text in shown.assumptions] + [due.sentence for due in shown.dues]
    if shown.reference is not None:
        said += [*shown.reference.sentences, shown.reference.method, *shown.reference.granted]
    html = body(statement, lang)
    for text in said:
        assert text in html
        known = {word.rstrip(";.") for word in words} | {""}
        left = {word.rstrip(";.") for word in text.split(" ") if word} - known
        assert all(len(word) > 90 and word in whole for word in left)  # an address longer than a line is broken


def test_a_language_that_nobody_taught_it_is_refused():
    for render in (statement_text, statement_html):
        with pytest.raises(UsageError) as refusal:
            render(statements.twelve(), "de")
        assert refusal.value.notices[0].code == "OC-U001"


@every_statement
def test_translating_a_statement_never_changes_its_numbers(make):
    swedish, english = page(make(), "sv"), page(make(), "en")

    def digits(shown):
        entries = [
            *shown.rows,
            *(due.entry for due in shown.dues),
            *(e for _, g in shown.disclosures for e in g),
        ]
        cells = [(entry.value, *entry.how[:1], *entry.evidence) for entry in entries]
        return [[sorted(re.findall(r"\d", cell)) for cell in row] for row in cells]

    assert digits(swedish) == digits(english)
    assert swedish.provenance[0][1] == english.provenance[0][1] and swedish.digest == english.digest


@every_statement
@both_languages
def test_the_same_statement_gives_the_same_bytes(make, lang):
    html_module.template.cache_clear()
    first = statement_html(make(), lang), statement_text(make(), lang)
    html_module.template.cache_clear()
    assert (statement_html(make(), lang), statement_text(make(), lang)) == first


@every_statement
@both_languages
def test_the_page_is_well_formed_accessible_and_complete_in_itself(make, lang):
    source = statement_html(make(), lang)
    document = Document(source)
    assert document.doctype.lower() == "doctype html"
    assert document.all("html")[0].attributes["lang"] == lang
    policy = [one for one in document.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0].attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert not document.all("script", "link", "img", "iframe", "object", "form")
    assert not re.search(r"url\(|@import", source)
    assert not any("//" in value for one in document.elements for value in one.attributes.values() if value)
    headings = [one.tag for one in document.all("h1", "h2", "h3", "h4")]
    assert headings[0] == "h1" and set(headings[1:]) == {"h2"}
    tables = document.all("table")
    captions = [one for one in document.all("caption") if one.text.strip()]
    assert len(tables) >= 2 and len(captions) == len(tables)
    assert all(one.attributes.get("scope") in ("col", "row", "rowgroup") for one in document.all("th"))
    identifiers = [one.attributes["id"] for one in document.elements if "id" in one.attributes]
    assert len(set(identifiers)) == len(identifiers)
    for one in document.elements:
        assert not any(name.startswith("on") or name == "src" for name in one.attributes)
        if "href" in one.attributes:
            assert one.attributes["href"][0] == "#" and one.attributes["href"][1:] in identifiers
        if "aria-labelledby" in one.attributes:
            assert one.attributes["aria-labelledby"] in identifiers


@every_statement
@both_languages
def test_rows_of_one_table_have_as_many_cells(make, lang):
    for part in statement_html(make(), lang).split("<table")[1:]:
        rows = part.split("</table>")[0].split("<tr")[1:]
        assert len({row.count("<th ") + row.count("<td ") for row in rows if "colspan" not in row}) == 1


@both_languages
def test_the_page_has_rules_for_paper_and_for_a_phone(lang):
    source = statement_html(statements.denver(), lang)
    for rule in ("size: A4", "table-header-group", "break-inside: avoid", "(max-width:", "tabular-nums"):
        assert rule in source
    assert f'content: "{statements.denver().digest}"' in source


@every_statement
@both_languages
def test_text_fits_a_terminal_of_100_columns(make, lang):
    assert max(map(len, statement_text(make(), lang).split("\n"))) <= 100


@both_languages
def test_provisional_is_said_in_words_at_the_top(lang):
    word = {"sv": "preliminär", "en": "provisional"}[lang]
    assert word in statement_text(statements.twelve(), lang).split("\n", 1)[0]
    assert word in Document(statement_html(statements.twelve(), lang)).all("header")[0].text


def test_a_final_statement_does_not_call_itself_provisional():
    statement = statements.twelve()
    final = settle(
        statement.contract, SettlementData(given=statements.TWELVE_FIGURES), "2019-10/2020-09", status="final"
    )
    for rendering in (statement_text(final, "sv"), body(final, "sv")):
        assert "slutlig" in rendering and "reliminär" not in rendering


def test_a_closed_gate_says_why_and_an_open_one_does_not():
    reason = "skolresultaten förbättrades inte / school results did not improve"
    for lang, words in (("sv", "villkoret är inte uppfyllt"), ("en", "the condition is not met")):
        closed, open_ = (statements.norrkoping(school_improved=improved) for improved in (False, True))
        assert f"{words}: {reason}" in body(closed, lang)
        assert words in flat(statement_text(closed, lang))
        assert words not in body(open_, lang) and words not in flat(statement_text(open_, lang))


def test_a_closed_gate_without_a_reason_is_still_seen():
    change = (
        (
            'formula = "1000000 SEK"',
            "formula = 'gate(observed < 1 day/person_year, else \"\") * 1000000 SEK'",
        ),
    )
    assert "villkoret är inte uppfyllt" in body(statements.twelve(change=change), "sv")


def test_truths_are_words():
    no, yes = (statements.norrkoping(school_improved=improved) for improved in (False, True))
    assert [page(one, lang).rows[1].value for one in (no, yes) for lang in ("sv", "en")] == [
        "nej",
        "no",
        "ja",
        "yes",
    ]


def test_a_repaid_flow_goes_the_other_way_with_a_positive_amount():
    statement = statements.twelve(paid_on_account="9250000")
    text, shown = flat(statement_text(statement, "sv")), body(statement, "sv")
    for rendering in (text, shown):
        assert "ska Leverantören betala tillbaka 6\u00a0229\u00a0797,98\u00a0kr till Kommunen" in rendering
    assert "ATT BETALA TILLBAKA · Leverantören → Kommunen" in shown
    assert "återbetalning: beloppet är negativt" in shown
    assert "repays SEK\u00a06,229,797.98 to The municipality" in flat(statement_text(statement, "en"))


def test_values_that_are_no_rows_say_whether_they_change_the_amount():
    shown = page(statements.twelve(), "sv")
    groups = {heading: [entry.label for entry in entries] for heading, entries in shown.disclosures}
    assert groups == {
        "Ingår i beloppet": ["Utbetalt a conto", "Mål", "Riskdel"],
        "Påverkar inte beloppet": ["Utfallets värde"],
    }
    informing = [entry.number for entry in shown.rows if "påverkar inte beloppet" in entry.how]
    assert informing == ["1", "2"]


@every_statement
def test_marks_stand_where_the_statement_says_that_something_is_assumed(make):
    statement = make()
    shown = page(statement, "sv")
    entries = [*shown.rows, *(entry for _, group in shown.disclosures for entry in group)]
    marked = sorted(entry.label for entry in entries if entry.marks)
    lines = (*statement.lines, *statement.disclosures)
    assert marked == sorted(line.label["sv"] for line in lines if line.assumptions)
    assert {mark for entry in entries for mark in entry.marks} <= {mark for mark, _ in shown.assumptions}


def test_assumptions_are_listed_with_their_texts():
    for rendering in (flat(statement_text(statements.denver(), "en")), body(statements.denver(), "en")):
        for assumption in statements.denver().contract.assumptions:
            assert assumption.text.en in rendering
    assert [entry.marks for entry in page(statements.twelve(), "sv").rows][6] == ("A1",)
    assert page(statements.twelve(), "sv").dues[0].entry.marks == ("A2",)


@pytest.mark.parametrize(
    ("days_after", "says"),
    [
        (640, "omfattar noll, så underlaget utesluter inte"),
        (560, "omfattar inte noll, alltså inte att insatsen saknar verkan"),
    ],
)
def test_two_sentences_on_the_effect_stand_on_top(days_after, says):
    statement = statements.botkyrka(days_after=days_after)
    assert says in flat(statement_text(statement, "sv").split("\nRad ")[0])
    due = next(one for one in Document(statement_html(statement, "sv")).all("section"))
    assert due.attributes["class"] == "due" and says in due.text


def test_the_interval_stands_beside_the_rows_it_concerns():
    statement = statements.botkyrka(days_after=640)
    shown = page(statement, "sv")
    for line, row in zip(statement.lines, shown.rows, strict=True):
        assert any(part.startswith("95\u00a0%: ") for part in row.evidence) is (line.interval is not None)
    assert "95\u00a0%: 0,0000 … 100,0000" in shown.rows[6].evidence


def test_a_method_without_an_interval_says_so():
    from dataclasses import replace

    statement = statements.botkyrka(days_after=640)
    found = {**statement.counterfactual, "effect": {"point": "-0.08", "low": None, "high": None}}
    shown = page(replace(statement, counterfactual=found), "sv")
    assert shown.reference.sentences[1].startswith("Metoden ger inget intervall")
    assert "8,0\u00a0% färre" in shown.reference.sentences[0]
    assert "intervallets ändar" not in shown.reference.method


def test_notices_speak_the_language_of_the_page():
    notice = Notice("OC-S015", facts=(("method", "<b>reference_mean</b>"),))
    statement = statements.twelve(notices=(notice,))
    for lang in ("sv", "en"):
        assert notice.text(lang) in flat(statement_text(statement, lang))
        assert notice.text(lang) in body(statement, lang)
    assert "<b>reference_mean" not in statement_html(statement, "sv")


def test_all_digests_stand_in_both_renderings_in_full():
    statement = statements.botkyrka(days_after=640)
    digests = [value for part, value in statement.provenance.items() if part != "rules"]
    for rendering in (statement_text(statement, "sv"), body(statement, "sv")):
        for digest in (*digests, statement.digest, statement.engine):
            assert digest in rendering
        assert "Regler 1" in rendering


def test_a_statement_without_clauses_has_no_column_for_them():
    statement = statements.without_clauses()
    assert "Klausul" not in statement_text(statement, "sv") and "Klausul" not in statement_html(statement, "sv")
    assert "Klausul" in statement_text(statements.twelve(), "sv")


def test_contract_text_is_never_markup_template_or_control():
    change = (
        ('sv = "Rörlig ersättning"', f'sv = "{HOSTILE.replace(chr(34), "")[:-4]}"'),
        ('sv = "Leverantören"', r'sv = "<b>{amount}</b> {{7*7}}"'),
        ('sv = "Tolv rader, påhittat exempel"', r'sv = "</title><script>alert(1)</script> {status}"'),
        ('sv = "Målet är påhittat."', r'sv = "<svg onload=alert(1)> # radbrytning"'),
        ('clause = "5.2"', "clause = '\"><i>5.2'"),
        ('source = "Bilaga 2"', 'source = "javascript:alert(1) <a href=x>"'),
        (
            'formula = "1000000 SEK"',
            "formula = 'gate(observed < 1 day/person_year, else \"<u>{{7*7}}</u>\") * 1 SEK'",
        ),
    )
    statement = statements.twelve(change=change)
    source, text = statement_html(statement, "sv"), statement_text(statement, "sv")
    document = Document(source)
    assert not document.all("script", "img", "i", "u", "svg")
    assert document.all("title")[0].text.startswith("Avräkning")
    for rendering in (source, text):
        assert "{{7*7}}" in rendering
        assert not [c for c in rendering if unicodedata.category(c)[0] == "C" and c != "\n"]
    assert "&lt;img src=x onerror=alert(1)&gt;" in source
    assert max(map(len, text.split("\n"))) <= 120


def test_long_names_wrap_and_amounts_are_never_cut():
    huge = "123456789012345678901234567890"
    change = (('"1000000 SEK"', f'"{huge} SEK"'), ('sv = "Rörlig ersättning"', f'sv = "{LONG}"'))
    statement = statements.twelve(change=change)
    text = statement_text(statement, "sv")
    amount = number(f"{huge}.00", "sv") + "\u00a0kr"
    assert re.search(rf"(?m)^  9  Fast ersättning +{amount}  ", text)
    assert amount in body(statement, "sv") and LONG in body(statement, "sv")
    assert LONG[:20] in text and LONG not in text
    assert max(map(len, text.split("\n"))) <= 160


def test_a_value_that_shows_as_nothing_has_no_sign():
    change = (("-change * person_years * 2143 SEK/day", "-0.001 SEK"),)
    (_, _), (_, (entry,)) = page(statements.twelve(change=change), "sv").disclosures
    assert entry.value == "0,00\u00a0kr"
    assert entry.how == ("−0,001\u00a0kr (ej\u00a0avrundad)",)


def test_names_that_are_no_rows_are_quoted_and_told_apart():
    change = (('sv = "Utbetalt a conto"', 'sv = "Utfallets värde"'),)
    assert page(statements.twelve(), "sv").rows[9].how == ("−”Utbetalt a conto”",)
    assert page(statements.twelve(change=change), "sv").rows[9].how == ("−”paid_on_account”",)


def test_formulas_of_functions_are_printed_and_explained():
    shown = page(statements.denver(), "sv")
    assert shown.rows[5].how[0].replace("\u00a0", " ") == (
        "min(bands(rad 5; från 20 % retroaktivt; 0 % → (160 000 USD / 1 %); 30 % → (38 000 USD / 1 %);"
        " 65 % → 0 USD / 1 %); 6 130 000 USD)"
    )
    assert [text.split("(")[0] for text in shown.legend[-2:]] == ["min", "bands"]


def test_without_jinja2_html_is_refused_and_text_is_not(monkeypatch):
    html_module.template.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError) as refusal:
        statement_html(statements.twelve(), "sv")
    (notice,) = refusal.value.notices
    assert notice.code == "OC-U004"
    assert dict(notice.facts) == {"what": "statement_html", "package": "jinja2", "extra": "report"}
    assert statement_text(statements.twelve(), "sv")


def test_several_flows_make_several_amounts_due():
    text = statements.TWELVE.read_text(encoding="utf-8")
    text += '\n[flows.back]\nfrom = "supplier"\nto = "municipality"\namount = "correction"\nnegative = "refuse"\n'
    contract = contract_from_bytes(text.replace("\n[[assumptions]]", "\n[[assumptions]]").encode(), "two.toml")
    statement = settle(contract, SettlementData(given=statements.TWELVE_FIGURES), "2019-10/2020-09")
    shown = page(statement, "sv")
    assert [due.entry.value for due in shown.dues] == ["770\u00a0202,02\u00a0kr", "0,00\u00a0kr"]
    assert "Leverantören betala 0,00\u00a0kr till Kommunen" in shown.dues[1].sentence


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.integers(6, 40), st.sampled_from((0, 4)))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text, width, hanging):
    lines = text_module._wrapped(text, width, hanging=hanging)
    assert all(text_module._width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == visible(text).replace(" ", "")
