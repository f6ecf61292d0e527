"""docs/quality.md: its example runs, its acknowledgement is one, its catalogue is the catalogue."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path

from outcome_contracts.cli.data_file import WithoutStaff
from outcome_contracts.notices import catalogue
from outcome_contracts.period import Period
from outcome_contracts.settlement.decided import Acknowledged
from tests.absence.deliveries import rules
from tests.absence.quality_page import BLOCKS, MARKS, PAGE, written

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_what_would_be_generated_now():
    """`python -m tests.absence.quality_page` writes it anew."""
    assert written() == TEXT
    assert {name for name, _ in MARKS.findall(TEXT)} == BLOCKS.keys()


def test_the_example_prints_what_stands_there(capsys):
    code, printed = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)[0]
    exec(code, {"rules": rules()})  # the page's own code
    assert capsys.readouterr().out == printed


def test_the_acknowledgement_of_the_page_is_one():
    word, closed = (tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL))
    (one,) = word["acknowledgements"]
    assert Acknowledged.model_validate(one).acknowledgement().party == "municipality"
    (unit,) = closed["absence"]["without_staff"]
    assert str(Period.parse(WithoutStaff.model_validate(unit).months)) == "2019-10/2020-04"


def test_every_code_of_the_page_stands_in_the_catalogue_and_the_page_in_the_index():
    assert set(re.findall(r"OC-[A-Z][0-9]{3}", TEXT)) <= catalogue().keys()
    assert "(quality.md)" in (Path(PAGE).parent / "index.md").read_text(encoding="utf-8")


def test_twenty_expected_spells_fail_to_come_about_twice_in_a_thousand_million_months():
    assert 2e-9 < math.exp(-20) < 2.1e-9
