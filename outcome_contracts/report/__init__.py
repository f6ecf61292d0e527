"""What people read: a statement as text for a terminal or as an HTML document, an estimate as sentences and plots.

In: a `Statement` or a `Counterfactual`, and a language, Swedish or English. Out: a string; the same statement gives
the same bytes. Both renderings of a statement are made from one `Page`, so they cannot show different figures. Plots
are a package of their own, `report.plots`, and stand on a page of their own. Never: arithmetic that decides an
amount, a date of printing, a script, a fetch, or text of the contract that is taken for markup.
"""

from outcome_contracts.report.estimate import estimate_html
from outcome_contracts.report.html import statement_html
from outcome_contracts.report.sentences import effect_sentences, payout_sentences, statement_sentences
from outcome_contracts.report.text import statement_text

__all__ = [
    "effect_sentences",
    "estimate_html",
    "payout_sentences",
    "statement_html",
    "statement_sentences",
    "statement_text",
]
