"""An office for a drill, made in a moment: an invented election frozen, and three invented people wherever papers come in.

Of three, one receives and types, the second types again, the third settles and approves. Django is set up before this is used.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from dauys.acts import STATION, State
from dauys.demo.caller import PASSWORD, Member
from dauys.demo.definition import invent_definition
from dauys.demo.night import Paper, invent_figures
from dauys.election.event import Event
from dauys.protocol import Figures
from dauys.text import BadInput, Fault

SEED = 1

type Typed = Mapping[str, int | None]
"""Figures of a paper by field of its form: ``T``, ``P.Amanat``."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that lies before a team: whose it is, and what stands on it."""

    station: str
    contest: str
    figures: Typed

    @property
    def address(self) -> str:
        """Of the paper in the API."""
        from urllib.parse import quote

        return f"/api/protocols/{quote(self.station)}/{quote(self.contest)}"


@dataclass(frozen=True, slots=True)
class Team:
    """Three people of one commission, and the papers that it receives, a station's own record after its others."""

    commission: str
    people: tuple[Member, Member, Member]
    papers: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Founded:
    """An office that waits for its papers. hash: of the definition that was frozen."""

    hash: str
    chair: Member
    teams: tuple[Team, ...]


def environment(folder: Path, database: str = "", **more: str) -> dict[str, str]:
    """The environment of a program of an office: nothing of another office is left in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS", "DJANGO"))}
    told = {"DAUYS_OFFICE": str(folder), "DJANGO_SETTINGS_MODULE": "dauys.office.settings", **more}
    return kept | told | ({"DAUYS_DATABASE": database} if database else {})


def found_elsewhere(told: Mapping[str, str], stations: int, most: int | None = None) -> Founded:
    """``found`` in a process of its own, which alone has this environment: for who looks at several offices."""
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    answer: Any = context.Queue()
    process = context.Process(target=_found_there, args=(dict(told), stations, most, answer))
    process.start()
    try:
        result: Founded = answer.get(timeout=600)
        return result
    finally:
        process.join(20)


def _found_there(told: dict[str, str], stations: int, most: int | None, answer: Any) -> None:
    os.environ.clear()
    os.environ.update(told)
    import django

    django.setup()
    answer.put(found(stations, most))


def found(stations: int, most: int | None = None) -> Founded:
    """Make the office that the environment names, tables and all, and freeze an invented definition in it.

    most: so many commissions, those with the most papers; None: all. Raises BadInput where the database is not empty.
    """
    from tempfile import TemporaryDirectory

    from django.core.management import call_command
    from django.db import connection, transaction

    from dauys.election.definition import write_definition
    from dauys.office.folder import OfficeFolder
    from dauys.office.journal.desk import desk
    from dauys.office.people.models import Person
    from dauys.office.setting_up.preparing import central_here, prepare

    if connection.introspection.table_names():
        cause = "there is something in its database already, and a drill touches nothing of others"
        raise BadInput((Fault("DAUYS_DATABASE", None, None, None, cause, "name an empty database"),))
    call_command("migrate", verbosity=0)
    event = invent_definition(stations, SEED)
    with TemporaryDirectory() as scratch:
        write_definition(event, Path(scratch) / "definition")
        frozen = prepare(OfficeFolder.here(), Path(scratch) / "definition")
    central = central_here()
    chair = somebody(central, "chair", "chair")
    with desk.acting() as hand:
        hand.act("definition frozen", central, Person.objects.get(login=chair.login), hash=frozen)
    with transaction.atomic():
        teams = [
            Team(commission, _three(commission, number), sheets)
            for number, (commission, sheets) in enumerate(received(event, papers_of_night(event), most).items())
        ]
    return Founded(frozen, chair, tuple(teams))


def papers_of_night(event: Event) -> list[Paper]:
    """The papers of the invented night of an event, a station's own record last: it is checked beside the others."""
    night = invent_figures(event, Random(SEED))  # noqa: S311  (a drill must be the same again)
    found = [paper for station in event.stations for paper in night.papers(station)]
    return sorted(found, key=lambda paper: paper.contest == STATION)


def received(event: Event, papers: Iterable[Paper], most: int | None) -> dict[str, tuple[Sheet, ...]]:
    """Papers by the commission that receives them, those with the most first."""
    state, found = State(event), dict[str, list[Sheet]]()
    for paper in papers:
        sheet = Sheet(paper.station, paper.contest, typed(paper.figures))
        found.setdefault(state.receiver(paper.station, paper.contest), []).append(sheet)
    order = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))[:most]
    return {commission: tuple(sheets) for commission, sheets in order}


def typed(figures: Figures) -> dict[str, int | None]:
    """Figures by field, as a machine sends them."""
    told: dict[str, int | None] = {}
    for line, cell in figures.lines.items():
        told |= {f"{line}.{name}": number for name, number in cell.items()} if isinstance(cell, Mapping) else {line: cell}
    return told


def _three(commission: str, number: int) -> tuple[Member, Member, Member]:
    first, second, third = (somebody(commission, "member", f"drill-{number}-{turn}", turn == 3) for turn in (1, 2, 3))
    return first, second, third


def somebody(commission: str, part: str, login: str, signs_in: bool = True) -> Member:
    """An invented person with a part, a second factor and a token; with a password only if it will be asked for."""
    from django_otp.plugins.otp_totp.models import TOTPDevice  # type: ignore[import-untyped]

    from dauys.office.machines import tokens
    from dauys.office.people import inviting
    from dauys.office.people.models import Person

    person = Person(login=login, name=f"INVENTED {login}")
    person.set_password(PASSWORD if signs_in else None)  # None: no password is ever right
    person.save()
    inviting.join(person, commission, part, None)
    device = TOTPDevice.objects.create(user=person, name="app", confirmed=True)
    return Member(login, device.bin_key, tokens.make(person, commission, "INVENTED"))
