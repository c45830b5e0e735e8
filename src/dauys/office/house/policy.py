"""Who may ask for what: one table over the names of all routes. A route that is not in it is refused to everybody.

Rights follow the tree of commissions. What somebody may do hangs on the part that he has in the commission that the address
names; who has a part in a commission above may look. That one person does not do two people's work is not a matter of
rights: the life of a protocol, and the database, hold it whatever the role.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dauys.election.event import Event
from dauys.office.people.models import PARTS, Person


@dataclass(frozen=True, slots=True)
class Right:
    """What a route asks of who asks for it."""

    parts: frozenset[str] = frozenset()  # in the commission that the address names; none: no commission is named
    signed_in: bool = True
    second_factor: bool = True
    from_above: frozenset[str] = frozenset()  # parts in a commission above that are enough
    looking_on: bool = False  # observers may write here too: their own copies, and complaints
    without_election: bool = False  # open before one is loaded, to who has a part in the central commission that is to be


ANYBODY = Right(signed_in=False, second_factor=False)
ON_THE_WAY_IN = Right(second_factor=False)
SIGNED_IN = Right()
LOOKING = Right(frozenset(PARTS), from_above=frozenset(PARTS))
TYPING = Right(frozenset(PARTS) - {"observer"})
HERE = Right(frozenset(PARTS))
OBSERVERS_TOO = Right(frozenset(PARTS), looking_on=True)
APPROVING = Right(frozenset({"chair", "secretary", "member"}))
DECIDING = Right(frozenset({"chair", "secretary"}))
AT_STATION = Right(frozenset(PARTS))
INVITING = Right(frozenset({"chair", "secretary"}), from_above=frozenset({"chair", "secretary"}))

LOADING = Right(DECIDING.parts, without_election=True)

CENTRAL = "central"
"""By this id the central commission goes in an office without an election: the definition that is loaded gives it its own."""

OBSERVING = frozenset({"observer"})

ROUTES: Mapping[str, Right] = {
    # people
    "people:in": ANYBODY, "people:invitation": ANYBODY, "people:language": ANYBODY,
    "people:out": ON_THE_WAY_IN, "people:second factor": ON_THE_WAY_IN, "people:new factor": ON_THE_WAY_IN,
    "people:new key": ON_THE_WAY_IN, "people:challenge": ON_THE_WAY_IN, "people:recovery": ON_THE_WAY_IN,
    "people:factors": SIGNED_IN, "people:drop key": SIGNED_IN, "people:password": SIGNED_IN, "people:recover": INVITING,
    "people:commissions": SIGNED_IN, "people:list": LOOKING, "people:invite": INVITING, "people:end": INVITING,
    # counting
    "counting:home": LOOKING, "counting:stations": LOOKING, "counting:paper": LOOKING,
    "counting:enter": TYPING, "counting:save": TYPING, "counting:pause": TYPING, "counting:receive": TYPING,
    "counting:settle": APPROVING, "counting:decide": DECIDING, "counting:approve": APPROVING,
    # results
    "results:home": LOOKING, "results:summary": LOOKING, "results:summary file": LOOKING, "results:draft": LOOKING,
    "results:table": LOOKING, "results:seats": LOOKING, "results:announcement file": LOOKING,
    "results:sign": TYPING, "results:deeds": DECIDING, "results:confirm": APPROVING,
    # results, after the day
    "results:after": LOOKING, "results:again": DECIDING, "results:recall": LOOKING,
    # observing: an observer sees his own copies and complaints, the commission all
    "observing:home": LOOKING, "observing:log": LOOKING,
    **{f"observing:{name}": HERE for name in ("copies", "photo", "complaints", "complaint")},
    "observing:courts": LOOKING, "observing:ruling": DECIDING, "observing:to court": DECIDING,
    "observing:accredit": DECIDING, "observing:decide": DECIDING,
    "observing:copy": OBSERVERS_TOO, "observing:lodge": OBSERVERS_TOO,
    # setting up
    "setting up:definition": LOOKING, "setting up:rules": LOOKING, "setting up:freeze": DECIDING, "setting up:check": DECIDING,
    "setting up:load": LOADING, "setting up:laws": LOADING, "setting up:loaded": LOADING,
    # papers
    "papers:blank": LOOKING, "papers:filled": LOOKING, "papers:scans": LOOKING, "papers:scan": LOOKING, "papers:attach": TYPING,
    # machines: the API asks for its token itself, by the table in ``machines/rights.py``
    "machines:home": TYPING, "machines:token": TYPING, "machines:end token": TYPING, "machines:package": TYPING,
    "machines:key": DECIDING, "machines:end key": DECIDING,
    **{f"api:{name}": ANYBODY for name in (
        "openapi-json", "api-root", "definition", "stations", "protocols", "protocol", "form", "received", "entered",
        "entered again", "resolved", "ready", "approved", "turnout", "opened", "closed", "package", "scan",
    )}, "nowhere:nothing": ANYBODY,
    # reports: answered by the central commission alone; who has another part in it reads them
    "reports:report": ANYBODY, "reports:fate": ANYBODY, "reports:all": ANYBODY,
    "reports:list": LOOKING, "reports:one": LOOKING, "reports:take": APPROVING, "reports:answer": APPROVING,
    # voters: nobody above a commission sees who is on its list; who presides issues no ballots (Kazakhstan, Art. 41(5))
    "voters:take back": DECIDING, "voters:again": DECIDING,
    "voters:lists": LOOKING, "voters:load": APPROVING, "voters:change": DECIDING, "voters:issue": Right(frozenset({"member"})),
    **{f"voters:{name}": APPROVING for name in ("station", "day", "find", "print", "boxes", "books")},
    "voters:laptop": APPROVING, "voters:laptop lost": DECIDING,
    **{f"voters:laptop {name}": APPROVING for name in ("line", "in", "worker", "store")},
    # station: what is typed there is for the commission itself; who looks from above sees what was sent
    **{f"station:{name}": AT_STATION for name in ("home", "count", "phone", "worker", "line", "copy")},
    **{f"station:{name}": TYPING for name in ("step", "send", "outbox", "photo", "key", "bring")},
    "station:attach": AT_STATION, "station:picture": AT_STATION,
    # nominations and ballots
    "nominations:home": LOOKING, "nominations:body": LOOKING, "nominations:contest": LOOKING, "nominations:one": LOOKING,
    "nominations:ballot": LOOKING, "nominations:call": DECIDING, "nominations:calendar": DECIDING, "nominations:lodge": TYPING,
    "nominations:decide": DECIDING, "nominations:order": DECIDING, "nominations:definition": DECIDING,
    "nominations:moved": TYPING,
    # house
    "house:health": ANYBODY,
}  # fmt: skip


def refusal(
    person: Person | None, verified: bool, route: str, commission: str | None, event: Event | None, writes: bool = False
) -> str | None:
    """Why this is refused: a key of the phrases; None where it is not. ``writes``: asked for by any method but GET and HEAD."""
    right = ROUTES.get(route)
    if right is None:
        return "office.refused no right"
    if right.signed_in and person is None:
        return "office.refused sign in"
    if right.second_factor and not verified:
        return "office.refused second factor"
    if not right.parts:
        return None
    if event is None and not right.without_election:
        return "setting.no election"
    if person is None or commission is None or commission not in ({CENTRAL} if event is None else event.commissions):
        return "office.refused commission"
    # observers read, but where a route's right says otherwise in so many words
    able = frozenset(PARTS) - OBSERVING if writes and not right.looking_on else frozenset(PARTS)
    if person.parts_in(commission) & right.parts & able:
        return None
    above = (person.parts_in(one) & right.from_above & able for one in _above(commission, event))
    return None if any(above) else "office.refused part"


def _above(commission: str, event: Event | None) -> Iterator[str]:
    """The commissions above one, the nearest first."""
    here = event.commissions[commission].parent if event else None
    while event and here in event.commissions:
        yield here
        here = event.commissions[here].parent


def able(parts: frozenset[str], route: str) -> bool:
    """Whether parts in the commission that a page is of are enough for a route: what is refused is not offered."""
    return bool(ROUTES[route].parts & parts)
