"""docs/health_economics.md: every example runs, every number in its words is one that the library gives."""

import doctest
import re
from pathlib import Path

from outcome_contracts.notices import catalogue
from outcome_contracts.valuation.health_economics import Resource, compulsory_connection
from tests.valuation.health_economics.test_board import kupo, table

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "health_economics.md"


def test_the_examples_give_what_they_say():
    outcome = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0 and outcome.attempted > 12


def test_the_numbers_in_its_words():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    found, everybody = table(), compulsory_connection(table(), budget=3_000_000)
    for row in (found.rows[5], found.rows[0], found.all_units):
        use, per_case = 100 * float(row.search_frequency), float(row.cost_per_case)
        assert f"| {row.heads:,} | {row.cases} | {use:.2f} % | {per_case:,.2f} |" in text
    assert f"{everybody.heads:,}" in text
    use, cases = 100 * float(everybody.use_of_same_cost_per_case), everybody.cases_of_same_cost_per_case
    assert f"**only above {use:.4f} %** ({cases:,} cases" in text
    assert f"from a use of {100 * float(everybody.use_of_same_net_value(10_000)):.4f} %" in text
    assert f"{100 * float(sum(row.search_frequency for row in found.rows) / 8):.2f} %, is not it" in text
    known = kupo(0 * found.price)
    in_kind = int(known.of(Resource.IN_KIND).known), 100 * float(known.share_of(Resource.IN_KIND))
    assert f"{in_kind[0]:,} or {in_kind[1]:.2f} % in kind" in text


def test_it_is_linked_and_its_codes_exist():
    assert "(health_economics.md)" in (DOCS / "index.md").read_text(encoding="utf-8")
    named = set(re.findall(r"OC-[A-Z][0-9]{3}", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 4 and named <= catalogue().keys()
