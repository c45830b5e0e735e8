"""What the API answers where it refuses: a code for the machine; what happened, why, and what to do, for its owner."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from dauys.acts import NotAnAct
from dauys.ledger import NotCanonical
from dauys.office.house.refusals import told
from dauys.office.journal.desk import NotSetUp
from dauys.office.people.forms import say
from dauys.protocol.life import NotAllowed

SHOWN = 60
"""Characters of a wrong value that are sent back."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """An error: its HTTP status, and the phrases for what, why and cure."""

    status: int
    what: str
    why: str
    cure: str


TABLE: Mapping[str, Sentence] = {
    "token": Sentence(401, "machines.token", "machines.token why", "machines.token cure"),
    "right": Sentence(403, "machines.right", "machines.right why", "machines.right cure"),
    "not found": Sentence(404, "machines.not found", "machines.not found why", "machines.not found cure"),
    "not set up": Sentence(409, "machines.not set up", "machines.not set up why", "machines.not set up cure"),
    "unreadable": Sentence(400, "machines.unreadable", "machines.unreadable why", "machines.unreadable cure"),
    "key": Sentence(400, "machines.key", "machines.key why", "machines.key cure"),
    "key used": Sentence(409, "machines.key used", "machines.key used why", "machines.key used cure"),
    "figures": Sentence(422, "machines.figures", "machines.figures why", "machines.figures cure"),
    "not now": Sentence(409, "machines.not now", "machines.not now why", "machines.not now cure"),
    "refused": Sentence(409, "machines.refused", "machines.refused why", "machines.refused cure"),
    "code": Sentence(422, "machines.code", "machines.code why", "machines.code cure"),
    "batch": Sentence(409, "machines.batch", "machines.batch why", "machines.batch cure"),
    "scan": Sentence(422, "machines.scan", "machines.scan why", "machines.scan cure"),
    "not kept": Sentence(507, "machines.not kept", "machines.not kept why", "machines.not kept cure"),
    "package unreadable": Sentence(422, "machines.package", "machines.package why", "machines.package cure"),
    "package key": Sentence(422, "machines.stranger", "machines.stranger why", "machines.stranger cure"),
    "package signature": Sentence(422, "machines.signature", "machines.signature why", "machines.signature cure"),
    "package station": Sentence(422, "machines.station", "machines.station why", "machines.station cure"),
    "package owner": Sentence(403, "machines.owner", "machines.owner why", "machines.owner cure"),
    "package version": Sentence(409, "machines.version", "machines.version why", "machines.version cure"),
    "package accepted": Sentence(409, "machines.accepted", "machines.accepted why", "machines.accepted cure"),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One place in what was sent: its name, what stood there (as JSON; None where nothing did)."""

    line: str
    value: str | None

    @classmethod
    def of(cls, line: str, value: Any = None) -> "Wrong":
        """With a value as it was sent, cut short and in ASCII, whatever it was."""
        text = None if value is None else json.dumps(value, default=lambda one: type(one).__name__)[:SHOWN]
        return cls(line.encode("ascii", "backslashreplace").decode()[:SHOWN], text)


class Refused(Exception):
    """Nothing was done: a code of the table, and the places that are at fault."""

    def __init__(self, code: str, *faults: Wrong, what: str = "", detail: str = "") -> None:
        super().__init__(code)
        self.code, self.faults, self.what, self.detail = code, faults, what, detail

    def told(self) -> dict[str, Any]:
        """What is answered, in the language of the request."""
        row = TABLE[self.code]
        answer: dict[str, Any] = {
            "code": self.code, "what": self.what or say(row.what), "why": say(row.why), "cure": say(row.cure),
        }  # fmt: skip
        if self.detail:
            answer["detail"] = self.detail.encode("ascii", "backslashreplace").decode()[:300]
        if self.faults:
            answer["faults"] = [{"line": one.line, "value": one.value} for one in self.faults]
        return answer


def refused(fault: Exception) -> Refused:
    """What was raised, as a row of the table."""
    match fault:
        case Refused():
            return fault
        case AuthenticationError():
            return Refused("token")
        case Http404():
            return Refused("not found")
        case NotSetUp():
            return Refused("not set up")
        case NotAllowed():
            return Refused("refused", what=told(fault), detail=str(fault))
        case ValidationError():
            places = [_place(one) for one in fault.errors]
            figures = any(path[:1] == ("figures",) for path, _ in places)
            return Refused("figures" if figures else "unreadable", *(_wrong(path, value) for path, value in places))
    return Refused("unreadable", detail=str(fault))


def answer(fault: Exception) -> HttpResponse:
    """The answer to a request that was refused."""
    one = refused(fault)
    response = HttpResponse(json.dumps(one.told(), ensure_ascii=False).encode(), content_type="application/json")
    response.status_code = TABLE[one.code].status
    if one.code == "token":
        response["WWW-Authenticate"] = "Bearer"
    return response


def listen(api: NinjaAPI) -> None:
    """Have the API answer so."""
    for kind in (
        Refused,
        AuthenticationError,
        HttpError,
        Http404,
        NotSetUp,
        NotAllowed,
        NotAnAct,
        NotCanonical,
        ValidationError,
    ):
        api.add_exception_handler(kind, lambda request, fault: answer(fault))


def _place(told_: Mapping[str, Any]) -> tuple[tuple[str, ...], Any]:
    """Where in what was sent, without what the API's own code calls it; and what stood there."""
    loc = tuple(map(str, told_.get("loc", ())))
    path = loc[2:] if loc[:1] == ("body",) else loc[1:]
    return path, None if told_.get("type") == "missing" else told_.get("input")


def _wrong(path: tuple[str, ...], value: Any) -> Wrong:
    return Wrong.of(".".join(path[1:] if path[:1] == ("figures",) else path) or "body", value)


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below /api/ that is none."""
    return answer(Refused("not found"))
