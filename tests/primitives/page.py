"""docs/primitives.md, from the contracts, cases and laws: `python -m tests.primitives.page` writes it anew."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.printer import text
from outcome_contracts.terms.tree import Call, walk
from tests.primitives.cases import FOLDER, primitives

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "primitives.md"

OPENING = """# The payout primitives, each as a contract

Forty-three ways in which outcome contracts pay, P01 to P43, written in [the language](language.md). Each is a small,
complete contract with cases computed by hand on both sides of every edge; the laws are tried on drawn figures. Both are
run by the tests. This page is generated from them.

[Primitives](#primitives) · [order and composition](#order-and-composition) · [requirements](#requirements)

## Primitives
"""

COMPOSED = """## Order and composition

The order of deductions, caps and ranks is a term of the contract. Each pair of files differs in one formula:

| contracts | figure | paid |
|---|---|---|
| [per cent before amount](../tests/data/primitives/order_percent_first.toml), [amount before per cent](../tests/data/primitives/order_amount_first.toml): 20 % and 50,000 off | 1,000,000 | 750,000, 760,000 |
| [cap before share](../tests/data/primitives/order_cap_before_share.toml), [share before cap](../tests/data/primitives/order_share_before_cap.toml): half, at most 1,000,000 | 1,800,000 | 500,000, 900,000 |

[investor_leg.toml](../tests/data/primitives/investor_leg.toml) has ranks, a first-loss guarantee and recycling in one:
what is recycled stands first, the guarantee pays at the end of the term what the senior rank has not had. A statistical
gate on the lower end of a counterfactual (P17), terminations by cause (P38) and the extension of a window (P41) are tried
in [test_gates.py](../tests/primitives/test_gates.py) and [test_agreements.py](../tests/primitives/test_agreements.py).
"""


def sections():
    """The page, part by part."""
    yield OPENING
    yield _overview()
    laws = laws_by_contract()
    for each in primitives():
        yield _section(each, laws.get(each.stem, []))
    yield COMPOSED
    yield _requirements()


def _overview():
    rows = ["| | primitive | functions | seen in |", "|---|---|---|---|"]
    for each in primitives():
        called = ", ".join(f"[`{name}`](functions/{name}.md)" for name in functions(each)) or "–"
        rows.append(f"| [{each.primitive}](#{_anchor(each)}) | {each.name} | {called} | {each.seen} |")
    return "\n".join(rows) + "\n"


def functions(primitive):
    """The functions of the language that the contract of a primitive calls, as the reference lists them."""
    formulas = [formula for formula, _ in primitive.contract.terms.formulas.values()]
    called = {node.function for formula in formulas for node in walk(formula) if isinstance(node, Call)}
    shares = any(not isinstance(side, str) for flow in primitive.contract.flows for side in (flow.payer, flow.payee))
    return [name for name in FUNCTIONS if name in called and (name != "part" or shares)]


def _section(each, laws):
    files = f"[contract](../tests/data/primitives/{each.stem}.toml), [cases](../tests/data/primitives/{each.stem}.cases.toml)"
    formulas = each.contract.terms.formulas
    shown = [f"{name} = {text(formulas[name if name in formulas else f'flow.{name}'][0])}" for name in each.shows]
    lines = [f"### {_heading(each)}\n", files + "\n", "```", *shown, "```\n"]
    lines += [f"- Edges: {each.edges}.", f"- Trap: {each.trap}."]
    lines += [f"- Laws: {'; '.join(laws)}."] if laws else []
    lines += [f"- Cases: {'; '.join(_case(case) for case in each.cases)}.", ""]
    return "\n".join(lines)


def _case(case):
    if case.refused:
        return f"{case.name}: refused, {', '.join(case.refused)}"
    paid = [f"`{name}` {_amount(amount)}" for name, amount in case.pays.items()]
    return f"{case.name}: {', '.join(paid)}"


def _amount(amount):
    whole, _, rest = amount.lstrip("-").partition(".")
    sign = "−" if amount.startswith("-") else ""
    return f"{sign}{int(whole):,}" + (f".{rest}" if rest else "")


def _heading(each):
    return f"{each.primitive} {each.name}"


def _anchor(each):
    return re.sub(r"[^\w\- ]", "", _heading(each).lower()).replace(" ", "-")


def laws_by_contract():
    """By contract, the laws that name it, as sentences: a test's own words, or those of what it calls."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        functions_ = {
            node.name: ast.get_source_segment(source, node) or ""
            for node in ast.parse(source).body
            if isinstance(node, ast.FunctionDef)
        }
        for name, body in functions_.items():
            if not name.startswith("test_"):
                continue
            called = [other for key, other in functions_.items() if key != name and re.search(rf"\b{key}\(", body)]
            for stem in set(re.findall(r'"(p\d\d_\w+)"', "\n".join([body, *called]))):
                found.setdefault(stem, []).append(name.removeprefix("test_").replace("_", " "))
    return found


def requirements():
    """The requirements with where each is met."""
    return tomllib.loads((FOLDER / "requirements.toml").read_text(encoding="utf-8"))["requirements"]


def _requirements():
    rows = ["## Requirements\n", "| | what | how | where |", "|---|---|---|---|"]
    for each in requirements():
        links = [*each["code"], each["page"], *each["tests"]]
        where = ", ".join(f"[{Path(path).name if 'init' not in path else Path(path).parent.name}]({_link(path)})" for path in links)
        rows.append(f"| {each['id']} | {each['what']} | {each['how']} | {where} |")
    return "\n".join(rows) + "\n"


def _link(path):
    return path.removeprefix("docs/") if path.startswith("docs/") else f"../{path}"


def written():
    """The page as it is now."""
    return "\n".join(sections())


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
