"""The catalogue: every code has its words in both languages, every place that uses one gives its facts."""

import ast
import re
import string
from pathlib import Path

import pytest

from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError, catalogue
from outcome_contracts.notices.units import quantities

PACKAGE = Path(__file__).parents[1] / "outcome_contracts"
CODE = re.compile(r"OC-[A-Z][0-9]{3}")


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def calls():
    """Every call in the package whose first or only code is written out: (file:line, code, keyword names)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                code = node.args[0].value
                if isinstance(code, str) and CODE.fullmatch(code):
                    yield f"{path.name}:{node.lineno}", ast.unparse(node.func), code, node.keywords


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_code_has_its_words_in_both_languages(code):
    entry = catalogue()[code]
    assert entry.severity in ("error", "hold", "warn", "info")
    for words in (entry.what, entry.why, entry.fix):
        assert words.keys() == {"sv", "en"}
        assert words["sv"] != words["en"]
        assert placeholders(words["sv"]) == placeholders(words["en"])
        assert all(text.strip() == text and text[-1] in ".?…" for text in words.values())
    facts = placeholders(entry.what["en"] + entry.why["en"] + entry.fix["en"])
    assert all(name.isidentifier() for name in facts)
    for language in ("sv", "en"):
        assert "\n" not in Notice(code, "file:1", tuple((name, "7") for name in facts)).text(language)


def test_every_code_that_the_package_names_stands_in_the_catalogue():
    named = {code for path in PACKAGE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert named <= catalogue().keys()


def test_every_finding_gives_the_facts_that_its_words_need():
    checked = 0
    for place, function, code, keywords in calls():
        if not function.endswith(("findings.add", "problem", "_say")) or any(
            keyword.arg is None for keyword in keywords
        ):
            continue
        entry = catalogue()[code]
        needed = placeholders("".join(words["en"] for words in (entry.what, entry.why, entry.fix)))
        given = {keyword.arg for keyword in keywords} - {"net_days", "amount"}
        assert needed <= given, f"{place}: {code} needs {sorted(needed - given)}"
        checked += 1
    assert checked > 40


def test_a_notice_says_code_place_what_how_much_why_and_fix():
    facts = (("name", "fee"), ("digits", 2))
    notice = Notice("OC-S005", "given.fee", facts, net_days="3.5", amount="7500.01 SEK")
    text = notice.text("en")
    assert text.startswith("OC-S005 ERROR · given.fee · ")
    assert "At stake: 3.5 net days, SEK\u00a07,500.01." in text
    assert notice.text("sv").startswith("OC-S005 FEL · given.fee · ")
    assert Notice.from_dict(notice.to_dict()) == notice


def test_per_cent_and_net_days_have_the_signs_of_the_language():
    notice = Notice("OC-B104", facts=(("spells", "-1015.3%"), ("length", "+0.8%")), net_days="12541.5")
    assert "−1\u00a0015,3\u00a0% i antal och med +0,8\u00a0% i medellängd" in notice.text("sv")
    assert "Berör: 12\u00a0541,5 nettodagar." in notice.text("sv")
    assert "−1,015.3\u00a0% in number" in notice.text("en")
    assert "At stake: 12,541.5 net days." in notice.text("en")


def test_quantities_have_the_signs_of_the_language_and_what_is_none_stays_as_it_is():
    for fact, sv, en in (
        ("-4800000.5 USD", "−4 800 000,5 USD", "USD −4,800,000.5"),
        ("31511.31 SEK", "31 511,31 kr", "SEK 31,511.31"),
        ("192000 USD / 1%", "192 000 USD per 1 %", "USD 192,000 per 1 %"),
        ("0% – 8.38%", "0 % – 8,38 %", "0 % – 8.38 %"),
        ("1100 USD / claim → 1350 USD / claim", "1 100 USD per ärende → 1 350 USD per ärende",
         "USD 1,100 per claim → USD 1,350 per claim"),
        ("137 × 1350.5 USD", "137 × 1 350,5 USD", "137 × USD 1,350.5"),
        ("1 person", "1 person", "1 person"),
        ("5000 person", "5 000 personer", "5,000 persons"),
        ("1.5 day/person_year", "1,5 dagar per personår", "1.5 days per person-year"),
    ):  # fmt: skip
        told = {lang: quantities(fact, lang).replace("\u00a0", " ") for lang in ("sv", "en")}
        assert told == {"sv": sv, "en": en}
    for fact in ("1 truth", "4800000", "2018-10/2020-02", "2018-11-01", "1.0", "12 – 15", "price_to_370", "§ 1000"):
        assert quantities(fact, "sv") == fact


def test_a_fact_can_be_called_something_else_in_each_language():
    facts = (("name", "claims"), ("name_sv", "”Fall”"), ("name_en", "“Cases”"))
    notice = Notice("OC-L014", facts=(*facts, ("unit", "@counted_in claim/person"), ("missing", "@window")))
    assert "”Fall” räknar ärenden per person; inom vilken tid sägs inte." in notice.text("sv")
    assert "“Cases” counts claims per person; within how long is not said." in notice.text("en")


def test_findings_refuse_with_all_of_them_or_pass_what_only_informs():
    findings = Findings()
    findings.add("OC-S014", "term", months="2018-11", period="2018-11", start="a", end="b")
    assert [notice.code for notice in findings.refuse(DataRejected)] == ["OC-S014"]
    findings.add("OC-U006", argument="fee")
    findings.add("OC-U006", argument="rate")
    with pytest.raises(UsageError) as refusal:
        findings.refuse(UsageError)
    assert [notice.code for notice in refusal.value.notices] == ["OC-S014", "OC-U006", "OC-U006"]
    assert len(str(refusal.value).splitlines()) == len(findings) == 3
    assert refusal.value.exit_code == 2
