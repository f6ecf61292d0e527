"""The words of prose in one language, and the small rules of writing: lists, capitals, letters for what is inside."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import count, product
from string import ascii_uppercase
from typing import Literal, cast

from outcome_contracts.notices import Language, Notice, UsageError
from outcome_contracts.terms.tree import Node

LANGUAGES: tuple[Language, ...] = ("sv", "en")

Form = Literal["clause", "phrase", "term"]


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """How a function is said. form, arguments, sums, counted: as `phrases.toml` explains; texts: by key."""

    form: Form
    arguments: tuple[str, ...]
    sums: frozenset[str]
    counted: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """kinds: the words that are no function's, by table and key."""

    lang: Language
    kinds: Mapping[str, Mapping[str, str]]
    functions: Mapping[str, FunctionWords]

    def listed(self, parts: Sequence[str], joined: Literal["and", "or"] = "and") -> str:
        """`a, b och c`."""
        *others, last = parts
        return self.kinds["joined"][joined].join([", ".join(others), last] if others else [last])

    def quoted(self, text: str) -> str:
        """A text in the language's quotation marks."""
        return self.kinds["written"]["quoted"].format(text=text)


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of formulas are called.

    called: by name, the words for it; tables too. literals: the values of constants that have one. inside: formulas
    that are said instead of their name where there is room. explained: formulas that are said afterwards; subjects:
    what they are called there, where that differs.
    """

    lang: Language
    called: Mapping[str, str]
    literals: Mapping[str, Node] = field(default_factory=dict)
    inside: Mapping[str, Node] = field(default_factory=dict)
    explained: Mapping[str, Node] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)


@cache
def words(lang: Language) -> Words:
    """The words of one language. Raises UsageError (OC-U001) for any other than Swedish and English."""
    if lang not in LANGUAGES:
        raise UsageError([Notice("OC-U001", facts=(("name", str(lang)[:20]), ("known", ", ".join(LANGUAGES))))])
    kinds = tomllib.loads(resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8"))
    functions = cast("Mapping[str, Mapping[str, object]]", kinds.pop("function"))
    return Words(
        lang=lang,
        kinds={kind: {key: texts[lang] for key, texts in entries.items()} for kind, entries in kinds.items()},
        functions={name: _function(entry, lang) for name, entry in functions.items()},
    )


def _function(entry: Mapping[str, object], lang: Language) -> FunctionWords:
    settings = ("form", "arguments", "sums", "counted")
    texts = {key: cast("Mapping[str, str]", texts)[lang] for key, texts in entry.items() if key not in settings}
    return FunctionWords(
        form=cast(Form, entry["form"]),
        arguments=tuple(cast("Sequence[str]", entry["arguments"])),
        sums=frozenset(cast("Sequence[str]", entry.get("sums", ()))),
        counted=cast("Mapping[str, str]", entry.get("counted", {})),
        texts=texts,
    )


def letters() -> Iterator[str]:
    """A, B, …, Z, AA, AB, …"""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))


def sentence_case(text: str) -> str:
    """A text that begins a sentence: its first letter a capital, inside quotation marks too."""
    start = 1 if text[:1] in ("”", "“") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
