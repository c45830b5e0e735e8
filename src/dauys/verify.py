#!/usr/bin/env python3
"""Check a published election: does what is shown follow from what was signed? One file, any Python from 3.9 on.

    python3 verify.py BUNDLE --key KEY [--since OLDER]

BUNDLE  the folder that was published. It holds this file too; take this file from somebody you trust, and read it.
KEY     the public key of the log, from outside the bundle: as printed in the gazette, or a file that holds it.
OLDER   a bundle that you kept, or its file ``checkpoint``: was anything changed since?

It shares no line with the software that counted, and believes nothing of it. Each check (at the end of this file) prints
``pass``, or ``FAIL`` with the place and what was expected there. Exit: 0 all passed, 1 something is wrong, 2 not checked.

Not covered: whether ``definition/laws.json`` is the law (read it); whether a commission might do what it did and in that order,
quorums, the status of results, what commissions summed up (``dauys count`` replays a bundle for that); controls that only warn
(codes W); ``protocols.parquet`` beyond its bytes (``dauys verify`` compares it); ``open.json``, pages, words and lots in
``seats/``. Seat rules that are not below, ties and repeat votes are named where they come up. A pass means: unchanged since it
was signed. It says nothing about what went into the box.
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
from pathlib import Path
from typing import Any, Optional


class Unreadable(Exception):
    """A file is missing, or is not what it must be; the text names it."""


class NotCovered(Exception):
    """A rule that is not in this file; the text names it."""


BROKEN = (Unreadable, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError, csv.Error)

# ---- signatures: Ed25519 (RFC 8032), signed notes and checkpoints (C2SP) -----------------------------------------------

PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int, int, int]  # X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z


def add(p: Point, q: Point) -> Point:
    """Two points of the curve added (5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * CURVE, 2 * p[2] * q[2]
    e, f, g, h = (b - a) % PRIME, (d - c) % PRIME, (d + c) % PRIME, (b + a) % PRIME
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def point(data: bytes) -> Point:
    """The point in 32 bytes (5.1.3); raises ValueError where there is none."""
    number = int.from_bytes(data, "little")
    y, odd = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if len(data) != 32 or y >= PRIME or x * x % PRIME != square or (x == 0 and odd):
        raise ValueError("no point of the curve")
    x = x if x & 1 == odd else PRIME - x
    return x, y, 1, x * y % PRIME


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds (5.1.7): R is S times the base point, less k times the key."""
    try:
        base, key = point(b"\x58" + b"\x66" * 31), point(public)
    except ValueError:
        return False
    s, k = (int.from_bytes(n, "little") for n in (signature[32:], sha512(signature[:32] + public + message).digest()))
    k, minus, here = k % ORDER, (PRIME - key[0], key[1], 1, PRIME - key[3]), (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        here = add(here, here)
        here = add(here, base) if s >> bit & 1 else here
        here = add(here, minus) if k >> bit & 1 else here
    x, y = (here[at] * pow(here[2], -1, PRIME) % PRIME for at in (0, 1))
    return len(signature) == 64 and s < ORDER and (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


Key = tuple[str, bytes, int, bytes]  # name, number, kind (1 signs a text; 4 is a witness, who signs a time and a text), key


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
            if not holds(key[3], f"{time}{text}\n".encode(), data[12 if key[2] == 4 else 4 :]):
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


# ---- the tree (RFC 6962), and the tiles in which it is kept (C2SP tlog-tiles) ------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return sha256(b"\1" + left + right).digest()


def tree(entries: Iterable[bytes]) -> list[list[bytes]]:
    """All complete subtrees: on level k the hash of each run of 2**k entries."""
    levels = [[sha256(b"\0" + entry).digest() for entry in entries]]
    while len(below := levels[-1]) > 1:
        levels.append([node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return levels


def root(levels: list[list[bytes]], size: int) -> bytes:
    """The root over the first ``size`` entries: their complete subtrees joined, the smallest first."""
    peaks = [hashes[(size >> level) - 1] for level, hashes in enumerate(levels) if size >> level & 1]
    whole = peaks[0] if peaks else sha256().digest()
    for peak in peaks[1:]:
        whole = node(peak, whole)
    return whole


def climb(hash_: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root to which a proof of inclusion leads (RFC 9162, 2.1.3.2); nothing where it does not fit the tree."""
    last = size - 1
    for beside in proof:
        if last == 0:
            return b""
        if index & 1 or index == last:
            hash_ = node(beside, hash_)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            hash_ = node(hash_, beside)
        index, last = index >> 1, last >> 1
    return b"" if last else hash_


def tiles(level: int | str, count: int) -> Iterator[tuple[str, int, int]]:
    """Path of each tile of so many hashes (or ``entries``), the first in it, and the one behind it: tile/0/x001/067.p/112."""
    for first in range(0, count, 256):
        digits, width = f"{first // 256:03}", min(256, count - first)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        folders = "".join(f"x{digits[at : at + 3]}/" for at in range(0, len(digits) - 3, 3))
        yield f"tile/{level}/{folders}{digits[-3:]}" + (f".p/{width}" if width < 256 else ""), first, first + width


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
        self.asked: set[str] = set()
        self.size, self.root, self.levels = 0, b"", [[b""]]

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        if path not in self.paths:
            raise Unreadable(f"{path}: missing")
        self.asked.add(path)
        return (self.folder / path).read_bytes()

    def table(self, path: str) -> list[Row]:
        """The rows of a CSV file. In published tables a leading apostrophe keeps spreadsheets from computing: it is no part."""
        head, *rows = csv.reader(io.StringIO(self.read(path).decode(), newline=""), strict=True)
        if len(set(head)) < len(head) or any(len(row) != len(head) for row in rows):
            raise Unreadable(f"{path}: not a table whose rows have one cell for each of its columns")
        mark = " " if path.startswith("definition/") else "'"
        return [{name.lstrip(mark): cell[cell[:1] == mark :] for name, cell in zip(head, row)} for row in rows]

    def entries(self) -> Iterator[bytes]:
        """The entries of the log, in their order."""
        for path, first, behind in tiles("entries", self.size):
            data, at = self.read(path), 0
            for _ in range(first, behind):
                length = int.from_bytes(data[at : at + 2], "big")
                yield data[at + 2 : at + 2 + length]
                at += 2 + length
            if at != len(data):
                raise Unreadable(f"{path}: has not just the entries {first} to {behind - 1}")


def total(numbers: Iterable[int | None]) -> int | None:
    """The sum; not known where one of the numbers is not."""
    known = list(numbers)
    return None if None in known else sum(known)  # type: ignore[arg-type]


def one(figures: Figures, code: str) -> int | None:
    """The figure of a line; several cells are their sum."""
    cell = figures.get(code)
    return total(cell.values()) if isinstance(cell, dict) else cell


class Form:
    """The lines of a paper with the cells that each has, and the controls that decide: two sums and how they must compare."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.lines = {line["code"]: line["per"] for line in told["line"]}
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
        if any(one(paper, code) is None for code in self.required):
            yield "E000", "", "", ""
        for code, each, left, fits, right in self.controls:
            for cell in (paper.get(each) or ()) if each else ("",):
                here, there = (
                    total(self._value(term, paper, record, contest, cell) for term in side) for side in (left, right)
                )
                if here is not None and there is not None and not fits(here, there):
                    yield code, cell, str(here), str(there)

    @staticmethod
    def _value(term: re.Match[str], paper: Figures, record: Figures, contest: str, cell: str) -> int | None:
        sign, function, home, code = term.groups()
        figures = record if home else paper
        found = int(code) if code.isdigit() else figures.get(code)
        if isinstance(found, dict) and function == "here(":  # of cells "contest" or "box/contest" those of this contest
            mine = [number for key, number in found.items() if key.rpartition("/")[2] == contest]
            found = total(mine) if mine or not found else None
        elif isinstance(found, dict):  # all cells; or one, for a cell "box/contest" perhaps that of the box
            found = total(found.values()) if function or not cell else found.get(cell, found.get(cell.partition("/")[0]))
        elif function == "given(" and found is None and figures:
            found = 0
        return -found if sign == "-" and found is not None else found


class Paper:
    """One version of a protocol, as the acts have left it."""

    def __init__(self, state: str = "not received") -> None:
        self.state, self.before_hold = state, ""
        self.typed: list[tuple[str, Figures]] = []  # person and figures, in order
        self.figures: Figures = {}  # on which two people agree
        self.accepted: set[str] = set()  # controls that a decision accepted
        self.approved_by, self.approved_in = "", -1


# ---- the election: its definition, and what the acts make of it --------------------------------------------------------

AFTER = {  # act on a paper: the class in which it is afterwards
    "protocol received": "received", "protocol sent back": "received", "protocol corrected": "received",
    "protocol entered": "entered", "protocol entered again": "entered", "differences resolved": "entered",
    "protocol held": "held", "protocol approved": "approved", "protocol annulled": "annulled",
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
        self.forms = {(law, told["id"]): Form(told) for law, rules in self.laws.items() for told in rules["forms"]["form"]}
        self.at: dict[str, list[str]] = {}  # by station: the papers expected of it
        self.where: dict[str, list[str]] = {contest: [] for contest in (STATION, *self.contests)}  # and the other way round
        lists = [name for name, told in self.contests.items() if told["constituency"] is None]
        for station, row in self.stations.items():
            above = self.above(row["place"])
            self.at[station] = [name for name in lists if self.top(name) in above]
            self.at[station] += filter(None, row["constituencies"].split(";"))
            self.at[station] += [STATION] if self.form(station, STATION) else []
            for name in self.at[station]:
                self.where[name].append(station)
        self.versions: dict[tuple[str, str], list[Paper]] = defaultdict(lambda: [Paper()])
        self.pictures: dict[str, str] = {}  # by hash: the station
        self.scans: dict[tuple[str, str], str] = {}  # by station and contest: the newest picture, as taken
        self.faults: dict[str, list[str]] = defaultdict(list)

    def above(self, place: str) -> list[str]:
        """A place and those that it lies in, the widest last."""
        return [place, *(self.above(self.places[place]["parent"]) if self.places[place]["parent"] else ())]

    def top(self, contest: str) -> str:
        """The place of the body that a contest is for: there its sums end."""
        return str(self.bodies[self.contests[contest]["body"]]["place"])

    def form(self, station: str, contest: str) -> Form | None:
        """The form of a paper; a station's own is that of the law of its contests."""
        told = self.contests[self.at[station][0] if contest == STATION else contest]
        return self.forms.get((self.bodies[told["body"]]["law"], STATION if contest == STATION else told["tier"]))

    def newest(self, station: str, contest: str) -> Paper:
        """The newest version of a paper."""
        return self.versions.get((station, contest), [Paper()])[-1]

    def counting(self, station: str, contest: str) -> Paper | None:
        """The version that counts: the newest approved, unless the newest of all was annulled."""
        approved = [paper for paper in self.versions.get((station, contest), ()) if paper.state == "approved"]
        return approved[-1] if approved and self.newest(station, contest).state != "annulled" else None

    def class_of(self, station: str, contest: str) -> str:
        """The one class in which an expected paper is: approved, or the reason why it does not count."""
        return "approved" if self.counting(station, contest) else self.newest(station, contest).state

    def contradictions(self, station: str, contest: str, paper: Paper, now: bool) -> Iterator[tuple[str, str, str, str]]:
        """Controls that do not hold, beside the station's own paper: as it is known at this moment, or as it counts."""
        newest, form = self.newest(station, STATION), self.form(station, contest)
        record = newest if now and newest.figures else self.counting(station, STATION) or Paper()
        yield from form.contradictions(paper.figures, record.figures, contest) if form else ()

    def wrong(self, check: str, text: str) -> None:
        """A fault of the act that is being taken in."""
        where = "".join(f", {word} {self.act[word]}" for word in ("station", "contest") if word in self.act)
        self.faults[check].append(f"entry {self.index}: {self.act.get('act', 'unreadable')}{where}: {text}")

    def take(self, index: int, entry: bytes) -> None:
        """Take in the next entry."""
        self.index, self.act = index, {}
        try:
            self.act = act = json.loads(entry)
            if canonical(act) != entry or (index == 0) != (act["act"] == "definition frozen"):
                self.wrong("acts", "not in canonical JSON, or not 'definition frozen' at the beginning and nowhere else")
            if ({"decision", "body"} & act.keys() or act["act"] == "summary signed") and act["prepared_by"] == act["author"]:
                self.wrong("people", f"{act['author']} has prepared and confirmed it; it must be two people")
            if act["act"] in ("election voided", "repeat vote called") and act["decision"]:
                self._contest(act, act["contest"])
            elif "station" in act and act.get("contest", self.at[act["station"]][0]) not in self.at[act["station"]]:
                self.wrong("acts", "this station has no such contest")
            elif "station" in act and "contest" in act:
                self._paper(act, self.versions[act["station"], act["contest"]])
        except BROKEN as error:
            self.wrong("acts", f"not an act as it must be: {error!r}")

    def _contest(self, act: dict[str, Any], contest: str) -> None:
        """A contest is void in a place, and what was approved there no longer counts; a repeat vote is one contest more."""
        place, told = act["place"], self.contests[contest]
        here = [at for at in self.where[contest] if place in (told["constituency"], *self.above(self.stations[at]["place"]))]
        if act["act"] == "election voided":
            for station in here:
                self.versions[station, contest][-1].state = "annulled"
        else:
            ballot = {option: row for option, row in self.ballots[contest].items() if option in act["options"]}
            contest += ".repeat"
            self.contests[contest], self.ballots[contest], self.where[contest] = told, ballot, here
            for station in here:
                self.at[station].append(contest)

    def _paper(self, act: dict[str, Any], versions: list[Paper]) -> None:
        kind, paper, due = act["act"], versions[-1], len(versions) + (act["act"] == "protocol corrected")
        if act.get("version", due) != due or act.get("supersedes", len(versions)) != len(versions):
            self.wrong("acts", f"version {act.get('version')} cannot come: the protocol stands at version {len(versions)}")
        for picture in filter(None, map(act.get, ("scan", "taken", "cleaned"))):
            if self.pictures.setdefault(picture, act["station"]) != act["station"]:
                self.wrong("scans", f"the picture {picture} is of station {self.pictures[picture]} already")
        if picture := act.get("taken", act.get("scan")):
            self.scans[act["station"], act["contest"]] = picture
        if kind == "protocol corrected" and act["decision"]:  # the old version stays as it is
            versions.append(Paper("received"))
            return
        if kind == "protocol held":
            paper.before_hold = paper.state
        elif kind == "protocol entered":
            paper.typed, paper.figures, paper.accepted = [], {}, set()
        elif kind == "accepted as signed" and act["decision"]:
            paper.accepted.update(act["codes"])
        elif kind == "protocol approved":
            self._approved(act, paper)
        if AFTER.get(kind) == "entered":
            self._typed(act, paper)
        paper.state = paper.before_hold if kind == "protocol released" else AFTER.get(kind, paper.state)

    def _typed(self, act: dict[str, Any], paper: Paper) -> None:
        """One more has typed the paper. Two agree once each line that the last one typed was typed so by somebody before."""
        form, ballot, figures = self.form(act["station"], act["contest"]), self.ballots[act["contest"]], act["figures"]
        for code, cell in figures.items():
            per = form.lines.get(code) if form else None
            if per is None or (isinstance(cell, dict) and (per == "one" or (per == "option" and cell.keys() - ballot.keys()))):
                self.wrong("acts", f"line {code} is not on the form, or has a cell that is not on the ballot")
        if act["author"] in dict(paper.typed):
            self.wrong("people", f"{act['author']} has entered this protocol before; it must be another person")
        codes = figures.keys() | {code for _, typed in paper.typed for code in typed}
        agree = all(any(typed.get(code) == figures.get(code) for _, typed in paper.typed) for code in codes)
        paper.figures = figures if agree else {}
        paper.typed.append((act["author"], figures))

    def _approved(self, act: dict[str, Any], paper: Paper) -> None:
        """By somebody without a hand in it, of what two people typed, after what contradicts itself was accepted."""
        paper.approved_by, paper.approved_in = act["author"], self.index
        if act["author"] in dict(paper.typed):
            self.wrong("people", f"{act['author']} has entered figures of this protocol and cannot approve it")
        if len(paper.typed) < 2 or act["figures"] != digest(paper.figures):
            self.wrong("people", "approves figures that no two people have typed alike")
        for code, _, left, right in self.contradictions(act["station"], act["contest"], paper, True):
            if code not in paper.accepted:
                self.wrong(
                    "controls", f"{code} does not hold ({left or '?'}, {right or '?'}), and no decision accepted it before"
                )


# ---- what is shown: the rows that the published tables must have -------------------------------------------------------


def shown(number: int | None) -> str:
    """A cell; what is not known is empty."""
    return "" if number is None else str(number)


class Sheet:
    """One contest, or the stations' own papers, as the tables show it."""

    def __init__(self, election: Election, contest: str) -> None:
        self.election, self.contest, self.stations = election, contest, election.where[contest]
        self.ballot, self.lines = election.ballots[contest], {}  # by line: options that have a cell of their own
        for form in filter(None, dict.fromkeys(election.form(station, contest) for station in self.stations)):
            stood = [option for option in self.ballot if option != AGAINST_ALL or "N" not in form.lines]
            self.lines.update({code: stood if per == "option" else [] for code, per in form.lines.items()})
        self.columns = [name for code, all_ in self.lines.items() for name in [f"{code}.{option}" for option in all_] or [code]]
        papers = ((station, election.counting(station, contest)) for station in self.stations)
        self.counted = {station: paper for station, paper in papers if paper}
        self.numbers = {station: self._numbers(paper.figures) for station, paper in self.counted.items()}

    def _numbers(self, figures: Figures) -> list[int | None]:
        found: list[int | None] = []
        for code, options in self.lines.items():
            cell = figures.get(code)
            found += [cell.get(name) if isinstance(cell, dict) else None for name in options] or [one(figures, code)]
        return found

    def sum(self, column: str) -> int | None:
        """The sum of a column; not known where no paper counts, or one that counts does not know it."""
        at = self.columns.index(column) if column in self.columns and self.counted else -1
        return None if at < 0 else total(numbers[at] for numbers in self.numbers.values())

    def fills(self, body: str, tier: str) -> bool:
        """Whether it is a contest for seats of this body, in the first vote."""
        told = self.election.contests.get(self.contest, {"id": ""})
        return told["id"] == self.contest and (told["body"], told["tier"]) == (body, tier)

    def protocols(self) -> Iterator[Row]:
        """``protocols/<contest>.csv``."""
        people, words = ("entered_by", "entered_again_by", "resolved_by"), ("approved_by", "version", "accepted", "approved_in")
        for station in self.stations:
            row = dict.fromkeys(("class", "station", *people, *words, "figures", *self.columns), "")
            row.update({"class": self.election.class_of(station, self.contest), "station": station})
            row.update(
                place=self.election.stations[station]["place"], scan=self.election.scans.get((station, self.contest), "")
            )
            if paper := self.counted.get(station):
                version = self.election.versions[station, self.contest].index(paper) + 1
                row.update(zip(people, dict(paper.typed)), figures=digest(paper.figures))
                accepted = " ".join(sorted(paper.accepted))
                row.update(zip(words, map(str, (paper.approved_by, version, accepted, paper.approved_in))))
                row.update(zip(self.columns, map(shown, self.numbers[station])))
                for code, cells in paper.figures.items():
                    if isinstance(cells, dict) and not self.lines.get(code):
                        row[code] = " ".join(f"{name}={shown(cells[name])}" for name in sorted(cells)) or "none"
            yield row

    def totals(self) -> Iterator[Row]:
        """``totals/<contest>.csv``: sums over the papers that know a figure, and which figures some do not know."""
        at: dict[str, list[str]] = defaultdict(list)  # by place: its stations
        for station in self.stations:
            above = self.election.above(self.election.stations[station]["place"])
            for place in above[: above.index(self.election.top(self.contest)) + 1]:
                at[place].append(station)
        for place, stations in at.items():
            counted = [station for station in stations if station in self.counted]
            classes = Counter(self.election.class_of(station, self.contest) for station in stations)
            row = {name: str(classes[name]) for name in ("not received", *AFTER.values())}
            for name, some in (("voters", stations), ("voters_counted", counted)):
                row[name] = str(sum(int(self.election.stations[station]["voters"]) for station in some))
            for name, *numbers in zip(self.columns, *(self.numbers[station] for station in counted)):
                known = [number for number in numbers if number is not None]
                row[name] = str(sum(known)) if known else ""
            lacking = (code for code in self.lines if any(one(self.counted[at].figures, code) is None for at in counted))
            row.update({word: self.election.places[place][word] for word in ("kind", "parent")})
            yield {**row, "place": place, "stations": str(len(stations)), "incomplete": " ".join(lacking)}


def same(rows: Iterable[Row], wanted: Iterable[Row], path: str, key: str, beside: str = "") -> Iterator[str]:
    """Faults of a table, held against the rows that it must have, each told by its ``key``. beside: columns not looked at."""

    def named(row: Row) -> str:
        return ", ".join(f"{word} {row[word]}" for word in key.split() if row.get(word))

    expected, found = {named(row): row for row in wanted}, set()
    for row in rows:
        name = named(row)
        if name in found or name not in expected:
            yield f"{path}: {name}: {'stands there twice' if name in found else 'does not follow from the log'}"
        must = expected.get(name, row)
        columns = {**must, **{column: "" for column in row if column not in beside.split()}}
        other = [name for name in columns if row.get(name) != must.get(name)]
        if other:
            told = (f"{column} is {row.get(column)!r}, expected is {must.get(column)!r}" for column in other[:5])
            yield f"{path}: {name}: {'; '.join(told)}" + (f"; and {len(other) - 5} columns more" if len(other) > 5 else "")
        found.add(name)
    yield from (f"{path}: {name}: missing" for name in expected if name not in found)


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
        left = seats - sum(given.values())
        given.update(largest({name: number * seats % cast for name, number in votes.items() if number}, left))
        return given
    divisors = [Fraction(formula.get("first", 1)), *(Fraction(DIVISORS[formula["divisors"]](held)) for held in range(1, seats))]
    return Counter(name for name, _ in largest({(name, d): n / d for name, n in votes.items() for d in divisors if n}, seats))


def covered(law: dict[str, Any], tier: dict[str, Any]) -> bool:
    """Whether all rules of a tier are below."""
    formula, threshold, persons = tier["formula"], tier.get("threshold") or {}, tier["name"] == "constituency"
    return (
        (law.get("linkage") or {"kind": "parallel"})["kind"] == "parallel"
        and (
            formula["method"] == "plurality"
            if persons
            else formula.get("divisors", formula.get("quota")) in ("hare", *DIVISORS)
        )
        and formula.get("of", "votes of admitted lists") == "votes of admitted lists"
        and (formula.get("rest", "largest remainders"), formula.get("minimum") or 0) == ("largest remainders", 0)
        and not any(threshold.get(word) for word in ("and", "or", "exempt", "coalitions", "rank_at_most"))
        and (tier["area"], tier.get("seats_per_area")) == (("constituency", 1) if persons else ("country", None))
        and (tier["valid_if"], tier["list_exhausted"]) == ([], "seats stay empty")
    )


def filled(tier: dict[str, Any], seats: int, lists: dict[str, int], admitted: dict[str, int]) -> dict[str, int]:
    """The seats of the lists that are admitted; where it is one alone, the next comes in at a discount (Art. 97-1(2)-(4))."""
    if len(admitted) == 1 and (rule := tier.get("lone_list")):
        (first,) = admitted
        for second in largest({name: number for name, number in lists.items() if name != first}, 1):
            weighed = Fraction(rule["weight"]) * lists[second] * seats // (lists[first] + lists[second])
            guaranteed = max(int(rule["at_least"]), int(weighed))
            if guaranteed <= seats:
                return {first: seats - guaranteed, second: guaranteed}
        raise NotCovered("one list alone, or a guarantee of more than all seats")
    if not any(admitted.values()):
        raise NotCovered("no list is admitted")
    return divided(tier["formula"], admitted, seats)


def seats_of(tier: dict[str, Any], seats: int, sheet: Sheet) -> dict[str, int]:
    """Seats by option in one contest; none as long as votes are not known. Raises NotCovered."""
    votes = {name: sheet.sum("N" if name == AGAINST_ALL and "N" in sheet.lines else f"P.{name}") for name in sheet.ballot}
    persons, standing = tier["name"] == "constituency", {}
    for name, number in votes.items():
        if number is None and (persons or sheet.ballot[name]["kind"] != AGAINST_ALL):
            return {}
        if sheet.ballot[name]["kind"] != AGAINST_ALL:
            standing[name] = number or 0
    if not any(standing.values()):
        return {}
    if persons:  # those against all are counted and never win
        return dict.fromkeys(largest(standing, 1), 1)
    rule, valid = tier.get("threshold"), total(votes.values())
    readings = [standing]
    if rule:
        bases = {
            "valid votes": valid, "valid votes, against all included": valid, "ballots issued": sheet.sum("B"),
            "valid votes, against all left out": sum(standing.values()),
            "ballots in boxes": total([valid, sheet.sum("I")]) if sheet.sum("T") is None else sheet.sum("T"),
        }  # fmt: skip
        share, fits = Fraction(rule.get("at_least") or rule["more_than"]), operator.ge if rule.get("at_least") else operator.gt
        known = [base for base in map(bases.get, (rule["of"], *rule["also_try"])) if base is not None]
        lines = [share if share > 1 else share * base for base in known if bases.get(rule["of"]) is not None]
        readings = [{name: number for name, number in standing.items() if fits(number, line)} for line in lines]
    results = [filled(tier, seats, standing, reading) for reading in readings]
    if not results or any(result != results[0] for result in results):
        raise NotCovered("what a share is taken of is not known, or another reading of it gives other seats")
    return results[0]


def seats_set(tier: dict[str, Any], fixed: dict[str, int]) -> int | None:
    """How many seats a tier fills: by the law, set for the body, or a share of what is set."""
    told = tier["seats"]
    seats = told if isinstance(told, int) else fixed.get(tier["name"])
    if isinstance(told, dict) and seats is None and told["of"] in fixed:
        part = fixed[told["of"]] * Fraction(told["share"])
        seats = int(part // 1 if told["round"] == "down" else -(-part // 1))
    return seats


def seats_in(bundle: Bundle, body: str, law: dict[str, Any], tier: dict[str, Any]) -> dict[str, dict[str, int] | str]:
    """By place: the seats of a tier by option, or why they are not covered; that of the whole tier has no place."""
    sheets = [sheet for sheet in bundle.sheets.values() if sheet.fills(body, tier["name"])]
    seats = seats_set(tier, bundle.election.bodies[body]["seats"])
    if not covered(law, tier) or seats is None:
        return {"": f"{tier['name']}: a rule that is not in this file, or seats that are not set"}
    found: dict[str, dict[str, int] | str] = {}
    for sheet in sheets:
        place = bundle.election.contests[sheet.contest]["constituency"] or bundle.election.top(sheet.contest)
        try:
            if f"{sheet.contest}.repeat" in bundle.sheets:
                raise NotCovered("a repeat vote")
            found[place] = seats_of(tier, seats, sheet)
        except NotCovered as why:
            found[place] = f"{tier['name']} {place}: {why}"
    return found


# ---- the checks: each gives its faults one by one, and at the end what it has seen -------------------------------------

Faults = Generator[str, None, Optional[str]]
Check = Callable[[Bundle], Faults]


def check_manifest(bundle: Bundle) -> Faults:
    """Every file is there as the publisher signed it, and none more."""
    line = json.loads(bundle.read("definition/keys.json"))["publisher"]
    data, publisher = bundle.read("manifest.json"), read_key(line)
    manifest = json.loads(data)
    named = {file["path"]: (file["size"], file["sha256"]) for file in manifest["files"]}
    for path in sorted(named.keys() ^ (bundle.paths - {"manifest.json", "manifest.note"})):
        yield f"{path}: {'missing' if path in named else 'the publisher has signed no such file'}"
    for path in sorted(named.keys() & bundle.paths):
        content = (bundle.folder / path).read_bytes()
        if named[path] != (len(content), digest(content)):
            yield f"{path}: other bytes than the publisher signed; expected are {named[path][0]}, SHA-256 {named[path][1]}"
    text, signers = signed_by(bundle.read("manifest.note"), [publisher], "manifest.note")
    if publisher not in signers:
        yield f"manifest.note: not signed by the publisher, {line}"
    if text != f"dauys bundle/v1\n{manifest['origin']}\n{manifest['snapshot']}\n{digest(data)}\n":
        yield "manifest.note: it is of another manifest.json"
    return f"{len(named)} files, signed by {publisher[0]}"


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
    if root(bundle.levels, bundle.size) != bundle.root:
        yield f"tile/entries: these {bundle.size} entries do not have the root that was signed"
    for level, hashes in list(enumerate(bundle.levels))[::8]:
        for path, first, behind in tiles(level // 8, len(hashes)):
            if bundle.read(path) != b"".join(hashes[first:behind]):
                yield f"{path}: not the hashes {first} to {behind - 1} of what is below"
    return f"{bundle.size} entries with the root {bundle.root.hex()}"


def check_history(bundle: Bundle) -> Faults:
    """The log of OLDER is the beginning of this one."""
    if bundle.older is None:
        yield "note: not asked: with --since an older bundle or checkpoint is held against this one"
        return None
    file = bundle.older / "checkpoint" if bundle.older.is_dir() else bundle.older
    size, top, _ = read_checkpoint(file.read_bytes(), bundle.log, [], str(file))
    if size > bundle.size:
        yield f"{file}: it has {size} entries, this log {bundle.size}: it is newer, or entries were taken away"
    elif root(bundle.levels, size) != top:
        yield f"{file}: its {size} entries are not the first {size} of this log. Two histories are signed: keep both!"
    return f"it begins with the {size} entries of {file}"


def check_definition(bundle: Bundle) -> Faults:
    """Stations, ballots, laws and keys are those that entry 0 froze."""
    names = sorted(path for path in bundle.paths if path.startswith("definition/"))
    found = digest("".join(f"{name[11:]}\0{digest(bundle.read(name))}\n" for name in names).encode())
    if found != (frozen := json.loads(next(bundle.entries())).get("hash")):
        yield f"definition/: {', '.join(names)} together have the hash {found}; entry 0 froze {frozen}"
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
    bundle.sheets = {name: Sheet(bundle.election, name) for name, at in bundle.election.where.items() if at or name != STATION}
    yield from bundle.election.faults["acts"]
    return f"{bundle.size}, on {len(bundle.election.versions)} protocols"


def check_people(bundle: Bundle) -> Faults:
    """Two people typed the same, and a third approved just that; who confirms a result has not prepared it."""
    yield from bundle.election.faults["people"]
    return f"of {bundle.size} acts"


def check_controls(bundle: Bundle) -> Faults:
    """What contradicts itself on a counted paper was accepted by a decision first; ``findings.csv`` shows it."""
    yield from bundle.election.faults["controls"]
    yield from (f"note: NOT COVERED: {law}: {code}" for (law, _), form in bundle.election.forms.items() for code in form.others)
    words, rows = ("contest", "station", "settled", "code", "cell", "left", "right"), []
    for contest, sheet in bundle.sheets.items():
        for station, paper in sheet.counted.items():
            for found in bundle.election.contradictions(station, contest, paper, False):
                rows.append(dict(zip(words, (contest, station, "accepted" if found[0] in paper.accepted else "", *found))))
    told = [row for row in bundle.table("findings.csv") if row["severity"] != "warning"]
    beside = "version settled_in severity lines decision date reason"
    yield from same(told, rows, "findings.csv", "contest station code cell", beside)
    return f"{len(rows)} do not hold on counted protocols, {sum(bool(row['settled']) for row in rows)} accepted as signed"


def check_protocols(bundle: Bundle) -> Faults:
    """For each station and contest the one paper that counts with its figures, or the reason why none does."""
    for name, sheet in bundle.sheets.items():
        path = f"protocols/{name}.csv"
        yield from same(bundle.table(path), sheet.protocols(), path, "station")
    sheets = bundle.sheets.values()
    return f"{sum(len(sheet.counted) for sheet in sheets)} counted of {sum(len(sheet.stations) for sheet in sheets)} expected"


def check_totals(bundle: Bundle) -> Faults:
    """Every sum at every place of every contest, with the papers that are missing there."""
    for name, sheet in bundle.sheets.items():
        path = f"totals/{name}.csv"
        if name != STATION:
            yield from same(bundle.table(path), sheet.totals(), path, "place", "status")
    return f"of {len(bundle.election.contests)} contests"


def check_seats(bundle: Bundle) -> Faults:
    """The law, applied again; what is shown adds up."""
    seats, election = 0, bundle.election
    for name, body in election.bodies.items():
        path, law = f"seats/{name}.json", election.laws[body["law"]]["law"]
        outcome = json.loads(bundle.read(path))["outcome"]
        told = {(row["tier"], row["place"], row["option"]): row["seats"] for row in outcome["seats"]}
        parties: dict[str, Counter[str]] = {party: Counter() for party in outcome["parties"]}
        if (outcome["status"] == "open") != bool(outcome["questions"]):
            yield f"{path}: the outcome is said to be {outcome['status']}, and has {len(outcome['questions'])} open questions"
        for row in outcome["seats"]:
            ballot = election.ballots[f"{name}.list" if row["tier"] == "list" else row["place"]]
            if (row["party"] or "") != ballot[row["option"]]["party"]:
                yield f"{path}: {row['place']}: {row['option']} is of {ballot[row['option']]['party'] or 'no party'}"
            parties[row["party"] or "independent"].update({row["tier"]: row["seats"], "total": row["seats"]})
        for party, sums in parties.items():
            if +Counter(outcome["parties"][party]) != sums:
                yield f"{path}: {party}: {outcome['parties'][party]} are not the sums of its seats, {dict(sums)}"
        if outcome["total"] != sum(told.values()):
            yield f"{path}: total is {outcome['total']}, expected is {sum(told.values())}"
        for tier in law["tier"]:
            for place, options in seats_in(bundle, name, law, tier).items():
                if isinstance(options, str):
                    yield f"note: {path}: NOT COVERED: {body['law']}: {options}"
                    told = {key: n for key, n in told.items() if key[0] != tier["name"] or place not in ("", key[1])}  # let be
                    continue
                for option in sorted(election.ballots[f"{name}.list" if tier["name"] == "list" else place]):
                    found = told.pop((tier["name"], place, option), 0)
                    if found != options.get(option, 0):
                        yield f"{path}: {tier['name']} {place} {option}: {found} seats, expected are {options.get(option, 0)}"
                seats += sum(options.values())
                if not options and outcome["status"] == "complete":
                    yield f"{path}: {tier['name']} {place}: nobody has a seat, and the outcome is said to be complete"
        for key in told:
            yield f"{path}: {' '.join(key)}: nobody of this name stood there"
    return f"{seats} in {len(election.bodies)} bodies"


def check_scans(bundle: Bundle) -> Faults:
    """Every picture that an act names is there under its hash, or said not to be published; each is of one station."""
    pictures, listed = bundle.election.pictures, "attachments/not-published.txt"
    yield from bundle.election.faults["scans"]
    kept = set(bundle.read(listed).decode().split()) if listed in bundle.paths else set()
    for name in sorted(pictures.keys() | kept):
        path, of = f"attachments/{name}", f"station {pictures.get(name)}"
        if path in bundle.paths and digest(bundle.read(path)) != name:
            yield f"{path}: its bytes have another hash; {of}"
        if (path in bundle.paths) == (name in kept) or name not in pictures:
            yield f"{path}: {'said not to be published' if name in kept else 'missing'}; {of}"
    return f"{len(pictures)} pictures, {len(kept)} of them not published, as the bundle says"


def check_receipts(bundle: Bundle) -> Faults:
    """Each receipt leads from the approval of a counted paper of its station to the root that was signed."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for sheet in bundle.sheets.values():
        for station, paper in sheet.counted.items():
            wanted[f"proofs/{station}.tlog-proofs"].append(paper.approved_in)
    form = re.compile(r"(?:extra .*\n)?index ([0-9]+)\n((?:.{44}\n)*)\n(.*)", re.DOTALL)
    note = bundle.read("checkpoint").decode()
    for path, indexes in wanted.items():
        found = []
        for receipt in bundle.read(path).decode().split("c2sp.org/tlog-proof@v1\n")[1:]:
            index, proof, checkpoint = told.groups() if (told := form.fullmatch(receipt)) else ("-1", "", "")
            found.append(at := int(index))
            hashes, known = [base64.b64decode(line) for line in proof.split()], bundle.levels[0][at : at + 1]
            plain = "".join(f"{base64.b64encode(one).decode()}\n" for one in hashes)  # there is one way to write a proof
            if (plain, checkpoint) != (proof, note) or not known or climb(known[0], at, bundle.size, hashes) != bundle.root:
                yield f"{path}: entry {at}: it does not lead to the root that was signed"
        if found != sorted(indexes):
            yield f"{path}: receipts of entries {found}, expected are {sorted(indexes)}"
    return f"{sum(map(len, wanted.values()))}, of {len(wanted)} stations"


def check_files(bundle: Bundle) -> Faults:
    """No file is there that looks like one of these and that nothing asked for."""
    for path in sorted(bundle.paths - bundle.asked):
        if path.startswith(("tile/", "protocols/", "totals/", "seats/", "proofs/", "attachments/")):
            yield f"{path}: nothing in the log asks for this file"
    return f"{len(bundle.asked)} asked for"


CHECKS = (
    check_manifest, check_key, check_log, check_history, check_definition, check_acts, check_people, check_controls,
    check_protocols, check_totals, check_seats, check_scans, check_receipts, check_files,
)  # fmt: skip


def say(word: str, name: str, text: str) -> None:
    """One line; a name out of the bundle cannot make two of it."""
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    sys.stdout.write(f"{word:4}  {name:10}  {text}\n")
    sys.stdout.flush()


def verify(bundle: Bundle, also: tuple[Check, ...] = ()) -> bool:
    """Make every check, and others given; print their lines, of faults the first twenty; whether all have passed."""
    passed = True
    for check in (*CHECKS, *also):
        name, said, broken, running = check.__name__[6:], [], False, check(bundle)
        try:
            while True:
                said.append(next(running))
        except StopIteration as done:
            detail = done.value
        except BROKEN as error:
            detail, broken = None, True
            said.append(str(error) if isinstance(error, Unreadable) else f"unreadable: {error!r}")
        faults = [text for text in said if not text.startswith("note: ")]
        for text in (*faults[:20], *([f"… and {len(faults) - 20} more"] if len(faults) > 20 else ())):
            say("FAIL", name, text)
        for text in said:
            if text.startswith("note: "):
                say("note", name, text[6:])
        if not faults and detail:
            say("pass", name, detail)
        passed = passed and not faults
        if broken and check in (check_key, check_log, check_definition, check_acts):
            say("FAIL", name, "nothing after this was checked, for it needs this")
            break
    return passed


# ---- the command -------------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None, also: tuple[Check, ...] = ()) -> int:
    """Check a bundle: 0 all passed, 1 something is wrong, 2 it could not be checked."""
    parser = argparse.ArgumentParser(description="Check a published election: does what is shown follow from what was signed?")
    parser.add_argument("bundle", type=Path, help="the folder that was published")
    parser.add_argument("--key", help="the public key of the log, from outside the bundle, or a file that holds it")
    parser.add_argument("--since", type=Path, metavar="OLDER", help="a bundle that you kept, or its checkpoint")
    asked = parser.parse_args(arguments)
    try:
        if not any((asked.bundle / name).is_file() for name in ("manifest.json", "checkpoint")):
            raise Unreadable(f"{asked.bundle}: this is no bundle: it has neither manifest.json nor checkpoint")
        told = [asked.bundle / "manifest.json", asked.bundle / "definition" / "event.json"]
        invented = any(b'"invented":true' in path.read_bytes() for path in told if path.is_file())
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
