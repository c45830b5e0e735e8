#!/usr/bin/env python3
"""Check a published election: does what is shown follow from what was signed? One file, any Python from 3.9 on.

    python3 verify.py BUNDLE --key KEY [--since OLDER]

BUNDLE  the folder that was published. It holds this file too; take this file from somebody you trust, and read it.
KEY     the public key of the log, from outside the bundle: as printed in the gazette, or a file that holds it.
OLDER   a bundle that you kept, or its file ``checkpoint``: was anything changed since?

It shares no line with the software that counted, and believes nothing of it. Each check (the second half of this file) prints
``pass``, or ``FAIL`` with the place and what was expected there. Exit: 0 all passed, 1 something is wrong, 2 not checked.

Not covered: whether ``definition/laws.json`` is the law (read it); whether a commission might do what it did, and in that
order; what the law asks of those who stand; quorums, statuses, sums that commissions signed (``dauys count BUNDLE`` replays
all acts for that); controls that only warn; ``findings.csv``, ``protocols.parquet``, pictures beyond their bytes, files that
nobody needs (``dauys verify`` looks at them); ``open.json``, pages, and in ``seats/`` steps and words. Seat rules that are not
below, ties and repeat votes are named where they come up. A pass means: unchanged since it was signed. It says
nothing about what went into the box.
"""
# ruff: noqa: B905, UP045  (a Python before 3.10 reads this)

from __future__ import annotations

import argparse
import base64
import csv
import io
import json
import operator
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from fractions import Fraction
from hashlib import sha256, sha512
from itertools import zip_longest
from pathlib import Path
from typing import Any, Optional
from unicodedata import normalize


class Unreadable(Exception):
    """A file is missing, or is not what it must be; the text names it."""


class NotCovered(Exception):
    """A rule that is not in this file; the text names it."""


BROKEN = (Unreadable, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError, csv.Error)

# ---- signatures: Ed25519 (RFC 8032, 5.1), signed notes and checkpoints (C2SP) ------------------------------------------

PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int, int, int]  # X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z
Key = tuple[str, bytes, int, bytes]  # name, number, kind (1 signs a text; 4 is a witness, who signs a time and a text), key


def add(p: Point, q: Point) -> Point:
    """Two points of the curve added."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * CURVE, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(number: int, p: Point) -> Point:
    """A point added to itself so often."""
    here = (0, 1, 1, 0)
    for bit in f"{number:b}":
        here = add(here, here)
        here = add(here, p) if bit == "1" else here
    return here


def point(data: bytes) -> Point:
    """The point in 32 bytes; raises ValueError where there is none."""
    y, odd = int.from_bytes(data, "little") & (2**255 - 1), data[-1] >> 7
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if len(data) != 32 or y >= PRIME or x * x % PRIME != square or (x == 0 and odd):
        raise ValueError("no point of the curve")
    x = x if x & 1 == odd else PRIME - x
    return x, y, 1, x * y % PRIME


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature R, S holds: R is S times the base point, less k times the key."""
    try:
        base, (x, y, z, t) = point(b"\x58" + b"\x66" * 31), point(public)
    except ValueError:
        return False
    s, k = (int.from_bytes(n, "little") for n in (signature[32:], sha512(signature[:32] + public + message).digest()))
    x, y, z, _ = add(times(s % ORDER, base), times(k % ORDER, (-x, y, z, -t)))
    x, y = (n * pow(z, -1, PRIME) % PRIME for n in (x, y))
    return len(signature) == 64 and s < ORDER and (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def read_key(line: str) -> Key:
    """The key in a line ``name+number+base64``; raises Unreadable where a letter of it is wrong."""
    name, _, rest = line.partition("+")
    data = base64.b64decode(rest[9:], validate=True)
    number = sha256(f"{name}\n".encode() + data).digest()[:4]
    if not name or rest[:9] != f"{number.hex()}+" or len(data) != 33 or data[0] not in (1, 4):
        raise Unreadable(f"not a public key, or a letter of it is wrong: {line[:200]}")
    return name, number, data[0], data[1:]


def signed_by(note: bytes, keys: Iterable[Key], where: str) -> tuple[str, set[Key]]:
    """The text of a signed note, and who of ``keys`` has signed it. A broken signature of one of them refuses it all."""
    text, blank, lines = note.decode().rpartition("\n\n")
    known, found = {key[:2]: key for key in keys}, set()
    for line in lines.split("\n")[:-1] if blank and lines.endswith("\n") else [""]:
        told = re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/=]+)", line)
        data = base64.b64decode(told[2], validate=True) if told else b""
        if told is None or base64.b64encode(data).decode() != told[2] or lines.count("\n") > 100:
            raise Unreadable(f"{where}: not a signed note")
        if (key := known.get((told[1], data[:4]))) is not None:
            time = f"cosignature/v1\ntime {int.from_bytes(data[4:12], 'big')}\n" if key[2] == 4 else ""
            if not holds(key[3], f"{time}{text}\n".encode(), data[12 if time else 4 :]):
                raise Unreadable(f"{where}: the signature of {key[0]} does not hold")
            found.add(key)
    return f"{text}\n", found


def read_checkpoint(note: bytes, log: Key, witnesses: Iterable[Key], where: str) -> tuple[int, bytes, int]:
    """Size and root in a checkpoint signed by the log, and how many witnesses have seen it; raises Unreadable."""
    text, found = signed_by(note, [log, *witnesses], where)
    told = re.fullmatch(r"(.+)\n(0|[1-9][0-9]{0,18})\n(.+)\n", text)
    if told is None or told[1] != log[0] or log not in found:
        raise Unreadable(f"{where}: not a checkpoint signed by {log[0]}+{log[1].hex()}")
    return int(told[2]), base64.b64decode(told[3], validate=True), len(found) - 1


# ---- the tree (RFC 6962) --------------------------------------------------------------------------------------------------

Levels = list[list[bytes]]  # all complete subtrees: on level k the hash of each run of 2**k entries


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return sha256(b"\1" + left + right).digest()


