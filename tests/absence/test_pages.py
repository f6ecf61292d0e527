"""docs/vintages.md, organisation.md and rights.md: what stands there runs and prints what stands there."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from outcome_contracts.notices import catalogue
from outcome_contracts.panel import COLUMNS, Panel
from outcome_contracts.period import Period
from tests.absence.deliveries import rules
from tests.absence.test_rights import world

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("vintages", "organisation", "rights")


def page(name):
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def a_panel():
    column = np.array([[100, 0], [50, 0], [7, 0]], dtype=np.int64)
    units = ("4410", "4420", "4430")
    period = Period.parse("2020-12/2021-01")
    return Panel(units, period, "sha256:" + "0" * 64, **dict.fromkeys(COLUMNS, column))


def files(folder):
    """27 persons: in August the spells of 12 are withdrawn and those of 15 a day shorter."""
    people = [f"p{place:02},e{place:02},north,2019-01-01,,1" for place in range(40)]
    july = [f"p{place:02},e{place:02},2020-02-03,2020-02-04,1,SJK" for place in range(12)]
    last = ("2020-03-09", "2020-03-08")
    later = [[f"p{place:02},e{place:02},2020-03-02,{end},1,SJK" for place in range(12, 27)] for end in last]
    spells = "person,employment,first_day,last_day,extent,reason"
    tables = {
        "employments": ["person,employment,unit,first_day,last_day,extent", *people],
        "july": [spells, *july, *later[0]],
        "august": [spells, *later[1]],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_code_of_the_page_prints_what_stands_there(name, tmp_path, monkeypatch, capsys):
    files(tmp_path)
    monkeypatch.chdir(tmp_path)
    ((code, printed),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", page(name), re.DOTALL)
    names = {"rules": rules(), "panel": a_panel(), "vintages": world(), "person": "p003"}
    exec(code, names)  # the page's own code
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize("name", PAGES)
def test_every_code_of_the_page_stands_in_the_catalogue_and_the_page_in_the_index(name):
    codes = set(re.findall(r"OC-[A-Z][0-9]{3}", page(name)))
    assert codes
    assert codes <= catalogue().keys()
    assert f"({name}.md)" in page("index")
