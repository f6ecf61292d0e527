"""A profile: how one HR system writes its exports, as data.

    delimiter = ";"                    # or "sniffed": found in the file and told
    decimal = ","
    encoding = "cp1252"
    extent = "percent"                 # 25 is a quarter; "share": 0.25 or 0.250 is
    days = "YYYYMMDD"                  # "YYYY-MM-DD" "DD-MM-YYYY" "DD/MM/YYYY" "DD.MM.YYYY" "MM/DD/YYYY"
    clock_times = "whole_day"          # 2020-02-03 13:30 stands for the day; "refused" where there are none
    tz = "Europe/Stockholm"            # whose days 2020-03-28T23:00:00Z are; without it such moments are refused
    date_system = "1900"               # what 43738 counts from, or "1904"; without it such numbers are refused
    open_end = ["TV"]                  # what stands in the last day of what has not ended; "" for an empty cell
    passed_over = ["Befattning"]       # columns that are known and not used

    [columns]                          # ours: what the system calls it, any one of them
    person = ["Personnummer"]

Another system is another file, never another line of Python.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from outcome_contracts.absence.declared_days import DateSystem, DeclaredDays, is_zone
from outcome_contracts.complaints import complaints, shown_path
from outcome_contracts.contract.fields import Model
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.plain_files import Unreadable, parsed_toml, read_text


def _zone(name: str) -> str:
    """The name of a time zone that exists."""
    if not is_zone(name):
        raise PydanticCustomError("time_zone", "no such time zone")
    return name


Column = Literal["person", "employment", "unit", "first_day", "last_day", "extent", "reason", "pay_form"]
DayForm = Literal["YYYY-MM-DD", "YYYYMMDD", "DD-MM-YYYY", "DD/MM/YYYY", "DD.MM.YYYY", "MM/DD/YYYY"]
Heading = Annotated[str, Field(min_length=1, max_length=80)]

_LARGEST = 100_000


class Profile(Model):
    """How exports of one system are written; see the module for the fields."""

    delimiter: Literal[",", ";", "\t", "sniffed"]
    decimal: Literal[",", ".", "sniffed"]
    encoding: Literal["utf-8", "iso-8859-1", "cp1252", "sniffed"]
    extent: Literal["percent", "share"]
    days: DayForm
    clock_times: Literal["whole_day", "refused"]
    tz: Annotated[str, AfterValidator(_zone)] | None = None
    date_system: DateSystem | None = None
    open_end: tuple[Annotated[str, Field(max_length=80)], ...] = ()
    passed_over: tuple[Heading, ...] = ()
    columns: Mapping[Column, tuple[Heading, ...]]

    @field_validator("columns")
    @classmethod
    def _of_one_meaning(
        cls, columns: Mapping[Column, tuple[Heading, ...]], info: ValidationInfo
    ) -> Mapping[Column, tuple[Heading, ...]]:
        """A heading is that of one column, or it is passed over."""
        headings = Counter(chain(set(info.data.get("passed_over", ())), *map(set, columns.values())))
        if any(meanings > 1 for meanings in headings.values()):
            raise PydanticCustomError("heading", "a heading of two columns")
        return columns

    @property
    def declared_days(self) -> DeclaredDays:
        """Which moments and numbers are days."""
        return DeclaredDays(self.tz, self.date_system)

    @property
    def names(self) -> dict[str, str]:
        """Our column for each heading of the system."""
        return {heading: column for column, headings in self.columns.items() for heading in headings}


def read_profile(path: Path) -> Profile:
    """A profile from a TOML file. Raises UsageError (OC-D202) with every field that is wrong."""
    findings = Findings()
    try:
        content = parsed_toml(read_text(path, largest=_LARGEST), path.name)
    except Unreadable as error:
        findings.add("OC-D202", error.where, field="-")
        content = {}
    findings.refuse(UsageError)
    try:
        return Profile.model_validate(content)
    except ValidationError as error:
        for _, place, _ in complaints(error):
            findings.add("OC-D202", path.name, field=shown_path(place))
    raise UsageError(findings)


@cache
def bundled_profiles() -> Mapping[str, Profile]:
    """The profiles that come with the library, by name."""
    folder = resources.files(__package__).joinpath("profiles")
    with resources.as_file(folder) as files:
        return {file.stem: read_profile(file) for file in sorted(Path(files).glob("*.toml"))}
