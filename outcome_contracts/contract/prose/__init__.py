"""A contract in words, Swedish and English: its clauses from the tree, and its payment rule in one sentence.

In: a contract that has been checked. Out: text that says what the formulas say, under the contract's own clause
numbers, with its labels, in the order of the contract. Never: a number that the contract does not have, a term left
out. The words stand in `phrases.toml`, those of formulas in `terms.prose`.
"""

from outcome_contracts.contract.prose.sentence import contract_sentence
from outcome_contracts.contract.prose.text import SECTIONS, contract_prose

__all__ = ["SECTIONS", "contract_prose", "contract_sentence"]
