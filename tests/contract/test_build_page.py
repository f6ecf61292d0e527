"""The page about contracts in Python: its code runs, and both columns of its table give the same trees."""

import re
from pathlib import Path

from outcome_contracts.contract import build
from outcome_contracts.contract.build import ref
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.parser import parse

PAGE = (Path(__file__).parents[2] / "docs" / "builders.md").read_text(encoding="utf-8")
BUILDER = {name: getattr(build, name) for name in build.__all__}


def test_the_code_of_the_page_runs(capsys):
    names = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, names)
    again = {}
    exec(capsys.readouterr().out, again)
    assert again["contract"].digest == names["contract"].digest


def test_both_columns_of_the_table_give_the_same_trees():
    rows = [re.findall(r"`([^`]*)`", row) for row in PAGE.splitlines() if row.startswith("| `")]
    calls = [row for row in rows if len(row) == 2 and row[0].partition("(")[0] in FUNCTIONS]
    names = {**BUILDER, **{name: ref(name) for name in ("x", "a", "b")}, "c": build.truth("c")}
    for written, in_python in calls:
        assert eval(in_python, names).node == parse(written)
    assert len(calls) == 9
