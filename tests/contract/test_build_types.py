"""What a type checker says of contracts in Python: nothing of a good one, and of a mistake the line where it stands."""

import re
from pathlib import Path

import pytest

GOOD = """
from datetime import date

from outcome_contracts.contract import build
from outcome_contracts.contract.build import ContractDraft, at_least, equals, gate, money, percent, ramp, ref, steps
from outcome_contracts.contract.build import truth

x = ref("x")
condition: build.Condition = (x + 1 >= 2 * x) & ~truth("agreed") | equals(x, 3)
amount: build.Quantity = -ramp(x, (percent("0"), 0), (ref("target"), 1)) * money("6000000", "SEK") / 2
paid = build.min(steps(x, at_least(percent(8), amount)), 5) * gate(condition, otherwise="no")
draft: ContractDraft = (
    ContractDraft(
        id="a", title={"sv": "a", "en": "b"}, currency="SEK", rules="1", term={"start": date(2020, 1, 1), "months": 12}
    )
    .line("due", paid, round={"to": "0.01", "mode": "half_up"})
    .line("reached", condition)
    .flow("f", payer="city", payee={"a": percent(70), "b": percent(30)}, amount=ref("due"), negative="refuse")
)
"""
MISTAKES = [
    'gate(x, otherwise="no")',
    'gate(x == 3, otherwise="no")',
    'gate(condition)',
    "condition + 1",
    "x & condition",
    "x + 0.5",
    'x + "1"',
    "percent(12.5)",
    'money("5")',
    "ramp(x, (0, 0))",
    "ramp(x, 0, 1)",
    "steps(x, build.below(1, 2))",
    "build.corridor(x, build.above(1, 2), build.above(3, 4))",
    'build.deadband(x, 0, 1, "both")',
    'build.weighted("in_order", (1, x))',
    'build.milestones("in_order", (x, 1))',
    "build.choose(x, 1, 0)",
    "build.previous(x, 0)",
    "build.max(x)",
    'draft.line("a", "x + 1")',
    'draft.line("a", x, round={"to": "0.01", "mode": "nearest"})',
    'draft.line("a", x, label={"sv": "only one"})',
    'draft.line("a", x, labels="b")',
    'draft.flow("f", payer="a", payee="b", amount=x)',
    'draft.flow("f", payer="a", payee="b", amount=x, negative="never")',
    'draft.measure_given("m", unit="SEK", digits="2", improves="up")',
]  # fmt: skip


# What the builder stands on is checked elsewhere; following all of it here would take half a minute.
SETTINGS = """
[mypy]
strict = True
follow_imports = silent
[mypy-outcome_contracts.*]
follow_imports = skip
""" + "".join(
    f"[mypy-outcome_contracts.{module}]\nfollow_imports = silent\n"
    for module in ("contract.build.*", "terms.tree", "terms.units", "terms.rounding")
)


def test_a_type_checker_passes_good_code_and_finds_every_mistake(tmp_path):
    api = pytest.importorskip("mypy.api")
    code, settings = tmp_path / "embedded.py", tmp_path / "mypy.ini"
    code.write_text(GOOD + "\n".join(MISTAKES) + "\n", encoding="utf-8")
    settings.write_text(SETTINGS, encoding="utf-8")
    cache = Path(__file__).parents[2] / ".mypy_cache" / "embedded"
    found, _, _ = api.run(["--config-file", str(settings), "--cache-dir", str(cache), str(code)])
    lines = {int(match[1]) for match in re.finditer(r"embedded\.py:(\d+): error", found)}
    first = GOOD.count("\n") + 1
    assert lines == set(range(first, first + len(MISTAKES))), found
