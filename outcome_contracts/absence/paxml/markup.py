"""The XML of a PAXml file as a stream of rows: what a hostile file can do ends here.

    paxml → part → row → field          depth 1, 2, 3, 4; nothing that is read lies deeper than 6

A document type is refused where it begins, so no entity is ever declared, expanded or fetched. One tag or text is
bounded, for a parser that waits for its end reads it again with every piece of the file. The bounds cost an honest
file nothing; memory is one piece of the file and the rows in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from outcome_contracts.notices import Findings

_PIECE = 1 << 16
_LONGEST_TOKEN = 1 << 18
_LONGEST_TEXT = 1 << 12
_MOST_WITHIN = 100_000  # elements in one row, at all depths together
_DEEPEST = 12
_MOST_NAMES = 2_000
_LARGEST_FILE = 1_000_000_000
_ROOT, _PART, _ROW, _FIELD = 1, 2, 3, 4


@dataclass(slots=True)
class Field:
    """One element of a row: its name, attributes and text, and the attributes of the elements in it."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    inner: list[Mapping[str, str]] = field(default_factory=list)


@dataclass(slots=True, repr=False)
class Row:
    """One row of a part; line: where it begins in the file."""

    part: str
    name: str
    line: int
    attributes: Mapping[str, str]
    fields: list[Field]


def rows(path: Path, parts: frozenset[str], findings: Findings, *, version: str) -> Iterator[Row]:
    """The rows of some parts of the file, in its order; of the others nothing.

    version: the only one that is read. What is refused stands in the findings, and nothing follows it: OC-D064 no file,
    OC-D170 a document type, OC-D171 nesting, OC-D172 a tag or text without end, OC-D173 size, OC-D174 no XML,
    OC-D175 no PAXml of that version, OC-D201 names without end.
    """
    try:
        stream = path.open("rb")
        size = path.stat().st_size
    except (OSError, ValueError):
        findings.add("OC-D064", path.name)
        return
    with stream:
        if size > _LARGEST_FILE:
            findings.add("OC-D173", path.name, limit=_LARGEST_FILE // 1_000_000)
            return
        yield from _rows(stream, path.name, parts, findings, version)


def _rows(stream: BinaryIO, file: str, parts: frozenset[str], findings: Findings, version: str) -> Iterator[Row]:
    reader = _Reader(parts)
    fed, going = 0, True
    while going:
        piece = stream.read(_PIECE)
        fed, going = fed + len(piece), bool(piece)
        refusal = reader.refusal_of(piece, fed)
        yield from reader.taken()
        if refusal:
            code, limit = refusal
            findings.add(code, f"{file}:{reader.parser.CurrentLineNumber}", limit=limit)
            return
    if reader.version != version or not reader.is_paxml:
        findings.add("OC-D175", file, version=version)


class _Refused(Exception):
    """A bound of the reader was met."""

    def __init__(self, code: str, limit: int = 0) -> None:
        super().__init__(code)
        self.code, self.limit = code, limit


class _Reader:
    """What the parser calls; rows gather in it until they are taken."""

    def __init__(self, parts: frozenset[str]) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._document_type
        self.version, self.is_paxml = "", False
        self._parts, self._part, self._depth = parts, "", 0
        self._row: Row | None = None
        self._field: Field | None = None
        self._rows: list[Row] = []
        self._within = 0
        self._names: set[str] = set()

    def taken(self) -> list[Row]:
        """The rows since last time."""
        found, self._rows = self._rows, []
        return found

    def refusal_of(self, piece: bytes, fed: int) -> tuple[str, int] | None:
        """Parse one more piece, the empty one being the end; the code and limit of a refusal, if there is one."""
        try:
            self.parser.Parse(piece, not piece)
        except (expat.ExpatError, LookupError, ValueError):  # the last two: an encoding that no parser has
            return "OC-D174", 0
        except _Refused as refused:
            return refused.code, refused.limit
        if fed - max(self.parser.CurrentByteIndex, 0) > _LONGEST_TOKEN:
            return "OC-D172", _LONGEST_TOKEN
        return None

    def _document_type(self, *_: object) -> None:
        raise _Refused("OC-D170")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Refused("OC-D171", _DEEPEST)
        if name not in self._names or not self._names.issuperset(attributes):
            self._names.update((name, *attributes))
            if len(self._names) > _MOST_NAMES:  # the parser remembers every name that it meets
                raise _Refused("OC-D201", _MOST_NAMES)
        if self._depth == _ROOT:
            self.is_paxml = name == "paxml"
        elif self._depth == _PART:
            self._part = name
        elif self._depth == _ROW and (self._part in self._parts or self._part == "header"):
            self._row = Row(self._part, name, self.parser.CurrentLineNumber, attributes, [])
            self._within = 0
            if self._part == "header" and name == "version":
                self._listen(Field(name, attributes))
        elif self._row is not None:
            self._start_within(self._row, name, attributes)

    def _start_within(self, row: Row, name: str, attributes: dict[str, str]) -> None:
        self._within += 1
        if self._within > _MOST_WITHIN:
            raise _Refused("OC-D172", _MOST_WITHIN)
        if self._depth == _FIELD:
            found = Field(name, attributes)
            self._listen(found)
            row.fields.append(found)
        elif self._field is not None:
            self._field.inner.append(attributes)

    def _end(self, _: str) -> None:
        if self._depth == _FIELD and self._field is not None:
            self._listen(None)
        elif self._depth == _ROW and self._row is not None:
            if self._part == "header":
                self.version += self._field.text.strip() if self._field is not None else ""
            else:
                self._rows.append(self._row)
            self._row = None
            self._listen(None)
        self._depth -= 1

    def _listen(self, to: Field | None) -> None:
        """Text belongs to a field from now on, or to nothing: the blanks between elements are never seen."""
        self._field = to
        self.parser.CharacterDataHandler = None if to is None else self._characters

    def _characters(self, text: str) -> None:
        if self._field is None or (self._depth > _FIELD and not text.strip()):
            return
        if len(self._field.text) < _LONGEST_TEXT:  # what is longer is a note, which nobody reads further
            self._field.text += text
