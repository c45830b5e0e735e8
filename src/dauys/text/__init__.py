"""Words for people: phrases in three languages, Kazakh order, faults that say where. Imports nothing of dauys."""

from dauys.text.faults import BadInput, Fault
from dauys.text.kazakh import foreign_letters
from dauys.text.phrases import LANGUAGES, Language, phrase, phrase_or

__all__ = ["LANGUAGES", "BadInput", "Fault", "Language", "foreign_letters", "phrase", "phrase_or"]
