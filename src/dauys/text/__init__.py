"""Words for people: phrases in three languages, Kazakh order, faults that say where. Imports nothing of dauys."""

from dauys.text.faults import BadInput, Fault
from dauys.text.faults_told import Told, told
from dauys.text.kazakh import ALPHABET, LOOK_ALIKES, SortKey, foreign_letters, sort_key
from dauys.text.phrases import LANGUAGES, Language, phrase, phrase_or

__all__ = [
    "ALPHABET",
    "LANGUAGES",
    "LOOK_ALIKES",
    "BadInput",
    "Fault",
    "Language",
    "SortKey",
    "Told",
    "foreign_letters",
    "phrase",
    "phrase_or",
    "sort_key",
    "told",
]
