"""docs/valuation: every example runs and gives what it says, every table comes out again, every page is linked."""

import doctest
import re
from pathlib import Path

import pytest

from outcome_contracts.decimals import fixed_text
from outcome_contracts.valuation import SickPayPayer, full_day_cost, replacement_cash

FOLDER = Path(__file__).parents[2] / "docs" / "valuation"
PAGES = sorted(FOLDER.glob("*.md"))


def examples(path):
    blocks = re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    return doctest.DocTestParser().get_doctest("\n".join(blocks), {}, path.name, str(path), 0)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_has_formula_basis_source_example_and_limits(path):
    text = path.read_text(encoding="utf-8")
    assert "## Limits" in text and ">>>" in text
    assert path.stem == "dated" or ("**Basis.**" in text and "**Source.**" in text)
    runner = doctest.DocTestRunner()
    assert runner.run(examples(path)).failed == 0


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_linked_from_the_index(path):
    assert f"(valuation/{path.name})" in (FOLDER.parent / "index.md").read_text(encoding="utf-8")


def test_the_table_of_cash_comes_out_again():
    text = (FOLDER / "replacement.md").read_text(encoding="utf-8").replace("−", "-").replace(",", "")
    rows = re.findall(r"^\| ([0-9.]+) \| (-?\d+) \| (-?\d+) \| (-?\d+) \|$", text, re.MULTILINE)
    day = full_day_cost(yearly_pay=12 * 31_700, contributions="39.15 %", hours_per_day=8)
    assert len(rows) == 6
    for share, later, waiting, mixed in rows:
        found = replacement_cash(full_day=day, replaced_share=share, premium=0, payer=SickPayPayer.EMPLOYER, source="x")
        values = found.day2_14, found.waiting_day, found.day_value(waiting_day_share="25 %").value
        assert [fixed_text(value, 0) for value in values] == [later, waiting, mixed]
