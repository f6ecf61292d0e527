"""PAXml 2.0: times, persons, schedules and codes of the Swedish format between time and pay systems.

In: one XML file, from anybody. Out: raw tables of spells and employments and the scheduled minutes, under
pseudonyms, for `read_records`. The file is read as a stream, without any document type, and no deeper than the
format goes. Never: a personal identity number, a name, an address or a note let in; a rule of the format bent to
make a row fit.
"""

from outcome_contracts.absence.paxml.reading import Paxml, read_paxml

__all__ = ["Paxml", "read_paxml"]
