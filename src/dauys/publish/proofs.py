"""Receipts of a station's protocols: written into a bundle, and found in it again, each told in words."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from dauys.acts import STATION, Act, Keys, NotAnAct, State, read_act
from dauys.acts.freezing import EVENT, read_keys
from dauys.acts.published import tile_reader
from dauys.acts.record import DEFINITION
from dauys.ledger import BadProof, LedgerError, Log, Receipt, Seen, parse
from dauys.publish.minutes import Minutes
from dauys.render.numbers import number
from dauys.text import BadInput, Fault, phrase

FIRST = b"c2sp.org/tlog-proof@v1\n"


def proofs(state: State, log: Log, minutes: Minutes, stations: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of ``proofs/<station>.tlog-proofs``: a receipt of each act that approved a protocol that counts."""
    found = {station: _indexes(state, minutes, station) for station in stations}
    receipts = log.receipts(index for indexes in found.values() for index in indexes)
    for station, indexes in found.items():
        if indexes:
            yield path_of(station), b"".join(bytes(receipt) for receipt in islice(receipts, len(indexes)))


def _indexes(state: State, minutes: Minutes, station: str) -> list[int]:
    """Of the entries that approved what counts of a station."""
    counting = ((contest, state.life(station, contest).counting) for contest in state.expected(station))
    return sorted(minutes.approved[station, contest, one.version].index for contest, one in counting if one is not None)


def path_of(station: str) -> str:
    """Where a station's receipts lie in a bundle."""
    return f"proofs/{station}.tlog-proofs"


@dataclass(frozen=True, slots=True)
class Proven:
    """A receipt that holds: the act it is of, and the checkpoint with the witnesses who had seen it."""

    receipt: Receipt
    act: Act
    seen: Seen


def find_proof(bundle: Path, station: str) -> list[Proven]:
    """The receipts of a station in a bundle, each verified under the keys of the bundle's definition.

    Raises BadInput: no such station, none of its protocols counts yet, or a receipt that does not hold.
    """
    if station not in _stations(bundle):
        raise _bad(bundle, station, "this election has no such station", "give its code as definition/stations.csv has it")
    file = bundle / path_of(station)
    if not file.is_file():
        raise _bad(bundle, station, "no protocol of this station counts yet, so there is nothing to prove",
                   "look again in a later bundle")  # fmt: skip
    keys = read_keys(bundle / DEFINITION)
    try:
        return [_proven(bundle, station, FIRST + rest, keys) for rest in file.read_bytes().split(FIRST)[1:]]
    except (LedgerError, NotAnAct) as error:
        cure = "take the bundle once more from where it was published, and run its verify.py"
        raise _bad(file, None, f"a receipt does not hold: {error}", cure) from None


def _proven(bundle: Path, station: str, data: bytes, keys: Keys) -> Proven:
    receipt = Receipt.parse(data)
    size = keys.policy.check(receipt.checkpoint).checkpoint.size
    entry = b"".join(tile_reader(bundle, size).entries(receipt.index, receipt.index + 1))
    seen, act = receipt.verify(entry, keys.policy), read_act(parse(entry))
    if act.kind != "protocol approved" or act.payload["station"] != station:
        raise BadProof(f"entry {receipt.index} approves no protocol of {station}")
    return Proven(receipt, act, seen)


def _stations(bundle: Path) -> set[str]:
    """The codes of all stations."""
    file = bundle / DEFINITION / "stations.csv"
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return {row["id"] for row in csv.DictReader(lines)}
    except (OSError, ValueError, KeyError):
        raise _bad(bundle, None, "this is no bundle: its definition has no stations", "`dauys publish` writes one") from None


def invented_in(bundle: Path) -> bool:
    """Whether the bundle is of a rehearsal. Raises BadInput."""
    try:
        event: Any = parse((bundle / DEFINITION / EVENT).read_bytes())
        return bool(event["invented"])
    except (OSError, LedgerError, KeyError, TypeError):
        raise _bad(bundle / DEFINITION / EVENT, None, "the event cannot be read", "take the bundle once more") from None


def told_proofs(bundle: Path, station: str, language: str = "en") -> Iterator[str]:
    """The receipts of a station in words, line by line: what each is of, what it shows, and what it does not."""
    found = find_proof(bundle, station)

    def say(key: str, **values: object) -> str:
        return phrase(key, language, **values)

    if invented_in(bundle):
        yield f"{say('page.invented')}: {say('page.invented told')}"
    yield say("proof.receipts", station=station, count=len(found), file=bundle / path_of(station))
    for proven in found:
        act, checkpoint = proven.act, proven.seen.checkpoint
        contest = act.payload["contest"]
        what = say("proof.record") if contest == STATION else contest
        yield ""
        index, version = number(proven.receipt.index, language), act.payload["version"]
        yield say("proof.act", index=index, contest=what, version=version, at=act.at, commission=act.commission)
        yield "  " + say("proof.figures", algorithm="SHA-256", hash=act.payload["figures"])
        yield "  " + say("proof.holds", size=number(checkpoint.size, language), origin=checkpoint.origin,
                         witnesses=", ".join(sorted(proven.seen.witnesses)) or say("proof.nobody"))  # fmt: skip
    yield ""
    yield say("proof.meaning")


def _bad(where: Path, value: str | None, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, value, cause, cure),))
