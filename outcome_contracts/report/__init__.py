"""What people read: a statement as text for a terminal or as an HTML document, in Swedish or English.

In: a `Statement` and a language. Out: a string; the same statement gives the same bytes. Both renderings are
made from one `Page`, so they cannot show different figures. Never: arithmetic that decides an amount, a date
of printing, a script, a fetch, or text of the contract that is taken for markup.
"""

from outcome_contracts.report.html import statement_html
from outcome_contracts.report.text import statement_text

__all__ = ["statement_html", "statement_text"]
