"""docs/baseline/methods.md, inference.md and refusals.md: what they take from the code is as the code has it."""

from __future__ import annotations

import doctest
import re
import tomllib
from importlib import import_module
from types import SimpleNamespace

import pytest

from outcome_contracts.baseline import BaselinePlan
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.recognised import SPECIFICATIONS, recognised
from outcome_contracts.baseline.requirements import REQUIREMENTS
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.notices import catalogue
from tests.baseline.pages import DOCS, MARKS, assumptions, blocks, recorded, written
from tests.baseline.reachable import CODE
from tests.baseline.worlds import plan

PAGES = sorted(blocks())
PACKAGE = DOCS.parents[1] / "outcome_contracts"
FORMS = {"py", "toml"}
NO_ROOMS = {"contract.prose", "contract.sentence", "absence.schedule"}  # what a contract, or a data file, has itself
METHODS = (DOCS / "methods.md").read_text(encoding="utf-8")
FILES = re.findall(r"```toml\n(.*?)```", METHODS, re.DOTALL)
SECTIONS = dict(re.findall(r"^## [^\n]*`(\w+)`\n(.*?)(?=^## |\Z)", METHODS, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_what_would_be_generated_now(page) -> None:
    """`python -m tests.baseline.pages` writes the page anew."""
    assert (DOCS / page).read_text(encoding="utf-8") == written(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_place_for_everything_that_is_generated(page) -> None:
    found = [name for name, _ in MARKS.findall((DOCS / page).read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(blocks()[page])


@pytest.mark.parametrize(("page", "examples"), [("methods.md", 40), ("inference.md", 25)])
def test_the_examples_give_what_they_say(page, examples, tmp_path, monkeypatch) -> None:
    (tmp_path / "estimate.toml").write_text(FILES[2], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    outcome = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8", optionflags=flags)
    assert outcome.failed == 0
    assert outcome.attempted > examples


def test_the_plan_is_a_plan_and_the_measure_a_measure_that_carries_its_digest() -> None:
    agreed, fragment = BaselinePlan.from_dict(tomllib.loads(FILES[0])), FILES[1]
    assert recognised(agreed) == "OC-CF-1 (2026)"
    assert f'plan = "{agreed.digest}"' in fragment
    bundled = (LIBRARY / "botkyrka.toml").read_text(encoding="utf-8")
    (own,) = re.findall(r"^\[measures\.reference\]\n.*?(?=^\[)", bundled, re.DOTALL | re.MULTILINE)
    for more, method in (("", None), ('method = "reference_mean"\n', "reference_mean")):
        made = contract_from_bytes(bundled.replace(own, fragment + more + "\n").encode(), "contract.toml")
        (measure,) = (measure for measure in made.measures if measure.id == "reference")
        assert (measure.plan, measure.method) == (agreed.digest, method)


def test_every_method_has_its_section_with_an_example() -> None:
    assert sorted(SECTIONS) == sorted(REQUIREMENTS)
    for method, text in SECTIONS.items():
        assert text.count("```pycon\n") == 1, method
        assert f"<!-- {method} -->" in text


@pytest.mark.parametrize("method", REQUIREMENTS)
def test_the_assumptions_are_the_methods_own(method) -> None:
    assert re.findall(r"^- .*", SECTIONS[method], re.MULTILINE) == assumptions(method)


@pytest.mark.parametrize("method", REQUIREMENTS)
def test_a_section_names_what_its_plan_states_and_what_is_refused(method) -> None:
    needs, text = REQUIREMENTS[method], SECTIONS[method]
    assert all(f"`{one}`" in text for one in (*needs.inference, *needs.settings))
    own = {code for code in recorded(method_of(SimpleNamespace(method=method)).require) if code != "OC-B068"}
    assert own <= set(CODE.findall(text))


def test_the_codes_of_a_method_are_found_in_what_it_calls() -> None:
    """By hand, for methods that call others, so that the search itself is tested."""
    found = {method: set(recorded(method_of(SimpleNamespace(method=method)).require)) for method in REQUIREMENTS}
    assert found["median_index"] == {"OC-B011", "OC-B021", "OC-B040"}
    assert found["linear_trend"] == {"OC-B071", "OC-B075", "OC-B076", "OC-B079", "OC-B082"}
    assert found["reference_mean"] == {"OC-B027", "OC-B034", "OC-B044"}


def test_the_recognised_numbers_are_in_the_page_and_stamp_a_plan() -> None:
    for number, fixed in SPECIFICATIONS.items():
        assert f"| {number} | `{fixed['method']}` |" in METHODS
        more = {"dispersion": "12"} if "size_adjusted" in str(fixed["inference"]) else {}
        assert recognised(plan(**fixed, **more)) == number


def test_every_code_on_any_page_is_in_the_catalogue() -> None:
    for path in DOCS.parent.rglob("*.md"):
        assert set(CODE.findall(path.read_text(encoding="utf-8"))) <= catalogue().keys(), path.name


def test_every_page_is_on_the_map_and_every_link_leads_somewhere() -> None:
    root = DOCS.parent
    # The pages of the functions are on the map through the language's own table of them.
    index = "".join((root / name).read_text(encoding="utf-8") for name in ("index.md", "language.md"))
    for path in (*root.rglob("*.md"), *(root.parent / "notebooks").glob("*.py")):
        if path.name != "index.md":
            assert f"/{path.name})" in index or f"]({path.name})" in index, path.name
    for path in (root.parent / "README.md", *root.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _, place = target.partition("#")
            page = (path.parent / file) if file else path
            assert page.exists(), f"{path.name}: {target}"
            if place:
                heads = re.findall(r"^#+ (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)
                assert place in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}, target


def test_every_name_on_a_page_is_where_the_page_says() -> None:
    """`baseline.robustness.backtest.backtest` and the like: a room that moves takes its pages along."""
    rooms = "|".join(path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists())
    named = re.compile(rf"`(?:outcome_contracts\.)?((?:{rooms})(?:\.[A-Za-z_]\w*)+)(?=[`(])")
    places = (*DOCS.parent.rglob("*.md"), *PACKAGE.rglob("*.py"))
    found = {(path.name, name) for path in places for name in named.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 10
    named = [one for one in sorted(found) if one[1].rsplit(".")[-1] not in FORMS and one[1] not in NO_ROOMS]
    assert [one for one in named if not _resolves(one[1])] == []


def _resolves(name: str) -> bool:
    """Whether a dotted name leads to something in the package."""
    room, _, attribute = f"outcome_contracts.{name}".rpartition(".")
    try:
        return hasattr(import_module(room), attribute) or bool(import_module(f"{room}.{attribute}"))
    except ImportError:
        return False
