"""A PDF before it is kept: it can be read by strict rules, and nothing in it acts or carries files.

What is looked at: every object that the file's cross-reference names, in object streams too, down to the last value; and the
plain bytes for the worst names, for what no cross-reference names any more. What is not: the streams of pages, in which nothing
can act; and objects hidden in compressed streams that no cross-reference names, which no reader of the rules finds either.
It is a check, no cleaning, and no promise that every program opens the file without harm: therefore nothing is shown inline.
"""

from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

OBJECTS = 20_000
"""Objects in a file at most. A scan has some ten for each page."""

FORBIDDEN = frozenset({
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData",
    "/GoToE", "/GoToR",
})  # fmt: skip
"""Names of ISO 32000-2 under which something runs, starts, carries a file or leads to another (sections 12.6.4, 7.11, 12.7)."""

IN_PLAIN = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


class NotAPdf(ValueError):
    """The file is refused; ``key``: the phrase that says why."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def check_pdf(data: bytes) -> None:
    """Raises NotAPdf where the file cannot be read, is locked by a password, has no page, or holds what must not be in it."""
    if any(name in data for name in IN_PLAIN):
        raise NotAPdf("papers.pdf acts")
    try:
        reader = PdfReader(BytesIO(data), strict=True)
        if reader.is_encrypted:
            raise NotAPdf("papers.pdf locked")
        if not reader.pages:
            raise NotAPdf("papers.unreadable")
        if _acts(reader):
            raise NotAPdf("papers.pdf acts")
    except NotAPdf:
        raise
    except Exception:  # whatever a reader of strangers' bytes raises, they are not kept
        raise NotAPdf("papers.unreadable") from None


def _acts(reader: PdfReader) -> bool:
    """Whether a forbidden name stands anywhere, as a key or as a value."""
    known = [IndirectObject(number, generation, reader) for generation, those in reader.xref.items() for number in those]
    known += [IndirectObject(number, 0, reader) for number in reader.xref_objStm]
    if len(known) > OBJECTS:
        raise NotAPdf("papers.unreadable")
    left: list[Any] = [reader.trailer, *(one.get_object() for one in known if not _free(reader, one))]
    while left:  # no recursion: a value may be nested as deep as somebody likes
        value = left.pop()
        if isinstance(value, NameObject) and value in FORBIDDEN:
            return True
        if isinstance(value, DictionaryObject):
            left += [part for key in value for part in (NameObject(key), value.raw_get(key))]
        elif isinstance(value, ArrayObject):
            left += list(value)  # as they stand: what they point to is looked at by itself
    return False


def _free(reader: PdfReader, one: IndirectObject) -> bool:
    return reader.xref_free_entry.get(one.generation, {}).get(one.idnum, False)
