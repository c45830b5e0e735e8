#!/usr/bin/env python3
"""Check a published election: does everything that is shown follow from what was signed? One file, any Python from 3.9 on.

    python3 verify.py BUNDLE --key KEY [--since OLDER]

BUNDLE  the folder that was published. It holds this file too; take this file from somebody you trust, and read it.
KEY     the public key of the log, from outside the bundle: as printed in the gazette, or a file that holds it.
OLDER   a bundle that you kept, or its file ``checkpoint``: was anything changed since?

It is the second implementation of everything that decides the result: it shares no line with the software that counted, and
believes nothing of it. Each check prints ``pass``, or ``FAIL`` with the place and what was expected there. Exit code: 0 all
passed, 1 something is wrong, 2 it could not be checked.

    manifest     every file is there as the publisher signed it, and none more
    key          the log, and enough witnesses, have signed this state of it
    log          the entries are those that were signed, all of them; the tiles of hashes agree
    history      the log of OLDER is the beginning of this one
    definition   stations, ballots, laws and keys are those that entry 0 froze
    acts         every entry is an act: canonical, of a known kind, station, contest and version
    life         each act came when it could come; results were declared from where they could be
    people       who entered figures did not enter them again, and did not approve them; two people typed the same
    commissions  each act is by a commission that may do it, with quorum and majority where it decides
    controls     what fails on a counted protocol was accepted by decision or explained first; ``findings.csv``
    protocols    the published figures are those of the entries: every table, and the Parquet file
    totals       every sum, class and status at every place of every contest
    summaries    what commissions signed as their sums, beside those of the stations
    seats        the law, applied again
    scans        every picture that acts name
    receipts     each leads from its entry to what was signed

Not covered: whether ``definition/laws.json`` is the law (read it); rules across stations (W901 and further); ``open.json``,
pages, the words and the trace in ``seats/``; who sits for a list; seats by rules that are not below, which is said then.
A pass means: unchanged since it was signed. It says nothing about what went into the box.

To be read from top to bottom: signatures and hashes, files, forms, the definition, the acts, what is shown, seats, the checks
one by one, Parquet, the command.
"""
# ruff: noqa: B905  (``zip`` has no ``strict`` before Python 3.10)

from __future__ import annotations

import argparse
import base64
import csv
import gc
import io
import json
import operator
import re
import struct
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Optional

STATION = "station"  # goes by the name of a contest: the station's own record, above its contests
AGAINST_ALL = "against_all"
MOST = 20  # lines that one check prints


class Unreadable(Exception):
    """A file is missing, or is not what it must be; the text names it."""


# What reading a file can end in that somebody has tampered with.
BROKEN = (Unreadable, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError,
          struct.error, csv.Error)  # fmt: skip

# ---- signatures: Ed25519 (RFC 8032), signed notes, checkpoints, witnesses (C2SP) ---------------------------------------

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int, int, int]  # X, Y, Z, T of the extended coordinates: x = X/Z, y = Y/Z, xy = T/Z


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
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if len(data) != 32 or y >= PRIME or x * x % PRIME != square or (x == 0 and odd):
        raise ValueError("no point of the curve")
    x = x if x & 1 == odd else PRIME - x
    return x, y, 1, x * y % PRIME


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds (5.1.7): R is S times the base point, less k times the key."""
    try:
        base, key = point(bytes([0x58]) + bytes([0x66]) * 31), point(public)
    except ValueError:
        return False
    s, hash_ = int.from_bytes(signature[32:], "little"), sha512(signature[:32] + public + message)
    k = int.from_bytes(hash_.digest(), "little") % ORDER
    if len(signature) != 64 or s >= ORDER:
        return False
    minus = (PRIME - key[0], key[1], 1, PRIME - key[3])
    table, here = (base, minus, add(base, minus)), (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        here = add(here, here)
        if which := (s >> bit & 1) + 2 * (k >> bit & 1):
            here = add(here, table[which - 1])
    inverse = pow(here[2], -1, PRIME)
    x, y = here[0] * inverse % PRIME, here[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


class Key(NamedTuple):
    """A public key, as it is printed: ``name+id+base64``."""

    line: str
    name: str
    id: bytes
    kind: int  # 1: signs a text; 4: a witness, signs a time and a text
    public: bytes


def unbase64(text: str) -> bytes:
    """The bytes of base64, written in the one right way."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError(f"not base64 as it is written: {text[:100]}")
    return data


def read_key(line: str) -> Key:
    """The key in a line; raises Unreadable where a letter of it is wrong."""
    name, _, rest = line.partition("+")
    data = unbase64(rest[9:])
    number = sha256(f"{name}\n".encode() + data).digest()[:4]
    if not name or rest[:9] != f"{number.hex()}+" or len(data) != 33 or data[0] not in (1, 4):
        raise Unreadable(f"not a public key, or a letter of it is wrong: {line[:200]}")
    return Key(line, name, number, data[0], data[1:])


def signed_by(note: bytes, keys: Iterable[Key], where: str) -> tuple[str, set[Key]]:
    """The text of a signed note, and who of ``keys`` has signed it. A broken signature of one of them refuses it all."""
    text, blank, lines = note.decode().rpartition("\n\n")
    known, found = {(key.name, key.id): key for key in keys}, set()
    *signatures, end = lines.split("\n")
    if not blank or end or len(signatures) > 100:
        raise Unreadable(f"{where}: not a signed note")
    for line in signatures:
        dash, name, encoded = [*line.split(" "), "", ""][:3]
        data = unbase64(encoded)
        if dash != "—":
            raise Unreadable(f"{where}: not a line of a signature: {line}")
        if (key := known.get((name, data[:4]))) is not None:
            time = f"cosignature/v1\ntime {int.from_bytes(data[4:12], 'big')}\n" if key.kind == 4 else ""
            if not holds(key.public, f"{time}{text}\n".encode(), data[12 if key.kind == 4 else 4 :]):
                raise Unreadable(f"{where}: the signature of {name} does not hold")
            found.add(key)
    return f"{text}\n", found


class Checkpoint(NamedTuple):
    """What the log says of itself."""

    size: int
    root: bytes
    witnesses: int  # that have seen it


def read_checkpoint(note: bytes, log: Key, witnesses: list[Key], where: str) -> Checkpoint:
    """The checkpoint in a note, signed by the log; raises Unreadable."""
    text, found = signed_by(note, [log, *witnesses], where)
    told = re.fullmatch(r"(.+)\n(0|[1-9][0-9]{0,18})\n(.+)\n", text)
    if told is None or told[1] != log.name or log not in found:
        raise Unreadable(f"{where}: not a checkpoint signed by {log.line}")
    return Checkpoint(int(told[2]), unbase64(told[3]), len(found) - 1)


# ---- the tree (RFC 6962), and the tiles in which it is kept (C2SP tlog-tiles) ------------------------------------------

Levels = list[list[bytes]]  # level k: the hash of each complete run of 2**k entries


