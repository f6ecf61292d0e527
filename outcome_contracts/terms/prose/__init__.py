"""Formulas in words, Swedish and English: the fourth reading of the tree.

In: a formula and what its names are called. Out: a sentence or a noun phrase that says the same, edges with what
belongs to them, numbers with the signs of the language. The words stand in `phrases.toml`, one place per function and
kind of node. Never: a number that the formula does not have, five parentheses inside each other.
"""

from outcome_contracts.terms.prose.binding import is_figure
from outcome_contracts.terms.prose.words import Names, Words, sentence_case, words
from outcome_contracts.terms.prose.writer import Writer

__all__ = ["Names", "Words", "Writer", "is_figure", "sentence_case", "words"]
