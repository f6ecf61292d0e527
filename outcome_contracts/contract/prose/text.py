"""The whole contract as clause text in markdown: a heading per subject, a paragraph per clause.

Every field of the contract belongs to a section or is named as one that has no words (`SECTIONS`); a section without
anything to say is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from outcome_contracts.contract.prose import agreements, definitions, payments
from outcome_contracts.contract.prose.diction import Diction, diction
from outcome_contracts.notices import Language

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract

Section = Callable[[Diction], Iterator[str]]


def _payments(of: Diction) -> Iterator[str]:
    return chain(payments.flows(of), payments.waterfalls(of))


# The headings in their order: what is said below each, and which fields of the contract it says.
SECTIONS: Mapping[str, tuple[Section, tuple[str, ...]]] = {
    "parties": (definitions.parties, ("parties",)),
    "term": (definitions.term, ("id", "currency", "term")),
    "constants": (definitions.constants, ("constants",)),
    "tables": (definitions.tables, ("tables",)),
    "measure_rules": (definitions.measure_rules, ("measure_rules",)),
    "measures": (definitions.measures, ("measures",)),
    "lines": (payments.lines, ("lines",)),
    "payments": (_payments, ("flows", "waterfalls")),
    "shocks": (agreements.shocks, ("shocks",)),
    "suspensions": (agreements.suspensions, ("suspensions",)),
    "amendment_clauses": (agreements.amendment_clauses, ("amendment_clauses",)),
    "termination": (agreements.termination, ("termination",)),
    "safeguards": (agreements.safeguards, ("safeguards",)),
    "schedule": (agreements.schedule, ("schedule",)),
    "particulars": (agreements.particulars, ("particulars",)),
    "assumptions": (agreements.assumptions, ("assumptions",)),
    "sources": (agreements.sources, ("sources",)),
}


def contract_prose(contract: Contract, lang: Language) -> str:
    """The contract as text in one language. Raises UsageError (OC-U001) for any other than Swedish and English."""
    of = diction(contract, lang)
    parts = [f"# {of.text(contract.title)}"]
    for name, (section, _) in SECTIONS.items():
        if paragraphs := list(section(of)):
            between = "\n" if all(paragraph.startswith("- ") for paragraph in paragraphs) else "\n\n"
            parts += [f"## {of.say('heading', name)}", between.join(paragraphs)]
    return "\n\n".join(parts) + "\n"
