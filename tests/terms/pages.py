"""docs/functions: one page per function, its plots, and the table of functions in docs/language.md, from the code.

`python -m tests.terms.pages` writes them; the tests fail while they differ from what the definitions say.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path

from outcome_contracts.terms.functions import FUNCTIONS, Function
from tests.terms.drawn import drawn, svg, table

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "functions"
MARKS = re.compile(r"(<!-- functions -->\n).*?(<!-- /functions -->)", re.DOTALL)


def page(function: Function) -> str:
    """The page of a function."""
    meaning = inspect.cleandoc(type(function).__doc__ or "")
    lines = [f"# {function.name}", "", *(f"- `{form}`" for form in forms(function)), "", meaning, ""]
    lines += [
        f"Payout primitives: {function.primitives}.",
        "",
        "## Worked examples",
        "",
        "| formula | value |",
        "|---|---|",
    ]
    for example in function.examples:
        given = "; ".join(f"`{name}` = {', '.join(figures)}" for name, figures in example.given)
        lines.append(f"| `{example.formula}`{', with ' + given if given else ''} | {example.value} |")
    for place, shape in enumerate(function.shapes):
        one = drawn(shape)
        lines += ["", *(["## Shape", ""] if place == 0 else []), f"`{shape.formula}`", ""]
        lines += [f"![{function.name}: the values in the table below]({picture(function, place)})", "", *table(one)]
    return "\n".join([*lines, "", "[The language](../language.md)", ""])


def forms(function: Function) -> list[str]:
    """The forms of its arguments."""
    return function.signature.split(" or ")


def picture(function: Function, place: int) -> str:
    """The file of a plot."""
    return f"{function.name}.svg" if place == 0 else f"{function.name}_{place + 1}.svg"


def index() -> str:
    """The functions in the order of the language, each with its first sentence."""
    rows = []
    for name, function in FUNCTIONS.items():
        first = inspect.cleandoc(type(function).__doc__ or "").partition("\n")[0]
        rows.append(
            f"| [`{name}`](functions/{name}.md) | {'<br>'.join(f'`{form}`' for form in forms(function))} | {first} |"
        )
    return "\n".join(["| function | form | value |", "|---|---|---|", *rows, ""])


def files() -> Mapping[Path, str]:
    """Every generated file and what stands in it."""
    written = {FOLDER / f"{name}.md": page(function) for name, function in FUNCTIONS.items()}
    for function in FUNCTIONS.values():
        for place, shape in enumerate(function.shapes):
            written[FOLDER / picture(function, place)] = svg(shape, drawn(shape))
    language = (DOCS / "language.md").read_text(encoding="utf-8")
    written[DOCS / "language.md"] = MARKS.sub(lambda found: found[1] + index() + found[2], language)
    return written


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
