"""Contracts in words as the tests keep them: `python -m tests.contract.prose_pages` writes them anew.

Read what it has changed aloud before keeping it. docs/prose.md holds the shortest one between its marks.
"""

from __future__ import annotations

import re
from pathlib import Path

from outcome_contracts.contract.files import read_contract

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "data" / "prose"
PAGE = ROOT / "docs" / "prose.md"
LIBRARY = ROOT / "outcome_contracts" / "library"
EXAMPLE = "norrkoping_a"
FILES = {
    "botkyrka": LIBRARY / "botkyrka.toml",
    EXAMPLE: LIBRARY / f"{EXAMPLE}.toml",
    "everything": KEPT / "everything.toml",
}
MARKS = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->", re.DOTALL)


def kept_text(name: str, lang: str) -> str:
    """A contract in words, its sentence below."""
    contract = read_contract(FILES[name])
    return f"{contract.prose(lang)}\n---\n\n{contract.sentence(lang)}\n"


def page(text: str) -> str:
    """docs/prose.md with what is generated put between its marks."""
    contract = read_contract(FILES[EXAMPLE])
    parts = {
        "sentence": f"> {contract.sentence('sv')}\n>\n> {contract.sentence('en')}\n",
        "clauses": re.sub(r"^#", "###", contract.prose("en"), flags=re.MULTILINE),
    }
    return MARKS.sub(lambda mark: f"<!-- {mark[1]} -->\n{parts[mark[1]]}<!-- /{mark[1]} -->", text)


if __name__ == "__main__":
    for kept in FILES:
        for language in ("sv", "en"):
            (KEPT / f"{kept}.{language}.md").write_text(kept_text(kept, language), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
