"""Two bundled contracts written by hand in Python, as a procurement tool would."""

from datetime import date

from outcome_contracts.contract.build import ContractDraft, bands, clamp, gate, min, money, percent, ref, share, truth

CENT = {"to": "0.01", "mode": "half_up"}

NORRKOPING_A = (
    ContractDraft(
        id="norrkoping-2016-a",
        title={
            "sv": "Norrköpings sociala utfallskontrakt, läsning A: garanti plus andel",
            "en": "Norrköping's social outcomes contract, reading A: guarantee plus share",
        },
        currency="SEK",
        rules="1",
        term={"start": date(2016, 8, 1), "months": 55},
    )
    .party("municipality", name={"sv": "Norrköpings kommun", "en": "Norrköping Municipality"})
    .party("investor", name={"sv": "Leksell Social Ventures", "en": "Leksell Social Ventures"})
    .constant("capital", money("10000000", "SEK"))
    .constant("guaranteed_share", percent(40))
    .constant("saved_share", percent(60))
    .constant("premium_cap", money("2000000", "SEK"))
    .measure_given("savings", unit="SEK", digits=2, improves="up")
    .measure_given("school_improved", unit="truth", digits=0, improves="up")
    .line(
        "repayment",
        min(ref("guaranteed_share") * ref("capital") + share(ref("savings"), ref("saved_share")), ref("capital")),
        round=CENT,
    )
    .line(
        "premium",
        gate(
            truth("school_improved"),
            otherwise="skolresultaten förbättrades inte / school results did not improve",
        )
        * clamp(ref("savings") - ref("capital"), money(0, "SEK"), ref("premium_cap")),
    )
    .line("total", ref("repayment") + ref("premium"))
    .flow("repayment", payer="municipality", payee="investor", amount=ref("total"), negative="refuse")
)

DENVER = (
    ContractDraft(
        id="denver-sib-2021",
        title={
            "sv": "Denver, stödboende: alla fem avräkningar",
            "en": "Denver Supportive Housing: all five settlements",
        },
        currency="USD",
        rules="1",
        term={"start": date(2016, 1, 1), "months": 60},
    )
    .party("city", name={"sv": "Denvers stad", "en": "City and County of Denver"})
    .party("investors", name={"sv": "Investerarna", "en": "The investors"})
    .constant("day_price", money("15.12", "USD/day"))
    .constant("housing_cap", money(5290000, "USD"))
    .constant("jail_cap", money(6130000, "USD"))
    .constant("price_to_30", money(160000, "USD") / percent(1))
    .constant("price_to_65", money(38000, "USD") / percent(1))
    .measure_given("housing_days_1_to_4", unit="day", digits=0, improves="up")
    .measure_given("housing_days_5", unit="day", digits=0, improves="up")
    .measure_given("jail_day_reduction", unit="ratio", digits=6, improves="up")
    .measure_given("invested", unit="USD", digits=2, improves="neither")
    .line("housing_paid_1_to_4", min(ref("day_price") * ref("housing_days_1_to_4"), ref("housing_cap")))
    .line(
        "housing_paid_5",
        min(ref("day_price") * ref("housing_days_5"), ref("housing_cap") - ref("housing_paid_1_to_4")),
    )
    .line(
        "jail_paid",
        min(
            bands(
                ref("jail_day_reduction"),
                (percent(0), ref("price_to_30")),
                (percent(30), ref("price_to_65")),
                (percent(65), money(0, "USD") / percent(1)),
                retroactive_from=percent(20),
            ),
            ref("jail_cap"),
        ),
        round=CENT,
    )
    .line("total", ref("housing_paid_1_to_4") + ref("housing_paid_5") + ref("jail_paid"))
    .line("investor_return", ref("total") - ref("invested"))
    .line("max_total", ref("housing_cap") + ref("jail_cap"))
    .flow("investors", payer="city", payee="investors", amount=ref("total"), negative="refuse")
)
