"""The files that may lie beside the law of an edition, ``laws/kz/mazhilis/2023/chain.toml``: read with every fault at once.

A file may take over what another law's file of its kind says (``same_as``), so that a rule is written once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dauys.law.positions import Key, positions
from dauys.law.reading import LAWS
from dauys.law.strict import checked, read_toml
from dauys.law.words import Words
from dauys.text import BadInput, Fault

type Part = Literal["forms", "chain", "calendar", "nomination", "count", "complaints", "after"]
"""A file beside the law of an edition."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong under a key of the file."""

    key: Key
    value: str
    cause: str
    cure: str


def beside(law: str, part: Part) -> Path:
    """Where the file of an edition that comes with dauys lies, if it has one."""
    return LAWS / law / f"{part}.toml"


def comes_with(law: str, part: Part) -> bool:
    """Whether an edition that comes with dauys has this file beside its law."""
    return beside(law, part).is_file()


def read_beside[T: Words](
    path: Path, part: Part, shape: type[T], told: str, wrong: Callable[[T], Iterable[Wrong]] = lambda _: (),
    whole: Callable[[dict[str, Any]], dict[str, Any]] = lambda document: document,
) -> T:  # fmt: skip
    """The file at a path, as a value of this shape. Raises BadInput with everything that is wrong.

    told: what the file is, in words. wrong: what no single key of it can see. whole: fills in what is told shorter within
    one file.
    """
    own, text = read_toml(path)
    found = checked(shape, whole(_base(own, part, path, text)) | whole(own), str(path), text, told)
    refuse(path, text, list(wrong(found)))
    return found


def _base(own: dict[str, Any], part: Part, file: Path, text: str) -> dict[str, Any]:
    """What a document takes over from another law's, which must be written out there. Raises BadInput.

    The dates of elections that were held by the other law are not taken over.
    """
    if not isinstance(law := own.get("same_as"), str):
        return {}
    cause, base = "no such file comes with this law", {}
    if comes_with(law, part):
        cause, base = "its file takes over another law's", read_toml(beside(law, part))[0]
    if not base or "same_as" in base:
        cure = "name a law beside which this file is written out: kz/mazhilis/2023"
        refuse(file, text, [Wrong(("same_as",), law, cause, cure)])
    return {key: value for key, value in base.items() if key != "held"}


def refuse(path: Path, text: str, wrong: Sequence[Wrong]) -> None:
    """Raise BadInput with the place of everything that is wrong, if anything is."""
    if wrong:
        lines = positions(text)
        raise BadInput(tuple(Fault(str(path), *_place(one.key, lines), one.value, one.cause, one.cure) for one in wrong))


def _place(key: Key, lines: Mapping[Key, tuple[int, int]]) -> tuple[int | None, int | None]:
    """Line and column of the key, or of the table that it comes from."""
    while key not in lines and key:
        key = key[:-1]
    return lines.get(key, (None, None))
