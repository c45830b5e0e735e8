"""What is said of a bundle as a whole, in every language: the same words in each standard's file."""

import datetime
from dataclasses import dataclass

from dauys.law.words import Names
from dauys.publish.open_data.description import Told, names_told, told
from dauys.publish.source import Source


@dataclass(frozen=True, slots=True)
class Notes:
    """Of one bundle."""

    origin: str  # of the log
    snapshot: int  # acts under the signed checkpoint
    as_of: str  # when the last of them was done: ISO 8601 with its zone
    invented: bool
    title: Told
    description: Told  # with the licence, and in the first place that the data are invented, if they are
    catalogue: Told  # the title of the catalogue entry
    licence: Told
    log: Told
    publisher: Told
    country: Told
    day: datetime.date  # of the election

    @property
    def identifier(self) -> str:
        """Of this very snapshot."""
        return f"{self.origin}/{self.snapshot}"


def notes_of(source: Source) -> Notes:
    """The words, from the record alone."""
    event, checkpoint = source.state.event, source.record.checkpoint
    facts = {"number": checkpoint.size, "log": checkpoint.origin}
    title = names_told(event.names)
    said = ("data.package", "data.empty", "data.apostrophe", "data.licence")
    return Notes(
        checkpoint.origin,
        checkpoint.size,
        source.at,
        event.invented,
        title,
        _joined(*((invented(),) if event.invented else ()), *(told(key, **facts) for key in said)),
        told("data.catalogue", event=title),
        told("data.licence"),
        told("data.log", **facts),
        told("data.publisher", name=source.record.keys.publisher.name),
        names_told(place.names if (place := event.places.get(event.country)) else Names(en=event.country)),
        event.date,
    )


def invented() -> Told:
    """What is said first of a rehearsal."""
    return tuple(f"{word}. {words}" for word, words in zip(told("page.invented"), told("page.invented told"), strict=True))


def _joined(*sentences: Told) -> Told:
    return tuple(" ".join(said) for said in zip(*sentences, strict=True))
