"""Health economics: what absence costs, what a programme against it costs, and what it gives back, for an HR board.

In: net days by unit and band as aggregates, a `DayValue` per band, the costs of each programme, its effect as plain
draws or an interval; head counts and cases of an assistance programme; grants and activities of a budget. Out: frozen
results, exact where they are money and simulated where they are uncertain, with their seed. Never: a sum over two
valuation bases, an unknown amount read as 0, the mean of 1/effect, or a group of ten persons or fewer.
"""

from outcome_contracts.valuation.health_economics.absence_cost import (
    AbsenceCost,
    AbsenceCostRow,
    BandAbsence,
    UnitAbsence,
    absence_cost,
    unit_absence,
)
from outcome_contracts.valuation.health_economics.analysis import (
    BasisResult,
    CostPerDay,
    HealthEconomicAnalysis,
    NoCostPerDay,
    ProgrammeResult,
    Scenario,
    ScenarioResult,
    analyse,
)
from outcome_contracts.valuation.health_economics.band_values import (
    BandValues,
    CostBand,
    Length,
    forsakringskassan_bands,
)
from outcome_contracts.valuation.health_economics.budget import Budget, BudgetLine, BudgetPost, budget
from outcome_contracts.valuation.health_economics.employee_assistance import (
    AssistanceTable,
    AssistanceUnit,
    Connection,
    Figures,
    assistance_table,
    compulsory_connection,
)
from outcome_contracts.valuation.health_economics.follow_up import FollowUp, follow_up
from outcome_contracts.valuation.health_economics.funding import Funding, FundingPart, funding
from outcome_contracts.valuation.health_economics.known_sum import KnownSum, known_sum
from outcome_contracts.valuation.health_economics.model import (
    AvoidedDays,
    CostItem,
    HealthEconomicModel,
    Programme,
    Resource,
    Study,
)
from outcome_contracts.valuation.health_economics.quantities import Distribution, Quantity, Range, Text
from outcome_contracts.valuation.health_economics.sensitivity import OneWay, one_way, stated_ranges
from outcome_contracts.valuation.health_economics.simulation import Interval, SimulatedProgramme, Simulation

__all__ = [
    "AbsenceCost",
    "AbsenceCostRow",
    "AssistanceTable",
    "AssistanceUnit",
    "AvoidedDays",
    "BandAbsence",
    "BandValues",
    "BasisResult",
    "Budget",
    "BudgetLine",
    "BudgetPost",
    "Connection",
    "CostBand",
    "CostItem",
    "CostPerDay",
    "Distribution",
    "Figures",
    "FollowUp",
    "Funding",
    "FundingPart",
    "HealthEconomicAnalysis",
    "HealthEconomicModel",
    "Interval",
    "KnownSum",
    "Length",
    "NoCostPerDay",
    "OneWay",
    "Programme",
    "ProgrammeResult",
    "Quantity",
    "Range",
    "Resource",
    "Scenario",
    "ScenarioResult",
    "SimulatedProgramme",
    "Simulation",
    "Study",
    "Text",
    "UnitAbsence",
    "absence_cost",
    "analyse",
    "assistance_table",
    "budget",
    "compulsory_connection",
    "follow_up",
    "forsakringskassan_bands",
    "funding",
    "known_sum",
    "one_way",
    "stated_ranges",
    "unit_absence",
]
