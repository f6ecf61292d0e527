"""A health-economic analysis as a workbook with live formulas, for whoever wants to tick it off or change an input.

    inputs        every input by its id, a column per case: as given, and one for each scenario
    results       a block per programme; each row is the formula of the analysis over its column of inputs
    one_way       net benefit at both ends of every range, from the slope of the model in that input
    absence       net days times the value of a day, by unit and band

Money and days are formulas all the way from the inputs; only the simulated ends are numbers, as a spreadsheet cannot
repeat the draws. Texts are cells of their own type, so that none of them can become a formula, and the creation date
is fixed: the same analysis gives the same bytes. Needs xlsxwriter, the extra `excel`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from outcome_contracts.notices import Language, Notice, UsageError
from outcome_contracts.report.health_economics.sheet import Sheet, letter
from outcome_contracts.report.wording import visible, wording

if TYPE_CHECKING:
    from outcome_contracts.valuation.health_economics import (
        HealthEconomicAnalysis,
        HealthEconomicModel,
        Programme,
        ProgrammeResult,
    )

_CREATED = datetime(2000, 1, 1)
_SHEETS = ("inputs", "results", "one_way", "absence")
_FIRST_CASE = 3
_PRICE_ROW = 2


def health_economics_workbook(analysis: HealthEconomicAnalysis, lang: Language) -> bytes:
    """The workbook of an analysis, as the bytes of an .xlsx file.

    Every formula cell also holds the analysis' own figure, which a program shows until it recomputes.
    Raises UsageError: OC-U001 for a language that is not spoken here, OC-U004 without xlsxwriter.
    """
    words = wording(lang)["workbook"]
    try:
        from xlsxwriter import Workbook
    except ImportError:
        facts = (("what", "health_economics_workbook"), ("package", "xlsxwriter"), ("extra", "excel"))
        raise UsageError([Notice("OC-U004", facts=facts)]) from None
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": visible(analysis.model.title.text(lang)), "created": _CREATED})
        sheets = {name: Sheet(book, words[name]) for name in _SHEETS}
        _Writer(analysis, lang, words, sheets).write()
    return out.getvalue()


class _Writer:
    """inputs: the row of every input, from 1. cases: the model of each column, as given and by scenario."""

    def __init__(
        self, analysis: HealthEconomicAnalysis, lang: Language, words: Mapping[str, str], sheets: Mapping[str, Sheet]
    ) -> None:
        self._analysis, self._lang, self._words, self._sheets = analysis, lang, words, sheets
        self._rows: dict[str, int] = {}
        self._bands = {
            band.id: band.label.text(lang) for values in analysis.model.values for band in values.bands
        }  # fmt: skip
        self._names = (words["as_given"], *(one.scenario.label.text(lang) for one in analysis.scenarios))
        self._results = (analysis.programmes, *(one.programmes for one in analysis.scenarios))
        # Of each programme: where its net benefit by each basis stands in the first case, and its days and factor.
        self._places: dict[tuple[str, str], str] = {}

    def write(self) -> None:
        self._inputs()
        for place, programme in enumerate(self._analysis.model.programmes):
            self._programme(programme, [results[place] for results in self._results])
        self._one_way()
        self._absence()

    def _input(self, name: str, case: int) -> str:
        """Where an input stands in the column of a case, for other sheets."""
        return self._sheets["inputs"].elsewhere(f"${letter(_FIRST_CASE + case)}${self._rows[name]}")

    def _inputs(self) -> None:
        sheet, words, model = self._sheets["inputs"], self._words, self._analysis.model
        labels, programmes = model.labels(), {one.id: one.label.text(self._lang) for one in model.programmes}
        sheet.heads(words["input"], words["label"], words["programme"], *self._names, words["low"], words["high"],
                    words["distribution"], words["source"])  # fmt: skip
        after = _FIRST_CASE + len(self._names)
        for name, quantity in model.inputs.items():
            self._rows[name] = sheet.row + 1
            sheet.text(0, name)
            sheet.text(1, labels[name].text(self._lang))
            sheet.text(2, programmes.get(name.split(".")[1] if "." in name else "", ""))
            if quantity is None:
                sheet.text(_FIRST_CASE, words["unknown"])
            else:
                sheet.number(_FIRST_CASE, quantity.point)
            for case, found in enumerate(self._analysis.scenarios, 1):
                exact = model.with_inputs(dict(found.scenario.inputs)).inputs[name]
                if name in found.scenario.inputs and exact is not None:
                    sheet.number(_FIRST_CASE + case, exact.point)
                else:
                    first = sheet.at(_FIRST_CASE)
                    sheet.formula(_FIRST_CASE + case, first, words["unknown"] if quantity is None else quantity.point)
            if quantity is not None and quantity.range is not None:
                sheet.number(after, quantity.range.low)
                sheet.number(after + 1, quantity.range.high)
                sheet.text(after + 2, wording(self._lang)["spread"][quantity.range.distribution.value])
            sheet.text(after + 3, sources(model).get(name, ""))
            sheet.row += 1

    def _programme(self, programme: Programme, cases: list[ProgrammeResult]) -> None:
        sheet, words = self._sheets["results"], self._words
        sheet.heads(programme.label.text(self._lang), words["unit"], "", *self._names)
        costs = self._costs(programme, cases)
        factor = self._factor(programme)
        days, columns = dict[str, list[str]](), range(_FIRST_CASE, _FIRST_CASE + len(cases))
        for effect in programme.effects:
            self._label(f"{words['days']}: {self._bands[effect.band]}", words["net_days"])
            days[effect.band] = [
                sheet.formula(
                    column,
                    f"{self._input(f'days.{programme.id}.{effect.band}', case)}*{factor[case]}",
                    cases[case].days_by_band[effect.band],
                )
                for case, column in enumerate(columns)
            ]
            sheet.row += 1
        self._label(words["days"], words["net_days"])
        totals = [
            sheet.formula(column, "+".join(band[case] for band in days.values()), cases[case].days)
            for case, column in enumerate(columns)
        ]
        sheet.row += 1
        self._cost_per_day(cases, costs, totals)
        for place, values in enumerate(self._analysis.model.values):
            self._basis(programme, cases, days, costs, place)
            for effect in programme.effects:
                self._places[programme.id, f"days.{effect.band}"] = sheet.elsewhere(days[effect.band][0])
            self._places[programme.id, "factor"] = sheet.elsewhere(factor[0])
            self._places[programme.id, values.basis.value] = sheet.elsewhere(f"{letter(_FIRST_CASE)}{sheet.row - 1}")
        sheet.row += 1

    def _costs(self, programme: Programme, cases: list[ProgrammeResult]) -> list[str]:
        """One row per cost item, discounted, their sum, and how many are unknown. Returns the cells of the sums."""
        sheet, words, columns = self._sheets["results"], self._words, range(_FIRST_CASE, _FIRST_CASE + len(cases))
        first = sheet.row + 1
        for item in programme.costs:
            self._label(item.label.text(self._lang), words["sek"])
            sheet.count(2, item.year)
            for case, column in enumerate(columns):
                amount = self._input(f"cost.{programme.id}.{item.id}", case)
                rate = self._input("discount_rate", case)
                known = self._case(case).inputs[f"cost.{programme.id}.{item.id}"]
                discount = (1 + self._case(case).discount_rate) ** (item.year - 1)
                sheet.formula(
                    column,
                    f'IF(ISNUMBER({amount}),{amount}/(1+{rate})^({sheet.at(2)}-1),"{words["unknown"]}")',
                    words["unknown"] if known is None else known.point / discount,
                )
            sheet.row += 1
        last = sheet.row
        self._label(words["cost"], words["sek"])
        sums = [
            sheet.formula(column, f"SUM({letter(column)}{first}:{letter(column)}{last})", cases[case].cost.known)
            for case, column in enumerate(columns)
        ]
        sheet.row += 1
        self._label(words["unknown_costs"], "")
        for case, column in enumerate(columns):
            cells = f"{letter(column)}{first}:{letter(column)}{last}"
            sheet.count_formula(column, f"ROWS({cells})-COUNT({cells})", cases[case].cost.unknown)
        sheet.row += 1
        return sums

    def _factor(self, programme: Programme) -> list[str]:
        """What an effect is multiplied by: a row per year, then the sum. Returns the cells of the sums."""
        from outcome_contracts.valuation.health_economics.simulation import effect_factor

        sheet, words, parts = self._sheets["results"], self._words, list[str]()
        for year, share in enumerate(programme.effect_by_year, 1):
            self._label(words["share"].format(year=year), "")
            parts.append("$" + sheet.number(2, share))
            sheet.row += 1
        self._label(words["factor"], "")
        cells = []
        for case in range(len(self._names)):
            rate = self._input("discount_rate", case)
            formula = "+".join(f"{part}/(1+{rate})^{year}" for year, part in enumerate(parts))
            cells.append(sheet.formula(_FIRST_CASE + case, formula, effect_factor(self._case(case), programme)))
        sheet.row += 1
        return cells

    def _cost_per_day(self, cases: list[ProgrammeResult], costs: list[str], days: list[str]) -> None:
        """The simulated ends of the days, as numbers, and the ratio that hangs on them."""
        sheet, words, ends = self._sheets["results"], self._words, list[int]()
        note = words["simulated"].format(draws=self._analysis.simulation.draws, seed=self._analysis.simulation.seed)
        for name in ("low", "high"):
            self._label(f"{words['days']}, {words[name]} ({note})", words["net_days"])
            for case, found in enumerate(cases):
                if found.days_interval is not None:
                    sheet.number(_FIRST_CASE + case, getattr(found.days_interval, name))
            sheet.row += 1
            ends.append(sheet.row)
        self._label(words["cost_per_day"], words["sek"])
        for case, found in enumerate(cases):
            low, high = (f"{letter(_FIRST_CASE + case)}{row}" for row in ends)
            holds = f"IF(ISNUMBER({low}),AND({low}<=0,{high}>=0),FALSE)"
            formula = f'IF(OR({holds},{days[case]}<=0),"{words["none"]}",{costs[case]}/{days[case]})'
            point = found.cost_per_day.point
            sheet.formula(_FIRST_CASE + case, formula, words["none"] if point is None else point)
        sheet.row += 1

    def _basis(
        self,
        programme: Programme,
        cases: list[ProgrammeResult],
        days: Mapping[str, list[str]],
        costs: list[str],
        place: int,
    ) -> None:
        """Benefit by band, net benefit and return by one basis; the last row but one is the net benefit."""
        sheet, words, basis = self._sheets["results"], self._words, self._analysis.model.values[place].basis
        columns, benefits = range(_FIRST_CASE, _FIRST_CASE + len(cases)), list[list[str]]()
        for effect in programme.effects:
            self._label(f"{words['benefit']}: {self._bands[effect.band]}", words["sek"])
            sheet.text(2, wording(self._lang)["basis"][basis.value])
            name = f"value.{basis.value}.{effect.band}"
            benefits.append(
                [
                    sheet.formula(
                        column,
                        f"{days[effect.band][case]}*{self._input(name, case)}",
                        cases[case].by_basis[place].by_band[effect.band],
                    )
                    for case, column in enumerate(columns)
                ]
            )
            sheet.row += 1
        self._label(words["net_benefit"], words["sek"])
        sheet.text(2, wording(self._lang)["basis"][basis.value])
        nets = [
            sheet.formula(
                column,
                f"{'+'.join(band[case] for band in benefits)}-{costs[case]}",
                cases[case].by_basis[place].net_benefit,
            )
            for case, column in enumerate(columns)
        ]
        sheet.row += 1
        self._label(words["return"], "")
        sheet.text(2, wording(self._lang)["basis"][basis.value])
        for case, column in enumerate(columns):
            share = cases[case].by_basis[place].return_
            formula = f'IF({costs[case]}=0,"{words["none"]}",{nets[case]}/{costs[case]})'
            sheet.formula(column, formula, words["none"] if share is None else share)
        sheet.row += 1

    def _one_way(self) -> None:
        from outcome_contracts.valuation.health_economics import one_way, stated_ranges

        sheet, words, model = self._sheets["one_way"], self._words, self._analysis.model
        ranges = stated_ranges(model)
        sheet.heads(words["input"], words["programme"], words["basis"], words["at_low"], words["at_high"])
        for programme in model.programmes if ranges else ():
            for values in model.values:
                for found in one_way(model, programme.id, values.basis, ranges):
                    sheet.text(0, found.input)
                    sheet.text(1, programme.label.text(self._lang))
                    sheet.text(2, wording(self._lang)["basis"][values.basis.value])
                    net = self._places[programme.id, values.basis.value]
                    slope = self._slope(programme, values.basis.value, found.input)
                    for column, end, value in ((3, 0, found.at_low), (4, 1, found.at_high)):
                        moved = f"({self._end(found.input, end)}-{self._input(found.input, 0)})"
                        sheet.formula(column, f"{net}+{moved}*{slope}", value)
                    if found.at_most:
                        sheet.text(5, words["another_unknown"])
                    sheet.row += 1

    def _end(self, name: str, end: int) -> str:
        column = _FIRST_CASE + len(self._names) + end
        return self._sheets["inputs"].elsewhere(f"${letter(column)}${self._rows[name]}")

    def _slope(self, programme: Programme, basis: str, name: str) -> str:
        """What one unit more of an input adds to the net benefit."""
        kind, owner, last = name.split(".")
        if kind == "cost":
            year = next(item.year for item in programme.costs if item.id == last)
            return f"(-1/(1+{self._input('discount_rate', 0)})^{year - 1})"
        if kind == "days":
            factor = self._places[owner, "factor"]
            return f"({factor}*{self._input(f'value.{basis}.{last}', 0)})"
        return self._places[programme.id, f"days.{last}"]

    def _absence(self) -> None:
        absence, sheet, words = self._analysis.model.absence, self._sheets["absence"], self._words
        if absence is None:
            sheet.text(0, words["not_reported"])
            return
        bands = absence.values.bands
        sheet.heads(words["units"], *(f"{words['net_days']}: {band.label.text(self._lang)}" for band in bands),
                    *(f"{words['sek']}: {band.label.text(self._lang)}" for band in bands), words["sek"])  # fmt: skip
        sheet.text(0, words["value"])
        for place, band in enumerate(bands):
            sheet.number(1 + place, band.value.value)
        sheet.row += 1
        for row in (*absence.rows, absence.total):
            sheet.text(0, words["all_units"] if row is absence.total else ", ".join(row.units))
            cells = []
            for place, band in enumerate(bands):
                days = sheet.number(1 + place, row.net_days[band.id])
                formula = f"{days}*{letter(1 + place)}${_PRICE_ROW}"
                cells.append(sheet.formula(1 + len(bands) + place, formula, row.cost[band.id]))
            sheet.formula(1 + 2 * len(bands), "+".join(cells), row.total)
            sheet.row += 1

    def _label(self, label: str, unit: str) -> None:
        self._sheets["results"].text(0, label)
        self._sheets["results"].text(1, unit)

    def _case(self, case: int) -> HealthEconomicModel:
        model = self._analysis.model
        return model if case == 0 else model.with_inputs(dict(self._analysis.scenarios[case - 1].scenario.inputs))


def sources(model: HealthEconomicModel) -> dict[str, str]:
    """Where every input is taken from, by its id."""
    found = dict[str, str]()
    for one in model.programmes:
        found |= {f"cost.{one.id}.{item.id}": item.source for item in one.costs}
        found |= {f"days.{one.id}.{effect.band}": effect.source for effect in one.effects}
    for values in model.values:
        found |= {f"value.{values.basis.value}.{band.id}": band.value.source for band in values.bands}
    return found
