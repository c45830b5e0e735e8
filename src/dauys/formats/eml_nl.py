"""Dutch counts in: EML_NL messages 510 (votes by reporting unit) and 520 (who is elected), read into plain values.

EML_NL is the Kiesraad's restriction of OASIS EML 5.0 (kiesraad/EML_NL, EUPL-1.2). A count names parties and, after each
party, its candidates by their place on its list; a candidate's id here is the party's and that place: ``2.14``. What a file
does not give is None or not in the table, never zero; elements that are not needed are passed over.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dauys.formats.eml_nl_count import Chosen, Contest, Count, Head, Option, Result, Unit, Votes, contradictions
from dauys.formats.safe_xml import Element, bounded, read_xml
from dauys.text import BadInput, Fault

EML, KIESRAAD = "urn:oasis:names:tc:evs:schema:eml", "http://www.kiesraad.nl/extensions"
_NAMES = "urn:oasis:names:tc:ciq:xsdschema:xNL:2.0"

_WIDEST = 12
"""Digits of a number."""


def read_count(path: Path) -> Count:
    """A count whose sums hold. Raises BadInput with everything that is wrong, contradictions included."""
    found = parse_count(bounded(path), path)
    if faults := contradictions(found, path):
        raise BadInput(faults)
    return found


def parse_count(data: bytes, path: Path) -> Count:
    """The count in the bytes of a message 510, as signed: sums are not looked at. path: what faults name. Raises BadInput."""
    reading = _Reading(path)
    root = reading.root(data, "510")
    head, place = reading.head(root, "Count"), reading.inside(root, "Count", "Election", "Contests")
    contests = tuple(reading.contest(one) for one in reading.several(place, "Contest"))
    reading.raise_if_any()
    return Count(head, contests)


def read_result(path: Path) -> Result:
    """Who is elected, from a message 520. Raises BadInput."""
    return parse_result(bounded(path), path)


def parse_result(data: bytes, path: Path) -> Result:
    """The result in the bytes of a message 520. path: what faults name. Raises BadInput."""
    reading = _Reading(path)
    root = reading.root(data, "520")
    head, place = reading.head(root, "Result"), reading.inside(root, "Result", "Election")
    contests = {}
    for one in reading.several(place, "Contest"):
        contests[reading.id_of(one, "ContestIdentifier")] = tuple(reading.chosen(one))
    reading.raise_if_any()
    return Result(head, contests)


# ---- reading -------------------------------------------------------------------------------------------------------------


class _Reading:
    """One reading of one file: faults are gathered, and thrown all at once. Owned by one call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def raise_if_any(self) -> None:
        if self.faults:
            raise BadInput(tuple(self.faults))

    def refuse(self, at: Element, value: object, cause: str, cure: str) -> None:
        self.faults.append(Fault(str(self.path), at.line, at.path, value, cause, cure))

    def root(self, data: bytes, message: str) -> Element:
        """The element EML of the right message; anything else is not worth reading on."""
        found = read_xml(data, self.path)
        if found.name != _eml("EML"):
            space = found.name.rpartition(" ")[0] or "no namespace"
            self.refuse(found, space, "this is no EML", f"the outermost element is EML of the namespace {EML}")
        elif not re.fullmatch(f"{message}[a-z]?", found.attributes.get("Id", "")):
            cure = f"hand in a message {message}; the attribute Id says which one a file is"
            self.refuse(found, found.attributes.get("Id"), f"not message {message} of EML", cure)
        elif found.attributes.get("SchemaVersion") != "5":
            self.refuse(found, found.attributes.get("SchemaVersion"), "another version of EML", "hand in EML 5")
        self.raise_if_any()
        return found

    def inside(self, at: Element, *names: str) -> Element:
        """The element that a way of names leads to. Raises BadInput where it ends before."""
        for name in names:
            below = at.first(_eml(name))
            if below is None:
                self.refuse(at, None, f"the element {name} is missing", "hand in the whole message")
                self.raise_if_any()
                raise AssertionError
            at = below
        return at

    def several(self, at: Element, name: str) -> list[Element]:
        found = list(at.all(_eml(name)))
        if not found:
            self.refuse(at, None, f"it has no element {name}", "hand in the whole message")
        return found

    def head(self, root: Element, part: str) -> Head:
        found = self.inside(root, part, "Election", "ElectionIdentifier")
        told, domain = found.first(_kr("ElectionDate")), found.first(_kr("ElectionDomain"))
        authority = root.first(_eml("ManagingAuthority"))
        named = authority.first(_eml("AuthorityIdentifier")) if authority else None
        day = date.min
        try:
            day = date.fromisoformat(told.text if told else "")
        except ValueError:
            self.refuse(told or found, told and told.text, "kr:ElectionDate is no date", "write it as 2022-03-16")
        return Head(
            message=root.attributes["Id"],
            election=found.attributes.get("Id", ""),
            name=_text(found.first(_eml("ElectionName"))),
            category=self.inside(found, "ElectionCategory").text,
            day=day,
            domain=_text(domain),
            authority=_text(named),
        )

    def contest(self, at: Element) -> Contest:
        options: dict[str, Option] = {}
        whole = at.first(_eml("TotalVotes"))
        total = self.votes(whole, options) if whole else None
        units: dict[str, Unit] = {}
        for one in at.all(_eml("ReportingUnitVotes")):
            name = self.id_of(one, "ReportingUnitIdentifier")
            if name in units:
                self.refuse(one, name, "this reporting unit stands twice", "keep one of the two")
            units[name] = Unit(name, _text(one.first(_eml("ReportingUnitIdentifier"))), self.votes(one, options))
        if total is None and not units:
            self.refuse(at, None, "a contest without votes", "it has TotalVotes or ReportingUnitVotes")
        named = at.first(_eml("ContestIdentifier"))
        return Contest(
            self.id_of(at, "ContestIdentifier"), _text(named and named.first(_eml("ContestName"))), tuple(options.values()),
            total, tuple(units.values()),
        )  # fmt: skip

    def votes(self, at: Element, options: dict[str, Option]) -> Votes:
        """The figures of a place; options that it is the first to name are added."""
        found: dict[str, int] = {}
        for one, option in self.selections(at):
            valid = one.first(_eml("ValidVotes"))
            if valid is None:
                self.refuse(one, option.id, "a line without ValidVotes", "write the number, 0 if there were none")
            elif option.id in found:
                self.refuse(one, option.id, "this line stands twice in one place", "keep one of the two")
            elif (number := self.number(valid)) is not None:
                found[option.id] = number
            if options.setdefault(option.id, option).name not in (option.name, None) and option.name is not None:
                cause = f"elsewhere in this contest {option.id} is called {options[option.id].name}"
                self.refuse(one, option.name, cause, "one id has one name")
        return Votes(
            found, self.figure(at, "Cast"), self.figure(at, "TotalCounted"), self.reasons(at, "RejectedVotes"),
            self.reasons(at, "UncountedVotes"), at.path, at.line,
        )  # fmt: skip

    def selections(self, at: Element) -> Iterator[tuple[Element, Option]]:
        """Lines with what they are of; a candidate belongs to the party before it."""
        party: str | None = None
        for one in self.several(at, "Selection"):
            named, person = one.first(_eml("AffiliationIdentifier")), one.first(_eml("Candidate"))
            answer = one.first(_eml("ReferendumOptionIdentifier"))
            if named is not None:
                party = self.attribute(named, "Id")
                yield one, Option(party, "party", _text(named.first(_eml("RegisteredName"))), None)
            elif person is not None:
                own = self.id_of(person, "CandidateIdentifier")
                if party is None:
                    self.refuse(one, own, "a candidate before any party", "a party stands before its candidates")
                yield one, Option(f"{party or ''}.{own}", "candidate", _person(person), party)
            elif answer is not None:
                yield one, Option(self.attribute(answer, "Id"), "answer", _text(answer), None)
            else:
                cure = "a line has AffiliationIdentifier, Candidate or ReferendumOptionIdentifier"
                self.refuse(one, None, "a line that says not what it is of", cure)

    def chosen(self, at: Element) -> Iterator[Chosen]:
        for one, option in self.selections(at):
            told = one.first(_eml("Elected"))
            if told is not None and told.text not in ("yes", "no"):
                self.refuse(told, told.text, "neither yes nor no", "write yes, or leave the line out")
            elected = told is not None and told.text == "yes"
            yield Chosen(option, elected, self.figure(one, "Ranking"), self.figure(one, "Votes"))

    def reasons(self, at: Element, name: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in at.all(_eml(name)):
            code = self.attribute(one, "ReasonCode")
            if code in found:
                self.refuse(one, code, "this reason stands twice", "keep one of the two")
            elif (number := self.number(one)) is not None:
                found[code] = number
        return found

    def figure(self, at: Element, name: str) -> int | None:
        found = at.first(_eml(name))
        return None if found is None else self.number(found)

    def number(self, at: Element) -> int | None:
        text = at.text
        if text.isascii() and text.isdigit() and len(text) <= _WIDEST:
            return int(text)
        self.refuse(at, text, "not a whole number, 0 or more", f"write at most {_WIDEST} digits and nothing else")
        return None

    def id_of(self, at: Element, name: str) -> str:
        found = at.first(_eml(name))
        if found is None:
            self.refuse(at, None, f"the element {name} is missing", "hand in the whole message")
            return ""
        return self.attribute(found, "Id")

    def attribute(self, at: Element, name: str) -> str:
        found = at.attributes.get(name, "").strip()
        if not found:
            self.refuse(at, None, f"the attribute {name} is missing or empty", "hand in the file as it was published")
        return found


def _eml(name: str) -> str:
    return f"{EML} {name}"


def _kr(name: str) -> str:
    return f"{KIESRAAD} {name}"


def _text(at: Element | None) -> str | None:
    return at.text or None if at is not None else None


def _person(at: Element) -> str | None:
    """A name as the Netherlands write it: first name or initials, prefix, last name."""
    place = at.first(_eml("CandidateFullName"))
    found = place and place.first(f"{_NAMES} PersonName")
    if not found:
        return None
    told = {one.name.rpartition(" ")[2]: one.text for one in found.children}
    first = told.get("FirstName") or told.get("NameLine")
    return " ".join(part for part in (first, told.get("NamePrefix"), told.get("LastName")) if part) or None
