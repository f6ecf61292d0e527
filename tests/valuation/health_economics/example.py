"""One small analysis whose every figure can be worked out by hand; the bundled workbook is made from it.

Two programmes, two years at 4 % a year, prices of 2024. Short-term days are worth 2,000 SEK and long-term days 500 SEK
by the contract; 600 and 100 SEK are what leaves the budget.
"""

from fractions import Fraction
from functools import cache

from outcome_contracts.period import Period
from outcome_contracts.valuation import Basis, DayValue
from outcome_contracts.valuation.health_economics import (
    AvoidedDays,
    BandValues,
    CostBand,
    CostItem,
    Distribution,
    HealthEconomicAnalysis,
    HealthEconomicModel,
    Length,
    Programme,
    Quantity,
    Resource,
    Scenario,
    Simulation,
    Study,
    Text,
    analyse,
)

SHORT, LONG = Text("Dag 1–14", "Days 1–14"), Text("Från dag 15", "From day 15")
SIMULATION = Simulation(4000, 14, Fraction("0.95"), tuple(Fraction(one) for one in range(0, 5001, 250)))


def values(basis: Basis, short: str, long: str) -> BandValues:
    def value(amount: str) -> DayValue:
        return DayValue(Fraction(amount), basis, "Worked example", ())

    spread = Quantity.of(
        short, low=Fraction(short) * 3 / 4, high=Fraction(short) * 5 / 4, distribution=Distribution.TRIANGULAR
    ).range
    return BandValues(
        (
            CostBand("short", SHORT, Length.SHORT_TERM, value(short), spread),
            CostBand("long", LONG, Length.LONG_TERM, value(long)),
        )
    )


def normal(point: str, low: str, high: str) -> Quantity:
    return Quantity.of(point, low=low, high=high, distribution=Distribution.NORMAL, confidence="0.95")


def programmes() -> tuple[Programme, ...]:
    support = Programme(
        "support",
        Text("Chefsstöd", "Support to managers"),
        Text("Som i dag, utan stödet", "As today, without the support"),
        (
            CostItem("staff", Text("Personal", "Staff"), Quantity.of("600000"), 1, Resource.CASH, "Budget, post 1"),
            CostItem("staff_2", Text("Personal, 2", "Staff, 2"), Quantity.of(520_000), 2, Resource.CASH, "Post 1"),
            CostItem(
                "training", Text("Utbildning", "Training"),
                Quantity.of("200000", low="150000", high="300000", distribution=Distribution.TRIANGULAR),
                1, Resource.IN_KIND, "Estimate",
            ),
        ),
        (
            AvoidedDays("short", normal("1040", "640", "1440"), (), "Estimate 1"),
            AvoidedDays("long", normal("520", "-80", "1120"), (), "Estimate 1"),
        ),
        (Fraction(1, 2), Fraction(1, 2)),
    )  # fmt: skip
    course = Programme(
        "course",
        Text("Hälsokurs", "Health course"),
        Text("Ingen kurs", "No course"),
        (
            CostItem("fees", Text("Avgifter", "Fees"), Quantity.of("260000"), 1, Resource.CASH, "Budget, post 2"),
            CostItem("time", Text("Arbetstid", "Working time"), None, 1, Resource.IN_KIND, "Not stated in the budget"),
        ),
        (AvoidedDays("short", normal("100", "-150", "350"), (), "Estimate 2"),),
        (Fraction(1),),
    )
    return support, course


def model(**replaced) -> HealthEconomicModel:
    given = {
        "title": Text("Två program mot sjukfrånvaro", "Two programmes against sickness absence"),
        "period": Period.parse("2024-01/2025-12"),
        "price_year": 2024,
        "discount_rate": Fraction("0.04"),
        "values": (values(Basis.CONTRACT_VALUE, "2000", "500"), values(Basis.CASH_RELEASING, "600", "100")),
        "programmes": programmes(),
        "study": Study(limitations=Text("Räkneexempel.", "A worked example.")),
    }
    return HealthEconomicModel(**{**given, **replaced})


SCENARIOS = (
    Scenario("half", Text("Halva effekten", "Half the effect"), {"days.support.short": 520, "days.support.long": 260}),
    Scenario("time", Text("Kursens tid kostar", "The course's time costs"), {"cost.course.time": 90000}),
)


@cache
def analysis(**replaced) -> HealthEconomicAnalysis:
    return analyse(model(**replaced), simulation=SIMULATION, scenarios=SCENARIOS)
