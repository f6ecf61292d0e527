"""A statement as one HTML page, complete in itself: no script, no fetch, same statement, same bytes.

The page is the document of record: it reads on a phone, with a screen reader and on paper (A4). What others
wrote is escaped by the template engine and passed through `visible`; no template comes from outside.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from outcome_contracts.notices import Language, Notice, UsageError
from outcome_contracts.report.page import page
from outcome_contracts.report.wording import visible

if TYPE_CHECKING:
    from jinja2 import Template

    from outcome_contracts.settlement.payout import PayoutDistribution
    from outcome_contracts.settlement.statement import Statement

_TEMPLATE = "statement.html.jinja"


def statement_html(statement: Statement, lang: Language, *, payouts: PayoutDistribution | None = None) -> str:
    """The statement as a self-contained HTML page.

    payouts: how uncertain the amount is (`settlement.payout.payouts_of`), shown as a section of its own.
    Raises UsageError (OC-U001) for a language that it does not speak, (OC-U004) without jinja2, (OC-S044) for payouts
    of another statement.
    """
    return template(_TEMPLATE).render(page=page(statement, lang, payouts=payouts))


@cache
def template(name: str) -> Template:
    """A template of this folder. Raises UsageError (OC-U004) without jinja2."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        facts = (("what", name.partition(".")[0] + "_html"), ("package", "jinja2"), ("extra", "report"))
        raise UsageError([Notice("OC-U004", facts=facts)]) from None
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_shown, trim_blocks=True, lstrip_blocks=True
    )
    source = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return environment.from_string(source)


def _shown(value: object) -> object:
    """Every string that the template prints, made visible; what it has escaped itself (a macro's) stays."""
    return visible(value) if type(value) is str else value
