"""Ending a contract before its term: what is due for a cause, in the contract's own language.

    last day = the end of the month of the contract in which the notice runs out
    due      = the flows of the last period + the flow of the cause, settled by `settle` like any other

The result is a contract, and the changes that lead to it are what an amendment of the kind `termination` must say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from outcome_contracts.contract.money import Flow
from outcome_contracts.contract.versions.change import Change, diff
from outcome_contracts.contract.versions.clauses import TerminationCause
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.period import month_of, term_end

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.versions.chain import ContractChain

FLOW = "termination"


@dataclass(frozen=True, slots=True)
class Termination:
    """A contract ended early.

    cause: of the schedule. contract: with the shorter term and the flow `termination`; settle its last period with it.
    last_day: of the term. changes: what the amendment has to say.
    """

    cause: TerminationCause
    contract: Contract
    last_day: date
    changes: tuple[Change, ...]


def termination(chain: ContractChain, cause: str, notice: date) -> Termination:
    """What ending the contract means, for notice given on a day.

    cause: `payer`, `provider`, `policy` or `force_majeure`. Raises UsageError for a cause that the contract does not
    name (OC-A017), for a notice that does not end it before its term (OC-A024), and for a cause or a notice of another
    type (OC-A036).
    """
    if not isinstance(cause, str):
        raise UsageError([_of_another_type(cause, "cause", "@a_cause")])
    require_day(notice, "notice")
    return terminated(chain.latest.contract, cause, notice)


def terminated(contract: Contract, cause: str, notice: date) -> Termination:
    """The same for one contract; a second termination is refused (OC-A033)."""
    schedule = {each.id: each for each in contract.termination}
    found = next((each for each in contract.termination if each.id == cause), None)
    if found is None:
        known = ", ".join(schedule) or "–"
        raise UsageError([Notice("OC-A017", "termination", (("cause", cause[:20]), ("known", known)))])
    start = contract.term.start
    if any(flow.id == FLOW for flow in contract.flows):
        end = str(term_end(start, contract.term.months))
        raise UsageError([Notice("OC-A033", "flows.termination", (("end", end),))])
    months = _months(start, term_end(notice, found.notice_months) if found.notice_months else notice)
    if notice < start or months >= contract.term.months:
        end = str(term_end(start, contract.term.months))
        facts = (("notice", str(notice)), ("start", str(start)), ("end", end), ("months", found.notice_months))
        raise UsageError([Notice("OC-A024", f"termination.{cause}", facts)])
    last_day = term_end(start, months)
    term = contract.term.model_copy(update={"months": months} | ({"end": last_day} if contract.term.end else {}))
    ended = contract.model_copy(update={"term": term, "flows": (*contract.flows, termination_flow(found))})
    return Termination(found, ended, last_day, diff(contract, ended))


def require_day(value: object, argument: str) -> None:
    """Raises UsageError (OC-A036) for what is no day; a time of a day is none either."""
    if type(value) is not date:
        raise UsageError([_of_another_type(value, argument, "@a_day")])


def _of_another_type(value: object, argument: str, expected: str) -> Notice:
    found = type(value).__name__[:40]
    return Notice("OC-A036", facts=(("argument", argument), ("found", found), ("expected", expected)))


def termination_flow(cause: TerminationCause) -> Flow:
    """The flow that a cause adds."""
    return Flow(**{name: getattr(cause, name) for name in Flow.model_fields if name != "id"}, id=FLOW)


def _months(start: date, day: date) -> int:
    """The months of the contract that have begun on a day, at least one."""
    months = max(1, month_of(day) - month_of(start))
    return months if term_end(start, months) >= day else months + 1
