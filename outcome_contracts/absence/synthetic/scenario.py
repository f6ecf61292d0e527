"""What a synthetic municipality is made of: every parameter declared, with its value and where it comes from.

Levels of the municipal sector: Statistics Sweden's statistics of the sick-pay period (+18.6 % in 2018Q1; 55 %
of the spells end within 3 days, 11 % reach day 14; all sectors +42 % and +50 % in the worst pandemic
quarters, so a shock of +60 % is the high end). The base rate is set so that the project has about 5.4
short-term net days per person-year in its reference years (70 MSEK a year over 2,142.86 SEK a day and 6,000
staff). Dispersion, drift and turnover are those of the study that compares the methods for the
counterfactual; the drift of a municipality against its sector (`drift_sd`) is assumed there too, and it is
the decisive unknown.

Everything is an integer, a date or a decimal number, never a binary float, so that `truth` can state it
exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.period import Period

SMALLEST_STAFF = 40

_DATA_MONTHS = Period.parse("2015-10/2021-09")
_PROJECT_MONTHS = Period.parse("2018-10/2021-09")
_SEVERE_INFLUENZA = Period.parse("2018-01/2018-03")
_PANDEMIC = Period.parse("2020-03/2021-09")


def _decimals(*values: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """Sickness absence in all municipalities of a scenario: what they share, and how far they differ.

    spells_per_year: spells begun in a person-year, before those that run into another one are dropped.
    season: the months' share of the level, January first; mean 1.
    lengths: probability of a spell of 1, 2, … calendar days; what is left to 1 is longer and has mean
        `long_mean` more days.
    absence_extents, employment_extents: extents in hundredths, each with its probability.
    hourly: share of the employments that are paid by the hour.
    trend_per_year: growth of the sector's level, as a logarithm.
    national_sd, national_phi: sector AR(1) of the logarithm, standard deviation and month-to-month
        correlation.
    influenza: greatest height of an ordinary winter's wave; its height and its peak month are drawn.
    severe_months, severe: the declared wave, over the ordinary season.
    shock_months, shock: the declared pandemic shock, over everything else.
    loading_sd, shock_loading_sd: how differently municipalities take the sector's path and the shock.
    local_sd, local_phi: AR(1) of one municipality. drift_sd: its random walk per month.
    workplace_sd: standard deviation of the logarithm of a unit's level. unit_size: mean posts per unit.
    turnover_per_year: rate at which people leave. vacancy_days: shortest and longest vacancy.
    moves: share of employments in which the person changes unit once. second_employments: share of the
        half-time employments whose person has another one at another unit.
    Raises UsageError (OC-G001, OC-G002, OC-U005).
    """

    spells_per_year: Decimal = Decimal("1.21")
    season: tuple[Decimal, ...] = _decimals(
        "1.22", "1.40", "1.28", "1.02", "0.90", "0.70", "0.48", "0.73", "1.03", "1.10", "1.12", "1.02"
    )
    lengths: tuple[Decimal, ...] = _decimals(
        "0.180", "0.200", "0.170", "0.100", "0.075", "0.040", "0.040",
        "0.020", "0.015", "0.013", "0.012", "0.012", "0.013", "0.010",
    )  # fmt: skip
    long_mean: Decimal = Decimal(45)
    absence_extents: tuple[tuple[int, Decimal], ...] = tuple(
        zip((100, 75, 50, 25), _decimals("0.94", "0.01", "0.035", "0.015"), strict=True)
    )
    employment_extents: tuple[tuple[int, Decimal], ...] = tuple(
        zip((100, 75, 50), _decimals("0.62", "0.25", "0.13"), strict=True)
    )
    hourly: Decimal = Decimal("0.04")
    trend_per_year: Decimal = Decimal("0.01")
    national_sd: Decimal = Decimal("0.05")
    national_phi: Decimal = Decimal("0.6")
    influenza: Decimal = Decimal("0.12")
    severe_months: Period = _SEVERE_INFLUENZA
    severe: Decimal = Decimal("0.186")
    shock_months: Period = _PANDEMIC
    shock: Decimal = Decimal("0.60")
    loading_sd: Decimal = Decimal("0.10")
    shock_loading_sd: Decimal = Decimal("0.15")
    local_sd: Decimal = Decimal("0.03")
    local_phi: Decimal = Decimal("0.5")
    drift_sd: Decimal = Decimal("0.005")
    workplace_sd: Decimal = Decimal("0.22")
    unit_size: int = 50
    turnover_per_year: Decimal = Decimal("0.14")
    vacancy_days: tuple[int, int] = (14, 90)
    moves: Decimal = Decimal("0.03")
    second_employments: Decimal = Decimal("0.03")

    def __post_init__(self) -> None:
        findings = Findings()
        for name, (least, most) in _BOUNDS.items():
            _require_decimal(findings, name, getattr(self, name), least=least, most=most)
        for position, level in enumerate(self.season):
            _require_decimal(findings, f"season[{position}]", level, least=0, most=3)
        for position, share in enumerate(self.lengths):
            _require_decimal(findings, f"lengths[{position}]", share, least=0, most=1)
        for name in ("absence_extents", "employment_extents"):
            for position, (extent, share) in enumerate(getattr(self, name)):
                _require_whole(findings, f"{name}[{position}][0]", extent, least=1, most=100)
                _require_decimal(findings, f"{name}[{position}][1]", share, least=0, most=1)
        _require_whole(findings, "len(season)", len(self.season), least=12, most=12)
        _require_whole(findings, "unit_size", self.unit_size, least=SMALLEST_STAFF, most=1_000)
        _require_whole(findings, "vacancy_days[1]", self.vacancy_days[1], least=1, most=3_650)
        _require_whole(findings, "vacancy_days[0]", self.vacancy_days[0], least=1, most=self.vacancy_days[1])
        findings.refuse(UsageError)
        _require_decimal(findings, "sum(lengths)", sum(self.lengths, Decimal()), least=0, most=1)
        for name in ("absence_extents", "employment_extents"):
            if sum((share for _, share in getattr(self, name)), Decimal()) != 1:
                findings.add("OC-G002", field=name)
        findings.refuse(UsageError)


_BOUNDS: dict[str, tuple[int | Decimal, int]] = {
    "spells_per_year": (0, 6), "long_mean": (1, 365), "hourly": (0, 1), "trend_per_year": (-1, 1),
    "national_sd": (0, 1), "national_phi": (0, 1), "influenza": (0, 2), "severe": (0, 2), "shock": (0, 3),
    "loading_sd": (0, 1), "shock_loading_sd": (0, 1), "local_sd": (0, 1), "local_phi": (0, 1),
    "drift_sd": (0, 1), "workplace_sd": (0, 1), "turnover_per_year": (Decimal("0.01"), 2), "moves": (0, 1),
    "second_employments": (0, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEffect:
    """What the project does: in its months it prevents every spell with a known probability.

    months: the project months. size: the effect at full strength, −1 to 0.
    ramp_months: the effect grows linearly and is full in the ramp's last month; 0: full at once.
    Raises UsageError (OC-G001, OC-U005).
    """

    months: Period = _PROJECT_MONTHS
    size: Decimal = Decimal("-0.12")
    ramp_months: int = 0

    def __post_init__(self) -> None:
        findings = Findings()
        _require_decimal(findings, "size", self.size, least=-1, most=0)
        _require_whole(findings, "ramp_months", self.ramp_months, least=0, most=len(self.months))
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalitySpec:
    """One municipality to generate.

    name: as a panel shows it. staff: posts. months: the months of the data.
    stream: which of the seed's streams it draws from; no two municipalities of a scenario share one.
    effect: None where no project works, as in every comparator.
    Raises UsageError (OC-G001).
    """

    name: str
    staff: int
    months: Period
    stream: int
    effect: KnownEffect | None

    def __post_init__(self) -> None:
        findings = Findings()
        _require_whole(findings, "staff", self.staff, least=SMALLEST_STAFF, most=100_000)
        _require_whole(findings, "stream", self.stream, least=1, most=1_000_000)
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A project municipality, its comparators and the sector in which they all live.

    seed: the only source of randomness. months: the months of the data. staff: posts of the project.
    comparators: how many. comparator_staff: their smallest and largest number of posts.
    Raises UsageError (OC-G001).
    """

    seed: int
    name: str = "Projektkommunen"
    months: Period = _DATA_MONTHS
    staff: int = 6_000
    comparators: int = 10
    comparator_staff: tuple[int, int] = (3_000, 9_000)
    effect: KnownEffect = field(default_factory=KnownEffect)
    sector: Sector = field(default_factory=Sector)

    def __post_init__(self) -> None:
        findings, (fewest, most) = Findings(), self.comparator_staff
        _require_whole(findings, "seed", self.seed, least=0, most=2**53 - 1)
        _require_whole(findings, "staff", self.staff, least=SMALLEST_STAFF, most=100_000)
        _require_whole(findings, "comparators", self.comparators, least=0, most=99)
        _require_whole(findings, "comparator_staff[0]", fewest, least=SMALLEST_STAFF, most=most)
        _require_whole(findings, "comparator_staff[1]", most, least=fewest, most=100_000)
        findings.refuse(UsageError)

    def to_dict(self) -> dict[str, object]:
        """Every parameter as plain data for canonical JSON; numbers are decimal strings."""
        return _fields(self)


def _fields(value: Scenario | Sector | KnownEffect) -> dict[str, object]:
    return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, Scenario | Sector | KnownEffect):
        return _fields(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _require_decimal(findings: Findings, name: str, value: object, *, least: int | Decimal, most: int) -> None:
    if isinstance(value, float):
        findings.add("OC-U005", argument=name)
    elif not (isinstance(value, Decimal) and value.is_finite() and least <= value <= most):
        findings.add("OC-G001", field=name, least=str(least), most=str(most))


def _require_whole(findings: Findings, name: str, value: object, *, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        findings.add("OC-G001", field=name, least=str(least), most=str(most))
