"""Synthetic municipalities: an HR export with a known effect, for demonstrations and tests.

In: a `Scenario` (seed, months, staff, effect, the sector's declared parameters). Out: per municipality the
two files of an HR export or the `AbsenceRecords` they would give, and the truth; on request, the ordinary
dirt of such exports. Never: a number that looks like a personal identity number, or one that the seed does
not decide.
"""

from outcome_contracts.absence.synthetic.dirt import Dirt, add_dirt, parse_dirt
from outcome_contracts.absence.synthetic.export import Export, Table
from outcome_contracts.absence.synthetic.municipality import (
    SyntheticMunicipality,
    comparators,
    generate,
    project,
)
from outcome_contracts.absence.synthetic.scenario import KnownEffect, MunicipalitySpec, Scenario, Sector

__all__ = [
    "Dirt",
    "Export",
    "KnownEffect",
    "MunicipalitySpec",
    "Scenario",
    "Sector",
    "SyntheticMunicipality",
    "Table",
    "add_dirt",
    "comparators",
    "generate",
    "parse_dirt",
    "project",
]
