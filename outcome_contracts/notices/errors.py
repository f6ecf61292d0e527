"""The typed errors: one per kind of answer that the caller must give.

Every error carries the notices that caused it, all of them, so that one run shows all that is wrong.
The command line turns the kinds into exit codes: 2 usage, 3 data rejected, 4 contract invalid,
5 verification failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from outcome_contracts.notices.notice import Notice


class OutcomeContractsError(Exception):
    """The library refuses; `notices` says what, where, how much, why it matters and how to fix it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, notices: Iterable[Notice]) -> None:
        self.notices: tuple[Notice, ...] = tuple(notices)
        super().__init__("\n".join(notice.text("en") for notice in self.notices))


class UsageError(OutcomeContractsError):
    """The call itself cannot be understood: an unknown name, a period that is no period."""

    exit_code = 2


class DataRejected(OutcomeContractsError):
    """The data do not carry a settlement; nothing was computed from them."""

    exit_code = 3


class ContractInvalid(OutcomeContractsError):
    """The contract file cannot be settled as it stands."""

    exit_code = 4


class VerificationFailed(OutcomeContractsError):
    """A statement does not come out again from its own contract and inputs."""

    exit_code = 5
