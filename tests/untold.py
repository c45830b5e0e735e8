"""Which sentences of faults are not told, or not wholly, in Kazakh and Russian."""

from collections.abc import Iterable

from dauys.text import Fault
from dauys.text.faults_told import told

OTHERS = ("not TOML: ", "not CSV: ", "cannot be read: ")
"""What follows is said by a library of Python, in the words of its release: it may stay English."""


def untold(faults: Iterable[Fault]) -> set[str]:
    """Causes and cures of which a part stays English."""
    sentences = {sentence for fault in faults for sentence in (fault.cause, fault.cure)}
    return {one for one in sentences for language in ("kk", "ru") if not _whole(one, language)}


def _whole(sentence: str, language: str) -> bool:
    languages = {part.language for part in told(sentence, language)}
    return languages == {language} or (sentence.startswith(OTHERS) and languages == {language, "en"})
