"""What a laptop brings back that had the list of a station: judged voter by voter as a mark on line is, and nothing lost.

Its marks are one text, as those of a list are: for each place a letter a ballot, of who issued it. It is as long whoever came.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from dauys.register.marks import NOT, Marks, Refusal, Why


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the laptop has marked at a place, and why it cannot stand beside what is marked here."""

    place: int
    ballots: str  # by contest, NOT or who issued it
    why: Why


def nothing_marked(marks: Marks) -> str:
    """The marks of a laptop that was just given the list."""
    return NOT * (len(marks) * _kinds(marks))


def brought_back(marks: Marks, text: str, members: Collection[str]) -> tuple[Marks, tuple[Contradiction, ...]]:
    """The marks with what the laptop has marked, and what contradicts them: of such a voter nothing is taken.

    members: letters of those who may have issued. Raises ValueError where the text is not of this list, or names others.
    """
    kinds, letters = _kinds(marks), {*members, *(one.upper() for one in members)}
    if len(text) % kinds or len(text) > len(nothing_marked(marks)) or {*text} - letters - {NOT}:
        raise ValueError("these are not marks of this list")
    places = [marks.text[at : at + marks.width] for at in range(0, len(marks.text), marks.width)]
    found: list[Contradiction] = []
    for place in range(1, len(text) // kinds + 1):
        ballots = text[(place - 1) * kinds : place * kinds]
        voter = marks.at(place)
        try:
            for letter in sorted({*ballots} - {NOT}):
                contests = [number for number, one in enumerate(ballots) if one == letter]
                voter = voter.issued(contests, letter.lower(), outside=letter.isupper())
        except Refusal as refusal:
            found.append(Contradiction(place, ballots, refusal.why))
        else:
            places[place - 1] = voter.text
    return replace(marks, text="".join(places)), tuple(found)


def _kinds(marks: Marks) -> int:
    """How many kinds of ballots the list is of."""
    return len(marks.at(1).ballots)
