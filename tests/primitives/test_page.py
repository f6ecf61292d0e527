"""docs/primitives.md is what the contracts, cases and laws say now, and leaves no primitive and no requirement out."""

import re

import pytest

from tests.primitives import page
from tests.primitives.cases import FOLDER, primitives


def test_the_page_is_up_to_date():
    assert page.PAGE.read_text(encoding="utf-8") == page.written(), "python -m tests.primitives.page"


def test_every_primitive_and_every_requirement_is_there_once():
    assert [each.primitive for each in primitives()] == [f"P{number:02d}" for number in range(1, 44)]
    assert [each["id"] for each in page.requirements()] == [f"R{number}" for number in range(1, 23)]


@pytest.mark.parametrize("primitive", primitives(), ids=lambda each: each.primitive)
def test_every_primitive_has_a_law_and_cases_with_names_of_their_own(primitive):
    assert primitive.stem in page.laws_by_contract()
    names = [case.name for case in primitive.cases]
    assert names
    assert len(set(names)) == len(names)


def test_every_link_leads_to_a_file():
    links = re.findall(r"\]\(([^)#]+)\)", page.written())
    assert links
    assert [link for link in links if not (page.PAGE.parent / link).exists()] == []


def test_every_contract_has_cases_or_is_named_on_the_page():
    contracts = {path.stem for path in FOLDER.glob("*.toml") if "." not in path.stem} - {"requirements"}
    assert contracts == {each.stem for each in primitives()} | set(page.STEMS)
