"""The notebooks run as scripts, say something, and say the same every time."""

import ast
import re
import runpy
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.py"))
# What the conclusion of each must have found, whatever the figures are.
CONCLUSIONS = {
    "02_sick_data_honest_data": (
        "3,780,005, and 5 errors and holds",
        "After mending: 0 errors; 2 holds, let stand by both parties.",
        "1,779,645 in two directions",
        "12 units were measured, 20 groups are published",
    ),
    "03_definitions_move_money": ("The definition that moves most is:", "by words alone"),
    "04_choosing_a_baseline": ("Least error:", "At 300 employees the plain interval"),
    "05_will_we_pay_for_nothing": ("is seen in", "the toss of a coin", "pays something for nothing in"),
    "06_the_pandemic": ("leaving the question open", "The contract's own clause says: suspend", "The interval is"),
    "07_what_does_a_day_cost": ("a day was worth 780 to 2160 SEK", "2,448,600 SEK too much", "pays from 10.48%"),
    "12_dispute_clinic": ("Causes that differ:", "the largest part is", "Plans that could have been agreed give"),
    "14_eap_kupo_and_the_hr_board": ("above a use of 3.08 %", "27.91 % in kind", "are unknown and stay so", "draws"),
}


def cells(path):
    """Kind and text of every cell of a py:percent file."""
    parts = re.split(r"^# %%(.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [(kind.strip(), text) for kind, text in zip(parts[1::2], parts[2::2], strict=True)]


def test_every_notebook_has_a_conclusion_to_look_for():
    assert {path.stem for path in NOTEBOOKS} == set(CONCLUSIONS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_concludes(path, capsys, monkeypatch):
    import socket

    def refused(*_args, **_more):
        raise OSError("no network in a notebook")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(sys, "argv", [str(path)])
    runpy.run_path(str(path), run_name="__main__")
    said = capsys.readouterr().out
    for conclusion in CONCLUSIONS[path.stem]:
        assert conclusion in said
    assert "nan" not in said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_prose_and_code_in_turn_and_draws(path):
    kinds = [kind for kind, _ in cells(path)]
    assert kinds[0] == "[markdown]" and set(kinds) == {"[markdown]", ""}
    trees = [ast.parse(text) for kind, text in cells(path) if not kind]
    shown = [ast.unparse(tree.body[-1]) for tree in trees if isinstance(tree.body[-1], ast.Expr)]
    assert any(not text.startswith("print(") for text in shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_conclusion_is_computed_and_not_typed(path):
    last_prose = [text for kind, text in cells(path) if kind == "[markdown]"][-1]
    assert last_prose.strip() == "# ## Conclusion"
    assert "{" in cells(path)[-1][1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_public_names_are_used(path):
    names = re.findall(r"[\w.]+", "".join(text for kind, text in cells(path) if not kind))
    assert not [name for name in names if re.search(r"(^|\.)_[a-z]", name)]