def leaf(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return sha256(b"\1" + left + right).digest()


def tree(leaves: list[bytes]) -> Levels:
    """All complete subtrees."""
    levels = [leaves]
    while len(below := levels[-1]) > 1:
        levels.append([node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return levels


def root(levels: Levels, size: int) -> bytes:
    """The root over the first ``size`` entries: their complete subtrees joined, the smallest first."""
    whole = b""
    for level, hashes in enumerate(levels):
        if size >> level & 1:
            peak = hashes[(size >> level) - 1]
            whole = node(peak, whole) if whole else peak
    return whole or sha256().digest()


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


# ---- files -------------------------------------------------------------------------------------------------------------


def _refuse(number: str) -> Any:
    raise ValueError(f"{number} is no whole number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("one object has a key twice")
    return found


def _by_utf16(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _by_utf16(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    return [_by_utf16(item) for item in value] if isinstance(value, list) else value


_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_write_as_is = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_read = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse).decode
_read_once = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_once).decode


def canonical(value: Any) -> bytes:
    """The one way to write a value of strings, whole numbers, lists and objects (RFC 8785)."""
    text = _write(value)
    if not text.isascii() and max(text) > "\uffff":  # rare: then keys can come in another order by UTF-16, as the RFC has it
        text = _write_as_is(_by_utf16(value))
    return text.encode()


def read_canonical(data: bytes) -> Any:
    """The value that was written in the one way; raises ValueError for what was not."""
    text = data.decode()
    value = _read(text)
    if canonical(value) != data or not (text.isascii() or unicodedata.is_normalized("NFC", text)):
        raise ValueError("not written in the canonical way")
    return value


class Bundle:
    """The folder, read file by file; and what the checks find in it, one after another. Paths are relative, with slashes."""

    checkpoint: Checkpoint
    levels: Levels
    definition: Definition
    replay: Replay
    sheets: dict[str, Sheet]

    def __init__(self, folder: Path, given: Key, older: Path | None = None) -> None:
        self.folder, self.given, self.older = folder, given, older
        self.paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            raise Unreadable(f"{path}: missing") from None

    def json(self, path: str) -> Any:
        """The value in a JSON file."""
        try:
            return _read_once(self.read(path).decode())
        except ValueError as error:
            raise Unreadable(f"{path}: {error}") from None

    def table(self, path: str) -> list[dict[str, str]]:
        """The rows of a CSV file. In published tables a leading apostrophe keeps spreadsheets from computing: it is no part."""
        try:
            rows = list(csv.reader(io.StringIO(self.read(path).decode(), newline=""), strict=True))
        except (ValueError, csv.Error) as error:
            raise Unreadable(f"{path}: {error}") from None
        if not path.startswith("definition/"):
            rows = [[cell[1:] if cell[:1] == "'" else cell for cell in row] for row in rows]
        if not rows or len(set(rows[0])) < len(rows[0]) or any(len(row) != len(rows[0]) for row in rows):
            raise Unreadable(f"{path}: not a table whose rows have one cell for each of its columns")
        return [dict(zip(rows[0], row)) for row in rows[1:]]

    def entries(self) -> Iterator[bytes]:
        """The entries of the log, in their order."""
        for path, first, behind in tiles("entries", self.checkpoint.size):
            data, at = self.read(path), 0
            for index in range(first, behind):
                length = int.from_bytes(data[at : at + 2], "big")
                if at + 2 + length > len(data):
                    raise Unreadable(f"{path}: ends before entry {index} does")
                yield data[at + 2 : at + 2 + length]
                at += 2 + length
            if at < len(data):
                raise Unreadable(f"{path}: {len(data) - at} bytes more than its {behind - first} entries have")

    def strangers(self, folder: str, wanted: Iterable[str]) -> Iterator[str]:
        """Faults: files of a folder that nothing asks for."""
        for path in sorted({path for path in self.paths if path.startswith(f"{folder}/")} - set(wanted)):
            yield f"{path}: nothing in the log asks for this file"


# ---- forms: lines, and controls over them, parsed by hand and never run as code ----------------------------------------

Figures = dict[str, Any]  # by line: a number; None where not known; or a table of such by cell


class Paper(NamedTuple):
    """One paper, among those of its station."""

    figures: Figures
    record: Figures | None  # the station's own
    contests: dict[str, Figures]
    contest: str | None  # None: it is the station's own record


Value = Callable[[Paper, Any], Any]  # a paper and a cell (or None) to an exact number, None where not known

TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?|==|!=|<=|>=|[-+*()<>]")
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip


def total(numbers: Iterable[int | None]) -> int | None:
    """The sum; not known where one of the numbers is not."""
    known = list(numbers)
    return None if None in known else sum(known)  # type: ignore[arg-type]


def one(figures: Figures, code: str) -> int | None:
    """The figure of a line; several cells are their sum."""
    cell = figures.get(code)
    return total(cell.values()) if isinstance(cell, dict) else cell


def line_value(name: str, function: str, lines: Mapping[str, str], record: Mapping[str, str]) -> Value:
    """What a line is in a control. lines, record: which cells a line has, on this form and on the station's own record."""
    home, _, code = name.rpartition(".")
    by_box = (record if home == STATION else lines).get(code) == "mobile box and contest"

    def across(paper: Paper, cell: Any) -> Any:  # the station's contests
        known = [number for figures in paper.contests.values() if (number := one(figures, code)) is not None]
        return (max if function == "most" else min)(known, default=None)

    def known(paper: Paper, cell: Any) -> Any:
        figures = paper.record if home == STATION else paper.figures
        if figures is None:
            return None
        found = figures.get(code)
        if function == "given" and found is None:
            return 0
        if function == "here":  # the cells of this contest alone
            if paper.contest is None or not isinstance(found, dict):
                return None
            if not by_box:
                return found.get(paper.contest)
            boxes = [number for key, number in found.items() if key.partition("/")[2] == paper.contest]
            return total(boxes) if boxes or not found else None
        if not isinstance(found, dict):
            return found
        return total(found.values()) if cell is None or function else found.get(cell, found.get(cell.partition("/")[0]))

    return across if function in ("most", "least") else known


def parse(text: str, line: Callable[[str, str], Value]) -> tuple[Value, str, Value]:
    """A control: two sums, and how they must compare. line: gives a line its value, by name and function."""
    tokens = [*TOKEN.findall(text), "end"]
    if "".join(tokens) != "".join(text.split()) + "end":
        raise ValueError(f"not a control: {text}")

    def take(*wanted: str) -> str:
        if tokens[0] not in wanted:
            raise ValueError(f"not a control, at {tokens[0]}: {text}")
        return str(tokens.pop(0))

    def value() -> Value:
        word = tokens.pop(0)
        if word == "(":
            inner = several(product, "+", "-")
            take(")")
            return inner
        if word[0].isdigit():
            number = Fraction(word.rstrip("%")) / (100 if word[-1] == "%" else 1)
            exact = number.numerator if number.denominator == 1 else number
            return lambda paper, cell: exact
        if not word[0].isalpha() or not tokens:
            raise ValueError(f"not a control, at {word}: {text}")
        if word not in ("sum", "here", "most", "least", "given"):
            return line(word, "")
        take("(")
        code = tokens.pop(0)
        take(")")
        return line(code, word)

    def product() -> Value:
        return several(value, "*")

    def several(part: Callable[[], Value], *signs: str) -> Value:
        found = part()
        while tokens[0] in signs:
            found = joined(SIGNS[take(*signs)], found, part())
        return found

    def joined(sign: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
        def both(paper: Paper, cell: Any) -> Any:
            a, b = left(paper, cell), right(paper, cell)
            return None if a is None or b is None else sign(a, b)

        return both

    left, sign, right = several(product, "+", "-"), take("==", "!=", "<=", ">=", "<", ">"), several(product, "+", "-")
    take("end")
    return left, sign, right


class Finding(NamedTuple):
    """A control that does not hold, and its two numbers."""

    code: str
    cell: str
    left: str
    right: str
    lines: str


class Form:
    """The form of a paper."""

    def __init__(self, form: dict[str, Any], record: Mapping[str, str]) -> None:
        self.lines: dict[str, str] = {line["code"]: line["per"] for line in form["line"]}  # which cells each has
        self.required = [line["code"] for line in form["line"] if not line["optional"]]
        self.checks, self.looks_across = [], False
        for check in form["check"]:
            named: dict[str, None] = {}

            def line(code: str, function: str, named: dict[str, None] = named) -> Value:
                named[code] = None
                self.looks_across = self.looks_across or function in ("most", "least")
                return line_value(code, function, self.lines, record)

            must = parse(check["must"], line)
            lines = " ".join(named)
            self.checks.append((check["code"], check.get("each"), parse(check.get("when") or "0 == 0", line), must, lines))

    def findings(self, paper: Paper) -> list[Finding]:
        """The controls that do not hold. One that needs a number which is not known neither holds nor fails."""
        missing = [code for code in self.required if one(paper.figures, code) is None]
        found = [Finding("E000", "", "", "", " ".join(missing))] if missing else []
        for code, each, (a, condition, b), (left, sign, right), lines in self.checks:
            cells = paper.figures.get(each) if each else (None,)
            for cell in cells if isinstance(cells, (dict, tuple)) else ():
                here, there = left(paper, cell), right(paper, cell)
                if here is None or there is None or SIGNS[sign](here, there):
                    continue
                when = a(paper, cell), b(paper, cell)
                if None not in when and SIGNS[condition](*when):
                    found.append(Finding(code, cell or "", str(here), str(there), lines))
        return found


# ---- the definition: what was fixed before the day ---------------------------------------------------------------------


class Contest(NamedTuple):
    """One question on one ballot."""

    id: str
    body: str
    tier: str
    constituency: str | None
    cause: str = ""  # of a repeat vote: "tie", "void"


class Part(NamedTuple):
    """What a commission is to a paper: in which roles it acts, and what it does."""

    roles: set[str]
    does: set[str]


Row = dict[str, str]


class Definition:
    """Places, stations, commissions, contests and ballots; of each law its forms, its chain of commissions, its seats."""

    def __init__(self, bundle: Bundle) -> None:
        def table(name: str) -> dict[str, Row]:
            return {row["id"]: row for row in bundle.table(f"definition/{name}.csv")}

        self.event, self.laws = bundle.json("definition/event.json"), bundle.json("definition/laws.json")
        self.places, self.stations, self.commissions = table("places"), table("stations"), table("commissions")
        self.bodies = {body["id"]: body for body in self.event["bodies"]}
        self.contests = {told["id"]: Contest(*(told[key] for key in Contest._fields[:4])) for told in self.event["contests"]}
        self.ballots: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in sorted(bundle.table("definition/options.csv"), key=lambda row: int(row["order"])):
            self.ballots[row["contest"]][row["option"]] = row
        self.forms: dict[tuple[str, str], Form] = {}
        for law, rules in self.laws.items():
            forms = {form["id"]: form for form in rules["forms"]["form"]}
            record = {line["code"]: line["per"] for line in forms.get(STATION, {"line": ()})["line"]}
            self.forms.update({(law, name): Form(form, record) for name, form in forms.items()})
        self.above = {place: self._upwards(self.places, place) for place in self.places}  # itself first, the widest last
        self.order = {name: at for table_ in (self.places, self.commissions) for at, name in enumerate(table_)}
        self.voters = {station: int(row["voters"]) for station, row in self.stations.items()}
        self.okrug = {row["place"]: name for name, row in self.commissions.items() if row["kind"] == "okrug"}
        self.central = [name for name, row in self.commissions.items() if row["kind"] == "central"]
        self.at: dict[str, list[str]] = {}  # by station: its contests
        self.where: dict[str, list[str]] = {contest: [] for contest in (STATION, *self.contests)}  # by contest: its stations
        lists = [contest for contest in self.contests.values() if contest.constituency is None]
        order = {contest: place for place, contest in enumerate(self.contests)}
        for station, row in self.stations.items():
            above = self.above[row["place"]]
            here = [contest.id for contest in lists if self.bodies[contest.body]["place"] in above]
            self.at[station] = sorted([*here, *filter(None, row["constituencies"].split(";"))], key=order.__getitem__)
            for contest in self.expected(station):
                self.where[contest].append(station)
        self._ways: dict[tuple[str, str], dict[str, Part]] = {}

    @staticmethod
    def _upwards(table: dict[str, Row], here: str) -> list[str]:
        found = [here]
        while (here := table[here]["parent"]) and here not in found:
            found.append(here)
        return found

    def law(self, station: str, contest: str) -> str:
        """The edition that a paper follows; a station's own record that of the first of its contests."""
        first = self.contests[self.at[station][0] if contest == STATION else contest]
        return str(self.bodies[first.body]["law"])

    def rules(self, contest: str) -> dict[str, Any]:
        """Law and chain of a contest."""
        return self.laws[self.bodies[self.contests[contest].body]["law"]]  # type: ignore[no-any-return]

    def form(self, station: str, contest: str) -> Form | None:
        """The form of a paper; None where the edition has none for it."""
        return self.forms.get((self.law(station, contest), STATION if contest == STATION else self.contests[contest].tier))

    def expected(self, station: str) -> list[str]:
        """The papers expected of a station."""
        return [STATION, *self.at[station]] if self.form(station, STATION) else self.at[station]

    def sums_at(self, station: str, contest: str) -> list[str]:
        """The places whose sums a station's paper enters."""
        above = self.above[self.stations[station]["place"]]
        return above[: above.index(self.bodies[self.contests[contest].body]["place"]) + 1]

    def add_repeat(self, contest: str, cause: str, stations: list[str], options: list[str]) -> None:
        """A repeat vote is one contest more."""
        name = f"{contest}.repeat"
        self.contests[name] = self.contests[contest]._replace(id=name, cause=cause)
        self.ballots[name] = {option: row for option, row in self.ballots[contest].items() if option in options}
        self.where[name] = stations
        for station in stations:
            self.at[station].append(name)

    def way(self, station: str, contest: str) -> dict[str, Part]:
        """The commissions on the way of a paper, as the law's chain has them."""
        if (station, contest) not in self._ways:
            found: dict[str, Part] = {}
            for name in self.at[station] if contest == STATION else [contest]:
                for commission, role, does in self._steps(self.stations[station], self.contests[name]):
                    part = found.setdefault(commission, Part(set(), set()))
                    part.roles.add(role)
                    part.does.update(does)
            self._ways[station, contest] = found
        return self._ways[station, contest]

    def _steps(self, station: Row, contest: Contest) -> Iterator[tuple[str, str, list[str]]]:
        body, chain = self.bodies[contest.body], self.rules(contest.id)["chain"]
        above = self._upwards(self.commissions, station["commission"])
        territorial = [name for name in above if self.commissions[name]["kind"] == "territorial"]
        okrug = [name for name in above if self.commissions[name]["kind"] == "okrug"]
        if contest.constituency is not None:  # its own commission; else a territorial one that acts as such, or the nearest
            own = [self.okrug[contest.constituency]] if contest.constituency in self.okrug else []
            acting = [name for name in above if self.commissions[name]["acts_as"] == "okrug"]
            acting = [name for name in acting if body["place"] in self.above[self.commissions[name]["place"]][1:]]
            okrug = [*own, *acting, *territorial, *okrug]
        serving = {"precinct": [station["commission"]], "okrug": okrug, "territorial": territorial, "central": self.central,
                   "territorial rayon": territorial, "territorial region": territorial[-1:]}  # fmt: skip
        abroad = any(self.places[place]["kind"] == "abroad" for place in self.above[station["place"]])
        for step in next(route["step"] for route in chain["route"] if route["tier"] == contest.tier):
            serves = serving[f"{step['commission']} {step['level']}" if step.get("level") else step["commission"]]
            if serves and step["stations"] != ("at home" if abroad else "abroad"):
                yield serves[0], step["commission"], step["does"]


# ---- the acts: what each holds, when it may come, by whom --------------------------------------------------------------

KINDS = {  # what an act of each kind holds, beside what all of them hold
    "definition frozen": "hash", "station opened": "station", "station closed": "station",
    "turnout reported": "station hour issued", "protocol received": "station contest scan",
    "scan attached": "station contest version taken cleaned", "protocol entered": "station contest version figures",
    "protocol entered again": "station contest version figures", "differences resolved": "station contest version figures",
    "findings explained": "station contest version reason codes",
    "accepted as signed": "station contest version reason codes decision",
    "protocol approved": "station contest version figures", "protocol sent back": "station contest version reason",
    "protocol held": "station contest version reason", "protocol released": "station contest version reason",
    "recount ordered": "station contest version reason decision",
    "protocol corrected": "station contest version reason supersedes decision",
    "protocol annulled": "station contest version reason decision", "summary signed": "contest figures",
    "election voided": "contest place reason decision",
    "repeat vote called": "contest place cause date options reason decision", "lot drawn": "body question chosen",
    "result declared": "body contests status outcome", "mandate given": "body contest option person reason",
    "mandate lost": "body contest option person reason", "mandate filled": "body contest option person reason",
    "system held": "reason", "system restarted": "reason", "system patched": "reason software",
}  # fmt: skip

MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")
HASH = re.compile("[0-9a-f]{64}")


def is_text(value: Any) -> bool:
    """Words."""
    return isinstance(value, str) and 0 < len(value) <= 2000 and not value.isspace()


def is_number(value: Any) -> bool:
    """A count."""
    return type(value) is int and 0 <= value <= 999_999_999


def is_hash(value: Any) -> bool:
    """A SHA-256, hexadecimal."""
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def is_list(value: Any) -> bool:
    """One word or more."""
    return isinstance(value, list) and bool(value) and all(map(is_text, value))


def is_figures(value: Any, deeper: bool = True) -> bool:
    """Lines, each a count, not known, or a table of such by cell."""
    return isinstance(value, dict) and all(
        is_text(code) and (cell is None or is_number(cell) or (deeper and is_figures(cell, False)))
        for code, cell in value.items()
    )


def is_decision(value: Any) -> bool:
    """A commission's vote, in which nobody votes twice."""
    words, counted = ("number", "date"), ("members", "present", "for", "against")
    if not isinstance(value, dict) or value.keys() != {*words, *counted, "dissent"}:
        return False
    if not all(is_text(value[word]) for word in words) or not all(is_number(value[word]) for word in counted):
        return False
    return bool(value["members"] >= value["present"] >= value["for"] + value["against"])


FITS: dict[str, Callable[[Any], bool]] = {  # what is no plain text
    "at": lambda value: isinstance(value, str) and MOMENT.fullmatch(value) is not None,
    "cause": lambda value: value in ("tie", "void"), "decision": is_decision, "figures": is_figures,
    **dict.fromkeys(("issued", "version", "supersedes"), is_number),
    **dict.fromkeys(("hash", "taken", "outcome", "software"), is_hash),
    **dict.fromkeys(("scan", "cleaned"), lambda value: value is None or is_hash(value)),
    **dict.fromkeys(("codes", "options", "chosen", "contests"), is_list),
}  # fmt: skip
FIELDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    kind: {name: FITS.get(name, is_text) for name in f"act at commission author {held}".split()} for kind, held in KINDS.items()
}
FIELDS["protocol approved"]["figures"] = is_hash

WORKED_ON, TO_CORRECT = ("entered once", "differences", "agreed"), ("differences", "agreed", "held", "approved")
LIFE: dict[str, dict[str, str]] = {  # act on a protocol: in which states it may come, and the state after it
    "protocol received": {"expected": "received"},
    "protocol entered": {"received": "entered once", "sent back": "entered once"},
    "protocol entered again": {"entered once": "agreed"},  # or differences
    "differences resolved": {"differences": "agreed"},
    "findings explained": {"agreed": "agreed"},
    "accepted as signed": {"agreed": "agreed"},
    "protocol approved": {"agreed": "approved"},
    "protocol sent back": dict.fromkeys(WORKED_ON, "sent back"),
    "protocol held": dict.fromkeys(("received", *WORKED_ON), "held"),
    "protocol released": {"held": "as before"},
    "recount ordered": {state: state for state in TO_CORRECT},
    "protocol corrected": {state: state for state in TO_CORRECT},  # it stays so; a new version begins as received
    "protocol annulled": {"approved": "annulled"},
}
CLASSES = {  # by state
    "expected": "not received", "received": "received", "sent back": "received", "entered once": "entered",
    "differences": "entered", "agreed": "entered", "held": "held", "approved": "approved", "annulled": "annulled",
}  # fmt: skip
BY_PRECINCT_TOO = ("scan attached", "protocol entered", "protocol entered again", "protocol corrected")


class Protocol:
    """One version of a paper, as the acts have left it."""

    def __init__(self, version: int = 1, state: str = "expected") -> None:
        self.version, self.state, self.before_hold = version, state, ""
        self.entries: list[Figures] = []  # as typed, until two people agree
        self.figures: Figures = {}
        self.agreed, self.empty = False, False  # whether two people have; whether somebody said why nothing is filled in
        self.people: list[str] = []  # who entered or changed figures, in order
        self.approved_by, self.approved_in = "", -1
        self.accepted: dict[str, tuple[int, dict[str, Any]]] = {}  # by control: the act that accepted it, and its index
        self.explained: dict[str, tuple[int, dict[str, Any]]] = {}


class Replay:
    """What the acts make of the election, one after another. Faults are kept by the check that they belong to; an act with a
    fault is taken in as far as it makes sense, so that one fault does not hide the next."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.versions: dict[tuple[str, str], list[Protocol]] = {}
        self.classes = {contest: Counter({"not received": len(at)}) for contest, at in definition.where.items()}
        self.status: dict[str, str] = defaultdict(lambda: "nothing")  # by contest
        self.scans: dict[tuple[str, str], str] = {}  # by station and contest: the newest, as taken
        self.pictures: dict[str, str] = {}  # every one that is named, by hash: of what
        self._taken: dict[str, str] = {}  # by hash: the station
        self.summaries: dict[str, dict[str, tuple[int, Figures]]] = defaultdict(dict)  # by contest and commission
        self.lots: dict[str, dict[str, list[str]]] = defaultdict(dict)  # by body and question
        self.declared: dict[str, tuple[int, str]] = {}  # by body: the newest, its index and the hash of the outcome
        self.touched: dict[str, int] = {}  # by body: the last act that can change its outcome
        self._summing: dict[str, set[str]] = {}
        self._found: dict[tuple[str, str], tuple[list[Any], list[Finding]]] = {}

    def wrong(self, check: str, text: str) -> None:
        """A fault of the act that is being taken in."""
        where = "".join(f", {word} {self.act[word]}" for word in ("station", "contest", "body") if word in self.act)
        self.faults[check].append(f"entry {self.index}: {self.act.get('act', 'unreadable')}{where}: {text}")

    def counting(self, station: str, contest: str) -> Protocol | None:
        """The version that is counted: the newest approved, unless the newest of all was annulled."""
        versions = self.versions.get((station, contest), [])
        if versions and versions[-1].state == "annulled":
            return None
        return next((version for version in reversed(versions) if version.state == "approved"), None)

    def class_of(self, station: str, contest: str) -> str:
        """The one class in which an expected paper is."""
        versions = self.versions.get((station, contest))
        return "approved" if self.counting(station, contest) else CLASSES[versions[-1].state if versions else "expected"]

    def findings(self, station: str, contest: str, figures: Figures, counted: bool) -> list[Finding]:
        """The controls that fail on figures, beside the station's other papers: as they are counted, or as they are known."""
        papers = {contest: figures}
        for other in self.definition.expected(station):
            counting, newest = self.counting(station, other), self.versions.get((station, other), [None])[-1]
            paper = newest if newest and newest.agreed and not counted else counting
            if paper and other != contest:
                papers[other] = paper.figures
        record, form = papers.pop(STATION, None), self.definition.form(station, contest)
        if form is None:
            return []
        beside = [figures, record, *(papers.values() if form.looks_across else ())]
        known, found = self._found.get((station, contest), ([], []))
        if list(map(id, known)) != list(map(id, beside)):  # most are asked for twice: at the approval, and to be shown
            found = form.findings(Paper(figures, record, papers, None if contest == STATION else contest))
            self._found[station, contest] = beside, found
        return found

    # ---- acts, one at a time

    def take(self, index: int, entry: bytes) -> None:
        """Take in the next entry."""
        self.index, self.act = index, {}
        try:
            act = read_canonical(entry)
            fields = FIELDS[act["act"]]
        except BROKEN as error:
            return self.wrong("acts", f"not an act in canonical JSON ({error})")
        self.act = act
        strange = fields.keys() ^ act.keys() or {name for name, fits in fields.items() if not fits(act[name])}
        if strange:
            return self.wrong("acts", f"{', '.join(sorted(strange))}: missing, without a place here, or not what it must be")
        contests = self.definition.where if "station" in act else self.definition.contests
        for word, known in (("station", self.definition.stations), ("contest", contests), ("body", self.definition.bodies)):
            if word in act and act[word] not in known:
                return self.wrong("acts", f"there is no such {word}")
        if (index == 0) != (act["act"] == "definition frozen"):
            self.wrong("acts", "a log begins with 'definition frozen', and it comes once")
        elif "station" in act and "contest" in act:
            self._on_protocol(act["act"], act, act["station"], act["contest"])
        elif act["act"] in self.OTHERS:
            self.OTHERS[act["act"]](self, act)
        return None

    def _on_protocol(self, kind: str, act: dict[str, Any], station: str, contest: str) -> None:
        if contest not in self.definition.expected(station):
            return self.wrong("acts", "this station has no such contest")
        versions = self.versions.setdefault((station, contest), [Protocol()])
        now, class_ = versions[-1], self.class_of(station, contest)
        named, due = act.get("version", now.version), now.version + (kind == "protocol corrected")
        if named != due or act.get("supersedes", now.version) != now.version:
            return self.wrong("acts", f"version {named} cannot come: the protocol stands at version {now.version}")
        roles, does = self.definition.way(station, contest).get(act["commission"], Part(set(), set()))
        if not does & {"receives", "decides", "counts" if kind in BY_PRECINCT_TOO else ""}:
            self.wrong("commissions", f"{act['commission']} may not do this here")
        self._decided(act, self.definition.laws[self.definition.law(station, contest)]["chain"], roles)
        for word in ("scan", "taken", "cleaned"):
            if act.get(word):
                self.pictures.setdefault(act[word], f"station {station}, contest {contest}")
        self.scans[station, contest] = act.get("taken", act.get("scan")) or self.scans.get((station, contest), "")
        if kind == "scan attached":
            if self._taken.setdefault(act["taken"], station) != station:
                self.wrong("scans", f"the picture {act['taken']} is of station {self._taken[act['taken']]} already")
            return None
        if now.state not in LIFE[kind]:
            return self.wrong("life", f"cannot come while the protocol is '{now.state}'")
        before, now.state = now.state, LIFE[kind][now.state]
        if kind == "protocol entered":
            now.entries, now.people, now.accepted, now.explained, now.agreed = [act["figures"]], [act["author"]], {}, {}, False
        elif kind in ("protocol entered again", "differences resolved"):
            self._typed(act, now)
        elif kind in ("findings explained", "accepted as signed"):
            self._settled(act, now, {finding.code for finding in self.findings(station, contest, now.figures, False)})
        elif kind == "protocol approved":
            self._approved(act, now, self.findings(station, contest, now.figures, False))
        elif kind == "protocol held":
            now.before_hold = before
        elif kind == "protocol released":
            now.state = now.before_hold
        elif kind == "protocol corrected":
            versions.append(Protocol(now.version + 1, "received"))
            for commission in self.definition.way(station, contest):
                self.summaries[contest].pop(commission, None)  # to be signed anew
        self._count(station, contest, class_)
        return self._moved(contest, roles, kind in ("protocol approved", "protocol annulled"))

    def _typed(self, act: dict[str, Any], now: Protocol) -> None:
        """A second entry; or a third, that settles differences: in the end two people have typed every line alike."""
        figures, entries = act["figures"], now.entries
        if act["author"] in now.people:
            self.wrong("people", f"{act['author']} has entered this protocol before; it must be another person")
        now.people.append(act["author"])
        form, ballot = self.definition.form(act["station"], act["contest"]), self.definition.ballots[act["contest"]]
        for code, cell in figures.items():
            per = form.lines.get(code) if form else None
            if per is None or (isinstance(cell, dict) and (per == "one" or (per == "option" and cell.keys() - ballot.keys()))):
                self.wrong("acts", f"line {code} is not on the form, or has a cell that is not on the ballot")
        if act["act"] == "protocol entered again" and figures != entries[0]:
            now.state = "differences"
            entries.append(figures)
            return
        lines = figures.keys() | {code for entry in entries for code in entry}
        alone = sorted(code for code in lines if all(entry.get(code) != figures.get(code) for entry in entries))
        if alone:
            self.wrong("people", f"line {', '.join(alone)}: no two people have typed the same")
        now.figures, now.entries, now.agreed = entries[0] if figures == entries[0] else figures, [], True

    def _settled(self, act: dict[str, Any], now: Protocol, broken: set[str]) -> None:
        """A decision accepts controls that fail; words explain warnings, and why nothing is filled in."""
        soft = act["act"] == "findings explained"
        strange = set(act["codes"]) - {code for code in broken if (code[0] == "W") == soft} - ({"empty"} if soft else set())
        if strange:
            self.wrong("controls", f"{', '.join(sorted(strange))}: does not fail here, or is not settled in this way")
        (now.explained if soft else now.accepted).update(dict.fromkeys(act["codes"], (self.index, act)))
        now.empty = now.empty or "empty" in act["codes"]

    def _approved(self, act: dict[str, Any], now: Protocol, broken: list[Finding]) -> None:
        """By somebody without a hand in it, of what two people typed, after everything was settled."""
        now.approved_by, now.approved_in, typed = act["author"], self.index, sha256(canonical(now.figures)).hexdigest()
        if act["author"] in now.people:
            self.wrong("people", f"{act['author']} has entered figures of this protocol and cannot approve it")
        if act["figures"] != typed:
            self.wrong("people", f"approves the figures {act['figures']}; what two people typed is {typed}")
        for code, _, left, right, _ in broken:
            if code not in (now.explained if code[0] == "W" else now.accepted):
                how = "explained" if code[0] == "W" else "accepted by a decision"
                self.wrong("controls", f"{code} does not hold ({left or '?'}, {right or '?'}), and was not {how} before")
        if not any(one(now.figures, code) for code in now.figures) and not now.empty:
            self.wrong("controls", "nothing or only zeros are filled in, and nobody has said why")

    def _decided(self, act: dict[str, Any], chain: dict[str, Any], roles: set[str]) -> None:
        """The edition knows the act; the commission may decide on it; the vote had its quorum and its majority."""
        told: dict[str, Any] = next((told for told in chain["act"] if told["act"] == act["act"]), {})
        vote, rule = act.get("decision"), chain.get("deciding")
        if not told.get("exists", True):
            self.wrong("commissions", "this edition of the law knows no such act")
        if vote and act["act"] != "protocol corrected" and told.get("decided_by") and not roles & set(told["decided_by"]):
            self.wrong("commissions", f"{act['commission']} cannot decide this")
        if vote and rule:
            of = vote["members"] if rule["majority_of"] == "all members" else vote["present"]
            if vote["present"] < Fraction(rule["quorum"]) * vote["members"] or 2 * vote["for"] <= of:
                self.wrong("commissions", "the decision lacks the quorum or the majority")

    # ---- acts on whole contests, and their status

    def _count(self, station: str, contest: str, before: str) -> None:
        self.classes[contest][before] -= 1
        self.classes[contest][self.class_of(station, contest)] += 1

    def _moved(self, contest: str, roles: set[str], other_numbers: bool) -> None:
        """After an act that can move a contest's status, and gives it other numbers or not."""
        if contest != STATION:
            self.status[contest] = self._status(contest, roles) or self.status[contest]
            if other_numbers:
                self.touched[self.definition.contests[contest].body] = self.index

    def _status(self, contest: str, roles: set[str]) -> str | None:
        """The status to which the act moves a contest, by the chain of its law; None where it moves nothing."""
        counts, expected = self.classes[contest], len(self.definition.where[contest])
        now = "protocols are missing" if counts["approved"] + counts["annulled"] < expected else "no protocol is missing"
        now = "the election is void" if counts["annulled"] == expected else now
        for move in self.definition.rules(contest)["chain"]["move"]:
            stands = self.status[contest] in move["from"] and move.get("when", now) == now
            if stands and move["act"] == self.act["act"] and roles & set(move["by"]):
                return str(move["to"])
        return None

    def _roles(self, commission: str) -> set[str]:
        row = self.definition.commissions.get(commission, {})
        return {row.get("kind", ""), row.get("acts_as", "")} - {""}

    def sums_up(self, station: str, contest: str, commission: str) -> bool:
        """Whether a commission sums up a station's paper."""
        return "sums up" in self.definition.way(station, contest).get(commission, Part(set(), set())).does

    def _summary(self, act: dict[str, Any]) -> None:
        contest, commission = act["contest"], act["commission"]
        if contest not in self._summing:  # those that sum up for the one that declares; itself where there are no others
            ways = (self.definition.way(station, contest).items() for station in self.definition.where[contest])
            summing = {name: part.does for way in ways for name, part in way if "sums up" in part.does}
            self._summing[contest] = {name for name in summing if "declares" not in summing[name]} or set(summing)
        if commission not in self._summing[contest]:
            self.wrong("commissions", f"{commission} does not sum up this contest")
        self.summaries[contest][commission] = self.index, act["figures"]
        if self._summing[contest] <= self.summaries[contest].keys():
            self._moved(contest, self._roles(commission), False)

    def _under(self, act: dict[str, Any]) -> list[str]:
        """The stations of a contest in the place that an act names; the commission may decide on them."""
        contest, place = self.definition.contests[act["contest"]], act["place"]
        stations = self.definition.where[contest.id]
        if place != contest.constituency:
            stations = [station for station in stations if place in self.definition.sums_at(station, contest.id)]
        if not stations:
            self.wrong("acts", f"the contest has no station in {place}")
        self._decided(act, self.definition.rules(contest.id)["chain"], self._roles(act["commission"]))
        return stations

    def _voided(self, act: dict[str, Any]) -> None:
        for station in self._under(act):
            before = self.class_of(station, act["contest"])
            self.versions.setdefault((station, act["contest"]), [Protocol()])[-1].state = "annulled"
            self._count(station, act["contest"], before)
        self._moved(act["contest"], self._roles(act["commission"]), True)

    def _repeat(self, act: dict[str, Any]) -> None:
        contest, stations, options = act["contest"], self._under(act), set(act["options"])
        not_void = act["cause"] == "void" and any(self.class_of(station, contest) != "annulled" for station in stations)
        again = self.definition.contests[contest].cause or f"{contest}.repeat" in self.definition.contests
        if again or not_void or len(options) < 2 or options - self.definition.ballots[contest].keys():
            return self.wrong("acts", "there is no cause for such a repeat vote")
        self.definition.add_repeat(contest, act["cause"], stations, act["options"])
        self.classes[f"{contest}.repeat"] = Counter({"not received": len(stations)})
        self.touched[self.definition.contests[contest].body] = self.index
        return None

    def _lot(self, act: dict[str, Any]) -> None:
        self.lots[act["body"]][act["question"]] = act["chosen"]
        self.touched[act["body"]] = self.index

    def _result(self, act: dict[str, Any]) -> None:
        for name in act["contests"]:
            known = name in self.definition.contests and self.definition.contests[name].body == act["body"]
            if not known or self._status(name, self._roles(act["commission"])) != act["status"]:
                self.wrong("life", f"{name} stands at '{self.status[name]}' and cannot be declared {act['status']}")
        self.status.update(dict.fromkeys(act["contests"], act["status"]))
        self.declared[act["body"]] = self.index, act["outcome"]

    OTHERS: ClassVar[dict[str, Callable[[Any, dict[str, Any]], None]]] = {
        "summary signed": _summary, "election voided": _voided, "repeat vote called": _repeat, "lot drawn": _lot,
        "result declared": _result,
    }  # fmt: skip


# ---- what is shown: the rows that the published tables must have -------------------------------------------------------

PEOPLE = ("entered_by", "entered_again_by", "resolved_by", "approved_by")
HEAD = ("station", "place", "class", "version", *PEOPLE, "accepted", "scan", "approved_in", "figures")
STATUSES = ("nothing", "interim", "preliminary", "corrected", "confirmed", "annulled", "final")  # the least far first


def shown(number: Any) -> str:
    """A cell; what is not known is empty."""
    return "" if number is None else str(number)


def plus(one: list[int | None], other: list[int | None]) -> list[int | None]:
    """Sums column by column, over those that know the figure."""
    return [b if a is None else a if b is None else a + b for a, b in zip(one, other)]


class Sheet:
    """One contest, or the stations' own records, as the tables show it."""

    def __init__(self, replay: Replay, contest: str) -> None:
        self.replay, self.definition, self.contest = replay, replay.definition, contest
        self.stations, self.ballot = self.definition.where[contest], self.definition.ballots[contest]
        self.lines: dict[str, list[str]] = {}  # by line of the form: options that have a cell of their own
        forms = dict.fromkeys(self.definition.form(station, contest) for station in self.stations)
        for form in filter(None, forms):
            for code, per in form.lines.items():
                stood = [option for option in self.ballot if option != AGAINST_ALL or "N" not in form.lines]
                self.lines.setdefault(code, stood if per == "option" else [])
        self.columns = [
            name for code, options in self.lines.items() for name in [f"{code}.{option}" for option in options] or [code]
        ]
        papers = ((station, replay.counting(station, contest)) for station in self.stations)
        self.counted = {station: paper for station, paper in papers if paper}
        self.numbers = {station: self._numbers(paper.figures) for station, paper in self.counted.items()}

    def _numbers(self, figures: Figures) -> list[int | None]:
        """A paper's figure in each column; a line of several cells is their sum."""
        found: list[int | None] = []
        for code, options in self.lines.items():
            cell = figures.get(code)
            found += [cell.get(name) if isinstance(cell, dict) else None for name in options] or [one(figures, code)]
        return found

    def sum(self, column: str) -> int | None:
        """The sum of a column; not known where no paper counts, or one that counts does not know it."""
        at = self.columns.index(column) if column in self.columns and self.counted else -1
        return None if at < 0 else total(numbers[at] for numbers in self.numbers.values())

    def votes(self, option: str) -> int | None:
        """The votes for a line of the ballot."""
        return self.sum("N" if option == AGAINST_ALL and "N" in self.lines else f"P.{option}")

    def protocols(self) -> Iterator[Row]:
        """``protocols/<contest>.csv``."""
        for station in self.stations:
            row = dict.fromkeys((*HEAD, *self.columns), "")
            row["station"], row["place"] = station, self.definition.stations[station]["place"]
            row["class"] = self.replay.class_of(station, self.contest)
            row["scan"] = self.replay.scans.get((station, self.contest), "")
            if paper := self.counted.get(station):
                row.update(zip(PEOPLE, [*paper.people, ""][:3]), approved_by=paper.approved_by, version=str(paper.version))
                row.update(accepted=" ".join(sorted(paper.accepted)), approved_in=str(paper.approved_in))
                row["figures"] = sha256(canonical(paper.figures)).hexdigest()
                row.update(zip(self.columns, map(shown, self.numbers[station])))
                for code, options in self.lines.items():
                    if isinstance(cells := paper.figures.get(code), dict) and not options:
                        row[code] = " ".join(f"{name}={shown(cells[name])}" for name in sorted(cells)) or "none"
            yield row

    def figures(self) -> Iterator[tuple[Any, ...]]:
        """``protocols.parquet``: contest, station, version, line, cell, figure."""
        for station, paper in self.counted.items():
            for code, options in self.lines.items():
                cell = paper.figures.get(code)
                for name in (options or sorted(cell)) if isinstance(cell, dict) else (None,):
                    yield self.contest, station, paper.version, code, name, cell.get(name) if isinstance(cell, dict) else cell

    def findings(self) -> Iterator[Row]:
        """``findings.csv``."""
        for station, paper in self.counted.items():
            for finding in self.replay.findings(station, self.contest, paper.figures, True):
                code = finding.code
                settled = "accepted" if code in paper.accepted else "explained" if code in paper.explained else ""
                index, act = {**paper.explained, **paper.accepted}.get(code, ("", {}))
                decision = act.get("decision", {})
                yield {
                    "contest": self.contest, "station": station, "version": str(paper.version), "code": code,
                    "cell": finding.cell, "left": finding.left, "right": finding.right, "settled": settled,
                    "settled_in": str(index), "severity": {"E": "error", "W": "warning", "H": "hold"}[code[0]],
                    "lines": finding.lines, "decision": decision.get("number", ""), "date": decision.get("date", ""),
                    "reason": act.get("reason", ""),
                }  # fmt: skip

    def totals(self) -> Iterator[Row]:
        """``totals/<contest>.csv``."""
        at: dict[str, list[str]] = {}  # by place: its stations
        for station in self.stations:
            for place in self.definition.sums_at(station, self.contest):
                at.setdefault(place, []).append(station)
        for place in sorted(at, key=lambda place: (len(self.definition.above[place]), self.definition.order[place])):
            counted = [station for station in at[place] if station in self.counted]
            classes = Counter(self.replay.class_of(station, self.contest) for station in at[place])
            sums: list[int | None] = [None] * len(self.columns)
            for station in counted:
                sums = plus(sums, self.numbers[station])
            lacking = [
                code for code in self.lines if any(one(self.counted[station].figures, code) is None for station in counted)
            ]
            yield {
                "place": place, **{word: self.definition.places[place][word] for word in ("kind", "parent")},
                "status": self.replay.status[self.contest], "stations": str(len(at[place])),
                **{name: str(classes[name]) for name in dict.fromkeys(CLASSES.values())},
                "voters": str(sum(self.definition.voters[station] for station in at[place])),
                "voters_counted": str(sum(self.definition.voters[station] for station in counted)),
                **dict(zip(self.columns, map(shown, sums))), "incomplete": " ".join(lacking),
            }  # fmt: skip

    def summaries(self) -> Iterator[Row]:
        """``summaries.csv``."""
        summaries = self.replay.summaries[self.contest].items()
        for commission, (index, figures) in sorted(summaries, key=lambda item: self.definition.order[item[0]]):
            signed: dict[str, int | None] = {}
            for code, cell in figures.items():
                by_option = isinstance(cell, dict) and self.lines.get(code)
                signed.update({f"{code}.{name}": cell[name] for name in cell} if by_option else {code: one(figures, code)})
            sums: list[int | None] = [None] * len(self.columns)
            for station in self.counted:
                if self.replay.sums_up(station, self.contest, commission):
                    sums = plus(sums, self.numbers[station])
            by_name = dict(zip(self.columns, sums))
            for name in [*filter(signed.__contains__, self.columns), *sorted(signed.keys() - by_name.keys())]:
                yield {"contest": self.contest, "commission": commission, "signed_in": str(index), "line": name,
                       "signed": shown(signed[name]), "stations": shown(by_name.get(name))}  # fmt: skip


def same_table(bundle: Bundle, path: str, wanted: Iterable[Row], *key: str) -> Iterator[str]:
    """Faults of a published table, held against the rows that it must have, each told by its ``key``: cells, rows, order."""
    expected = {tuple(row[word] for word in key): row for row in wanted}
    try:
        found = bundle.table(path)
    except Unreadable as error:
        yield str(error)
        return
    columns = next(iter(expected.values()), {}).keys()
    if found and expected and list(found[0]) != list(columns):
        yield f"{path}: the columns are not {', '.join(columns)}"
    seen: dict[tuple[str, ...], None] = {}
    for row in found:
        name = tuple(row.get(word, "") for word in key)
        where = f"{path}: {', '.join(f'{word} {value}' for word, value in zip(key, name) if value)}"
        if name in seen or name not in expected:
            yield f"{where}: {'stands there twice' if name in seen else 'does not follow from the log'}"
        other = [column for column, value in expected.get(name, {}).items() if row.get(column) != value]
        if other:
            told = (f"{column} is '{row.get(column)}', expected is '{expected[name][column]}'" for column in other[:5])
            yield f"{where}: {'; '.join(told)}" + (f"; and {len(other) - 5} columns more" if len(other) > 5 else "")
        seen[name] = None
    for name in expected:
        if name not in seen:
            yield f"{path}: {', '.join(f'{word} {value}' for word, value in zip(key, name) if value)}: missing"
    if len(found) == len(expected) and seen.keys() == expected.keys() and list(seen) != list(expected):
        yield f"{path}: the rows are in another order"


# ---- seats: the law applied again. It never picks: where the law is silent, a question stays open ----------------------

Votes = dict[str, Any]  # by option: an exact number; None where not known
DIVISORS: dict[str, Callable[[int], int]] = {"d'hondt": lambda held: held + 1, "sainte-lague": lambda held: 2 * held + 1}


class Ballots(NamedTuple):
    """A contest as the law takes it."""

    place: str
    votes: Votes
    options: Mapping[str, Row]
    bases: Votes  # lines T, B, I: ballots in the boxes, issued, invalid
    again: Votes | None  # a repeat vote of those who were tied


def largest(claims: Mapping[Any, Any], places: int) -> tuple[set[Any], set[Any]]:
    """Who has the largest claims to so many places, and who is tied for what is left of them."""
    if not 0 < places < len(claims):
        return set(claims if places > 0 else ()), set()
    last = sorted(claims.values(), reverse=True)[places - 1]
    above, level = {name for name in claims if claims[name] > last}, {name for name in claims if claims[name] == last}
    return (above | level, set()) if len(above) + len(level) == places else (above, level)


def divide(formula: dict[str, Any], votes: Votes, seats: int) -> tuple[dict[str, int], set[str], int]:
    """Seats by list, and who is tied for how many more. Hare's quota and largest remainders, or highest averages."""
    if formula["method"] == "largest remainder":
        cast = sum(votes.values())
        given = {name: number * seats // cast for name, number in votes.items()}
        left = seats - sum(given.values())
        winners, tied = largest({name: number * seats % cast for name, number in votes.items() if number}, left)
        return {name: number + (name in winners) for name, number in given.items()}, tied, left - len(winners)
    divisors = [Fraction(DIVISORS[formula["divisors"]](held)) for held in range(seats)]
    divisors[:1] = [Fraction(formula["first"])] if formula.get("first") and seats else divisors[:1]
    claims = {(name, held): number / divisors[held] for name, number in votes.items() if number for held in range(seats)}
    winners, tied = largest(claims, seats)
    counts = Counter(name for name, _ in winners)
    return {name: counts[name] for name in votes}, {name for name, _ in tied}, seats - len(winners)


def not_covered(law: dict[str, Any]) -> str:
    """The first rule of a law that is not below; empty where all of them are."""
    for tier in law["tier"]:
        formula, threshold, persons = tier["formula"], tier.get("threshold") or {}, tier["name"] == "constituency"
        by = formula.get("divisors", formula.get("quota"))
        known = {
            "linkage": (law.get("linkage") or {"kind": "parallel"})["kind"] == "parallel",
            "formula": formula["method"] == "plurality" if persons else by in ("hare", *DIVISORS),
            "votes divided": formula.get("of", "votes of admitted lists") == "votes of admitted lists",
            "seats left": formula.get("rest", "largest remainders") == "largest remainders" and not formula.get("minimum"),
            "threshold": not any(threshold.get(word) for word in ("and", "or", "exempt", "coalitions", "rank_at_most")),
            "area": (tier["area"], tier.get("seats_per_area")) == (("constituency", 1) if persons else ("country", None)),
            "validity": not tier["valid_if"],
            "exhausted lists": tier["list_exhausted"] == "seats stay empty",
            "tie": all(rule.get("by") in (None, "registration time") for rule in tier["tie"]),
        }
        if not all(known.values()):
            return f"{tier['name']}: {next(word for word in known if not known[word])}"
    return ""


class Tier:
    """The seats of a body that one rule fills: given by votes, and the questions that stay open."""

    def __init__(self, tier: dict[str, Any], set_for_body: Mapping[str, int], lots: Mapping[str, list[str]]) -> None:
        self.tier, self.lots = tier, lots
        self.open: set[str] = set()
        self.used: set[str] = set()  # lots that answered a question
        told, name = tier["seats"], tier["name"]
        self.seats = told if isinstance(told, int) else set_for_body.get(name)  # None: not set
        if isinstance(told, dict) and self.seats is None and told["of"] in set_for_body:
            part = set_for_body[told["of"]] * Fraction(told["share"])
            self.seats = int(part // 1 if told["round"] == "down" else -(-part // 1))

    def count(self, contests: list[Ballots]) -> dict[tuple[str, str, str], int]:
        """Seats by tier, place and option."""
        persons = self.tier["name"] == "constituency"
        if persons and self.seats not in (None, len(contests)):
            self._ask("other constituencies")
            return {}
        given = {one.place: self._person(one) if persons else self._lists(one) for one in contests}
        return {(self.tier["name"], place, name): n for place, here in given.items() for name, n in here.items() if n}

    def _ask(self, kind: str, place: str = "", choices: Iterable[str] = (), choose: int = 0, at: str = "") -> set[str]:
        """What a recorded lot answers to this very question; nothing, and the question stays open."""
        told = list(choices)
        question = f"{self.tier['name']}/{place}" if place else str(self.tier["name"])
        question += f": {kind}" + (f" at {at}" if at else "") + (f": {choose} of {', '.join(told)}" if told else "")
        chosen = set(self.lots.get(question, ()))
        if chosen and len(chosen) == choose and chosen <= set(told):
            self.used.add(question)
            return chosen
        self.open.add(question)
        return set()

    def _tie(self, ballots: Ballots, tied: set[str], seats: int, stood: int, at: str) -> set[str]:
        """Who of equals gets the seats: by registration, by a lot, or nobody yet."""
        lead = f"more than two stood, {'two' if len(tied) == 2 else 'more'} lead"
        fits = {"", "two stood"} if stood == 2 else {"", "more than two stood", lead} if stood > 2 else {""}
        fits = {"second vote"} if at == "second vote" else fits
        rule = next((rule for rule in self.tier["tie"] if rule.get("when", "") in fits), {"then": "stop"})
        if rule.get("by") == "registration time":
            times = {name: ballots.options[name].get("registered", "") for name in tied}
            order = sorted(tied, key=times.__getitem__)
            if all(times.values()) and times[order[seats - 1]] != times[order[seats]]:
                return set(order[:seats])
        kind = "silent tie" if rule.get("then") == "stop" else rule.get("then", "tie")
        place = ballots.place if self.tier["name"] == "constituency" else ""
        return self._ask(kind, place, [] if kind == "repeat election" else sorted(tied), seats, at)

    def _person(self, ballots: Ballots) -> dict[str, int]:
        """A constituency: the most votes win; those against all are counted and never win."""
        standing = {name: number for name, number in ballots.votes.items() if ballots.options[name]["kind"] != AGAINST_ALL}
        if None in ballots.votes.values() or not any(standing.values()):
            self._ask("not counted" if None in ballots.votes.values() else "nobody has votes", ballots.place)
            return {}
        (winners, tied), at = largest(standing, 1), "votes"
        if tied and ballots.again is not None:
            standing = {name: number for name, number in ballots.again.items() if name in tied and number is not None}
            if not standing:
                self._ask("not counted", ballots.place)
                return {}
            (winners, tied), at = largest(standing, 1), "second vote"
        return dict.fromkeys(winners or self._tie(ballots, tied, 1, len(standing), at), 1)

    def _lists(self, ballots: Ballots) -> dict[str, int]:
        """The lists of a body: who is admitted, by each reading of what a share is taken of; and their seats."""
        lists = {name: number for name, number in ballots.votes.items() if ballots.options[name]["kind"] != AGAINST_ALL}
        threshold, readings = self.tier.get("threshold"), {"": lists}
        if None in lists.values() or self.seats is None:
            self._ask("not counted" if None in lists.values() else "seats not set")
            return {}
        if threshold:
            amount = Fraction(threshold.get("at_least") or threshold["more_than"])
            reaches = operator.ge if threshold.get("at_least") else operator.gt
            bases = {name: self._base(name, ballots, lists) for name in [threshold["of"], *threshold["also_try"]]}
            if bases[threshold["of"]] is None:
                self._ask("base unknown")
                return {}
            readings = {}
            for name, base in bases.items():
                if base is not None:
                    line = amount if amount > 1 else amount * base
                    readings[name] = {option: number for option, number in lists.items() if reaches(number, line)}
        reading = next(iter(readings))
        if any(admitted != readings[reading] for admitted in readings.values()):
            before = set(self.open), set(self.used)
            results = [+Counter(self._divided(ballots, lists, admitted)) for admitted in readings.values()]
            self.open, self.used = before  # trying out asks nothing
            if any(result != results[0] for result in results):
                reading = next(iter(self._ask("two readings", "", readings, 1, "threshold")), "")
        return self._divided(ballots, lists, readings[reading]) if reading in readings else {}

    def _base(self, name: str, ballots: Ballots, lists: Votes) -> Any:
        valid, in_boxes = total(ballots.votes.values()), ballots.bases["T"]
        return {
            "valid votes": valid, "valid votes, against all included": valid, "ballots issued": ballots.bases["B"],
            "valid votes, against all left out": sum(lists.values()),
            "ballots in boxes": total([valid, ballots.bases["I"]]) if in_boxes is None else in_boxes,
        }.get(name)  # fmt: skip

    def _divided(self, ballots: Ballots, lists: Votes, among: Votes) -> dict[str, int]:
        """The seats of the lists that are admitted."""
        if len(among) == 1 and self.tier.get("lone_list"):
            return self._lone(lists, next(iter(among)))
        if not among:
            way = {self.tier["none_passes"]} - {"stop"}
            way = way or self._ask("none passes", "", ["all lists take part", "seats stay empty"], 1, "threshold")
            if way != {"all lists take part"}:
                return {}
            among = lists
        if not any(among.values()):
            self._ask("no votes cast")
            return {}
        given, tied, left = divide(self.tier["formula"], among, self.seats or 0)
        at = "remainder" if self.tier["formula"]["method"] == "largest remainder" else "quotient"
        for name in self._tie(ballots, tied, left, len(among), at) if tied else ():
            given[name] += 1
        return given

    def _lone(self, lists: Votes, first: str) -> dict[str, int]:
        """One list alone has passed: the next largest is admitted at a discount, with a guarantee (Art. 97-1(2)-(4))."""
        others, rule, seats = {name: n for name, n in lists.items() if name != first}, self.tier["lone_list"], self.seats or 0
        if not others:
            chosen = self._ask("one list", "", ["the list takes all seats", "seats stay empty"], 1)
            return {first: seats} if chosen == {"the list takes all seats"} else {}
        winner, tied = largest(others, 1)
        for second in winner or self._ask("silent tie", "", sorted(tied), 1, "next largest"):
            cast = lists[first] + others[second]
            whole = Fraction(rule["weight"]) * others[second] * seats // cast if cast else seats + 1
            guaranteed = max(int(rule["at_least"]), int(whole))
            if guaranteed <= seats:
                return {first: seats - guaranteed, second: guaranteed}
            self._ask("too many seats")
        return {}


# ---- the checks: each gives its faults one by one, and at the end what it has seen -------------------------------------

Faults = Generator[str, None, Optional[str]]  # noqa: UP045  (a Python before 3.10 reads this)


class Note(str):
    """Said like a fault, and none."""


def check_manifest(bundle: Bundle) -> Faults:
    """Every file is there as the publisher signed it, and none more."""
    data = bundle.read("manifest.json")
    manifest = read_canonical(data)
    named = {file["path"]: (file["size"], file["sha256"]) for file in manifest["files"]}
    if list(named) != sorted(named, key=str.encode) or len(named) < len(manifest["files"]):
        yield "manifest.json: the files are not in the order of their paths, each once"
    for path in sorted(named.keys() & bundle.paths):
        content = bundle.read(path)
        if named[path] != (len(content), sha256(content).hexdigest()):
            yield f"{path}: other bytes than the publisher signed; expected are {named[path][0]}, SHA-256 {named[path][1]}"
    for path in sorted(named.keys() ^ (bundle.paths - {"manifest.json", "manifest.note"})):
        yield f"{path}: {'missing' if path in named else 'the publisher has signed no such file'}"
    publisher = read_key(bundle.json("definition/keys.json")["publisher"])
    text, signers = signed_by(bundle.read("manifest.note"), [publisher], "manifest.note")
    if text != f"dauys bundle/v1\n{manifest['origin']}\n{manifest['snapshot']}\n{sha256(data).hexdigest()}\n":
        yield "manifest.note: it is of another manifest.json"
    if publisher not in signers:
        yield f"manifest.note: not signed by the publisher, {publisher.line}"
    if manifest["format"] != "dauys bundle/v1" or len(manifest) != 5:
        yield "manifest.json: not of the format 'dauys bundle/v1'"
    return f"{len(named)} files, signed by {publisher.name}"


def check_key(bundle: Bundle) -> Faults:
    """The log's key, from outside, and the witnesses that the definition asks for have signed the checkpoint."""
    keys = bundle.json("definition/keys.json")
    witnesses = [read_key(line) for line in keys["witnesses"]]
    bundle.checkpoint = read_checkpoint(bundle.read("checkpoint"), bundle.given, witnesses, "checkpoint")
    if bundle.checkpoint.witnesses < keys["quorum"]:
        yield f"checkpoint: {bundle.checkpoint.witnesses} of {len(witnesses)} witnesses cosigned it; {keys['quorum']} must have"
    if keys["log"] != bundle.given.line:
        yield f"definition/keys.json: the log's key there is {keys['log']}, expected is {bundle.given.line}"
    return f"{bundle.checkpoint.size} acts signed by {bundle.given.name}, seen by {bundle.checkpoint.witnesses} witnesses"


def check_log(bundle: Bundle) -> Faults:
    """The entries have the root that was signed, and the tiles of hashes agree."""
    size = bundle.checkpoint.size
    bundle.levels = levels = tree([leaf(entry) for entry in bundle.entries()])
    if root(levels, size) != bundle.checkpoint.root:
        yield f"tile/entries: these {size} entries do not have the root that was signed"
    named = [path for path, _, _ in tiles("entries", size)]
    for level in range(0, len(levels), 8):
        for path, first, behind in tiles(level // 8, len(levels[level])):
            named.append(path)
            data = bundle.read(path)
            for at, hash_ in enumerate(levels[level][first:behind]):
                if data[32 * at : 32 * at + 32] != hash_:
                    yield f"{path}: hash {at} is not that of what is below it" + (f", entry {first + at}" if level == 0 else "")
            if len(data) > 32 * (behind - first):
                yield f"{path}: has {len(data)} bytes, expected are {32 * (behind - first)}"
    yield from bundle.strangers("tile", named)
    return f"{size} entries with the root {bundle.checkpoint.root.hex()}"


def check_history(bundle: Bundle) -> Faults:
    """An older checkpoint is of the beginning of this log."""
    if bundle.older is None:
        yield Note("not asked: with --since an older bundle or checkpoint is held against this one")
        return None
    file = bundle.older / "checkpoint" if bundle.older.is_dir() else bundle.older
    old = read_checkpoint(file.read_bytes(), bundle.given, [], str(file))
    if old.size > bundle.checkpoint.size:
        yield f"{file}: it has {old.size} entries, this log {bundle.checkpoint.size}: it is newer, or entries were taken away"
    elif root(bundle.levels, old.size) != old.root:
        yield f"{file}: its {old.size} entries are not the first {old.size} of this log. Two histories are signed: keep both!"
    return f"it begins with the {old.size} entries of {file}"


def check_definition(bundle: Bundle) -> Faults:
    """Entry 0 froze just these files."""
    names = sorted(path[len("definition/") :] for path in bundle.paths if path.startswith("definition/"))
    lines = (f"{name}\0{sha256(bundle.read(f'definition/{name}')).hexdigest()}\n" for name in names)
    found, frozen = sha256("".join(lines).encode()).hexdigest(), json.loads(next(bundle.entries(), b"{}")).get("hash")
    if found != frozen:
        yield f"definition/: {', '.join(names)} together have the hash {found}; entry 0 froze {frozen}"
    bundle.definition = Definition(bundle)
    event, manifest = bundle.definition.event, bundle.json("manifest.json")
    wanted = {"origin": bundle.given.name, "snapshot": bundle.checkpoint.size, "invented": event["invented"]}
    for file, told in (("definition/event.json", event), ("manifest.json", manifest)):
        for word, value in wanted.items():
            if told.get(word, value) != value:
                yield f"{file}: {word} is {told[word]!r}, expected is {value!r}"
    return f"{len(names)} files, frozen as {found}"


def check_acts(bundle: Bundle) -> Faults:
    """Take in every act, one after another; what is wrong with them is said here, and by the checks that follow."""
    bundle.replay = Replay(bundle.definition)
    for index, entry in enumerate(bundle.entries()):
        bundle.replay.take(index, entry)
        if index % 5_000 == 0:
            progress(f"acts: {index:,} of {bundle.checkpoint.size:,}")
    kept = (contest for contest, stations in bundle.definition.where.items() if stations or contest != STATION)
    bundle.sheets = {contest: Sheet(bundle.replay, contest) for contest in kept}
    yield from bundle.replay.faults["acts"]
    return f"{bundle.checkpoint.size}, on {len(bundle.replay.versions)} protocols"


def found_by_replay(name: str) -> Callable[[Bundle], Faults]:
    """A check whose faults were found while the acts were taken in."""

    def check(bundle: Bundle) -> Faults:
        yield from bundle.replay.faults[name]
        return f"of {bundle.checkpoint.size} acts"

    return check


def check_controls(bundle: Bundle) -> Faults:
    """What fails was settled before the approval, and is shown."""
    yield from bundle.replay.faults["controls"]
    rows = [row for sheet in bundle.sheets.values() for row in sheet.findings()]
    yield from same_table(bundle, "findings.csv", rows, "contest", "station", "code", "cell")
    accepted = sum(row["settled"] == "accepted" for row in rows)
    return f"{len(rows)} do not hold on counted protocols, {accepted} of them accepted as signed"


def check_protocols(bundle: Bundle) -> Faults:
    """The published figures are those of the entries, in the tables and in the Parquet file."""
    sheets = bundle.sheets.values()
    for sheet in sheets:
        yield from same_table(bundle, f"protocols/{sheet.contest}.csv", sheet.protocols(), "station")
    yield from bundle.strangers("protocols", (f"protocols/{sheet.contest}.csv" for sheet in sheets))
    wanted = (row for sheet in sheets for row in sheet.figures())
    for found in parquet(bundle.read("protocols.parquet"), ("contest", "station", "version", "line", "cell", "figure")):
        if found != (row := next(wanted, None)):
            contest, station = (row or found)[:2]
            yield f"protocols.parquet: station {station}, contest {contest}: {found} is there, expected is {row}"
            return None  # what follows may be shifted
    for row in wanted:
        yield f"protocols.parquet: station {row[1]}, contest {row[0]}: {row} is missing"
    return f"{sum(len(sheet.counted) for sheet in sheets)} counted of {sum(len(sheet.stations) for sheet in sheets)} expected"


def check_totals(bundle: Bundle) -> Faults:
    """Every sum, class and status, at every place of every contest."""
    sheets, places = [sheet for sheet in bundle.sheets.values() if sheet.contest != STATION], 0
    for sheet in sheets:
        rows = list(sheet.totals())
        yield from same_table(bundle, f"totals/{sheet.contest}.csv", rows, "place")
        places += len(rows)
    yield from bundle.strangers("totals", (f"totals/{sheet.contest}.csv" for sheet in sheets))
    return f"{places} places of {len(sheets)} contests"


def check_summaries(bundle: Bundle) -> Faults:
    """What commissions signed, beside the sums of the stations; that the two differ is said, and no fault where it is shown."""
    rows = [row for sheet in bundle.sheets.values() for row in sheet.summaries()]
    yield from same_table(bundle, "summaries.csv", rows, "contest", "commission", "line")
    for row in rows:
        if row["signed"] != row["stations"]:
            yield Note(f"contest {row['contest']}: {row['commission']} signed {row['line']} = {row['signed'] or 'not known'}; "
                       f"its stations come to {row['stations'] or 'not known'}, and the bundle shows both")  # fmt: skip
    return f"{len({(row['contest'], row['commission']) for row in rows})} signed by commissions"


def ballots_of(bundle: Bundle, body: str, tier: str) -> list[Ballots]:
    """The contests that fill a tier. A repeat vote counts with what was not void, or decides between the tied."""
    found = []
    for contest in bundle.definition.contests.values():
        if (contest.body, contest.tier, contest.cause) != (body, tier, ""):
            continue
        first, again = bundle.sheets[contest.id], bundle.sheets.get(f"{contest.id}.repeat")
        after_tie = again is not None and bundle.definition.contests[again.contest].cause == "tie"
        together = [sheet for sheet in (first, None if after_tie else again) if sheet and sheet.counted] or [first]
        options = {option: row for sheet in together for option, row in sheet.ballot.items()}
        votes = {name: total(sheet.votes(name) for sheet in together if name in sheet.ballot) for name in options}
        bases = {line: total(sheet.sum(line) for sheet in together) for line in "TBI"}
        second = {name: again.votes(name) for name in options} if again and after_tie else None
        place = contest.constituency or bundle.definition.bodies[body]["place"]
        found.append(Ballots(place, votes, options, bases, second))
    return found


def check_seats(bundle: Bundle) -> Faults:
    """The law of each body applied again; what is shown adds up; an outcome that was declared is the one that is shown."""
    seats, replay, definition = 0, bundle.replay, bundle.definition
    for name, body in definition.bodies.items():
        path, law = f"seats/{name}.json", definition.laws[body["law"]]["law"]
        told = bundle.json(path)
        outcome = told["outcome"]
        status = min((replay.status[one.id] for one in definition.contests.values() if one.body == name), key=STATUSES.index)
        if (told["body"], told["law"], told["status"], outcome["law"]) != (name, body["law"], status, body["law"]):
            yield f"{path}: expected are the body {name}, the law {body['law']}, the status {status}"
        index, declared = replay.declared.get(name, (-1, ""))
        if index > replay.touched.get(name, -1) and declared != sha256(canonical(outcome)).hexdigest():
            yield f"{path}: another outcome than entry {index} declared, whose hash is {declared}"
        found: Counter[tuple[str, str, str]] = Counter()
        parties: dict[str, Counter[str]] = defaultdict(Counter, {party: Counter() for party in outcome["parties"]})
        for row in outcome["seats"]:
            found[row["tier"], row["place"], row["option"]] += row["seats"]
            parties[row["party"] or "independent"].update({row["tier"]: row["seats"], "total": row["seats"]})
            ballot = definition.ballots[f"{name}.list" if row["tier"] == "list" else row["place"]]
            party = ballot[row["option"]]["party"]
            if (row["party"] or "") != party:
                yield f"{path}: {row['place']}: {row['option']} is of {party or 'no party'}, not of {row['party']}"
        for party, sums in parties.items():
            if +Counter(outcome["parties"].get(party, {})) != sums:
                yield f"{path}: {party}: {outcome['parties'].get(party)} are not the sums of its seats, {dict(sums)}"
        if outcome["total"] != sum(found.values()):
            yield f"{path}: total is {outcome['total']}, expected is {sum(found.values())}"
        if rule := not_covered(law):
            yield Note(f"{path}: seats: NOT COVERED: {body['law']} has a rule that is not in this file: {rule}")
            continue
        tiers = [Tier(tier, body["seats"], replay.lots[name]) for tier in law["tier"]]
        should: Counter[tuple[str, str, str]] = Counter()
        for tier in tiers:
            should.update(tier.count(ballots_of(bundle, name, tier.tier["name"])))
        for key in sorted(found.keys() | should.keys()):
            if found[key] != should[key]:
                yield f"{path}: {' '.join(key)}: {found[key]} seats, expected are {should[key]}"
        asked, open_ = {question["id"] for question in outcome["questions"]}, set().union(*(tier.open for tier in tiers))
        for question in sorted(asked ^ open_):
            yield f"{path}: '{question}' is {'open, and not shown' if question in open_ else 'shown, and no open question'}"
        if outcome["status"] != ("open" if open_ else "complete"):
            yield f"{path}: the outcome is said to be {outcome['status']}, and has {len(open_)} open questions"
        for question in sorted(replay.lots[name].keys() - set().union(*(tier.used for tier in tiers))):
            yield f"{path}: a lot was drawn for '{question}', which is no question here"
        seats += sum(should.values())
    yield from bundle.strangers("seats", (f"seats/{name}.json" for name in definition.bodies))
    return f"{seats} in {len(definition.bodies)} bodies"


def check_scans(bundle: Bundle) -> Faults:
    """Every picture that acts name is there under its hash, or the bundle says that it is not published."""
    yield from bundle.replay.faults["scans"]
    named = {f"attachments/{name}": of for name, of in bundle.replay.pictures.items()}
    listed = "attachments/not-published.txt"
    kept = {f"attachments/{name}" for name in bundle.read(listed).decode().split()} if listed in bundle.paths else set()
    yield from bundle.strangers("attachments", [*named, listed])
    for path in sorted(named.keys() | kept):
        if path in bundle.paths and sha256(bundle.read(path)).hexdigest() != path[len("attachments/") :]:
            yield f"{path}: its bytes have another hash; {named.get(path, 'of nothing')}"
        if (path in bundle.paths) == (path in kept) or path not in named:
            yield f"{path}: {'said not to be published' if path in kept else 'missing'}; {named.get(path, 'of nothing')}"
    return f"{len(named) - len(kept)} pictures" + (f"; {len(kept)} more are not published, as the bundle says" if kept else "")


def check_receipts(bundle: Bundle) -> Faults:
    """Every receipt leads from the entry that approved a counted protocol of its station to the root that was signed."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for sheet in bundle.sheets.values():
        for station, paper in sheet.counted.items():
            wanted[f"proofs/{station}.tlog-proofs"].append(paper.approved_in)
    first, note, (size, top, _) = "c2sp.org/tlog-proof@v1\n", bundle.read("checkpoint").decode(), bundle.checkpoint
    form = re.compile(r"(?:extra .*\n)?index ([0-9]+)\n((?:[A-Za-z0-9+/=]{44}\n)*)\n(.*)", re.DOTALL)
    for path, indexes in wanted.items():
        found = []
        for receipt in (bundle.read(path).decode() if path in bundle.paths else "").split(first)[1:]:
            told = form.fullmatch(receipt)
            if told is None:
                yield f"{path}: not a receipt: {receipt[:60]}"
                continue
            index, proof = int(told[1]), [unbase64(line) for line in told[2].split()]
            found.append(index)
            if told[3] != note:
                yield f"{path}: entry {index}: its checkpoint is not that of this bundle"
            if index >= size or climb(bundle.levels[0][index], index, size, proof) != top:
                yield f"{path}: entry {index}: it does not lead to the root that was signed"
        if found != sorted(indexes):
            yield f"{path}: receipts of entries {found or 'missing'}, expected are {sorted(indexes)}"
    yield from bundle.strangers("proofs", wanted)
    return f"{sum(map(len, wanted.values()))}, of {len(wanted)} stations"


CHECKS: dict[str, Callable[[Bundle], Faults]] = {
    "manifest": check_manifest, "key": check_key, "log": check_log, "history": check_history, "definition": check_definition,
    "acts": check_acts, "life": found_by_replay("life"), "people": found_by_replay("people"),
    "commissions": found_by_replay("commissions"), "controls": check_controls, "protocols": check_protocols,
    "totals": check_totals, "summaries": check_summaries, "seats": check_seats, "scans": check_scans,
    "receipts": check_receipts,
}  # fmt: skip
NEEDED = ("key", "log", "definition", "acts")  # without these nothing after them can be checked


def progress(text: str) -> None:
    """How far it is, where somebody watches; gone before the next line is printed."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}\r")


def say(word: str, name: str, text: str) -> None:
    """One line; a name out of the bundle cannot make two of it."""
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    sys.stdout.write(f"{word:4}  {name:11}  {text}".rstrip() + "\n")


def verify(bundle: Bundle) -> bool:
    """Make every check, and print its lines; whether all have passed."""
    passed = True
    for name, check in CHECKS.items():
        progress(name)
        said: list[str] = []
        detail, broken, running = None, False, check(bundle)
        try:
            while True:
                said.append(next(running))
        except StopIteration as done:
            detail = done.value
        except BROKEN as error:
            broken = True
            said.append(str(error) if isinstance(error, Unreadable) else f"unreadable: {error!r}")
        progress("")
        faults = [text for text in said if not isinstance(text, Note)]
        for text in (*faults[:MOST], *(text for text in said if isinstance(text, Note))):
            say("note" if isinstance(text, Note) else "FAIL", name, text)
        if len(faults) > MOST:
            say("FAIL", name, f"… and {len(faults) - MOST} more")
        if not faults and detail is not None:
            say("pass", name, detail)
        passed = passed and not faults
        if broken and name in NEEDED:
            say("FAIL", "", "nothing after this was checked, for it needs this")
            break
    return passed


# ---- Parquet: the long table as DuckDB writes it without compression ---------------------------------------------------


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first; and where it ends."""
    number = shift = 0
    while True:
        number, shift, at = number | (data[at] & 127) << shift, shift + 7, at + 1
        if data[at - 1] < 128:
            return number, at


def thrift(data: bytes, at: int, kind: int = 12) -> tuple[Any, int]:
    """A value of Thrift's compact protocol, a struct's fields by their numbers; and where it ends."""
    if kind in (1, 2):
        return kind == 1, at
    if kind in (3, 7):
        return None, at + (1 if kind == 3 else 8)
    if kind in (4, 5, 6):
        number, at = varint(data, at)
        return number >> 1 ^ -(number & 1), at
    if kind == 8:
        length, at = varint(data, at)
        return data[at : at + length], at + length
    if kind == 9:
        count, of, at = data[at] >> 4, data[at] & 15, at + 1
        if count == 15:
            count, at = varint(data, at)
        items = []
        for _ in range(count):
            item, at = thrift(data, at, of)
            items.append(item)
        return items, at
    fields: dict[int, Any] = {}
    field = 0
    while head := data[at]:
        field, at = field + (head >> 4), at + 1
        if not head >> 4:
            field, at = thrift(data, at, 4)
        fields[field], at = thrift(data, at, head & 15)
    return fields, at + 1


def hybrid(data: bytes, at: int, width: int, count: int) -> list[int]:
    """So many numbers of ``width`` bits: runs of one number, and groups of eight packed bit by bit."""
    found: list[int] = []
    size, mask = (width + 7) // 8, (1 << width) - 1
    while len(found) < count:
        head, at = varint(data, at)
        if head & 1:
            for _ in range(min(head >> 1, count)):
                bits, at = int.from_bytes(data[at : at + width], "little"), at + width
                found += [bits >> width * n & mask for n in range(8)]
        else:
            found += [int.from_bytes(data[at : at + size], "little")] * min(head >> 1, count)
            at += size
    return found[:count]


def plain(data: bytes, at: int, kind: int, count: int) -> list[Any]:
    """So many values one behind the other: INT32 (1), INT64 (2), BYTE_ARRAY (6)."""
    if kind != 6:
        return list(struct.unpack_from(f"<{count}{ {1: 'i', 2: 'q'}[kind] }", data, at))
    found = []
    for _ in range(count):
        length, at = int.from_bytes(data[at : at + 4], "little"), at + 4
        found.append(data[at : at + length].decode())
        at += length
        if at > len(data):
            raise ValueError("ends within a value")
    return found


def column(data: bytes, chunk: dict[int, Any], nullable: bool) -> list[Any]:
    """The values of one column of one group of rows."""
    kind, codec, count, at = chunk[1], chunk[4], chunk[5], min(chunk[9], chunk.get(11, chunk[9]))
    words: list[Any] = []
    found: list[Any] = []
    while len(found) < count:
        page, at = thrift(data, at)
        behind = at + page[3]
        if codec or page[1] not in (0, 2) or behind <= at:
            raise Unreadable("protocols.parquet: compressed, or written in a way that is not read here")
        if page[1] == 2:
            words = plain(data, at, kind, page[7][1])
        else:
            rows, encoding, there = page[5][1], page[5][2], [1] * page[5][1]
            if nullable:
                there, at = hybrid(data, at + 4, 1, rows), at + 4 + int.from_bytes(data[at : at + 4], "little")
            filled = sum(there)
            if encoding == 0:
                values = plain(data, at, kind, filled)
            else:  # by number in the dictionary
                values = [words[number] for number in hybrid(data, at + 1, data[at], filled)]
            rest = iter(values)
            found += values if filled == rows else [next(rest) if here else None for here in there]
        at = behind
    return found


def parquet(data: bytes, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of a Parquet file that has these columns."""
    footer, _ = thrift(data, len(data) - 8 - int.from_bytes(data[-8:-4], "little"))
    if data[-4:] != b"PAR1" or tuple(told[4].decode() for told in footer[2][1:]) != names:
        raise Unreadable(f"protocols.parquet: not a Parquet file with the columns {', '.join(names)}")
    for group in footer[4]:
        yield from zip(*(column(data, chunk[3], told.get(3) == 1) for chunk, told in zip(group[1], footer[2][1:])))


# ---- the command -------------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
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
        return 0 if verify(Bundle(asked.bundle, read_key(key.strip()), asked.since)) else 1
    except BROKEN as error:
        sys.stderr.write(f"verify.py: {error}\n")
        return 2


if __name__ == "__main__":
    gc.disable()  # nothing here goes round in circles; to look for that among millions of objects takes a quarter of the time
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # names are Kazakh, whatever the terminal knows
    sys.exit(main())
