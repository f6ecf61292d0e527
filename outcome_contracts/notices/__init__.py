"""What the library says when something is wrong or worth knowing, in one catalogue.

In: a code of the catalogue, a place and the facts (counts, days, money). Out: `Notice` objects, and typed
errors that carry all of them. The texts stand in the TOML files of this folder, Swedish and English side by
side. Never: a value from an id or free-text column, an input echoed back, a first-only finding.
"""

from outcome_contracts.notices.catalogue import Severity, catalogue
from outcome_contracts.notices.errors import (
    ContractInvalid,
    DataRejected,
    OutcomeContractsError,
    UsageError,
    VerificationFailed,
)
from outcome_contracts.notices.notice import Findings, Notice
from outcome_contracts.notices.signs import Language

__all__ = [
    "ContractInvalid",
    "DataRejected",
    "Findings",
    "Language",
    "Notice",
    "OutcomeContractsError",
    "Severity",
    "UsageError",
    "VerificationFailed",
    "catalogue",
]
