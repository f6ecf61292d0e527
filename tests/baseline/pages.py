"""What the pages on the reference take from the code: `python -m tests.baseline.pages` writes it anew.

Between `<!-- name -->` and `<!-- /name -->` a page holds what is generated here; everything else is written by hand.
test_pages.py compares, so that no page goes stale.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

from outcome_contracts.baseline.counterfactual import Counterfactual
from outcome_contracts.baseline.diagnostics.panel_rules import check_evidence
from outcome_contracts.baseline.evidence import gather
from outcome_contracts.baseline.fit import Method, method_of
from outcome_contracts.baseline.inference.spread import spread
from outcome_contracts.baseline.recognised import SPECIFICATIONS
from outcome_contracts.baseline.requirements import REQUIREMENTS, SETTINGS_OF_INFERENCE
from outcome_contracts.notices import catalogue
from tests.baseline.broken_by import BROKEN_BY
from tests.baseline.reachable import codes, words

DOCS = Path(__file__).parents[2] / "docs" / "baseline"
# What an array function says of an argument that does not fit; a plan and two panels never get there.
OF_ARGUMENTS = {"OC-B060", "OC-B070", "OC-B090", "OC-B091", "OC-B092", "OC-B093"}
# What stands in a room that several methods use, and is about an inference that not all of them have.
OF_INFERENCE = {"OC-B068": "cross_fitted_t"}
WITHOUT_WHOLE_ERROR = {"sampling_only", "none"}
SEVERITIES = {"error": "refused", "hold": "held", "warn": "warning", "info": "note"}
MARKS = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->", re.DOTALL)


def module(method: str) -> Method:
    """The module of a method."""
    return method_of(SimpleNamespace(method=method))


def recorded(*functions) -> list[str]:
    """The codes that functions can record of a plan and its panels, sorted."""
    found = set().union(*(codes(function) for function in functions))
    return sorted(code for code in found - OF_ARGUMENTS if code.startswith("OC-B"))


def of_severity(found: list[str], *severities: str) -> str:
    """Links to those of some severities."""
    links = [linked(code) for code in found if catalogue()[code].severity in severities]
    return ", ".join(links) or "–"


def linked(code: str) -> str:
    """A code as a link to its place among the refusals."""
    return f"[{code}](refusals.md#{code.lower()})"


def grade(method: str) -> str:
    """The grade of a method's figure, by its inference where that decides."""
    room = module(method)
    own = [function for name in ("estimate", "adopt") if (function := getattr(room, name, None))]
    named = set().union(*(words(function, within=room.__name__) for function in own))
    lowered = [one for one in REQUIREMENTS[method].inference if one in WITHOUT_WHOLE_ERROR]
    if "SETTLEMENT" not in named:
        return "descriptive"
    if not lowered or "adopt" in vars(room):
        return "settlement"
    return "settlement; descriptive with " + ", ".join(f"`{one}`" for one in lowered)


def assumptions(method: str) -> list[str]:
    """The sentences that stand on every statement of the method."""
    return [f"- {one.en}" for one in getattr(module(method), "ASSUMPTIONS", ())]


def method_block(method: str) -> str:
    """Assumptions, what a plan states, what is refused, and the grade."""
    needs, room = REQUIREMENTS[method], module(method)
    before = [code for code in recorded(room.require) if OF_INFERENCE.get(code, needs.inference[0]) in needs.inference]
    if adopt := getattr(room, "adopt", None):
        known = recorded(gather, Counterfactual.__post_init__, Counterfactual.draws)
        before = [code for code in recorded(adopt) if code not in known]
    while_computing = [code for code in recorded(room.predict) if code not in before]
    inference = []
    for one in needs.inference:
        settings = ", ".join(f"`{setting}`" for setting in SETTINGS_OF_INFERENCE[one])
        inference.append(f"`{one}`" + (f" with {settings}" if settings else ""))
    rows = {
        "`comparators`": "named" if needs.comparators else "`[]`",
        "`inference`": "; ".join(inference),
        "settings": ", ".join(f"`{setting}`" for setting in needs.settings) or "–",
        "refused before computing": of_severity(before, "error"),
        "refused in computing": of_severity(while_computing, "error"),
        "said": of_severity(sorted({*before, *recorded(room.estimate)}), "warn", "info", "hold"),
        "grade": grade(method),
    }
    sentences = assumptions(method)
    assumed = ["Assumes:", "", *sentences, ""] if sentences else []
    return "\n".join([*assumed, *table(("a plan states", ""), rows.items()), ""])


