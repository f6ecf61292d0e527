"""The quality report as people read it: ranked, complete in itself, and nothing of others is taken for markup."""

from __future__ import annotations

import re

import pytest

from outcome_contracts import quality_html, quality_text
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.period import Period
from outcome_contracts.quality import MonthMap, QualityReport, quality_report
from outcome_contracts.report.plots import findings_bars, months_grid
from outcome_contracts.valuation import stated
from tests.report.document import Document

PERIOD = Period.parse("2020-01/2020-06")
HOSTILE = "<script>alert(1)</script>"
MONTHS = MonthMap(("north", HOSTILE, "small", "whole"), PERIOD, ("aamzad", "zzaaaa", "ssssss", "aaaaaa"))
NOTICES = (
    Notice("OC-D010", "spells.csv:7", (("count", 2),), "1.5", rows=("spells.csv:7", "spells.csv:9")),
    Notice("OC-D012", "spells.csv:3", (("count", 1200),), "400.25"),
    Notice("OC-D050", "", (("unit", HOSTILE), ("months", "2020-03"), ("count", 1))),
    Notice("OC-S030", "", (("seed", 1),)),
)


def report(**options) -> QualityReport:
    chosen = {"months": MONTHS, "day_value": stated("2143.50", f"clause 7 {HOSTILE}")} | options
    return quality_report(NOTICES, **chosen)


def parsed(page: str) -> Document:
    """The page without what is drawn inside its pictures."""
    return Document(re.sub(r"(<svg[^>]*>).*?(</svg>)", r"\1\2", page, flags=re.DOTALL))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_is_whole_and_safe(lang):
    page = quality_html(report(), lang)
    document = parsed(page)
    assert page == quality_html(report(), lang)
    assert [one.attributes["lang"] for one in document.all("html")] == [lang]
    assert not document.all("script", "link", "img", "iframe")
    assert "default-src 'none'" in page
    assert all(one.attributes.get("scope") for one in document.all("th"))
    assert [one.tag for one in document.all("h1")] == ["h1"]
    assert len(document.all("figure")) == len(document.all("svg")) == len(document.all("figcaption")) == 2
    assert all(one.attributes.get("aria-label") for one in document.all("svg"))
    assert HOSTILE not in page
    assert report().digest in page


def test_the_costliest_stands_first_and_the_unknown_is_called_unknown():
    rows = [row for row in parsed(quality_html(report(), "sv")).all("tr") if "OC-" in row.text and "main" in row.inside]
    told = [re.search(r"OC-[A-Z]\d{3}", row.text)[0] for row in rows][: len(NOTICES)]
    assert told == ["OC-D012", "OC-D010", "OC-D050", "OC-S030"]
    text = quality_text(report(), "sv").replace("\u00a0", " ")
    assert "Berör: 400,25 nettodagar, 857 935,88 kr." in text  # 400.25 × 2143.50 = 857 935.875
    assert "FEL: 2. Nettodagar: minst 1,5. Belopp: minst 3 215,25 kr." in text
    assert "okänt" in quality_text(report(day_value=None), "sv")
    assert "spells.csv:7, spells.csv:9" in text


def test_a_hold_says_what_acknowledges_it_or_that_nothing_does():
    text = quality_text(report(), "en")
    (held,) = [one for one in report().findings if one.code == "OC-D012"]
    assert f"To acknowledge it, name {held.digest}; acknowledged by: –" in text
    assert "OC-S030 HOLD" in text and "Cannot be acknowledged." in text


def test_both_languages_show_the_same_digits():
    digits = [re.sub(r"[^0-9]", "", quality_text(report(), lang)) for lang in ("sv", "en")]
    assert digits[0] == digits[1]


def test_a_report_without_findings_says_so():
    empty = quality_report((), months=None, day_value=None)
    assert "Nothing was found." in quality_text(empty, "en")
    assert "Inget har hittats." in quality_html(empty, "sv")
    assert not parsed(quality_html(empty, "sv")).all("figure")


def test_bars_are_amounts_where_a_day_has_a_value_and_days_elsewhere():
    priced, days = findings_bars(report(), "en"), findings_bars(report(day_value=None), "en")
    assert priced.rows[0] == ("OC-D012 HOLD spells.csv:3", "SEK\u00a0857,935.88")
    assert days.rows == (("OC-D012 HOLD spells.csv:3", "400.25"), ("OC-D010 ERROR spells.csv:7", "1.5"))
    assert "Findings whose days or amount are unknown: 2." in days.alt
    assert findings_bars(quality_report(NOTICES[2:], months=None, day_value=None), "en") is None


def test_the_grid_shows_the_units_with_something_to_see_and_no_small_group():
    grid = months_grid(MONTHS, "en")
    assert grid.columns == ("Unit", "missing", "zero, doubtful", "zero")
    assert grid.rows == (("north", "2020-03", "2020-06", "2020-04"), (HOSTILE, "–", "–", "2020-01/2020-02"))
    assert "2 of 4 units" in grid.alt
    assert "Missing months: 1. Zeros that cannot be right: 1. Months without absence, taken as zero: 3." in grid.alt
    assert "small" not in "".join(cell for row in grid.rows for cell in row)
    assert months_grid(MonthMap(("a",), PERIOD, ("aaasss",)), "en") is None


def test_a_language_that_is_not_spoken_is_refused():
    for show in (quality_text, quality_html):
        with pytest.raises(UsageError) as refusal:
            show(report(), "fi")
        assert [notice.code for notice in refusal.value.notices] == ["OC-U001"]
