"""What dauys says to people, in Kazakh, Russian and English: one table in files ``phrases*.toml``, a key a sentence."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, get_args

type Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[str, ...] = get_args(Language.__value__)


@cache
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(Path(__file__).parent.glob("phrases*.toml")):
        found |= tomllib.loads(path.read_text("utf-8"))
    return found


def phrase(key: str, language: str = "en", **values: object) -> str:
    """The phrase in a language, with ``{names}`` filled in. Raises KeyError for a key that has no phrase."""
    return _table()[key][language].format(**values)


def phrase_or(key: str, language: str, otherwise: str) -> str:
    """The phrase, or a word as it is where it has none (names of quotas and the like)."""
    return _table().get(key, {}).get(language, otherwise)
