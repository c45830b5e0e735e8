"""The API of the office: what a machine asks and does for its person. OpenAPI at ``/api/openapi.json``; no page of documents,
for that would bring foreign scripts into the office."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from dauys.acts import STATION, State
from dauys.office.counting.papers import Paper, keys_of, to_approve
from dauys.office.counting.views import find
from dauys.office.journal.desk import desk
from dauys.office.machines import answers, doing, errors, packages, scans, shapes, telling
from dauys.office.machines.models import Token
from dauys.office.machines.tokens import ByToken


class Api(NinjaAPI):
    """Keeps the values that did not fit, which the framework leaves out: whoever sent a wrong figure is told which."""

    def validation_error_from_error_contexts(self, error_contexts: list[Any]) -> ValidationError:
        told = super().validation_error_from_error_contexts(error_contexts)
        values = [one for context in error_contexts for one in context.pydantic_validation_error.errors(include_url=False)]
        for fault, one in zip(told.errors, values, strict=True):
            fault["input"] = one["input"]
        return told


api = Api(
    title="dauys: the office", version="1", urls_namespace="api", docs_url=None, auth=ByToken(),
    description="A token is made by a person, for one commission, on the page Machines; it acts as that person. Every POST "
    "has a header Idempotency-Key: sent again under the same key, a request is answered the same and does nothing twice.",
)  # fmt: skip
errors.listen(api)

PAPER = "/protocols/{station}/{contest}"
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422), shapes.Error)
PAGE = 500
"""Rows of one page at most."""


def _reads(address: str, name: str, shape: Any) -> Callable[[Any], Any]:
    return api.get(address, url_name=name, auth=ByToken(name), response={200: shape, **REFUSALS}, by_alias=True)


def _does(address: str, name: str, shape: Any, sent: Any = None, *more: int) -> Callable[[Any], Any]:
    """``sent``: the body, where the framework does not read it; ``more``: further statuses with which it is refused."""
    key = {"name": answers.KEY, "in": "header", "required": True, "schema": {"type": "string"}}
    told = {"parameters": [key]} | ({} if sent is None else {"requestBody": sent})
    refusals = REFUSALS | dict.fromkeys(more, shapes.Error)
    statuses = {200: shape, **refusals}
    return api.post(address, url_name=name, auth=ByToken(name), response=statuses, by_alias=True, openapi_extra=told)


FORM_OF_A_SCAN = {"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object", "required": ["scan", "version"],
    "properties": {"scan": {"type": "string", "format": "binary"}, "version": {"type": "integer", "minimum": 1}},
}}}}  # fmt: skip


def _token(request: HttpRequest) -> Token:
    token: Token = request.auth  # type: ignore[attr-defined]
    return token


# ---- reading -----------------------------------------------------------------------------------------------------------


@_reads("/definition", "definition", shapes.DefinitionTold)
def definition(request: HttpRequest) -> Any:
    """The election, and the contests that the commission of the token counts."""
    commission = _token(request).commission
    with desk.looking() as state:
        event = state.event
        mine = dict.fromkeys(contest for _, contest in keys_of(state, commission) if contest != STATION)
        contests = [
            {
                "id": one.id, "body": one.body, "tier": one.tier, "constituency": one.constituency,
                "options": [{"id": line.id, "names": telling.named(line.names)} for line in event.options_of(one.id)],
            }
            for one in map(event.contest, mine)
        ]  # fmt: skip
        return {
            "name": telling.named(event.names), "date": event.date.isoformat(), "invented": event.invented,
            "frozen": state.frozen, "commission": commission, "contests": contests,
        }  # fmt: skip


@_reads("/stations", "stations", shapes.StationsTold)
def stations(request: HttpRequest, start: int = Query(0, ge=0, le=10**6), limit: int = Query(PAGE, ge=1, le=PAGE)) -> Any:
    """The stations of which the commission has papers."""
    with desk.looking() as state:
        found: dict[str, list[str]] = {}
        for station, contest in keys_of(state, _token(request).commission):
            found.setdefault(station, []).append(contest)
        page = [(state.event.stations[name], contests) for name, contests in list(found.items())[start : start + limit]]
    return {"count": len(found), "stations": [
        {"id": one.id, "names": telling.named(one.names), "voters": one.voters, "contests": contests} for one, contests in page
    ]}  # fmt: skip


@_reads("/protocols", "protocols", shapes.PapersTold)
def protocols(
    request: HttpRequest, class_: str = Query("", alias="class"), contest: str = "", start: int = Query(0, ge=0, le=10**6),
    limit: int = Query(PAGE, ge=1, le=PAGE),
) -> Any:  # fmt: skip
    """Where the papers of the commission are."""
    with desk.looking() as state:
        found = [
            key for key in keys_of(state, _token(request).commission)
            if contest in ("", key[1]) and class_ in ("", state.class_of(*key))
        ]  # fmt: skip
        return {"count": len(found), "papers": [telling.place(Paper(state, *key)) for key in found[start : start + limit]]}


def _mine(state: State, token: Token, station: str, contest: str) -> Paper:
    """A paper on whose way the commission of the token is; another is not found."""
    paper = find(state, station, contest)
    if token.commission not in state.way(station, contest):
        raise errors.Refused("not found", errors.Wrong.of(f"{station}/{contest}"))
    return paper


@_reads(PAPER, "protocol", shapes.WholePaperTold)
def protocol(request: HttpRequest, station: str, contest: str) -> Any:
    """One paper: its figures once two people agree, and what does not hold."""
    with desk.looking() as state:
        return telling.whole(_mine(state, _token(request), station, contest))


@_reads(f"{PAPER}/form", "form", shapes.FormTold)
def form(request: HttpRequest, station: str, contest: str) -> Any:
    """The form of a paper: the fields that an entry names, and the rules over them."""
    with desk.looking() as state:
        return telling.form(_mine(state, _token(request), station, contest))


@_reads("/approvals", "ready", shapes.ReadyTold)
def ready(request: HttpRequest) -> Any:
    """Papers that the person of the token can approve now, with the hash of their figures."""
    token = _token(request)
    with desk.looking() as state:
        first = islice(to_approve(state, token.commission, token.person.pseudonym), PAGE)
        return {"papers": [doing.listed(paper) for paper in first]}


# ---- doing -------------------------------------------------------------------------------------------------------------


@_does(f"{PAPER}/received", "received", shapes.Done)
def received(request: HttpRequest, station: str, contest: str) -> HttpResponse:
    """The paper lies on the table."""
    return answers.once(request, lambda hand: doing.receive(hand, _token(request), station, contest))


@_does(f"{PAPER}/entered", "entered", shapes.Done)
def entered(request: HttpRequest, station: str, contest: str, entry: shapes.Entry) -> HttpResponse:
    """The first entry."""
    return answers.once(request, lambda hand: doing.enter(hand, _token(request), 1, station, contest, entry))


@_does(f"{PAPER}/entered-again", "entered again", shapes.Done)
def entered_again(request: HttpRequest, station: str, contest: str, entry: shapes.Entry) -> HttpResponse:
    """The second entry, by another person, from paper."""
    return answers.once(request, lambda hand: doing.enter(hand, _token(request), 2, station, contest, entry))


@_does(f"{PAPER}/resolved", "resolved", shapes.Done)
def resolved(request: HttpRequest, station: str, contest: str, entry: shapes.Entry) -> HttpResponse:
    """The fields in which two entries differ, and only these, typed from paper by a third person."""
    return answers.once(request, lambda hand: doing.enter(hand, _token(request), 3, station, contest, entry))


@_does(f"{PAPER}/scans", "scan", shapes.Attached, FORM_OF_A_SCAN, 507)
def scan(request: HttpRequest, station: str, contest: str) -> HttpResponse:
    """A photo or scan of a version of the paper: evidence, which counts as no entry."""
    with desk.looking() as state:
        _mine(state, _token(request), station, contest)
    return scans.attach(request, _token(request), station, contest)


@_does("/approvals", "approved", shapes.Approved)
def approved(request: HttpRequest, batch: shapes.Batch) -> HttpResponse:
    """Approve a batch with one code of the person's second factor, given for just this list."""
    token = _token(request)
    if (answered := answers.before(request)) is not None:
        return answered
    with desk.looking() as state:
        doing.check_batch(state, token, batch.papers)
    doing.check_code(token.person, doing.digest_of(batch.papers), batch.code)
    return answers.once(request, lambda hand: doing.approve(hand, token, batch.papers))


@_does("/stations/{station}/turnout", "turnout", shapes.Reported)
def turnout(request: HttpRequest, station: str, report: shapes.Turnout) -> HttpResponse:
    """Ballots issued by an hour."""
    told = report.model_dump()
    return answers.once(request, lambda hand: doing.report(hand, _token(request), "turnout reported", station, **told))


@_does("/stations/{station}/opened", "opened", shapes.Reported)
def opened(request: HttpRequest, station: str) -> HttpResponse:
    """The station has opened."""
    return answers.once(request, lambda hand: doing.report(hand, _token(request), "station opened", station))


@_does("/stations/{station}/closed", "closed", shapes.Reported)
def closed(request: HttpRequest, station: str) -> HttpResponse:
    """The station has closed."""
    return answers.once(request, lambda hand: doing.report(hand, _token(request), "station closed", station))


@_does("/packages", "package", shapes.Done)
def package(request: HttpRequest, brought: shapes.Brought) -> HttpResponse:
    """The signed package of a station: it counts as the first entry, by the owner of the station's key."""
    token, signed = _token(request), packages.read(brought.package)
    return answers.once(request, lambda hand: packages.accept(hand, token.commission, token.person, signed, brought.package))
