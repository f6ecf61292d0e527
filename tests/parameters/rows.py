"""Rows and files for tests, written as a user would write them."""

from datetime import date
from fractions import Fraction

from outcome_contracts.parameters import Parameter, ParameterValue, Source, Text

SOURCE = Source("own", "A circular of our own", "")
RATE = Parameter("rate", "ratio", Text("sats", "rate"))

ROW = {
    "value": '"10 %"', "from": "2020-01-01", "to": "2020-12-31", "vintage": '"final"', "source": '"own"',
    "says": '"10 %"', "verified": "true",
}  # fmt: skip


def value(first, last, amount="0.1", *, parameter=RATE, **more):
    given = {"vintage": "final", "published": None, "source": SOURCE, "verified": True, "supplied": False} | more
    return ParameterValue(
        parameter=parameter,
        value=Fraction(amount),
        valid_from=date.fromisoformat(first),
        valid_to=None if last is None else date.fromisoformat(last),
        says=Text("x", "x"),
        **given,
    )


def file(*rows, name="on_cost_municipalities", unit="ratio", more=""):
    text = f'[sources.own]\ntitle = "A circular of our own"\n\n[parameters.{name}]\nunit = "{unit}"\n{more}\n'
    for row in rows:
        fields = {key: item for key, item in (ROW | row).items() if item is not None}
        text += f"\n[[parameters.{name}.rows]]\n" + "".join(f"{key} = {item}\n" for key, item in fields.items())
    return text


def codes(refusal):
    return sorted(notice.code for notice in refusal.value.notices)