def common_block() -> str:
    """What is refused and said whatever the method."""
    before = recorded(gather)
    rows = {
        "refused before computing": of_severity(before, "error"),
        "refused in computing": of_severity(sorted({"OC-B032", "OC-B033", *recorded(spread)}), "error"),
        "held": of_severity(before, "hold"),
        "said": of_severity(sorted({*before, *recorded(check_evidence)}), "warn", "info"),
    }
    return "\n".join([*table(("whatever the method", ""), rows.items()), ""])


def specification_block() -> str:
    """The recognised specifications: what differs from the first."""
    fields = ["method", *(field for field in next(iter(SPECIFICATIONS.values())) if field != "method")]
    fields += sorted({field for fixed in SPECIFICATIONS.values() for field in fixed} - set(fields))
    rows = [(number, *(_value(fixed.get(field)) for field in fields)) for number, fixed in SPECIFICATIONS.items()]
    return "\n".join([*table(("number", *(f"`{field}`" for field in fields)), rows), ""])


def inference_block() -> str:
    """The inferences that a plan can name, with their settings and the methods that can have them."""
    rows = []
    for inference, needed in SETTINGS_OF_INFERENCE.items():
        methods = [f"`{method}`" for method, needs in REQUIREMENTS.items() if inference in needs.inference]
        rows.append((f"`{inference}`", ", ".join(f"`{one}`" for one in needed) or "–", ", ".join(methods)))
    return "\n".join([*table(("`inference`", "settings", "methods"), rows), ""])


def coverage_block() -> str:
    """The lowest and the highest coverage of each row of the study, and where they are."""
    (found,) = re.findall(
        r"<!-- coverages -->\n(.*?)<!-- /coverages -->", (DOCS / "coverage.md").read_text(encoding="utf-8"), re.DOTALL
    )
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in found.splitlines() if line[:1] == "|"]
    scenarios, rows = lines[0][1:], []
    for name, *cells in lines[2:]:
        known = [(int(cell), scenario) for cell, scenario in zip(cells, scenarios, strict=True) if cell != "–"]
        if known:
            (low, where), (high, _) = min(known), max(known)
            rows.append((name, str(low), where, str(high)))
    return "\n".join([*table(("method and interval", "lowest", "where", "highest"), rows), ""])


def refusals_block() -> str:
    """Every finding with its words and the test that breaks its rule."""
    lines = []
    for code, test in BROKEN_BY.items():
        entry, (file, _, name) = catalogue()[code], test.partition("::")
        said = f"**{SEVERITIES[entry.severity]}** {_plain(entry.what['en'])} {_plain(entry.why['en'])}"
        mended = f"{_plain(entry.fix['en'])} Broken by `{file}.py::{name}`."
        lines += [f"### {code}", "", *_wrapped(said), "", *_wrapped(mended), ""]
    return "\n".join(lines)


def blocks() -> Mapping[str, Mapping[str, str]]:
    """The generated parts by page and name."""
    return {
        "methods.md": {method: method_block(method) for method in REQUIREMENTS}
        | {"common": common_block(), "specifications": specification_block()},
        "inference.md": {"names": inference_block(), "coverage": coverage_block()},
        "refusals.md": {"refusals": refusals_block()},
    }


def table(heads: tuple[str, ...], rows) -> Iterator[str]:
    """Lines of a table."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return "–" if value is None else f"`{value}`"


def _plain(text: str) -> str:
    """The catalogue's text with its facts as words in italics."""
    return re.sub(r"\{(\w+)\}", r"*\1*", text)


def _wrapped(text: str) -> list[str]:
    """Lines of at most 120 characters."""
    return textwrap.wrap(text, 120, break_long_words=False, break_on_hyphens=False)


def written(page: str) -> str:
    """A page with its generated parts as they are now."""
    parts, text = blocks()[page], (DOCS / page).read_text(encoding="utf-8")
    return MARKS.sub(lambda found: f"<!-- {found[1]} -->\n{parts[found[1]]}<!-- /{found[1]} -->", text)


if __name__ == "__main__":
    for page in blocks():
        (DOCS / page).write_text(written(page), encoding="utf-8")