def tree(entries: Iterable[bytes]) -> Levels:
    """The hashes of all complete subtrees."""
    levels = [[sha256(b"\0" + entry).digest() for entry in entries]]
    while len(below := levels[-1]) > 1:
        levels.append([node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return levels


def root(levels: Levels, size: int, first: int = 0) -> bytes:
    """The hash over so many entries, from the first on: of a complete subtree, then of what is left."""
    if size & (size - 1) == 0:
        return levels[size.bit_length() - 1][first // size] if size else sha256().digest()
    left = 1 << (size.bit_length() - 1)
    return node(root(levels, left, first), root(levels, size - left, first + left))


def path(levels: Levels, index: int, size: int, first: int = 0) -> list[bytes]:
    """The proof that an entry is under the root: the hashes beside it, from below."""
    if size <= 1:
        return []
    left = 1 << ((size - 1).bit_length() - 1)
    if index < first + left:
        return [*path(levels, index, left, first), root(levels, size - left, first + left)]
    return [*path(levels, index, size - left, first + left), root(levels, left, first)]


# ---- the bundle and its papers -----------------------------------------------------------------------------------------

Row = dict[str, str]
Figures = dict[str, Any]  # by line of the form: a number; None where not known; or a table of such by cell
STATION, AGAINST_ALL = "station", "against_all"  # STATION goes by the name of a contest: the station's own paper
SIGNS = {"==": operator.eq, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}
TERM = re.compile(r"([-+]?)((?:sum|here|given)\()?(station\.)?(\w+)(?(2)\))")


def canonical(value: Any) -> bytes:
    """The one way to write a value of strings, whole numbers, lists and objects (RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """The SHA-256 of a value, or of bytes."""
    return sha256(value if isinstance(value, bytes) else canonical(value)).hexdigest()


class Bundle:
    """The folder, read file by file; and what one check leaves for the next."""

    election: Election
    sheets: dict[str, Sheet]

    def __init__(self, folder: Path, key: str, older: Path | None = None) -> None:
        self.folder, self.given, self.log, self.older = folder, key, read_key(key), older
        self.paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
        self.size, self.root, self.levels = 0, b"", [[b""]]

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        if path not in self.paths:
            raise Unreadable(f"{path}: missing")
        return (self.folder / path).read_bytes()

    def table(self, path: str) -> list[Row]:
        """The rows of a CSV file. In published tables a leading apostrophe keeps spreadsheets from computing: it is no part."""
        head, *rows = csv.reader(io.StringIO(self.read(path).decode(), newline=""), strict=True)
        if len(set(head)) < len(head) or any(len(row) != len(head) for row in rows):
            raise Unreadable(f"{path}: not a table whose rows have one cell for each of its columns")
        mark = " " if path.startswith("definition/") else "'"
        return [{name.lstrip(mark): cell[cell[:1] == mark :] for name, cell in zip(head, row)} for row in rows]

    def under(self, folder: str) -> list[str]:
        """The files under a folder, in the order of the tiles of a log (C2SP tlog-tiles): 000 … 999, x001/000 …"""
        return sorted(path for path in self.paths if path.startswith(folder))

    def entries(self) -> Iterator[bytes]:
        """The entries of the log, in their order: each is behind its length in two bytes."""
        for path in self.under("tile/entries/"):
            data, at = self.read(path), 0
            while at < len(data):
                start, at = at + 2, at + 2 + int.from_bytes(data[at : at + 2], "big")
                yield data[start:at]


def total(numbers: Iterable[int | None]) -> int | None:
    """The sum; not known where one of the numbers is not."""
    known = list(numbers)
    return None if None in known else sum(known)  # type: ignore[arg-type]


def figure(figures: Figures, code: str, option: str | None = None) -> int | None:
    """The number of an option on a line, or of the whole line; several cells are their sum."""
    cell = figures.get(code)
    return (cell.get(option) if option else total(cell.values())) if isinstance(cell, dict) else cell


class Form:
    """The lines of a paper with the cells that each has, and the controls that decide: two sums and how they must compare."""

    def __init__(self, told: dict[str, Any], record: Optional[dict[str, Any]]) -> None:
        self.lines = {line["code"]: line["per"] for line in told["line"]}
        self.of_record = {line["code"]: line["per"] for line in record["line"]} if record else {}
        self.required = [line["code"] for line in told["line"] if not line["optional"]]
        self.controls, self.others = [], []  # those that this file can compute; codes of those that it cannot
        for check in (check for check in told["check"] if check["severity"] != "warning"):
            must = re.split("(==|<=|>=|<|>)", check["must"].replace(" ", ""))
            sides = [list(TERM.finditer(side)) for side in must[::2]]
            if check.get("when") or ["".join(term[0] for term in side) for side in sides] != must[::2] or len(must) != 3:
                self.others.append(check["code"])
            else:
                self.controls.append((check["code"], check.get("each"), sides[0], SIGNS[must[1]], sides[1]))

    def contradictions(self, paper: Figures, record: Figures, contest: str) -> Iterator[tuple[str, str, str, str]]:
        """Code, cell and the two sums of each control that does not hold. A figure that is not known contradicts nothing."""
        if any(figure(paper, code) is None for code in self.required):
            yield "E000", "", "", ""
        for code, each, left, fits, right in self.controls:
            for cell in (paper.get(each) or ()) if each else ("",):
                sums = ([self._value(term, paper, record, contest, cell) for term in side] for side in (left, right))
                here, there = map(total, sums)
                if here is not None and there is not None and not fits(here, there):
                    yield code, cell, str(here), str(there)

    def _value(self, term: re.Match[str], paper: Figures, record: Figures, contest: str, cell: str) -> int | None:
        sign, function, home, code = term.groups()
        figures, lines = (record, self.of_record) if home else (paper, self.lines)
        found = int(code) if code.isdigit() else figures.get(code)
        if isinstance(found, dict) and function == "here(":  # of cells "contest" or "box/contest" those of this contest
            mine = [number for key, number in found.items() if key.rpartition("/")[2] == contest]
            no_box = not found and lines.get(code) == "mobile box and contest"  # nothing was in boxes; else not known
            found = total(mine) if mine or no_box else None
        elif isinstance(found, dict):  # all cells; or one, for a cell "box/contest" perhaps that of the box
            found = total(found.values()) if function or not cell else found.get(cell, found.get(cell.partition("/")[0]))
        elif function == "given(" and found is None and figures:
            found = 0
        return -found if sign == "-" and found is not None else found


class Paper:
    """A protocol that is expected: its newest version as the acts have left it, and what counts."""

    def __init__(self, form: Form) -> None:
        self.form, self.version, self.state, self.before_hold, self.scan = form, 1, "not received", "", ""
        self.typed: dict[str, Figures] = {}  # by person, in their order
        self.figures: Figures = {}  # on which two people agree
        self.accepted: set[str] = set()  # controls that a decision accepted
        self.counted: Optional[Figures] = None  # of the version approved last, unless it was annulled
        self.words: Row = {}  # of that version: who, when and what, as the table of protocols tells it
        self.sealed: Optional[tuple[Figures, Row]] = None  # approved under seals: the seals, and the words of that version


# ---- who is to stand on the ballots: what the acts of nomination make of it, before the definition is frozen ------------

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
NAMES = ("name_kk", "name_ru", "name_en")
STEPS = {  # act on a list or a candidate: as what it must stand before, and as what it stands afterwards
    "nomination lodged": (("nominated by nobody", "refused", "withdrawn"), "lodged"),
    "nomination registered": (("lodged",), "registered"),
    "nomination refused": (("lodged",), "refused"),
    "nomination withdrawn": (("lodged", "registered"), "withdrawn"),
    "appeal decided": (("refused", "withdrawn"), "lodged"),
}


def letters(name: str) -> tuple[Any, ...]:
    """What names are sorted by: word by word, small and capital alike; signs, then the Kazakh letters, then any other."""
    words = normalize("NFC", name).casefold().split()
    return tuple(tuple((1 if one in KAZAKH else 2 * one.isalpha(), KAZAKH.find(one), one) for one in word) for word in words)


def three(names: dict[str, Optional[str]]) -> list[str]:
    """The names in an act, as tables tell them."""
    return [names[word[-2:]] or "" for word in NAMES]


class Nominations:
    """Lists and candidates, as what each stands, and the orders drawn by lot."""

    def __init__(self) -> None:
        self.called: set[str] = set()  # bodies: what stands on their ballots follows from acts
        self.lodged: dict[tuple[str, str], dict[str, Any]] = defaultdict(lambda: {"state": "nominated by nobody"})
        self.drawn: dict[str, list[str]] = {}  # by contest: options

    def take(self, act: dict[str, Any]) -> str:
        """Take in an act; gives what is wrong with it."""
        if act["act"] == "election called":
            self.called.update(act["bodies"])
        elif act["act"] == "order drawn":
            self.drawn[act["contest"]] = act["order"]
        else:
            one, (before, after) = self.lodged[act["contest"], act["option"]], STEPS[act["act"]]
            if one["state"] not in before:
                return f"{act['option']} is {one['state']}, and from that it does not follow"
            if act.get("person") is not None:  # somebody leaves a list, which goes on without
                one["nominees"] = [person for person in one["nominees"] if person["id"] != act["person"]]
            elif act.get("outcome") != "dismissed":
                told = act if act["act"] == "nomination lodged" else {"registered": act["moment"]}
                one.update(told, state=after)
        return ""

    def in_order(self, contest: str, by_lot: bool) -> dict[str, dict[str, Any]]:
        """The registered as they must stand: by lot; or by the alphabet, and by lot where it tells no difference."""
        standing = [one for (of, _), one in self.lodged.items() if of == contest and one["state"] == "registered"]
        names = {one["option"]: () if by_lot else letters(one["names"]["kk"]) for one in standing}
        lot, alike = {option: at for at, option in enumerate(self.drawn.get(contest, ()))}, Counter(names.values())
        if undrawn := [option for option, name in names.items() if alike[name] > 1 and option not in lot]:
            raise Unreadable(f"contest {contest}: no lot was drawn that tells where {', '.join(undrawn)} must stand")
        standing.sort(key=lambda one: (names[one["option"]], lot.get(one["option"], 0)))
        return {one["option"]: one for one in standing}


# ---- the election: its definition, and what the acts make of it --------------------------------------------------------

AFTER = {  # act on a paper: the class in which it is afterwards
    "protocol received": "received", "protocol sent back": "received", "protocol corrected": "received",
    "protocol entered": "entered", "protocol entered again": "entered", "differences resolved": "entered",
    "protocol held": "held", "protocol approved": "approved", "protocol annulled": "annulled", "results opened": "approved",
}  # fmt: skip


class Election:
    """What was fixed before the day, and the papers. Faults of acts are kept by the check that they belong to."""

    def __init__(self, bundle: Bundle) -> None:
        event, self.laws = (json.loads(bundle.read(f"definition/{name}.json")) for name in ("event", "laws"))
        tables = {name: bundle.table(f"definition/{name}.csv") for name in ("places", "stations", "options")}
        self.places, self.stations = ({row["id"]: row for row in tables[name]} for name in ("places", "stations"))
        self.bodies, self.contests = ({told["id"]: told for told in event[name]} for name in ("bodies", "contests"))
        self.ballots: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in sorted(tables["options"], key=lambda row: int(row["order"])):
            self.ballots[row["contest"]][row["option"]] = row
        self.forms: dict[tuple[str, str], Form] = {}
        for law, rules in self.laws.items():
            told = {form["id"]: form for form in rules["forms"]["form"]}
            self.forms.update({(law, name): Form(form, told.get(STATION)) for name, form in told.items()})
        self.papers: dict[str, dict[str, Paper]] = {name: {} for name in (STATION, *self.contests)}  # by contest, by station
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.frozen, self.nominations = False, Nominations()
        lists = [name for name, told in self.contests.items() if told["constituency"] is None]
        for station, row in self.stations.items():
            mine = [name for name in lists if self.top(name) in self.above(row["place"])]
            mine += filter(None, row["constituencies"].split(";"))
            for name in (STATION, *mine):  # the form of a station's own paper is that of the law of its contests
                told = self.contests[mine[0] if name == STATION else name]
                form = self.forms.get((self.bodies[told["body"]]["law"], STATION if name == STATION else told["tier"]))
                if form is not None:
                    self.papers[name][station] = Paper(form)

    def above(self, place: str) -> list[str]:
        """A place and those that it lies in, the widest last."""
        return [place, *(self.above(self.places[place]["parent"]) if self.places[place]["parent"] else ())]

    def top(self, contest: str) -> str:
        """The place of the body that a contest is for: there its sums end."""
        return str(self.bodies[self.contests[contest]["body"]]["place"])

    def wrong(self, check: str, text: str) -> None:
        """A fault of the act that is being taken in."""
        where = "".join(f", {word} {self.act[word]}" for word in ("station", "contest") if word in self.act)
        self.faults[check].append(f"entry {self.index}: {self.act.get('act', 'unreadable')}{where}: {text}")

    def take(self, index: int, entry: bytes) -> None:
        """Take in the next entry."""
        self.index, self.act = index, {}
        try:
            self.act = act = json.loads(entry)
            freezes = act["act"] == "definition frozen"  # once; before it there is only who is to stand on the ballots
            early = not freezes and not self.frozen and {"station", "stations", "figures"} & act.keys()
            if canonical(act) != entry or early or (freezes and self.frozen):
                self.wrong("acts", "not in canonical JSON, or 'definition frozen' too late, or a second time")
            self.frozen = self.frozen or freezes
            by_two = {"decision", "body"} & act.keys() or act["act"] in ("summary signed", "court decided")
            if by_two and act["prepared_by"] == act["author"]:
                self.wrong("people", f"{act['author']} has prepared and confirmed it; it must be two people")
            if act["act"] in ("election called", "order drawn", *STEPS):
                if fault := "the definition is frozen by then" if self.frozen else self.nominations.take(act):
                    self.wrong("acts", fault)
            elif act["act"] in ("election voided", "repeat vote called") and act["decision"]:
                self._contest(act, act["contest"])
            elif act["act"] == "results merged":
                self._merged(act, [self.papers[act["contest"]][station] for station in act["stations"]])
            elif "station" in act and (station := self.stations[act["station"]]["id"]) and "contest" in act:
                self._paper(act, self.papers[act["contest"]][station])
        except BROKEN as error:
            self.wrong("acts", f"not an act as it must be, or of a paper that nobody expects: {error!r}")

    def _contest(self, act: dict[str, Any], contest: str) -> None:
        """A contest is void in a place, and what was approved there no longer counts; a repeat vote is one contest more."""
        place, told, all_ = act["place"], self.contests[contest], self.papers[contest]
        here = [at for at in all_ if place in (told["constituency"], *self.above(self.stations[at]["place"]))]
        if act["act"] == "repeat vote called":
            self.contests[f"{contest}.repeat"] = told
            self.papers[f"{contest}.repeat"] = {station: Paper(all_[station].form) for station in here}
            self.ballots[f"{contest}.repeat"] = {option: self.ballots[contest][option] for option in act["options"]}
        else:
            for station in here:
                all_[station].state, all_[station].counted = "annulled", None

    def _paper(self, act: dict[str, Any], paper: Paper) -> None:
        kind, due = act["act"], paper.version + (act["act"] == "protocol corrected")
        if act.get("version", due) != due or act.get("supersedes", paper.version) != paper.version:
            self.wrong("acts", f"version {act.get('version')} cannot come: the protocol stands at version {paper.version}")
        paper.scan = act.get("taken", act.get("scan")) or paper.scan
        if kind in ("protocol corrected", "protocol annulled", "accepted as signed") and not act["decision"]:
            self.wrong("acts", "there is no decision of the commission")
        if kind == "protocol corrected":  # what was approved counts until the new version is approved
            paper.version, paper.typed, paper.figures, paper.accepted, paper.sealed = due, {}, {}, set(), None
        elif kind == "protocol annulled":
            paper.counted = None
        elif kind == "protocol held":
            paper.before_hold = paper.state
        elif kind == "accepted as signed":
            paper.accepted.update(act["codes"])
        elif kind == "protocol approved":
            self._approved(act, paper)
        elif kind == "results opened":
            self._opened(act, paper)
        elif AFTER.get(kind) == "entered":
            self._typed(act, paper)
        paper.state = paper.before_hold if kind == "protocol released" else AFTER.get(kind, paper.state)
        if kind == "protocol approved" and sealed(paper.figures):  # what nobody can read is not counted
            paper.state = "entered"

    def _typed(self, act: dict[str, Any], paper: Paper) -> None:
        """One more has typed the paper. Two agree once each line that the last one typed was typed so by somebody before."""
        if act["act"] == "protocol entered":
            paper.typed, paper.accepted = {}, set()
        figures, ballot = act["figures"], self.ballots[act["contest"]]
        for code, cell in figures.items():
            per = paper.form.lines.get(code)
            if per is None or (isinstance(cell, dict) and (per == "one" or (per == "option" and cell.keys() - ballot.keys()))):
                self.wrong("acts", f"line {code} is not on the form, or has a cell that is not on the ballot")
        if sealed(figures) != bool(act["contest"] != STATION and self.stations[act["station"]].get("group")):
            self.wrong("acts", "figures are under seals where a station may be published with its neighbours, and nowhere else")
        if act["author"] in paper.typed:
            self.wrong("people", f"{act['author']} has entered this protocol before; it must be another person")
        before = paper.typed.values()
        codes = figures.keys() | {code for typed in before for code in typed}
        agree = all(any(typed.get(code) == figures.get(code) for typed in before) for code in codes)
        paper.figures = figures if agree else {}
        paper.typed[act["author"]] = figures

    def _approved(self, act: dict[str, Any], paper: Paper) -> None:
        """By somebody without a hand in it, of what two people typed, after what contradicts itself was accepted."""
        if act["author"] in paper.typed:
            self.wrong("people", f"{act['author']} has entered figures of this protocol and cannot approve it")
        if len(paper.typed) < 2 or act["figures"] != digest(paper.figures):
            self.wrong("people", "approves figures that no two people have typed alike")
        words = dict(zip(("entered_by", "entered_again_by", "resolved_by"), (*paper.typed, "", "")))
        words.update(version=str(paper.version), approved_by=act["author"], approved_in=str(self.index), together="")
        words.update(accepted=" ".join(sorted(paper.accepted)), figures=digest(paper.figures))
        if sealed(paper.figures):
            paper.sealed = paper.figures, words
        else:
            self._counts(act, paper, paper.figures, words)

    def _counts(self, act: dict[str, Any], paper: Paper, figures: Figures, words: Row) -> None:
        """A paper counts: what contradicts itself on it was accepted."""
        own = self.papers[STATION].get(act["station"], paper)
        for code, _, left, right in paper.form.contradictions(figures, own.figures or own.counted or {}, act["contest"]):
            if code not in words["accepted"].split():
                told = f"{code} does not hold ({left or '?'}, {right or '?'}), and no decision accepted it before"
                self.wrong("controls", told)
        paper.counted, paper.words = figures, words

    def _opened(self, act: dict[str, Any], paper: Paper) -> None:
        """What lay under the seals is shown: each seal is the SHA-256 of salt, line, cell and number."""
        seals, words = paper.sealed or ({}, {})
        made = {
            code: {key: digest([act["salt"], code, key, number]) for key, number in cell.items()}
            if isinstance(cell, dict) else digest([act["salt"], code, "", cell])
            for code, cell in act["figures"].items()
        }  # fmt: skip
        if not seals or made != seals:
            self.wrong("acts", "these are not the figures that were approved under seals")
        self._counts(act, paper, act["figures"], {**words, "together": ""})

    def _merged(self, act: dict[str, Any], papers: list[Paper]) -> None:
        """The sum of a group counts as the paper of its first station. That it is the sum, no reader of the log can see."""
        group = {self.stations[station].get("group") for station in act["stations"]}
        all_ = [at for at in self.papers[act["contest"]] if self.stations[at].get("group") in group]
        left = [at for at in all_ if self.papers[act["contest"]][at].state != "annulled"]
        if len(group) != 1 or len(papers) < 2 or left != act["stations"] or not all(paper.sealed for paper in papers):
            self.wrong("acts", "these are not the stations of one group, all of them approved under seals")
        for paper in papers:
            paper.counted, paper.state = act["figures"] if paper is papers[0] else ELSEWHERE, "approved"
            paper.words = {**(paper.sealed or ({}, {}))[1], "together": " ".join(act["stations"])}


# ---- what is shown: the rows that the published tables must have -------------------------------------------------------

ELSEWHERE: Figures = {}  # of a paper whose votes are within the figures of the first station of its group


def sealed(figures: Figures) -> bool:
    """Whether there are seals in the place of numbers."""
    cells = (cell.values() if isinstance(cell, dict) else [cell] for cell in figures.values())
    return any(isinstance(one, str) for cell in cells for one in cell)


def shown(number: int | None) -> str:
    """A cell; what is not known is empty."""
    return "" if number is None else str(number)


class Sheet:
    """One contest, or the stations' own papers, as the tables must show it."""

    def __init__(self, election: Election, contest: str) -> None:
        self.election, self.contest, self.papers = election, contest, election.papers[contest]
        self.ballot, self.lines = election.ballots[contest], {}  # by line: options that have a cell of their own
        for form in dict.fromkeys(paper.form for paper in self.papers.values()):
            stood = [option for option in self.ballot if option != AGAINST_ALL or "N" not in form.lines]
            self.lines.update({code: stood if per == "option" else [] for code, per in form.lines.items()})
        self.counted = {station: paper.counted for station, paper in self.papers.items() if paper.counted is not None}
        here = {station: figures for station, figures in self.counted.items() if figures is not ELSEWHERE}
        self.numbers = {  # by column, by station
            f"{code}.{option}" if option else code: {at: figure(figures, code, option) for at, figures in here.items()}
            for code in self.lines for option in self.lines[code] or [""]
        }  # fmt: skip

    def sum(self, column: str) -> int | None:
        """The sum of a column; not known where no paper counts, or one that counts does not know it."""
        return total(self.numbers[column].values()) if self.counted and column in self.numbers else None

    def protocols(self) -> Iterator[Row]:
        """``protocols/<contest>.csv``."""
        words = ("entered_by", "entered_again_by", "resolved_by", "approved_by", "version", "accepted", "approved_in")
        blank, stations = dict.fromkeys((*words, "figures", "together", *self.numbers), ""), self.election.stations
        for station, paper in self.papers.items():
            row = {"class": paper.state, **blank, "station": station, "scan": paper.scan, "place": stations[station]["place"]}
            if (figures := paper.counted) is not None:
                row.update({"class": "approved", **paper.words})
                row.update({column: shown(numbers.get(station)) for column, numbers in self.numbers.items()})
                for code, cells in figures.items():
                    if isinstance(cells, dict) and not self.lines.get(code):
                        row[code] = " ".join(f"{name}={shown(cells[name])}" for name in sorted(cells)) or "none"
            yield row

    def totals(self) -> Iterator[Row]:
        """``totals/<contest>.csv``: sums over the papers that know a figure, and which figures some do not know."""
        at: dict[str, list[str]] = defaultdict(list)  # by place: its stations
        for station in self.papers:
            above = self.election.above(self.election.stations[station]["place"])
            for place in above[: above.index(self.election.top(self.contest)) + 1]:
                at[place].append(station)
        for place in sorted(filter(at.get, self.election.places), key=lambda place: len(self.election.above(place))):
            counted = [station for station in at[place] if station in self.counted]
            classes = Counter("approved" if one in self.counted else self.papers[one].state for one in at[place])
            row = {name: str(classes[name]) for name in ("not received", *AFTER.values())}
            for name, some in (("voters", at[place]), ("voters_counted", counted)):
                row[name] = str(sum(int(self.election.stations[station]["voters"]) for station in some))
            for column, numbers in self.numbers.items():
                known = [number for station in counted if (number := numbers.get(station)) is not None]
                row[column] = str(sum(known)) if known else ""
            known_in = [self.counted[station] for station in counted if self.counted[station] is not ELSEWHERE]
            lacking = (code for code in self.lines if any(figure(figures, code) is None for figures in known_in))
            row.update({word: self.election.places[place][word] for word in ("kind", "parent")})
            yield {**row, "place": place, "stations": str(len(at[place])), "incomplete": " ".join(lacking)}


def same(bundle: Bundle, path: str, key: str, wanted: Iterable[Row]) -> Iterator[str]:
    """Faults of a table, held row by row against those that it must have; each row is told by its ``key``."""
    for row, must in zip_longest(bundle.table(path), wanted, fillvalue={}):  # type: ignore[var-annotated]
        if row.get(key) != must.get(key):
            yield f"{path}: {key} {row.get(key)} stands where {must.get(key)} must; nothing after it was looked at"
            return
        other = [name for name in {**must, **row} if row.get(name) != must.get(name) and name != "status"]
        told = [f"{name} is {row.get(name)!r}, expected is {must.get(name)!r}" for name in other[:5]]
        if told:
            yield f"{path}: {key} {row[key]}: {'; '.join(told)}"


# ---- seats: the law applied again --------------------------------------------------------------------------------------

DIVISORS: dict[str, Callable[[int], int]] = {"d'hondt": lambda held: held + 1, "sainte-lague": lambda held: 2 * held + 1}


def largest(claims: dict[Any, Any], places: int) -> set[Any]:
    """Who has the largest claims to so many places; raises NotCovered where the last of them goes to one of equals."""
    order = sorted(claims, key=claims.__getitem__, reverse=True)
    if 0 < places < len(order) and claims[order[places - 1]] == claims[order[places]]:
        raise NotCovered("a tie")
    return set(order[:places])


def divided(formula: dict[str, Any], votes: dict[str, int], seats: int) -> Counter[str]:
    """Seats by list: Hare's quota and largest remainders, or highest averages."""
    if formula.get("quota") == "hare":
        cast = sum(votes.values())
        given = Counter({name: number * seats // cast for name, number in votes.items()})
        rests = {name: number * seats % cast for name, number in votes.items() if number}
        return given + Counter(largest(rests, seats - sum(given.values())))
    divisors = [Fraction(formula.get("first", 1)), *(Fraction(DIVISORS[formula["divisors"]](held)) for held in range(1, seats))]
    return Counter(name for name, _ in largest({(name, d): n / d for name, n in votes.items() for d in divisors if n}, seats))


def covered(law: dict[str, Any], tier: dict[str, Any]) -> bool:
    """Whether all rules of a tier are below."""
    formula, threshold, persons = tier["formula"], tier.get("threshold") or {}, tier["name"] == "constituency"
    told = {**formula, **tier, "linkage": (law.get("linkage") or {"kind": "parallel"})["kind"]}
    plain = {"linkage": "parallel", "valid_if": [], "list_exhausted": "seats stay empty", "minimum": 0,
             "of": "votes of admitted lists", "rest": "largest remainders",
             "area": "constituency" if persons else "country", "seats_per_area": 1 if persons else None}  # fmt: skip
    return (
        (formula["method"] == "plurality" if persons else formula.get("divisors", formula.get("quota")) in ("hare", *DIVISORS))
        and all((told.get(word) or usual) == usual for word, usual in plain.items())
        and not any(threshold.get(word) for word in ("and", "or", "exempt", "coalitions", "rank_at_most"))
    )


def filled(tier: dict[str, Any], seats: int, lists: dict[str, int], admitted: dict[str, int]) -> dict[str, int]:
    """The seats of the lists that are admitted; where it is one alone, the next comes in at a discount (Art. 97-1(2)-(4))."""
    if not any(admitted.values()):
        raise NotCovered("no list is admitted")
    if len(admitted) > 1 or not (rule := tier.get("lone_list")):
        return divided(tier["formula"], admitted, seats)
    (first,) = admitted
    for second in largest({name: number for name, number in lists.items() if name != first}, 1):
        weighed = Fraction(rule["weight"]) * lists[second] * seats // (lists[first] + lists[second])
        guaranteed = max(int(rule["at_least"]), int(weighed))
        if guaranteed <= seats:
            return {first: seats - guaranteed, second: guaranteed}
    raise NotCovered("one list alone, or a guarantee of more than all seats")


def seats_of(tier: dict[str, Any], seats: int, sheet: Sheet) -> dict[str, int]:
    """Seats by option in one contest; none as long as votes are not known. Raises NotCovered."""
    votes = {name: sheet.sum("N" if name == AGAINST_ALL and "N" in sheet.lines else f"P.{name}") for name in sheet.ballot}
    against = [votes.pop(name) for name, row in sheet.ballot.items() if row["kind"] == AGAINST_ALL]  # counted, and never win
    persons, standing = tier["name"] == "constituency", {name: number for name, number in votes.items() if number is not None}
    if len(standing) < len(votes) or not any(standing.values()) or (persons and None in against):
        return {}
    if persons:
        return dict.fromkeys(largest(standing, 1), 1)
    if not (rule := tier.get("threshold")):
        return filled(tier, seats, standing, standing)
    valid, boxes = total([*standing.values(), *against]), sheet.sum("T")
    bases = {
        "valid votes": valid, "valid votes, against all included": valid, "ballots issued": sheet.sum("B"),
        "valid votes, against all left out": sum(standing.values()),
        "ballots in boxes": total([valid, sheet.sum("I")]) if boxes is None else boxes,
    }  # fmt: skip
    share, fits = Fraction(rule.get("at_least") or rule["more_than"]), operator.ge if rule.get("at_least") else operator.gt
    found = []
    if bases.get(rule["of"]) is None:
        raise NotCovered("what a share is taken of is not known")
    for base in (base for base in map(bases.get, (rule["of"], *rule["also_try"])) if base is not None):
        admitted = {name: number for name, number in standing.items() if fits(number, share if share > 1 else share * base)}
        found.append(filled(tier, seats, standing, admitted))
    if any(other != found[0] for other in found):
        raise NotCovered("another reading of a share gives other seats")
    return found[0]


def seats_set(tier: dict[str, Any], fixed: dict[str, int]) -> int:
    """How many seats a tier fills: by the law, set for the body, or a share of what is set. Raises NotCovered."""
    told = tier["seats"]
    seats = told if isinstance(told, int) else fixed.get(tier["name"])
    if seats is None and (not isinstance(told, dict) or told["of"] not in fixed):
        raise NotCovered("seats that are not set")
    part = Fraction(0) if seats is not None else fixed[told["of"]] * Fraction(told["share"])
    return seats if seats is not None else int(part // 1 if told["round"] == "down" else -(-part // 1))


# ---- the checks: each gives its faults one by one, and at the end what it has seen -------------------------------------

Faults = Generator[str, None, Optional[str]]
Check = Callable[[Bundle], Faults]


def check_manifest(bundle: Bundle) -> Faults:
    """Every file is there as the publisher signed it, and none more."""
    line = json.loads(bundle.read("definition/keys.json"))["publisher"]
    data, publisher = bundle.read("manifest.json"), read_key(line)
    manifest = json.loads(data)
    signed = {file["path"]: file["sha256"] for file in manifest["files"]}
    there = {path: digest(bundle.read(path)) for path in bundle.paths - {"manifest.json", "manifest.note"}}
    for path in sorted(signed.keys() | there.keys()):
        if signed.get(path) != there.get(path):
            yield f"{path}: {there.get(path, 'missing')}, the publisher has signed {signed.get(path, 'no such file')}"
    text, signers = signed_by(bundle.read("manifest.note"), [publisher], "manifest.note")
    if publisher not in signers:
        yield f"manifest.note: not signed by the publisher, {line}"
    if text != f"dauys bundle/v1\n{manifest['origin']}\n{manifest['snapshot']}\n{digest(data)}\n":
        yield "manifest.note: it is of another manifest.json"
    return f"{len(signed)} files, signed by {publisher[0]}"


def check_key(bundle: Bundle) -> Faults:
    """The log, whose key is from outside, and enough witnesses have signed this state of it."""
    keys = json.loads(bundle.read("definition/keys.json"))
    witnesses = [read_key(line) for line in keys["witnesses"]]
    bundle.size, bundle.root, seen = read_checkpoint(bundle.read("checkpoint"), bundle.log, witnesses, "checkpoint")
    if seen < keys["quorum"]:
        yield f"checkpoint: {seen} of {len(witnesses)} witnesses cosigned it; {keys['quorum']} must have"
    if keys["log"] != bundle.given:
        yield f"definition/keys.json: the log's key there is {keys['log']}, expected is {bundle.given}"
    return f"{bundle.size} acts signed by {bundle.log[0]}, seen by {seen} witnesses"


def check_log(bundle: Bundle) -> Faults:
    """The entries are those that were signed, all of them; the tiles of hashes agree."""
    bundle.levels = tree(bundle.entries())
    if len(bundle.levels[0]) != bundle.size or root(bundle.levels, bundle.size) != bundle.root:
        yield f"tile/entries: these {len(bundle.levels[0])} entries are not the {bundle.size} under the root that was signed"
        return None
    for level, hashes in enumerate(bundle.levels[::8]):
        if b"".join(map(bundle.read, bundle.under(f"tile/{level}/"))) != b"".join(hashes):
            yield f"tile/{level}/: not the hashes of what is below"
    return f"{bundle.size} entries with the root {bundle.root.hex()}"


def check_history(bundle: Bundle) -> Faults:
    """The log of OLDER is the beginning of this one."""
    if bundle.older is None:
        say("note", "history", "not asked: with --since an older bundle or checkpoint is held against this one")
        return None
    file = bundle.older / "checkpoint" if bundle.older.is_dir() else bundle.older
    size, top, _ = read_checkpoint(file.read_bytes(), bundle.log, [], str(file))
    if size > bundle.size:
        yield f"{file}: it has {size} entries, this log {bundle.size}: it is newer, or entries were taken away"
    elif root(bundle.levels, size) != top:
        yield f"{file}: its {size} entries are not the first {size} of this log. Two histories are signed: keep both!"
    return f"it begins with the {size} entries of {file}"


def check_definition(bundle: Bundle) -> Faults:
    """Stations, ballots, laws and keys are those that were frozen."""
    names = bundle.under("definition/")
    found = digest("".join(f"{name[11:]}\0{digest(bundle.read(name))}\n" for name in names).encode())
    frozen = next((act["hash"] for act in map(json.loads, bundle.entries()) if act.get("act") == "definition frozen"), None)
    if found != frozen:
        yield f"definition/: {', '.join(names)} together have the hash {found}; the log froze {frozen}"
    bundle.election = Election(bundle)
    event, manifest = (json.loads(bundle.read(name)) for name in ("definition/event.json", "manifest.json"))
    for word, value in {"origin": bundle.log[0], "snapshot": bundle.size, "invented": event["invented"]}.items():
        if manifest[word] != value or event.get(word, value) != value:
            yield f"manifest.json: {word} is {manifest[word]!r}, in the event {event.get(word)!r}, expected is {value!r}"
    return f"{len(names)} files, frozen as {found}"


def check_acts(bundle: Bundle) -> Faults:
    """Every act names a paper that is expected, the version that is due, lines of the form, options of the ballot."""
    for index, entry in enumerate(bundle.entries()):
        bundle.election.take(index, entry)
    bundle.sheets = {name: Sheet(bundle.election, name) for name, at in bundle.election.papers.items() if at or name != STATION}
    yield from bundle.election.faults["acts"]
    return f"{bundle.size}"


def check_ballots(bundle: Bundle) -> Faults:
    """Who stands on each ballot, in which order, follows from the acts of nomination; where there are any."""
    election, acts, seen, path = bundle.election, bundle.election.nominations, 0, "definition/options.csv"
    parties = {row["id"]: row for row in bundle.table("definition/parties.csv")}
    people: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for row in bundle.table("definition/persons.csv") if "definition/persons.csv" in bundle.paths else ():
        people[row["contest"], row["option"]].append([row[word] for word in ("person", *NAMES)])
    if silent := [body for body in election.bodies if body not in acts.called]:
        of = ", ".join(silent) if acts.called else "any body"
        say("note", "ballots", f"no act calls the election of {of}: who is to stand on its ballots follows from no act")
    for name, told in election.contests.items():
        if told["body"] in silent or name != told["id"]:  # or a repeat vote
            continue
        law, lists = election.laws[election.bodies[told["body"]]["law"]], told["tier"] == "list"
        rule = law["nomination"]["ballot"].get("lists" if lists else "candidates") if "nomination" in law else None
        if rule not in ("by lot", "kazakh alphabetical order"):
            say("note", "ballots", f"NOT COVERED: contest {name}: the order on the ballot: {rule or 'no rule was frozen'}")
            continue
        ballot, must, seen = election.ballots[name], acts.in_order(name, rule == "by lot"), seen + 1
        tier = next(tier for tier in law["law"]["tier"] if tier["name"] == told["tier"])
        order = [*must, *([AGAINST_ALL] if tier.get("against_all") else ())]
        for option in sorted(ballot.keys() ^ set(order)):
            stands = "is" if option in ballot else "is not"
            yield f"{path}: contest {name}: {option} {stands} on the ballot, and is {acts.lodged[name, option]['state']}"
        if ballot.keys() == set(order) and list(ballot) != order:
            yield f"{path}: contest {name}: the order is {', '.join(ballot)}; {rule} it is {', '.join(order)}"
        for option, one in ((option, one) for option, one in must.items() if option in ballot):
            named = parties.get(one["party"] or "") if lists else None  # a list goes by the names of its party
            names = [named[word] for word in NAMES] if named else three(one["names"])
            right = ["list" if lists else "candidate", one["party"] or "", one["registered"], *names]
            if (there := [ballot[option].get(word) for word in ("kind", "party", "registered", *NAMES)]) != right:
                yield f"{path}: contest {name}: {option} is told as {there}, registered was {right}"
            if lists and people[name, option] != [[person["id"], *three(person["names"])] for person in one["nominees"]]:
                yield f"definition/persons.csv: contest {name}: the persons of {option} are not those who were registered"
    return f"{seen}, with the lists and candidates that were registered" if seen else None


def check_people(bundle: Bundle) -> Faults:
    """Two people typed the same, and a third approved just that; who confirms a result has not prepared it."""
    yield from bundle.election.faults["people"]
    return f"of {bundle.size} acts"


def check_controls(bundle: Bundle) -> Faults:
    """What contradicts itself on a paper was accepted by a decision before it was approved."""
    yield from bundle.election.faults["controls"]
    for (law, _), form in bundle.election.forms.items():
        for code in form.others:
            say("note", "controls", f"NOT COVERED: {law}: {code}")
    return "what does not hold was accepted as signed"


def check_protocols(bundle: Bundle) -> Faults:
    """For each station and contest the one paper that counts with its figures, or the reason why none does."""
    for name, sheet in bundle.sheets.items():
        yield from same(bundle, f"protocols/{name}.csv", "station", sheet.protocols())
    sheets = bundle.sheets.values()
    return f"{sum(len(sheet.counted) for sheet in sheets)} counted of {sum(len(sheet.papers) for sheet in sheets)} expected"


def check_totals(bundle: Bundle) -> Faults:
    """Every sum at every place of every contest, with the papers that are missing there."""
    for name, sheet in bundle.sheets.items():
        if name != STATION:
            yield from same(bundle, f"totals/{name}.csv", "place", sheet.totals())
    return f"of {len(bundle.election.contests)} contests"


def check_seats(bundle: Bundle) -> Faults:
    """The law, applied again; what is shown adds up."""
    election, seats = bundle.election, 0
    for body, told in election.bodies.items():
        path, law = f"seats/{body}.json", election.laws[told["law"]]["law"]
        outcome = json.loads(bundle.read(path))["outcome"]
        left = {(row["tier"], row["place"], row["option"], row["party"] or ""): row["seats"] for row in outcome["seats"]}
        parties: dict[str, Counter[str]] = defaultdict(Counter)
        for name, contest in election.contests.items():
            if (contest["body"], contest["id"]) != (body, name):  # of another body, or a repeat vote
                continue
            tier = next(tier for tier in law["tier"] if tier["name"] == contest["tier"])
            place, sheet = contest["constituency"] or election.top(name), bundle.sheets[name]
            mine = {name: left.pop((tier["name"], place, name, row["party"]), 0) for name, row in sheet.ballot.items()}
            for option, number in mine.items():
                parties[sheet.ballot[option]["party"] or "independent"].update({tier["name"]: number, "total": number})
            try:
                if not covered(law, tier) or f"{name}.repeat" in bundle.sheets:
                    raise NotCovered("a rule that is not in this file, or a repeat vote")
                must = seats_of(tier, seats_set(tier, told["seats"]), sheet)
            except NotCovered as why:
                say("note", "seats", f"{path}: NOT COVERED: {told['law']}: {tier['name']} {place}: {why}")
                continue
            for option, number in mine.items():
                if number != must.get(option, 0):
                    yield f"{path}: {tier['name']} {place} {option}: {number} seats, expected are {must.get(option, 0)}"
            if not must and outcome["status"] == "complete":
                yield f"{path}: {tier['name']} {place}: nobody has a seat, and the outcome is said to be complete"
            seats += sum(must.values())
        shown = {party: +Counter(sums) for party, sums in outcome["parties"].items()}
        for party in {**shown, **parties}:
            if shown.get(party, Counter()) != +parties[party]:
                yield f"{path}: {party}: {dict(shown.get(party, ()))} are not the sums of its seats, {dict(+parties[party])}"
        if left or outcome["total"] != sum(sums["total"] for sums in parties.values()):
            yield f"{path}: seats of nobody on its ballots: {sorted(left)}; or the total {outcome['total']} is not their sum"
        if (outcome["status"] == "open") != bool(outcome["questions"]):
            yield f"{path}: the outcome is said to be {outcome['status']}, and has {len(outcome['questions'])} open questions"
    return f"{seats} in {len(election.bodies)} bodies"


def check_receipts(bundle: Bundle) -> Faults:
    """Each station's receipts lead from the approvals of its papers that count to the root that was signed."""
    wanted: dict[str, list[int]] = defaultdict(list)
    signed = bundle.read("checkpoint").decode()
    for sheet in bundle.sheets.values():
        for station in sheet.counted:
            wanted[station].append(int(sheet.papers[station].words["approved_in"]))
    for station, indexes in wanted.items():
        must = ""
        for index in sorted(indexes):
            hashes = (base64.b64encode(hash_).decode() for hash_ in path(bundle.levels, index, bundle.size))
            must += "\n".join(["c2sp.org/tlog-proof@v1", f"index {index}", *hashes, "", signed])
        if bundle.read(f"proofs/{station}.tlog-proofs") != must.encode():
            yield f"proofs/{station}.tlog-proofs: not the receipts of the entries {sorted(indexes)}"
    return f"{sum(map(len, wanted.values()))}, of {len(wanted)} stations"


CHECKS = (
    check_manifest, check_key, check_log, check_history, check_definition, check_acts, check_ballots, check_people,
    check_controls, check_protocols, check_totals, check_seats, check_receipts,
)  # fmt: skip


def say(word: str, name: str, text: str) -> None:
    """One line; a name out of the bundle cannot make two of it."""
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    sys.stdout.write(f"{word:4}  {name:10}  {text}\n")
    sys.stdout.flush()


def verify(bundle: Bundle, also: tuple[Check, ...] = ()) -> bool:
    """Make every check, and others given; say of each that it passed, or its first twenty faults; whether all have passed."""
    passed = True
    for check in (*CHECKS, *also):
        name, faults, running, seen = check.__name__[6:], [], check(bundle), None
        try:
            while True:
                faults.append(next(running))
        except StopIteration as done:
            seen = done.value
        except BROKEN as error:
            faults.append(str(error) if isinstance(error, Unreadable) else f"unreadable: {error!r}")
        for text in (*faults[:20], *([f"… and {len(faults) - 20} more"] if len(faults) > 20 else ())):
            say("FAIL", name, text)
        if seen and not faults:
            say("pass", name, seen)
        passed = passed and not faults
        if seen is None and faults and check in (check_key, check_log, check_definition, check_acts):
            say("FAIL", name, "nothing after this was checked, for it needs this")
            break
    return passed


def main(arguments: list[str] | None = None, also: tuple[Check, ...] = ()) -> int:
    """Check a bundle: 0 all passed, 1 something is wrong, 2 it could not be checked."""
    parser = argparse.ArgumentParser(description="Check a published election: does what is shown follow from what was signed?")
    parser.add_argument("bundle", type=Path, help="the folder that was published")
    parser.add_argument("--key", help="the public key of the log, from outside the bundle, or a file that holds it")
    parser.add_argument("--since", type=Path, metavar="OLDER", help="a bundle that you kept, or its checkpoint")
    asked = parser.parse_args(arguments)
    try:
        if not (asked.bundle / "manifest.json").is_file():
            raise Unreadable(f"{asked.bundle}: this is no bundle: it has no manifest.json")
        invented = b'"invented":true' in (asked.bundle / "manifest.json").read_bytes()
        if invented:
            sys.stdout.write("INVENTED: a rehearsal. No figure in it is the result of an election.\n")
        key = Path(asked.key).read_text("utf-8") if asked.key and Path(asked.key).is_file() else asked.key
        if key is None and not invented:
            raise Unreadable("give the public key of the log with --key, from outside the bundle: without it nothing is proved")
        if key is None:
            key = json.loads((asked.bundle / "definition" / "keys.json").read_bytes())["log"]
            say("note", "key", "no --key was given: the bundle's own proves nothing about who signed it")
        return 0 if verify(Bundle(asked.bundle, key.strip(), asked.since), also) else 1
    except BROKEN as error:
        sys.stderr.write(f"verify.py: {error}\n")
        return 2


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # names are Kazakh, whatever the terminal knows
    sys.exit(main())
