# %% [markdown]
# # Sick data, honest data
#
# An HR system's export is never clean, and what is wrong with it moves money. This is the way from a raw export to
# figures that both parties can stand for: read it by what it says of itself, see the findings ranked by money, mend
# what is wrong at the source, acknowledge what may stand, explain what arrives late, and show no single person.
#
# The municipality is synthetic and made from one seed, and so is the dirt. No row is about a real person.

# %%
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from outcome_contracts import (
    Acknowledgement,
    DataRejected,
    Period,
    ReleaseLedger,
    Table,
    UnitTree,
    check,
    measure,
    policy_named,
    protect,
    read_contract,
)
from outcome_contracts.absence.code_coverage import code_coverage
from outcome_contracts.absence.exports import bundled_profiles, read_export
from outcome_contracts.absence.synthetic import Dirt, KnownEffect, Scenario, Sector, add_dirt, project
from outcome_contracts.absence.synthetic import Table as Rows
from outcome_contracts.absence.vintages import ReasonCodes, Vintages, append, as_known, diff, read_delivery
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots import findings_bars, months_grid
from outcome_contracts.valuation import stated

YEAR = Period.parse("2019-01/2019-12")
COVERS = (YEAR.first_day, YEAR.last_day)
DAY = "2142.86"
contract = read_contract(LIBRARY / "botkyrka.toml")
rules = contract.measure_rules
day_value = stated(DAY, "the municipality's reckoning, clause 7")


def money(amount: Fraction) -> str:
    """An exact amount in whole kronor."""
    return figure(str(round(amount)), "SEK", "en")


# %% [markdown]
# ## The export
#
# Large units, a museum and a youth house. The system writes semicolons, per cent and Swedish headings, `TV` where
# something has not ended, and a code for each reason. You would begin with two such files. Here they are made and
# spoilt, and this cell can be passed over.

# %%
HEADINGS = {
    "person": "Person",
    "employment": "Anställning",
    "unit": "Enhet",
    "first_day": "Fr.o.m.",
    "last_day": "T.o.m.",
    "extent": "Omfattning",
    "reason": "Orsak",
    "pay_form": "Löneform",
    "kommentar": "Kommentar",
}
PERCENT = {"1": "100", "0.75": "75", "0.5": "50", "0.25": "25"}
nothing_done = KnownEffect(months=YEAR, size=Decimal(0))
export = project(Scenario(seed=2, months=YEAR, staff=3600, effect=nothing_done, sector=Sector(unit_size=330))).export()


def with_small_units(staff: Rows) -> Rows:
    """The first 8 persons of one unit work in the youth house, the next 20 in the museum."""
    units = list(staff.column("unit"))
    of_one = [row for row, unit in enumerate(units) if unit == "Park och väg 01"]
    for place, row in enumerate(of_one[:28]):
        units[row] = "Ungdomens hus" if place < 8 else "Museet"
    return staff.with_column("unit", units)


def with_codes(spells: Rows, *, parents: int) -> Rows:
    """Every so many-th person was at home with a child, some were hurt at work, the others were ill."""
    numbers = [int(person[1:]) for person in spells.column("person")]
    return spells.with_column(
        "reason", ["VAB" if n % parents == 0 else "ARB" if n % 30 == 1 else "SJK" for n in numbers]
    )


def written(table: Rows, path: Path) -> Path:
    """The file as the system writes it; who is away on the last day has not come back yet."""
    days = [end if end and end < str(YEAR.last_day) else "TV" for end in table.column("last_day")]
    shares = [PERCENT.get(share, share) for share in table.column("extent")]
    table = table.with_column("last_day", days).with_column("extent", shares)
    named = Rows(tuple(HEADINGS[name] for name in table.header), table.rows)
    path.write_text(named.csv(";"), encoding="cp1252")
    return path


def without_absence(spells: Rows, staff: Rows, *, unit: str, month: str) -> Rows:
    """One unit did not report in one month: all its spells that touch the month are lacking."""
    there = {job for job, at in zip(staff.column("employment"), staff.column("unit"), strict=True) if at == unit}
    days = zip(*map(spells.column, ("employment", "first_day", "last_day")), strict=True)
    lost = [job in there and first[:7] <= month <= last[:7] for job, first, last in days]
    return Rows(spells.header, tuple(row for row, gone in zip(spells.rows, lost, strict=True) if not gone))


