# %% [markdown]
# # Sick data, honest data
#
# An HR system's export is never clean, and what is wrong with it moves money. This is the way from a raw export to
# figures that both parties can stand for: read it by what it says of itself, see the findings ranked by money, mend
# what is wrong at the source, acknowledge what may stand, explain what arrives late, and show nobody.
#
# The municipality is synthetic and made from one seed, and so is the dirt. No row is about a real person.

# %%
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from outcome_contracts import (
    Acknowledgement,
    DataRejected,
    Period,
    ReleaseLedger,
    Table,
    UnitTree,
    check,
    measure,
    policy_named,
    protect,
    read_contract,
    read_records,
)
from outcome_contracts.absence.code_coverage import code_coverage
from outcome_contracts.absence.exports import bundled_profiles, read_export
from outcome_contracts.absence.synthetic import Dirt, Export, KnownEffect, Scenario, Sector, add_dirt, project
from outcome_contracts.absence.synthetic import Table as ExportTable
from outcome_contracts.absence.vintages import ReasonCodes, Vintages, append, as_known, diff, read_delivery
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots import findings_bars, months_grid
from outcome_contracts.valuation import stated

YEAR = Period.parse("2019-01/2019-12")
COVERS = (YEAR.first_day, YEAR.last_day)
contract = read_contract(LIBRARY / "botkyrka.toml")
rules = contract.measure_rules
day_value = stated("2142.86", "the municipality's calculation of a short-term day")


def money(amount) -> str:
    """An exact amount in whole kronor."""
    return figure(str(round(amount)), "SEK", "en")


# %% [markdown]
# ## The export
#
# Ten large units, a museum of 24 and a youth house of 8. The system writes semicolons, per cent and Swedish headings,
# `TV` where something has not ended, and one code per reason. Somebody has spelt one of the codes in lower case.

# %%
nobody = KnownEffect(months=YEAR, size=Decimal(0))
scenario = Scenario(seed=2, months=YEAR, staff=3600, effect=nobody, sector=Sector(unit_size=330))
clean = project(scenario).export()
HEADINGS = {
    "person": "Person",
    "employment": "Anställning",
    "unit": "Enhet",
    "first_day": "Fr.o.m.",
    "last_day": "T.o.m.",
    "extent": "Omfattning",
    "reason": "Orsak",
    "pay_form": "Löneform",
}
PERCENT = {"1": "100", "0.75": "75", "0.5": "50", "0.25": "25"}


def with_small_units(employments: ExportTable) -> ExportTable:
    """Every unit but the small ones as it was; the first persons of the last unit work in those."""
    units, moved = list(employments.column("unit")), {}
    for row, (person, unit) in enumerate(zip(employments.column("person"), units, strict=True)):
        if unit == max(units):
            moved.setdefault(person, len(moved))
            units[row] = "Ungdomens hus" if moved[person] < 8 else "Museet" if moved[person] < 32 else unit
    return employments.with_column("unit", units)


print(project(scenario))
