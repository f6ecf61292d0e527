"""A health-economic analysis for a board: one page in HTML, the same as text, and a workbook with live formulas.

In: a `HealthEconomicAnalysis`, a language, sections on assistance, funding and budget where there are any, and plots.
Out: a string, or the bytes of an .xlsx file; the same analysis gives the same bytes. Never: a figure that is not in the
analysis, an answer to the checklist that nobody has given, a sum over two bases, a date of printing.
"""

from outcome_contracts.report.health_economics.board_sections import (
    assistance_section,
    budget_section,
    follow_up_section,
    funding_section,
)
from outcome_contracts.report.health_economics.cheers import ChecklistItem, cheers_checklist
from outcome_contracts.report.health_economics.page import Section, health_economics_html, health_economics_text
from outcome_contracts.report.health_economics.workbook import health_economics_workbook

__all__ = [
    "ChecklistItem",
    "Section",
    "assistance_section",
    "budget_section",
    "cheers_checklist",
    "follow_up_section",
    "funding_section",
    "health_economics_html",
    "health_economics_text",
    "health_economics_workbook",
]