def without_employments(staff: Rows, *, unit: str, before: str, after: str) -> Rows:
    """The employments of one unit that lasted over some days lack these days, as after a change of system."""
    rows = []
    for person, job, at, first, last, *rest in staff.rows:
        if at == unit and first <= before and (not last or last >= after):
            rows += [(person, job, at, first, before, *rest), (person, job, at, after, last, *rest)]
        else:
            rows.append((person, job, at, first, last, *rest))
    return Rows(staff.header, tuple(rows))


whole_staff = with_small_units(export.employments)
broken_staff = without_employments(whole_staff, unit="Museet", before="2019-05-31", after="2019-07-01")
kinds = [Dirt.LATE_ROWS, Dirt.DUPLICATES, Dirt.OVERLAPS, Dirt.END_BEFORE_START, Dirt.OUTSIDE_EMPLOYMENT]
dirty = add_dirt(export, [*kinds, Dirt.EMPTY_EXTENT, Dirt.FREE_TEXT_COLUMN], seed=2)[0].spells
dirty = with_codes(without_absence(dirty, whole_staff, unit="Hemtjänst 01", month="2019-08"), parents=40)

# %% [markdown]
# ## Read by a profile
#
# The profile says what the system's headings and signs mean; it is a short text file, and one for Swedish spreadsheets
# comes with the library. What no measure needs does not come in: the column of remarks is dropped by its heading, and
# that is told. Nothing is mended in silence.


# %%
def delivered(spells: Rows, staff: Rows):
    """Both files, read by the profile; who is still away is counted to the end of the year."""
    profile = bundled_profiles()["swedish_excel"]
    with TemporaryDirectory() as folder:
        absence = written(spells, Path(folder) / "absence.csv")
        employments = written(staff, Path(folder) / "employments.csv")
        return (
            read_export(absence, profile, table="spells", open_until=YEAR.last_day),
            read_export(employments, profile, table="employments"),
        )


raw = delivered(dirty, broken_staff)
for notice in raw[0].notices:
    print(notice.text("en"), end="\n\n")

# %% [markdown]
# ## Everything that is wrong, by money
#
# One pass refuses nothing and finds everything: each finding with its code, the first rows, how many, the net days at
# stake and what they are worth. The costliest stands first: that is where the HR office begins. What nobody knows is
# called unknown and is not 0.
#
# The parties have agreed on what each code means, and forgot one. It is not guessed.

# %%
forgotten = ReasonCodes({"SJK": "sick", "VAB": "care of a child"}, frozenset({"sick"}))
report = check(*raw, covers=COVERS, rules=rules, reasons=forgotten, day_value=day_value, largest_fall="30 %")
for finding in report.findings[:4]:
    print(f"{finding.code}{finding.count:>5} rows, first {finding.rows[0]:<17}{money(finding.amount):>14}")

# %%
report

# %%
findings_bars(report, "en")

# %%
worst = report.findings[0]
facts = dict(worst.notice.facts)
unpriced = [finding for finding in report.of("error") if finding.amount is None]
print(f"So what: begin with {worst.code}, {money(worst.amount)}; codes forgotten in the agreed list: {facts['codes']}.")
print(
    f"The nearest on the list means “{forgotten.codes[facts['nearest']]}”; these were hurt at work. A guess would lie."
)
print(f"Errors without a bar, since nobody can know what they are worth: {len(unpriced)}. They block all the same.")

# %%
months_grid(report.months, "en")

# %%
states = dict(zip(report.months.units, report.months.states, strict=True))
count = {letter: sum(months.count(letter) for months in states.values()) for letter in "dmz"}
print(f"So what: months that look healthy and were never reported: {count['d']}; without employments: {count['m']};")
print(f"real zeros of a small unit: {count['z']}. Only the last may enter a panel.")

# %% [markdown]
# ## Mended at the source, and what may stand
#
# The HR office corrects, the parties add the code to their list, and the delivery comes anew. What is left on HOLD is
# no mistake that a program may mend and no reason to stop: each party acknowledges it, by a person of its own, and a
# finding that changes later must be acknowledged anew.

