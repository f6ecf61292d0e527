"""A contract in the making: each call gives a new draft with one thing more, `contract()` the checked contract.

The methods take what the tables of a contract file hold, under the same names (`from` and `to` are `payer` and
`payee`), and formulas as quantities. A draft is not checked; `contract()` goes the way of a file, and refuses with
every finding that the file would have had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, Unpack

from outcome_contracts.contract.build.expressions import Condition, Expression, Operand, quantity
from outcome_contracts.contract.build.fields import (
    AmendmentFields,
    AmendmentKind,
    ConstantFields,
    CounterfactualFields,
    DayValueFields,
    Described,
    FlowFields,
    GivenFields,
    Improves,
    LineFields,
    MeasureFields,
    MeasureRulesFields,
    PanelFields,
    PartyFields,
    PhaseFields,
    Rounds,
    Row,
    SafeguardsFields,
    ShockFields,
    Side,
    Stated,
    TableFields,
    Term,
    TerminationFields,
    Texts,
    Tranche,
)
from outcome_contracts.contract.files import contract_from_data
from outcome_contracts.positions import NoFile
from outcome_contracts.terms.tree_json import tree_to_json

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDraft:
    """What has been said of a contract so far. added: the rest, by the names of the contract's fields."""

    id: str
    title: Texts
    currency: str
    rules: Literal["1"]
    term: Term
    added: Mapping[str, object] = field(default_factory=dict)

    def party(self, id: str, *, name: Texts, **fields: Unpack[PartyFields]) -> ContractDraft:
        """Somebody who pays or is paid."""
        return self._with("parties", {"id": id, "name": name, **fields})

    def units(self, *bases: str) -> ContractDraft:
        """Units of the contract's own."""
        return self._set("units", bases)

    def measure_rules(self, **fields: Unpack[MeasureRulesFields]) -> ContractDraft:
        """How absence is measured."""
        return self._set("measure_rules", fields)

    def constant(self, id: str, value: Operand | None = None, **fields: Unpack[ConstantFields]) -> ContractDraft:
        """An agreed figure, a literal or a formula of constants; or one that is `unknown`."""
        stands = {} if value is None else {"value": quantity(value)}
        return self._with("constants", {"id": id, **stands, **fields})

    def table(
        self, id: str, *, rows: Sequence[Row] | Literal["given", "months"], **fields: Unpack[TableFields]
    ) -> ContractDraft:
        """A table of agreed figures, or one whose rows come with the data or are the months of the period."""
        return self._with("tables", {"id": id, "rows": rows, **fields})

    def measure_given(
        self, id: str, *, unit: str, digits: int, improves: Improves, **fields: Unpack[GivenFields]
    ) -> ContractDraft:
        """A figure that the parties hand in."""
        return self._measure("given", id, {"unit": unit, "digits": digits, "improves": improves, **fields})

    def measure_panel(
        self,
        id: str,
        *,
        of: Literal["net_days", "person_years", "fte_years", "mean_heads"],
        improves: Improves,
        round: Rounds,
        **fields: Unpack[PanelFields],
    ) -> ContractDraft:
        """An observed figure of the project."""
        return self._measure("panel", id, {"of": of, "improves": improves, "round": round, **fields})

    def measure_counterfactual(
        self, id: str, *, of: str, plan: str, improves: Improves, round: Rounds, **fields: Unpack[CounterfactualFields]
    ) -> ContractDraft:
        """What a panel measure would have been without the project, by the frozen plan."""
        agreed = {"of": of, "plan": plan, "improves": improves, "round": round}
        return self._measure("counterfactual", id, {**agreed, **fields})

    def measure_adjustment(
        self, id: str, *, authority: str, digits: int, improves: Improves, **fields: Unpack[MeasureFields]
    ) -> ContractDraft:
        """A discretionary amount that a party with the authority decides, with a reason."""
        decided = {"authority": authority, "digits": digits, "improves": improves}
        return self._measure("adjustment", id, {**decided, **fields})

    def measure_index(
        self,
        id: str,
        *,
        series: str,
        base: str,
        at: Literal["period_start", "period_end"],
        lag_months: int,
        policy: Literal["first_published", "latest"],
        source: str,
        improves: Improves,
        round: Rounds,
        **fields: Unpack[MeasureFields],
    ) -> ContractDraft:
        """How far a published price index has moved since its base month."""
        which = {"series": series, "base": base, "at": at, "lag_months": lag_months, "policy": policy}
        agreed = {"source": source, "improves": improves, "round": round}
        return self._measure("index", id, {**which, **agreed, **fields})

    def measure_period(
        self,
        id: str,
        *,
        of: Literal["months", "number", "elapsed_months", "last"],
        improves: Improves,
        **fields: Unpack[MeasureFields],
    ) -> ContractDraft:
        """What the period itself says."""
        return self._measure("period", id, {"of": of, "improves": improves, **fields})

    def measure_day_value(
        self, id: str, *, source: str, improves: Improves, round: Rounds, **fields: Unpack[DayValueFields]
    ) -> ContractDraft:
        """What an avoided net day is worth."""
        return self._measure("day_value", id, {"source": source, "improves": improves, "round": round, **fields})

    def line(self, id: str, formula: Operand | Condition, **fields: Unpack[LineFields]) -> ContractDraft:
        """A formula with a name; a number, or a truth."""
        given = formula if isinstance(formula, Condition) else quantity(formula)
        return self._with("lines", {"id": id, "formula": given, **fields})

    def flow(
        self,
        id: str,
        *,
        payer: Side,
        payee: Side,
        amount: Operand,
        negative: Literal["repaid", "refuse"],
        **fields: Unpack[FlowFields],
    ) -> ContractDraft:
        """Money that leaves; several that share it stand as `{party: weight}`."""
        ends = {"from": _side(payer), "to": _side(payee), "amount": quantity(amount), "negative": negative}
        return self._with("flows", {"id": id, **ends, **fields})

    def waterfall(
        self, id: str, *, payer: str, pot: Operand, tranches: Sequence[Tranche], **fields: Unpack[FlowFields]
    ) -> ContractDraft:
        """An amount paid out by rank."""
        said = [{key: value for key, value in tranche.items() if key != "payee"} for tranche in tranches]
        ranks = [{**rank, "to": _side(tranche["payee"])} for rank, tranche in zip(said, tranches, strict=True)]
        return self._with("waterfalls", {"id": id, "from": payer, "pot": quantity(pot), "tranches": ranks, **fields})

    def rows(self, *names: str) -> ContractDraft:
        """The measures and lines that the statement shows as its numbered rows."""
        return self._set("rows", names)

    def assumption(self, *, about: str, text: Texts) -> ContractDraft:
        """What is assumed of a term that is not public or not agreed."""
        return self._with("assumptions", {"about": about, "text": text})

    def source(self, *, what: str, where: str) -> ContractDraft:
        """Where figures and terms were found."""
        return self._with("sources", {"what": what, "where": where})

    def particular(self, id: str, *, stated: Sequence[Stated], **fields: Unpack[Described]) -> ContractDraft:
        """A thing of which documents speak and that no formula has."""
        return self._with("particulars", {"id": id, "stated": stated, **fields})

    def phase(self, id: str, **fields: Unpack[PhaseFields]) -> ContractDraft:
        """A stretch of time as it is written."""
        return self._with("schedule", {"id": id, **fields})

    def shocks(
        self,
        *,
        treatment: Literal["exclude", "comparator_adjust", "suspend", "truncate", "cap", "extend"],
        clause: str,
        text: Texts,
        **fields: Unpack[ShockFields],
    ) -> ContractDraft:
        """What an event in a period means."""
        return self._set("shocks", {"treatment": treatment, "clause": clause, "text": text, **fields})

    def safeguards(self, **fields: Unpack[SafeguardsFields]) -> ContractDraft:
        """What the contract says beside its formulas so that they hold in practice."""
        return self._set("safeguards", fields)

    def amendment_clause(
        self,
        *,
        clause: str,
        kinds: Sequence[AmendmentKind],
        fields: Sequence[str],
        signed_by: Sequence[str],
        **limits: Unpack[AmendmentFields],
    ) -> ContractDraft:
        """A clause that lets the contract be changed."""
        named = {"clause": clause, "kinds": kinds, "fields": fields, "signed_by": signed_by}
        return self._with("amendment_clauses", {**named, **limits})

    def suspension(self, *, months: str, clause: str, reason: Texts) -> ContractDraft:
        """Months that are neither measured nor settled."""
        return self._with("suspensions", {"months": months, "clause": clause, "reason": reason})

    def termination(
        self,
        id: Literal["payer", "provider", "policy", "force_majeure"],
        *,
        payer: Side,
        payee: Side,
        amount: Operand,
        negative: Literal["repaid", "refuse"],
        clause: str,
        notice_months: int,
        **fields: Unpack[TerminationFields],
    ) -> ContractDraft:
        """What is due where the contract is ended for a cause."""
        ends = {"from": _side(payer), "to": _side(payee), "amount": quantity(amount), "negative": negative}
        return self._with("termination", {"id": id, **ends, "clause": clause, "notice_months": notice_months, **fields})

    def data(self) -> dict[str, object]:
        """The draft as a contract's JSON has it: formulas as trees, dates as texts."""
        fixed = {"id": self.id, "title": self.title, "currency": self.currency, "rules": self.rules, "term": self.term}
        return {key: _plain(value) for key, value in {**fixed, **self.added}.items()}

    def contract(self) -> Contract:
        """The contract. Raises ContractInvalid with every finding; places are the paths of the fields."""
        return contract_from_data(self.data(), NoFile())

    def _measure(self, origin: str, id: str, fields: Mapping[str, object]) -> ContractDraft:
        return self._with("measures", {"id": id, "from": origin, **fields})

    def _with(self, collection: str, item: Mapping[str, object]) -> ContractDraft:
        before = self.added.get(collection, ())
        return self._set(collection, (*before, item) if isinstance(before, tuple) else (item,))

    def _set(self, name: str, value: object) -> ContractDraft:
        return replace(self, added={**self.added, name: value})


def _plain(value: object) -> object:
    """What JSON would hold: trees as arrays, dates as texts."""
    if isinstance(value, Expression):
        return tree_to_json(value.node)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _side(side: Side) -> object:
    """A party, or several with their weights."""
    if isinstance(side, Mapping):
        return [{"party": party, "weight": quantity(weight)} for party, weight in side.items()]
    return side
