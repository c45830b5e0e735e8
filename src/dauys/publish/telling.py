"""How pages say things in one language: phrases, numbers, names, and links between the files of a bundle."""

from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

from dauys.election.event import Contest, Event
from dauys.law import AGAINST_ALL, Option
from dauys.law.words import Names
from dauys.publish.grids import Html, link
from dauys.render.numbers import percent
from dauys.text import phrase

UNKNOWN = "–"
"""Stands where a number is not known. Zero is written as 0."""


@dataclass(frozen=True, slots=True)
class Teller:
    """One language, on one page. Holds what it needs to tell names, and changes nothing."""

    event: Event
    language: str
    root: str = ""  # from the page to the folder of the bundle: "" or "../"

    def say(self, key: str, **values: object) -> str:
        """A phrase; its key whole: ``page.seats``."""
        return phrase(key, self.language, **values)

    def all(self, *keys: str) -> tuple[str, ...]:
        """Several phrases without anything to be filled in, for the headings of a table."""
        return tuple(map(self.say, keys))

    def word(self, family: str, word: str) -> str:
        """A word of a closed list: ``class``, ``status``, ``tier``."""
        return phrase(f"{family}.{word}", self.language)

    def n(self, value: int | None) -> str:
        """A whole number with its thousands apart."""
        if value is None:
            return UNKNOWN
        return f"{value:,}" if self.language == "en" else f"{value:,}".replace(",", "\u00a0")

    def share(self, value: Fraction | None) -> str:
        return UNKNOWN if value is None else percent(value, self.language)

    def of(self, part: int, whole: int) -> str:
        """``3 of 4``."""
        return self.say("page.of", part=self.n(part), whole=self.n(whole))

    # ---- names -----------------------------------------------------------------------------------------------------------

    def name(self, names: Names) -> str:
        return names.told(self.language)

    def place(self, place: str) -> str:
        return self.name(self.event.places[place].names)

    def contest(self, contest: Contest) -> str:
        """What is voted on: ``Mazhilis: party lists``."""
        where = self.word("tier", contest.tier) if contest.constituency is None else self.name(contest.names)
        return self._again(contest, f"{self.name(self.event.body(contest.body).names)}: {where}")

    def area(self, contest: Contest) -> str:
        """A constituency."""
        return self._again(contest, self.name(contest.names))

    def _again(self, contest: Contest, told: str) -> str:
        return told if contest.repeats is None else self.say("page.repeat", contest=told)

    def option(self, option: Option) -> str:
        """A line of the ballot; lists in English by their short name."""
        if option.kind == AGAINST_ALL:
            return phrase("against_all", self.language)
        if option.kind == "list":
            return option.id if self.language == "en" else self._list(option)
        return self.name(option.names) if self.name(option.names) != "?" else option.id

    def _list(self, option: Option) -> str:
        party = self.event.parties.get(option.party or "")
        told = self.name(party.names if party is not None else option.names)
        return told if told != "?" else option.id

    # ---- links -----------------------------------------------------------------------------------------------------------

    def page(self, path: str) -> str:
        """The page in this language: ``stations/astana`` is ``stations/astana.kk.html`` in Kazakh."""
        return page_path(path, self.language)

    def to(self, path: str, text: str, fragment: str = "") -> Html:
        """A link to a file of the bundle."""
        return link(quote(self.root + path) + (f"#{quote(fragment)}" if fragment else ""), text)


def page_path(path: str, language: str) -> str:
    """English pages have no mark of their language."""
    return f"{path}.html" if language == "en" else f"{path}.{language}.html"
