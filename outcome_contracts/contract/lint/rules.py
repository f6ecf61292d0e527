"""The registry: which rules belong to which lint, and what each of them needs.

A lint can have several rules: one that the terms alone decide, one that a sweep over plausible values shows, one that
needs figures of its own. What a rule needs and does not have is said (OC-L000), never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from outcome_contracts.contract.lint import ceilings, clauses, counts, edges, measured, noise, order, prices, shapes
from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.contract.lint.sweep import Sweep
from outcome_contracts.notices import Notice

# By lint, the rules that the terms alone decide.
STATIC: Mapping[str, tuple[Callable[[Subject], Iterator[Notice]], ...]] = {
    "L01": (edges.cliffs,),
    "L03": (prices.weak_prices,),
    "L04": (prices.uneven_prices,),
    "L07": (ceilings.unfunded,),
    "L08": (prices.broken_limits,),
    "L10": (clauses.short_follow_up,),
    "L11": (clauses.selection_room,),
    "L13": (clauses.displacement,),
    "L14": (counts.ambiguous_counts,),
    "L15": (order.undeclared_order,),
    "L16": (clauses.missing_data,),
    "L17": (clauses.verifier_conflict,),
    "L18": (clauses.undeclared_estimator,),
    "L19": (counts.priced_twice,),
    "L20": (ceilings.caps_before_shares,),
    "L21": (counts.person_caps,),
    "L22": (clauses.silent_termination,),
    "L23": (clauses.prices_stand_still,),
    "L24": (measured.valued_in_contract,),
    "L25": (ceilings.dear_evaluation,),
    "L26": (clauses.full_effect_at_once,),
}

# By lint, the rules that need a plausible range of the measures.
SWEPT: Mapping[str, Callable[[Sweep], Iterator[Notice]]] = {
    "L01": shapes.swept_cliffs,
    "L03": shapes.flat_zones,
    "L04": shapes.falling_pay,
    "L05": noise.underpowered,
    "L06": noise.paid_for_noise,
    "L08": shapes.unreached,
    "L24": shapes.all_of_the_saving,
}

# By lint, the rule that needs figures, and the field of `Records` that holds them.
MEASURED: Mapping[str, tuple[str, Callable[..., Iterator[Notice]]]] = {
    "L02": ("results", measured.results_at_thresholds),
    "L09": ("baselines", measured.atypical_baselines),
    "L10": ("timing", measured.late_effect),
    "L12": ("segments", measured.dominant_segment),
    "L19": ("overlaps", measured.counted_twice),
    "L24": ("values", measured.overpriced),
    "L25": ("evaluation_cost", measured.costly_evaluation),
    "L27": ("cells", measured.small_cells),
}

# By lint, the contracts or patterns on which it was seen to speak.
FIRES_ON: Mapping[str, str] = {
    "L01": "Rikers, Augsburg, DC Water, Denver, Peterborough, Newpin",
    "L02": "Augsburg, ACO A1026",
    "L03": "Educate Girls, Cameroon, Denver, Rikers",
    "L04": "slab tables, Istanbul",
    "L05": "Roca",
    "L06": "one-sided gain share without a gate",
    "L07": "Istanbul, Greater Manchester",
    "L08": "caps that are no whole number of outcomes",
    "L09": "sick-day hot spots, Guyana",
    "L10": "Norrköping",
    "L11": "Utah, Fair Chance Fund",
    "L12": "Work Programme",
    "L13": "contracts on short absence only",
    "L14": "Reboot",
    "L15": "Guyana",
    "L16": "all contracts without a rule",
    "L17": "contracts whose verifier is a party",
    "L18": "Roca, Koto",
    "L19": "KUPO, care-leaver ladders",
    "L20": "Fair Chance Fund",
    "L21": "DWP Innovation Fund",
    "L22": "Peterborough",
    "L23": "Buenos Aires, Educate Girls",
    "L24": "Botkyrka's value of a day, Norrköping",
    "L25": "Educate Girls",
    "L26": "Botkyrka",
    "L27": "all use of data about employees",
}
