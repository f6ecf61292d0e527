"""What several methods take for granted, in the same words wherever it is said."""

from __future__ import annotations

from outcome_contracts.baseline.counterfactual import Assumption

NOTHING_REACHED_THEM = Assumption(
    en="Nothing of the project reached the comparators.",
    sv="Inget av projektet nådde jämförelseenheterna.",
)
ONE_OF_THEM = Assumption(
    en="Effect aside, the project departs from the comparators as much as they depart from each other.",
    sv="Effekten borträknad avviker projektet från jämförelseenheterna lika mycket som de från varandra.",
)
RECORDED_ALIKE_EVERYWHERE = Assumption(
    en="Sickness was recorded in the same way before and after, in the project and elsewhere.",
    sv="Sjukfrånvaron registrerades på samma sätt före och efter, i projektet och på andra håll.",
)
RECORDED_ALIKE = Assumption(
    en="Sickness was recorded in the same way before and after.",
    sv="Sjukfrånvaron registrerades på samma sätt före och efter.",
)
NOTHING_ELSE_HAPPENED = Assumption(
    en="Nothing else happened when the project started, and no shock came after.",
    sv="Inget annat hände när projektet startade, och ingen chock kom efteråt.",
)
