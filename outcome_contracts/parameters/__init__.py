"""What the law, an agreement or a table said on a day: dated parameters, each with its source.

In: the TOML files of this folder, and rows that a user supplies in the same form. Out: a `ParameterValue`, an exact
rational with unit, dates, vintage, source, and whether it is verified or supplied. Never: a value for a day without
a row. A year that is not known here refuses by name; nothing is carried forward, and adding a year is adding a row.
"""

from outcome_contracts.parameters.reading import bundled_parameters, parameters_schema, read_parameters
from outcome_contracts.parameters.table import Parameters
from outcome_contracts.parameters.value import Parameter, ParameterValue, Source, Text, UnknownValue, Vintage

__all__ = [
    "Parameter",
    "ParameterValue",
    "Parameters",
    "Source",
    "Text",
    "UnknownValue",
    "Vintage",
    "bundled_parameters",
    "parameters_schema",
    "read_parameters",
]
