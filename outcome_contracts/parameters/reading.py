"""Parameter files: TOML with names, dated rows and sources; everything that is wrong with a file in one answer.

    [sources.circular]
    title = "Circular 24:50"

    [parameters.on_cost_municipalities]
    unit = "ratio"

    [[parameters.on_cost_municipalities.rows]]
    value = "45.00 %"
    from = 2024-01-01
    to = 2024-12-31             # or "until_further_notice"
    vintage = "final"
    source = "circular"
    says = "45.00 per cent of pay"
    verified = true

A user's file has the form of the bundled ones. A name that is bundled keeps its label and parts; a new name brings
its own label. In which file a row stands, and in which order, does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from importlib import resources
from pathlib import Path

from outcome_contracts.decimals import exact, exact_text
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.parameters.checks import check_rows
from outcome_contracts.parameters.entries import Entries, Entry
from outcome_contracts.parameters.file_model import ParameterFile, RowModel
from outcome_contracts.parameters.table import Parameters
from outcome_contracts.parameters.value import UNITS, Parameter, ParameterValue, Source, UnknownValue
from outcome_contracts.plain_files import decoded, read_text

SCHEMA_ID = "urn:outcome-contracts:schema:parameters:1"

_LARGEST = 1_000_000


@cache
def bundled_parameters() -> Parameters:
    """The parameters that come with the library."""
    folder = resources.files(__package__)
    return parameters_of({file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")})


def parameters_of(files: Mapping[str, bytes]) -> Parameters:
    """The table that whole files, by name, make together.

    Raises DataRejected with every finding: those of `read_parameters`, and those of `Parameters`.
    """
    findings, entries = Findings(), Entries()
    for name, raw in files.items():
        entries.read(name, partial(decoded, raw, name, largest=_LARGEST), findings)
    meanings = _meanings(entries, {}, findings)
    rows = _rows(entries, meanings, _sources(entries, {}, findings), findings)
    unknown = _unknown(entries, meanings, findings)
    _check(rows, unknown, findings, may_have_gaps=entries.broken)
    _check_products(entries, rows, findings)
    findings.refuse(DataRejected)
    return Parameters(tuple(rows), tuple(unknown))


def read_parameters(path: str | Path) -> tuple[ParameterValue, ...]:
    """The rows of a user's file, marked as supplied, for `Parameters.with_rows`.

    A row may name a bundled source, or one of the file's own. Raises DataRejected with every finding: OC-W015 a file
    that cannot be read, OC-W016 missing, OC-W017 unknown and OC-W018 ill-formed fields, OC-W019 unknown units, OC-W020
    impossible numbers, OC-W021 days in the wrong order, OC-W025 unknown sources, OC-W027 figures that are not the
    product they should be, OC-W028 another meaning than the bundled one, OC-W033 what only bundled files may have,
    OC-W034 a name without label, and between the rows OC-W022, OC-W023, OC-W031.
    """
    path, bundled = Path(path), bundled_parameters()
    findings, entries = Findings(), Entries()
    entries.read(path.name, partial(read_text, path, largest=_LARGEST), findings)
    only_bundled = {span.where: span.name for span in entries.unknown}
    only_bundled |= {name.where: name.name for name in entries.names if name.says.parts}
    for where, name in only_bundled.items():
        findings.add("OC-W033", where, name=name)
    sources = _sources(entries, {row.source.key: row.source for row in bundled}, findings)
    meanings = _meanings(entries, {name: bundled.parameter(name) for name in bundled.names}, findings)
    rows = [replace(row, supplied=True) for row in _rows(entries, meanings, sources, findings)]
    _check(rows, (), findings, may_have_gaps=meanings)
    _check_products(entries, [*bundled, *rows], findings)
    findings.refuse(DataRejected)
    return tuple(rows)


def parameters_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of a parameter file as plain data; what rows mean together is checked on reading."""
    schema = ParameterFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = SCHEMA_ID
    schema["title"] = "Dated parameters"
    return schema


def _sources(entries: Entries, bundled: Mapping[str, Source], findings: Findings) -> dict[str, Source]:
    """The sources by key; a key that stands for two sources is refused."""
    found = dict(bundled)
    for entry in entries.sources:
        source = Source(entry.name, entry.says.title, entry.says.address or "")
        if found.setdefault(entry.name, source) != source:
            findings.add("OC-W028", entry.where, name=entry.name)
    return found


