"""docs/functions and the table of functions: what they take from the definitions is as the definitions have it."""

import xml.etree.ElementTree as ElementTree

import pytest

from outcome_contracts.terms.check import UnitReading
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.parser import parse
from tests.terms.drawn import drawn, literal
from tests.terms.pages import DOCS, FOLDER, MARKS, files

FILES = files()
SHAPES = [(name, shape) for name, function in FUNCTIONS.items() for shape in function.shapes]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_page_is_what_would_be_generated_now(path):
    """`python -m tests.terms.pages` writes it anew."""
    assert path.read_text(encoding="utf-8") == FILES[path]


def test_there_is_no_page_of_a_function_that_does_not_exist():
    assert set(FOLDER.iterdir()) == {path for path in FILES if path.parent == FOLDER}
    assert len(MARKS.findall((DOCS / "language.md").read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_a_shape_is_of_its_function_and_reads_without_findings(name, shape):
    unit = literal(shape.low)[1].unit
    reading = UnitReading({"x": unit})
    reading.unit(parse(shape.formula))
    assert (reading.problems, name in shape.formula) == ([], True)
    assert all(literal(edge)[1].unit == unit for edge in (*shape.edges, shape.high))


@pytest.mark.parametrize(
    ("name", "jumps"),
    [("steps", [2, 2]), ("corridor", [2]), ("ramp", [0]), ("slab", [1]), ("gate", [1]), ("milestones", [3]),
     ("bands", [0, 1]), ("deadband", [0, 2]), ("line", [0]), ("cap", [0]), ("part", [0]), ("compound", [0])],
)  # fmt: skip
def test_a_jump_is_drawn_where_the_function_jumps(name, jumps):
    found = []
    for shape in FUNCTIONS[name].shapes:
        places = drawn(shape).places
        found.append(sum(not place.below == place.at == place.above for place in places))
    assert found == jumps[: len(found)]


def test_on_an_edge_the_dot_is_filled_on_the_side_that_the_sign_says():
    at_8_5, at_10 = drawn(FUNCTIONS["steps"].shapes[0]).places[1:3]
    assert (at_8_5.below, at_8_5.at, at_8_5.above) == (0, 4_800_000, 4_800_000)
    assert (at_10.below, at_10.at, at_10.above) == (4_800_000, 4_800_000, 9_600_000)


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".svg"], ids=lambda path: path.name)
def test_a_plot_is_a_picture_with_a_title_that_stays_in_its_frame(path):
    picture = ElementTree.fromstring(FILES[path])
    space = "{http://www.w3.org/2000/svg}"
    assert picture.find(f"{space}title").text.startswith(path.stem.removesuffix("_2"))
    width, height = map(int, picture.get("viewBox").split()[2:])
    for text in picture.iter(f"{space}text"):
        assert 0 <= float(text.get("x")) <= width
        assert 0 <= float(text.get("y")) <= height
    for dot in picture.iter(f"{space}circle"):
        assert 0 <= float(dot.get("cx")) <= width
