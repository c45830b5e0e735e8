"""Copies of protocols beside the official figures: station by station and line by line. Nothing here changes either."""

from collections.abc import Iterable
from dataclasses import dataclass

from dauys.acts import STATION, State
from dauys.law.words import Names
from dauys.office.counting.fields import Field, fields_of, shown
from dauys.office.observing.models import Copy
from dauys.protocol import Figures


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: as the protocol that counts has it, and as the copy has it. None: not known, or not on the paper."""

    field: Field
    official: int | None
    own: int | None

    @property
    def differs(self) -> bool:
        """Whether both have it, and not the same."""
        return self.official is not None and self.own is not None and self.official != self.own

    @property
    def names(self) -> Names:
        """What the figure is."""
        return self.field.names


@dataclass(frozen=True, slots=True)
class Compared:
    """One copy beside the protocol; ``counts``: whether there is one that counts to set it beside."""

    copy: Copy
    counts: bool
    lines: tuple[Line, ...]

    @property
    def differing(self) -> tuple[Line, ...]:
        """The lines in which they are not the same."""
        return tuple(line for line in self.lines if line.differs)


def paper_fields(state: State, station: str, contest: str) -> tuple[Field, ...]:
    """The fields of a protocol, as whoever copies it fills them in."""
    contests = state.event.contests_of(station)
    law = state.event.body((contests[0] if contest == STATION else state.event.contest(contest)).body).law
    options = () if contest == STATION else state.event.options_of(contest)
    return fields_of(state.forms(law).form_of(state.form_of(contest)), options, contests)


def compared(state: State, copy: Copy) -> Compared:
    """A copy beside the protocol of its station as it counts now."""
    fields = paper_fields(state, copy.station, copy.contest)
    official: Figures | None = state.counting(copy.station, copy.contest)
    told = shown(fields, official.lines) if official is not None else {}
    own = shown(fields, copy.figures)
    lines = (Line(field, told.get(field.name), own[field.name]) for field in fields)
    known = tuple(line for line in lines if (line.official, line.own) != (None, None))
    return Compared(copy, official is not None, known)


def latest(copies: Iterable[Copy]) -> list[Copy]:
    """Of each person's copies of a paper the last one, in the order of stations."""
    found = {(one.accreditation.person_id, one.station, one.contest): one for one in sorted(copies, key=lambda one: one.pk)}
    return sorted(found.values(), key=lambda one: (one.station, one.contest, one.pk))
