"""docs/primitives.md, from the contracts, cases and laws: `python -m tests.primitives.page` writes it anew."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.printer import formula_text
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

The order of deductions, caps and ranks is a term of the contract: percentages do not commute with amounts. Each pair of
contracts differs in one formula:

| | figure | paid |
|---|---|---|
| [20 % off, then 50,000]({order_percent_first}) | 1,000,000 | 750,000 |
| [50,000 off, then 20 %]({order_amount_first}) | 1,000,000 | 760,000 |
| [half of at most 1,000,000]({order_cap_before_share}) | 1,800,000 | 500,000 |
| [at most 1,000,000 of the half]({order_share_before_cap}) | 1,800,000 | 900,000 |

[Seniority, guarantee and recycling]({investor_leg}) in one: what is recycled stands first, and the guarantee pays
at the end of the term what the senior rank has not had. A statistical gate on the lower end of a counterfactual (P17)
is tried in [test_gates.py](../tests/primitives/test_gates.py), terminations by cause (P38) and a longer window (P41)
in [test_agreements.py](../tests/primitives/test_agreements.py).
"""
STEMS = (
    "order_percent_first",
    "order_amount_first",
    "order_cap_before_share",
    "order_share_before_cap",
    "investor_leg",
)


def sections():
    """The page, part by part."""
    yield OPENING
    yield _overview()
    laws = laws_by_contract()
    for each in primitives():
        yield _section(each, laws.get(each.stem, []))
    yield COMPOSED.format(**{stem: f"../tests/data/primitives/{stem}.toml" for stem in STEMS})
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
    shares = any("." in transfer.id for transfer in primitive.contract.transfers)
    return [name for name in FUNCTIONS if name in called and (name != "part" or shares)]


def _section(each, laws):
    path = f"../tests/data/primitives/{each.stem}"
    files = f"[contract]({path}.toml), [cases]({path}.cases.toml)"
    formulas = each.contract.terms.formulas
    shown = [
        f"{name} = {formula_text(formulas[name if name in formulas else f'flow.{name}'][0])}" for name in each.shows
    ]
    shown += [f"termination.{cause.id} = {formula_text(cause.amount)}" for cause in each.contract.termination]
    lines = [f"### {_heading(each)}\n", files + "\n", "```", *shown, "```\n"]
    lines += [f"- Edges: {each.edges}.", f"- Trap: {each.trap}."]
    lines += [f"- Laws: {'; '.join(laws)}."] if laws else []
    lines += ["", "| case | gives |", "|---|---|", *(f"| {case.name} | {_pays(case)} |" for case in each.cases), ""]
    return "\n".join(lines)


def _pays(case):
    if case.refused:
        return f"refused: {', '.join(case.refused)}"
    figures = [*case.pays.items(), *case.lines.items()]
    return ", ".join(f"`{name}` {_amount(figure)}" for name, figure in figures)


def _amount(amount):
    if isinstance(amount, bool):
        return str(amount).lower()
    if "/" in amount:
        return amount.replace("-", "−")
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
        where = ", ".join(f"[{path.removesuffix('/__init__.py').split('/')[-1]}]({_link(path)})" for path in links)
        rows.append(f"| {each['id']} | {each['what']} | {each['how']} | {where} |")
    return "\n".join(rows) + "\n"


def _link(path):
    return path.removeprefix("docs/") if path.startswith("docs/") else f"../{path}"


def written():
    """The page as it is now."""
    return "\n".join(sections())


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
