"""What is frozen with a definition: beside its tables the event, the laws and the keys, as JSON that any program reads.

An act names one hash for all of it. So nobody can exchange a law, a form or a key after the day without its being seen, and
a verifier needs neither a TOML reader nor this program's copy of the laws.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from dauys.election.definition import definition_hash, write_definition
from dauys.election.event import Event, law_of
from dauys.ledger import Malformed, Policy, VerifierKey, canonical, parse
from dauys.protocol import Forms, load_forms
from dauys.protocol.after import After, load_after
from dauys.protocol.beside import Part, comes_with
from dauys.protocol.calendar import Calendar, load_calendar
from dauys.protocol.chain import Chain, load_chain
from dauys.protocol.complaints import Complaints, load_complaints
from dauys.protocol.counting import CountOrder, load_order
from dauys.protocol.nomination_law import NominationLaw, load_nomination
from dauys.text import BadInput, Fault

KEYS, EVENT, RULES = "keys.json", "event.json", "laws.json"

PARTS: Mapping[Part, tuple[type[BaseModel], Callable[[str], BaseModel]]] = {
    "forms": (Forms, load_forms),
    "chain": (Chain, load_chain),
    "calendar": (Calendar, load_calendar),
    "nomination": (NominationLaw, load_nomination),
    "count": (CountOrder, load_order),
    "complaints": (Complaints, load_complaints),
    "after": (After, load_after),
}
"""What an edition may have beside its law, and is frozen with it: what each is read as."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Whose signatures count: the log's, the publisher's, and the witnesses', of whom ``quorum`` must have cosigned."""

    log: VerifierKey
    publisher: VerifierKey
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0

    @property
    def policy(self) -> Policy:
        """What a reader asks of a checkpoint."""
        return Policy(self.log, self.witnesses, self.quorum)

    def as_json(self) -> dict[str, Any]:
        return {
            "log": str(self.log), "publisher": str(self.publisher), "witnesses": [str(key) for key in self.witnesses],
            "quorum": self.quorum,
        }  # fmt: skip


def freeze(event: Event, keys: Keys, folder: Path) -> str:
    """Write the definition with all that is frozen with it into a folder, and give the hash that the act names."""
    write_definition(event, folder)
    for name, data in frozen_files(event, keys).items():
        (folder / name).write_bytes(data)
    return definition_hash(folder)


def frozen_files(event: Event, keys: Keys) -> dict[str, bytes]:
    """The files that are added to a definition's tables, by name; canonical JSON."""
    laws = dict.fromkeys(body.law for body in event.bodies.values())
    return {
        EVENT: canonical(_event(event)),
        RULES: canonical({law: _rules(law) for law in laws}),
        KEYS: canonical(keys.as_json()),
    }


def read_keys(folder: Path) -> Keys:
    """The keys in a frozen definition. Raises BadInput where they are not there, or are no keys."""
    file = folder / KEYS
    try:
        told: Any = parse(file.read_bytes())
        witnesses = tuple(map(VerifierKey.parse, told["witnesses"]))
        keys = Keys(VerifierKey.parse(told["log"]), VerifierKey.parse(told["publisher"]), witnesses, told["quorum"])
        keys.policy  # noqa: B018  (refuses a quorum that cannot be met)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Malformed) as error:
        cure = "restore the definition as it was frozen"
        raise BadInput((Fault(str(file), None, None, None, f"the keys cannot be read: {error}", cure),)) from None
    return keys


def check_frozen(event: Event, keys: Keys, folder: Path) -> None:
    """Raise BadInput where what was frozen is not what this event, and the laws of this program, say."""
    other = [name for name, data in frozen_files(event, keys).items() if (folder / name).read_bytes() != data]
    if other:
        cause = "it says other things than the tables beside it, or than the laws of this program"
        cure = "restore the definition as it was frozen, or take the release of dauys it was frozen with"
        raise BadInput(tuple(Fault(str(folder / name), None, None, None, cause, cure) for name in other))


def _event(event: Event) -> dict[str, Any]:
    """The keys of ``event.toml``, and the contests that follow from law and areas."""
    return {
        **({} if event.before is None else {"before": asdict(event.before)}),
        "name": event.names.model_dump(),
        "date": event.date.isoformat(),
        "country": event.country,
        "invented": event.invented,
        "origin": event.origin,
        "notes": list(event.notes),
        "bodies": [
            {"id": body.id, "law": body.law, "name": body.names.model_dump(), "place": body.place, "seats": dict(body.seats)}
            for body in event.bodies.values()
        ],
        **({} if event.merging is None else {"merging": asdict(event.merging)}),
        "contests": [
            {"id": contest.id, "body": contest.body, "tier": contest.tier, "constituency": contest.constituency}
            for contest in event.contests
        ],
    }


@cache
def _rules(law: str) -> dict[str, Any]:
    """One edition whole: the law, and what comes with it, with everything filled in."""
    read: dict[str, BaseModel] = {"law": law_of(law)}
    read |= {part: load(law) for part, (_, load) in PARTS.items() if comes_with(law, part)}
    return {part: rules.model_dump(mode="json", by_alias=True, exclude_none=True) for part, rules in read.items()}
