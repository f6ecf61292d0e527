"""What docs/library.md takes from the bundled contracts: `python -m tests.settlement.library_page` writes it anew.

Between `<!-- name -->` and `<!-- /name -->` the page holds what is generated here; everything else is written by hand.
test_library_page.py compares, so that it does not go stale.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from outcome_contracts.cli.bundled import LIBRARY, Bundled, bundled, checks_beside
from outcome_contracts.contract.files import read_contract
from outcome_contracts.contract.model import Contract
from outcome_contracts.settlement.cases import checks
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.tree import Call, walk

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
MARKS = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->", re.DOTALL)


def used(contract: Contract) -> str:
    """What of the language a contract shows: functions as the reference lists them, then forms."""
    formulas = [formula for formula, _ in contract.terms.formulas.values()]
    called = {node.function for formula in formulas for node in walk(formula) if isinstance(node, Call)}
    called -= {"part"}  # stands for the shares of a flow
    shares = any(not isinstance(side, str) for flow in contract.flows for side in (flow.payer, flow.payee))
    forms = {
        "table": bool(contract.tables),
        "waterfall": bool(contract.waterfalls),
        "shares of a flow": shares,
        "adjustment": any(measure.origin == "adjustment" for measure in contract.measures),
        "unknown": any(constant.unknown for constant in contract.constants),
        "counterfactual": any(measure.origin == "counterfactual" for measure in contract.measures),
    }
    named = [f"`{name}`" for name in FUNCTIONS if name in called]
    return ", ".join([*named, *(form for form, there in forms.items() if there)]) or "sums and products"


def table_block() -> str:
    """All contracts in one table."""
    rows = ["| contract | country | currency | what | what of the language it shows |", "|---|---|---|---|---|"]
    for one in bundled():
        link = f"[{one.name}](#{one.name})"
        rows.append(f"| {link} | {one.country} | {one.currency} | {one.title['en']} | {used(_contract(one))} |")
    return "\n".join(rows) + "\n"


def contracts_block() -> str:
    """Every contract by itself: files, sources, and what is not published."""
    return "\n".join(line for one in bundled() for line in _section(one))


def form_block() -> str:
    """The form of a file of checks, as its reader describes it."""
    _, _, form = (checks.__doc__ or "").partition("\n\n")
    code, _, rest = form.rpartition("\n\n")
    return f"```toml\n{textwrap.dedent(code)}\n```\n\n{rest.strip()}\n"


def _section(one: Bundled) -> Iterator[str]:
    contract, path = _contract(one), LIBRARY / f"{one.name}.toml"
    yield f"### {one.name}\n"
    files = [path, *sorted(LIBRARY.glob(f"{one.name}.*.toml"))]
    links = ", ".join(f"[{file.name}](../outcome_contracts/library/{file.name})" for file in files)
    case = f"; it must give the case `{one.case}`" if checks_beside(path) else ""
    yield f"{_sentence(one.title['en'])} {_counted(contract)}: {links}{case}.\n"
    yield from (f"- Source: {_sentence(source.what)} {_linked(source.where)}" for source in contract.sources)
    for assumption in contract.assumptions:
        yield f"- Not published, `{assumption.about}`: {assumption.text.en}"
    yield ""


def _contract(one: Bundled) -> Contract:
    return read_contract(LIBRARY / f"{one.name}.toml")


def _counted(contract: Contract) -> str:
    lines, flows = len(contract.every_line), len(contract.transfers)
    return f"{lines} line{'s' if lines > 1 else ''}, {flows} flow{'s' if flows > 1 else ''}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _linked(where: str) -> str:
    return f"<{where}>" if where.startswith("http") else where


BLOCKS = {"contracts": table_block, "sections": contracts_block, "form": form_block}


def written() -> str:
    """The page with its generated parts as they are now."""
    text = PAGE.read_text(encoding="utf-8")
    return MARKS.sub(lambda found: f"<!-- {found[1]} -->\n{BLOCKS[found[1]]()}<!-- /{found[1]} -->", text)


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
