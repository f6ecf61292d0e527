"""The words of a page: those of the library, in both languages, and what is done to those of others.

The library's words stand in `wording.toml`, one table per kind. Labels, names and reasons were written by
others: `visible` lets them neither break a line nor hide or reorder what stands beside them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from outcome_contracts.notices import Language, Notice, UsageError
from outcome_contracts.notices.signs import visible

__all__ = ["LANGUAGES", "Words", "visible", "wording"]

Words = Mapping[str, Mapping[str, str]]

LANGUAGES: tuple[Language, ...] = ("sv", "en")


@cache
def wording(lang: Language) -> Words:
    """The library's words in one language, by kind and key. Raises UsageError (OC-U001) for any other language."""
    if lang not in LANGUAGES:
        raise UsageError([Notice("OC-U001", facts=(("name", str(lang)[:20]), ("known", ", ".join(LANGUAGES))))])
    text = resources.files(__package__).joinpath("wording.toml").read_text(encoding="utf-8")
    return {
        kind: {key: versions[lang] for key, versions in entries.items()}
        for kind, entries in tomllib.loads(text).items()
    }
