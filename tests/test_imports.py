"""Who imports whom, read from the source: one direction, and nothing heavy before it is needed."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "outcome_contracts"

GROUND = {"notices", "canonical", "period", "decimals"}
FILES = {"complaints", "plain_files", "positions"}
MAY_IMPORT = {
    "notices": set(),
    "canonical": set(),
    "version": set(),
    "library": set(),
    "period": {"notices"},
    "decimals": {"notices"},
    "complaints": set(),
    "arguments": {"notices"},
    "acknowledgement": {"notices", "canonical", "arguments"},
    "plain_files": {"complaints"},
    "positions": {"complaints"},
    "panel": GROUND,
    "terms": GROUND,
    "contract": GROUND | FILES | {"terms"},
    "parameters": GROUND | FILES,
    "valuation": GROUND | {"parameters", "panel"},
    "quality": GROUND | {"acknowledgement", "valuation"},
    "baseline": GROUND | FILES | {"panel"},
    "disclosure": GROUND | {"panel"},
    "absence": GROUND
    | FILES
    | {"panel", "contract", "parameters", "arguments", "acknowledgement", "quality", "valuation"},
    "settlement": GROUND
    | FILES
    | {"version", "panel", "terms", "contract", "baseline", "valuation", "parameters", "acknowledgement"},
}
MAY_IMPORT["design"] = MAY_IMPORT["settlement"] | {"settlement"}
MAY_IMPORT["exchange"] = MAY_IMPORT["design"] | {"design"}
MAY_IMPORT["report"] = MAY_IMPORT["exchange"] | {"quality"}
HEAVY = {"pandas", "polars", "pyarrow", "scipy", "statsmodels", "matplotlib", "narwhals", "jinja2", "rich", "openpyxl"}
WITH_NUMPY = ("terms/vectorised.py", "terms/arrays/")
STANDS_ALONE = ("tests/terms/reference.py",)


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path):
    return path.relative_to(PACKAGE).as_posix()


def part_of(path):
    """The package or module of the first level that a file belongs to; "" for the package's own __init__."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(path, *, everywhere=True):
    """The modules that a file imports: anywhere in it, or only those loaded as soon as it is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree)) if everywhere else list(at_once(tree.body))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "outcome_contracts"}
    return found


def at_once(statements):
    """The statements that run when a module is loaded; not those for the type checker, nor inside functions."""
    for statement in statements:
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            yield from at_once(statement.orelse)
            continue
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for block in ("body", "orelse", "finalbody"):
                yield from at_once(getattr(statement, block, []))
            for handler in getattr(statement, "handlers", []):
                yield from at_once(handler.body)


def own_parts(found):
    return {name.split(".")[1] for name in found if name.startswith("outcome_contracts.")}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_lies_below_it(path):
    part = part_of(path)
    if part in ("", "cli"):
        return
    assert part in MAY_IMPORT, f"{part} has no place among the layers yet"
    assert own_parts(imports(path)) - {part} <= MAY_IMPORT[part]


def test_only_the_command_line_and_the_public_names_know_the_package_that_sees_persons():
    knows = {part_of(path) for path in modules() if "absence" in own_parts(imports(path))}
    assert knows <= {"absence", "cli", ""}


def test_nothing_imports_the_command_line():
    assert {part_of(path) for path in modules() if "cli" in own_parts(imports(path))} <= {"cli"}


def test_statistics_never_see_money_nor_money_statistics():
    assert "terms" not in MAY_IMPORT["baseline"] | MAY_IMPORT["valuation"]
    assert "baseline" not in MAY_IMPORT["terms"] | MAY_IMPORT["contract"]


def test_the_layers_have_no_circle():
    left = dict(MAY_IMPORT)
    while left:
        free = {part for part, below in left.items() if not below & left.keys()}
        assert free, f"a circle among {sorted(left)}"
        left = {part: below for part, below in left.items() if part not in free}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_heavy_is_imported_before_it_is_used(path):
    at_load = {name.split(".")[0] for name in imports(path, everywhere=False)}
    assert not at_load & HEAVY
    if part_of(path) in GROUND | FILES | {"terms", "contract", ""}:
        assert "numpy" not in at_load or name_of(path).startswith(WITH_NUMPY)
    if part_of(path) in GROUND | FILES:
        assert "pydantic" not in at_load


@pytest.mark.parametrize("name", STANDS_ALONE)
def test_the_reference_imports_nothing_but_the_standard_library(name):
    for module in imports(ROOT / name):
        assert module.split(".")[0] in sys.stdlib_module_names