def _meanings(entries: Entries, bundled: Mapping[str, Parameter], findings: Findings) -> dict[str, Parameter]:
    """What each name stands for. A name may stand in several files if they agree."""
    found = dict(bundled)
    for entry in entries.names:
        head, known = entry.says, found.get(entry.name)
        if head.unit not in UNITS:
            findings.add("OC-W019", entry.where, name=entry.name, known=", ".join(UNITS))
        elif known is None and head.label is None:
            findings.add("OC-W034", entry.where, name=entry.name)
        elif known is None and head.label is not None:
            found[entry.name] = Parameter(entry.name, head.unit, head.label.text, head.parts)
        elif known is not None and (
            head.unit != known.unit
            or (head.label is not None and head.label.text != known.label)
            or (head.parts not in ((), known.parts))
        ):
            findings.add("OC-W028", entry.where, name=entry.name)
    return found


def _rows(
    entries: Entries, meanings: Mapping[str, Parameter], sources: Mapping[str, Source], findings: Findings
) -> list[ParameterValue]:
    """The values of rows whose name and source are known."""
    rows = []
    for entry in entries.rows:
        row, parameter, source = entry.says, meanings.get(entry.name), sources.get(entry.says.source)
        if source is None:
            findings.add("OC-W025", entry.where, source=row.source)
        if per_cent := parameter is not None and parameter.unit != "ratio" and row.value.endswith("%"):
            findings.add("OC-W020", entry.where, name=entry.name, unit=parameter.unit)
        if source is None or parameter is None or per_cent:
            entries.broken.add(entry.name)
            continue
        try:
            value = ParameterValue(
                parameter=parameter,
                value=exact(row.value, "value"),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                vintage=row.vintage,
                published=row.published,
                source=source,
                says=row.says.text,
                verified=row.verified,
                supplied=False,
                up_to=None if row.up_to is None else exact(row.up_to, "up_to"),
            )
        except UsageError as refusal:
            entries.broken.add(entry.name)
            findings.extend(_placed(refusal, entry.where))
            continue
        rows.append(value)
    return rows


def _unknown(entries: Entries, meanings: Mapping[str, Parameter], findings: Findings) -> list[UnknownValue]:
    """The unknown spans of names that are known."""
    spans = []
    for entry in entries.unknown:
        if (parameter := meanings.get(entry.name)) is None:
            continue
        try:
            span = UnknownValue(parameter, entry.says.valid_from, entry.says.valid_to, entry.says.why.text)
        except UsageError as refusal:
            entries.broken.add(entry.name)
            findings.extend(_placed(refusal, entry.where))
            continue
        spans.append(span)
    return spans


def _check(
    rows: Sequence[ParameterValue],
    unknown: Sequence[UnknownValue],
    findings: Findings,
    *,
    may_have_gaps: Collection[str],
) -> None:
    """What is wrong between the rows; of names in `may_have_gaps` the gaps are not, since other rows may fill them."""
    found = Findings()
    check_rows(rows, unknown, found)
    findings.extend(tuple(one for one in found if one.code != "OC-W024" or one.where not in may_have_gaps))


def _check_products(entries: Entries, rows: Sequence[ParameterValue], findings: Findings) -> None:
    """A figure that the source prints beside a value is the value × what it is said to be a multiple of."""
    for entry, of, gives in _products(entries):
        factors = [row for row in rows if row.name == of and row.holds_on(entry.says.valid_from)]
        if len(factors) != 1:
            findings.add("OC-W035", entry.where, name=entry.name, of=of)
        elif (product := exact(entry.says.value, "value") * factors[0].value) != gives:
            facts = {"value": entry.says.value, "factor": exact_text(factors[0].value), "found": exact_text(product)}
            findings.add("OC-W027", entry.where, name=entry.name, of=of, stated=exact_text(gives), **facts)


def _products(entries: Entries) -> Iterator[tuple[Entry[RowModel], str, Fraction]]:
    for entry in entries.rows:
        if (product := entry.says.product) is not None:
            yield entry, product.of, exact(product.gives, "gives")


def _placed(refusal: UsageError, where: str) -> tuple[Notice, ...]:
    """The findings about a row, with its place in the file."""
    return tuple(replace(notice, where=where) for notice in refusal.notices)
