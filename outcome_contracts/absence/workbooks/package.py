"""The package of a workbook, measured and looked through before anything in it is unpacked.

    ratio      what is packed / its packing        at most 100 beyond ten million bytes
    contents   Σ what is packed                    at most 500 million bytes
    members    files in the package                at most 2,000

A package is an archive of XML files; it can be small and hold terabytes, or hold what is executed or fetched. Each of
its files must be XML without a document type, so no entity is ever declared; that is seen before its first element.
"""

from __future__ import annotations

import mmap
import stat
import zlib
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from outcome_contracts.absence.file_kinds import kind_of
from outcome_contracts.notices import Findings

LARGEST_FILE = 200_000_000
LARGEST_CONTENTS = 500_000_000
LARGEST_RATIO = 100
MOST_MEMBERS = 2_000
_SMALL_CONTENTS = 10_000_000
_LONGEST_DIRECTORY = 1_000_000
_LONGEST_COMMENT = 65_535
_END_OF_DIRECTORY, _END_LENGTH = b"PK\x05\x06", 22
_LARGE_END, _LARGE_END_LENGTH, _LOCATOR_LENGTH = b"PK\x06\x06", 56, 20  # of the form for large archives
_PIECE = 1 << 16
_LONGEST_PROLOG = 1 << 18
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_WORKBOOK, _BINARY = "xl/workbook.xml", "xl/workbook.bin"
_MACROS = ("xl/vbaproject.bin", "xl/macrosheets/", "xl/vbaprojectsignature")
_LINKS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam")


def admitted(path: Path, findings: Findings) -> bool:
    """Whether a file is a workbook that can be read safely.

    Findings: unopenable (OC-D064), another kind of file (OC-D241), too large (OC-D242), encrypted, with macros, links,
    binary sheets, a document type or names that lead out (OC-D244), damaged (OC-D251).
    """
    found = len(findings)
    try:
        _look_through(path, findings)
    except (BadZipFile, EOFError, NotImplementedError, zlib.error):
        findings.add("OC-D251", path.name)
    except (OSError, ValueError):
        findings.add("OC-D064", path.name)
    return len(findings) == found


def _look_through(path: Path, findings: Findings) -> None:
    kind = kind_of(path)
    if kind == "office" and _holds(path, _ENCRYPTED):
        findings.add("OC-D244", path.name, content="@content_encrypted")
    elif kind != "archive":
        findings.add("OC-D241", path.name, found=f"@file_{kind}", expected="@file_workbook")
    elif path.stat().st_size > LARGEST_FILE:
        _too_large(findings, path, "contents", f"{LARGEST_FILE} bytes")
    elif _directory_length(path) > _LONGEST_DIRECTORY:
        _too_large(findings, path, "members", str(MOST_MEMBERS))
    else:
        with ZipFile(path) as package:
            members = package.infolist()
            if _measured(path, members, findings) and _harmless(path, members, findings):
                _require_plain_xml(path, package, findings)


def _too_large(findings: Findings, path: Path, part: str, limit: str) -> None:
    findings.add("OC-D242", path.name, part=f"@part_{part}", limit=limit)


def _measured(path: Path, members: list[ZipInfo], findings: Findings) -> bool:
    """Whether what is packed is of a size that is unpacked; the sizes bind whoever unpacks."""
    found = len(findings)
    contents = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        _too_large(findings, path, "members", str(MOST_MEMBERS))
    if contents > LARGEST_CONTENTS:
        _too_large(findings, path, "contents", f"{LARGEST_CONTENTS} bytes")
    packed = sum(member.compress_size for member in members)
    if contents > _SMALL_CONTENTS and contents > LARGEST_RATIO * packed:
        _too_large(findings, path, "ratio", f"{LARGEST_RATIO}")
    return len(findings) == found


def _harmless(path: Path, members: list[ZipInfo], findings: Findings) -> bool:
    """Whether the package is one of a plain workbook."""
    names = [member.filename.lower() for member in members]
    contents = {
        "binary": _BINARY in names,
        "macros": path.suffix.lower() in _MACRO_SUFFIXES or any(name.startswith(_MACROS) for name in names),
        "links": any(name.startswith(_LINKS) for name in names),
        "encrypted": any(member.flag_bits & _ENCRYPTED_FLAG for member in members),
        "paths": any(map(_leads_out, members)),
    }
    for content, found in contents.items():
        if found:
            findings.add("OC-D244", path.name, content=f"@content_{content}")
    if any(contents.values()):
        return False
    if _WORKBOOK not in names:
        findings.add("OC-D241", path.name, found="@file_archive", expected="@file_workbook")
        return False
    if len(set(names)) < len(names) or any(each.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for each in members):
        findings.add("OC-D251", path.name)
        return False
    return True


def _leads_out(member: ZipInfo) -> bool:
    name = PurePosixPath(member.filename)
    linked = stat.S_ISLNK(member.external_attr >> 16)
    return linked or name.is_absolute() or ".." in name.parts or "\\" in member.filename or ":" in member.filename


def _require_plain_xml(path: Path, package: ZipFile, findings: Findings) -> None:
    """Find XML with a document type or in another encoding than UTF-8 (OC-D244), and what is no XML (OC-D251)."""
    for member in package.infolist():
        if member.filename.lower().endswith((".xml", ".rels")):
            with package.open(member) as stream:
                prolog = _Prolog()
                try:
                    prolog.read(stream)
                except expat.ExpatError:
                    findings.add("OC-D251", path.name)
                    return
                except (ValueError, LookupError):  # an encoding that expat does not know
                    prolog.strange = True
            if prolog.strange:
                findings.add("OC-D244", path.name, content="@content_entities")
                return


class _Over(Exception):
    """Nothing more has to be seen."""


class _Prolog:
    """What stands before the first element of an XML file."""

    def __init__(self) -> None:
        self.strange = False
        self._over = False

    def read(self, stream: IO[bytes]) -> None:
        """Read up to the first element. Raises ExpatError for what is no XML."""
        parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._document_type
        parser.StartElementHandler = self._element
        left = _LONGEST_PROLOG
        with suppress(_Over):
            while not self._over and left > 0 and (piece := stream.read(min(_PIECE, left))):
                if left == _LONGEST_PROLOG and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")):
                    self.strange = self._over = True
                    return
                parser.Parse(piece)
                left -= len(piece)
            if not self._over and left > 0:
                parser.Parse(b"", True)
        self.strange |= not self._over

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self.strange |= (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii")

    def _document_type(self, *said: object) -> None:
        self.strange = self._over = True
        raise _Over

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self._over = True
        raise _Over


def _directory_length(path: Path) -> int:
    """How many bytes the archive's list of members takes, as the archive says. Raises BadZipFile where it does not."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _LONGEST_COMMENT - _END_LENGTH - _LOCATOR_LENGTH - _LARGE_END_LENGTH))
        tail = stream.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + _END_LENGTH:
        raise BadZipFile
    large = at - _LOCATOR_LENGTH - _LARGE_END_LENGTH
    if large >= 0 and tail.startswith(_LARGE_END, large):
        return int.from_bytes(tail[large + 40 : large + 48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _holds(path: Path, text: bytes) -> bool:
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(text) >= 0
