"""Small contracts with public terms, for the lints: only what differs is written."""

from outcome_contracts.contract.files import contract_from_bytes

HEAD = """
id = "terms"
title = {{ sv = "Villkor", en = "Terms" }}
currency = "USD"
rules = "1"
term = {{ start = 2020-01-01, months = {months} }}
{top}
[parties]
payer = {{ name = {{ sv = "Betalaren", en = "The payer" }} }}
provider = {{ name = {{ sv = "Utföraren", en = "The provider" }} }}
other = {{ name = {{ sv = "En annan", en = "Another" }} }}
"""
FLOW = """
[flows.due]
from = "payer"
to = "provider"
amount = "{amount}"
negative = "repaid"
round = {{ to = "0.01", mode = "half_up" }}
"""


def measure(name, unit="claim", digits=0, improves="up", more=""):
    """A given measure as TOML."""
    return f'[measures.{name}]\nfrom = "given"\nunit = "{unit}"\ndigits = {digits}\nimproves = "{improves}"\n{more}\n'


def terms(body, amount="due", months=36, top=""):
    """A contract with one payer and one flow."""
    text = HEAD.format(months=months, top=top) + body + FLOW.format(amount=amount)
    return contract_from_bytes(text.encode(), "terms.toml")


def codes(notices):
    """The codes of notices, in their order."""
    return [notice.code for notice in notices]


def only(notices, code):
    """The notices of one code."""
    return [notice for notice in notices if notice.code == code]


def facts(notice):
    """The evidence of a notice by name."""
    return dict(notice.facts)