# %%
agreed = ReasonCodes(
    {"SJK": "sick", "VAB": "care of a child", "ARB": "work injury"}, frozenset({"sick", "work injury"})
)
january = with_codes(add_dirt(export, [Dirt.LATE_ROWS, Dirt.DUPLICATES], seed=2)[0].spells, parents=40)
mended = delivered(january, whole_staff)
asked = {"covers": COVERS, "rules": rules, "reasons": agreed, "day_value": day_value, "largest_fall": "30 %"}
second = check(*mended, **asked)
said = [
    Acknowledgement(
        code=hold.code,
        finding=hold.digest,
        party=party.id,
        name=name,
        role="answers for the data",
        signed=date(2020, 1, 20),
        reason="Looked at with the HR office; the days are right as counted.",
    )
    for hold in second.of("hold")
    for party, name in zip(contract.parties, ("A. Person", "B. Person"), strict=True)
]
standing = check(*mended, **asked, acknowledgements=said)
for hold in standing.of("hold"):
    print(f"{hold.notice.text('en')}\nAcknowledged by: {', '.join(hold.acknowledged_by)}.\n")
for covered in code_coverage(mended[0], agreed, day_value=DAY, currency="SEK"):
    counts = "counts" if covered.counted else "does not count"
    print(f"{', '.join(covered.reasons):<16}{covered.rows:>6} spells {money(covered.amount):>16}  {counts}")

# %% [markdown]
# ## What arrives late
#
# In February the system says something else about last year: spells of December that had not been reported, and sick
# days that were care of a child. Both deliveries are kept with the day on which they became known, and the difference
# has causes.

# %%
february = with_codes(export.spells, parents=20)
vintages = Vintages()
for spells, known in ((january, date(2020, 1, 15)), (february, date(2020, 2, 15))):
    delivery = read_delivery(*delivered(spells, whole_staff), covers=COVERS, known=known, reasons=agreed)
    vintages = append(vintages, delivery).vintages
old, new = (as_known(vintages, day) for day in (date(2020, 1, 31), date(2020, 2, 29)))
changes = diff(old, new, rules, YEAR, value_per_day=DAY)
for change in changes.lines:
    days = f"{float(change.net_days):+.1f}"
    print(f"{change.cause:<10}{change.spells:>4} spells {days:>8} net days {money(change.amount):>14}")

# %%
gross = sum(abs(change.amount) for change in changes.lines)
print(f"So what: {money(gross)} moved, {money(changes.amount)} is left of it in the total.")

# %% [markdown]
# ## Measured, and nobody shown
#
# The contract measures what is known now. The panel is exact, and it is what is settled from. What is *published* of
# units goes through disclosure control: a group of ten or fewer is not shown, and nothing from which it follows.

# %%
panel = measure(new.records(overlap=rules.overlap), rules, YEAR)
department = {unit: unit[:-3] if unit[-1].isdigit() else "Kultur och fritid" for unit in panel.units}
tree = UnitTree.of({**department, **dict.fromkeys(department.values(), "Kommunen")})
protected = protect(Table.of_panel(panel, tree), policy_named("parties"))
release = protected.release("Absence 2019")
ledger = ReleaseLedger().released(release)
for notice in protected.notices:
    print(notice.text("en"))
print(f"Given away by what is shown, found by the attacker: {len(protected.exposed())}.")

# %% [markdown]
# A week later a journalist asks for the museum alone. By itself it is large enough to be shown. Subtracted from what is
# out already it would tell of the youth house, and the ledger of releases knows that.

# %%
months = [Period(month, month) for month in YEAR.months]
heads = panel.heads[panel.units.index("Museet")].tolist()
print(f"The museum has at least {min(heads)} employees.")
museum = Table.from_rows(UnitTree.of({"Museet": "Museums"}), months, {"Museet": heads})
try:
    ledger.released(protect(museum, policy_named("parties")).release("The museum 2019"))
except DataRejected as refusal:
    print(refusal.notices[0].text("en"))

# %% [markdown]
# ## Conclusion

# %%
at_stake = sum((total.amount for total in report.totals.values()), Fraction(0))
unknown = sum(total.unknown_amount for total in (report.totals["error"], report.totals["hold"]))
print(
    f"The raw export had findings of {money(at_stake)}, and {unknown} errors and holds of which nobody knows the price."
)
print(f"After mending: {len(second.of('error'))} errors; {len(standing.of('hold'))} holds, let stand by both parties.")
print(f"February moved {money(gross)} in two directions; the total shows {money(changes.amount)}.")
print(f"{len(panel.units)} units were measured, {len(release.rows)} groups are published, and none of them is small.")
