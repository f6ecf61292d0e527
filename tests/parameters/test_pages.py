"""docs/parameters.md and docs/sick_pay.md: the table is that of the files, and the examples give what they say."""

import doctest
import re

import pytest

from tests.parameters.pages import MARKS, PAGE, written

DOCS = PAGE.parent


def test_the_table_is_what_would_be_generated_now():
    """`python -m tests.parameters.pages` writes it anew."""
    assert len(MARKS.findall(PAGE.read_text(encoding="utf-8"))) == 1
    assert PAGE.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize(("page", "examples"), [("parameters.md", 12), ("sick_pay.md", 20)])
def test_the_examples_give_what_they_say(page, examples, tmp_path, monkeypatch):
    for text in re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    flags = doctest.ELLIPSIS
    outcome = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8", optionflags=flags)
    assert (outcome.failed, outcome.attempted >= examples) == (0, True)
