"""A definition that somebody has sent: made ready beside the office, shown, and put into it whole, or not at all.

It waits as a small office of its own, with record and keys, made by the code that the command uses. So its hash is known before
it is taken, and taking it is a change of names on one disk, in the transaction of the rows that name its commissions.
"""

import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from dauys.acts import State, read_act
from dauys.acts.record import DEFINITION, read_frozen
from dauys.election.event import Event
from dauys.law.positions import positions
from dauys.law.reading import law_ids, load_law
from dauys.ledger import parse
from dauys.office.folder import OfficeFolder
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.people.forms import say
from dauys.office.setting_up.preparing import central_here, central_of, prepare, prepared
from dauys.office.setting_up.uploads import NotTaken
from dauys.protocol.beside import comes_with
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput, Fault

SENT, EVENT = "files", "event.toml"


class Lawless(NamedTuple):
    """A body of which the files do not say by which law it is elected."""

    number: int
    id: str


class Waiting(NamedTuple):
    """What waits: bodies that lack a law; or, where none does, the event and the hash that is to be frozen."""

    lawless: list[Lawless]
    day: date | None
    event: Event | None = None
    hash: str = ""


# ---- what waits ----------------------------------------------------------------------------------------------------------


def send(files: Mapping[str, bytes]) -> None:
    """Make files ready to be taken, in place of what waited before. Raises BadInput with every fault, and NotTaken."""
    folder = desk.folder
    with TemporaryDirectory(prefix="loading-", dir=folder.path, ignore_cleanup_errors=True) as name:
        made = OfficeFolder(Path(name) / "made")
        (made.path / SENT).mkdir(parents=True)
        for one, data in files.items():
            (made.path / SENT / one).write_bytes(data)
        if not _lawless(files.get(EVENT, b"")):
            prepare(made, made.path / SENT)
            _fits(_event(made))
        with desk.alone():
            _still_open()
            shutil.rmtree(folder.loading, ignore_errors=True)
            made.path.rename(folder.loading)


def waiting() -> Waiting | None:
    """What waits, and None where nothing does."""
    made = OfficeFolder(desk.folder.loading)
    try:
        written = (made.path / SENT / EVENT).read_bytes()
        if lawless := _lawless(written):
            day = tomllib.loads(written.decode()).get("date")
            return Waiting(lawless, day if isinstance(day, date) else None)
        event = _event(made)
        return Waiting([], event.date, event, prepared(made))
    except (OSError, BadInput):  # taken meanwhile, or another has come
        return None


def choose(chosen: Mapping[int, str]) -> None:
    """Write laws into the files that wait, each under the head of its body, and make them ready. Raises as ``send`` does."""
    try:
        files = {one.name: one.read_bytes() for one in (desk.folder.loading / SENT).iterdir()}
        text = files[EVENT].decode()
    except (OSError, KeyError):
        raise NotTaken(say("setting.another")) from None
    missing = _lawless(files[EVENT])
    if any(chosen.get(one.number) not in editions() for one in missing):
        raise NotTaken(say("setting.choose laws"))
    lines, places = text.split("\n"), positions(text)
    for one in reversed(missing):
        lines.insert(places["body", one.number][0], f'law = "{chosen[one.number]}"')
    send(files | {EVENT: "\n".join(lines).encode()})


def editions(day: date | None = None) -> list[str]:
    """The laws by which an office can count; with a day, those in force on it."""
    able = [law for law in law_ids() if comes_with(law, "forms") and comes_with(law, "chain")]
    return able if day is None else [law for law in able if _in_force(law, day)]


def _in_force(law: str, day: date) -> bool:
    time = load_law(law).in_force
    return time.from_ <= day and (time.until is None or day < time.until)


def _lawless(written: bytes) -> list[Lawless]:
    """Bodies without a law, where one can be written under their head; of files that cannot be read, the reading tells."""
    try:
        text = written.decode()
        bodies = tomllib.loads(text).get("body", [])
        without = [n for n, body in enumerate(bodies) if isinstance(body, dict) and "law" not in body]
        if not without:
            return []
        lines, places = text.split("\n"), positions(text)
        return [
            Lawless(number, str(bodies[number].get("id", number + 1)))
            for number in without
            if lines[places["body", number][0] - 1].lstrip().startswith("[[")
        ]
    except (ValueError, TypeError, RecursionError, KeyError):
        return []


# ---- into the office -----------------------------------------------------------------------------------------------------


def take(hash_: str) -> Event:
    """Put what waits into the office: its record and keys, and the rows that name its commissions; all of it, or nothing.

    Raises NotTaken where the definition is frozen, or another waits than the one that was shown; BadInput where it does not fit
    what is there.
    """
    folder, made = desk.folder, OfficeFolder(desk.folder.loading)
    with ExitStack() as undo:
        with desk.alone():
            _still_open()
            if not (made.record / DEFINITION).is_dir() or prepared(made) != hash_:
                raise NotTaken(say("setting.another"))
            event, keys = read_frozen(made.record / DEFINITION)
            if Entry.objects.exists() and keys != desk.keys:  # the first act was done meanwhile
                raise NotTaken(say("setting.another"))
            _fits(event)
            before, after = central_here(), central_of(event).id
            for model in _naming("commission") if before != after else ():
                model._base_manager.filter(commission=before).update(commission=after)
            if Entry.objects.exists():
                _exchange(folder.record / DEFINITION, made.record / DEFINITION, undo)
            else:  # the record is the last: with it the office has an election
                for here, there in ((folder.keys, made.keys), (folder.record, made.record)):
                    _exchange(here, there, undo)
        undo.pop_all()  # committed: nothing is taken back
    shutil.rmtree(folder.loading, ignore_errors=True)
    return event


def _exchange(here: Path, there: Path, undo: ExitStack) -> None:
    for source, target in ((here, there.with_name(f"{there.name} before")), (there, here)):
        if source.exists():
            source.rename(target)
            undo.callback(target.rename, source)


def _still_open() -> None:
    if is_frozen():
        raise NotTaken(say("setting.frozen already"))


def is_frozen() -> bool:
    """Whether an act has frozen the definition; acts on nominations come before it."""
    if not Entry.objects.exists():
        return False
    with desk.looking() as state:
        return state.frozen is not None


def _acts_hold(event: Event) -> Iterator[Fault]:
    """The acts so far, which were done by another definition, are acts by this one too."""
    state = State(event)
    for entry in Entry.objects.order_by("index"):
        try:
            state.apply(read_act(parse(bytes(entry.body))))
        except NotAllowed as refusal:
            told, cause = f"{entry.index}: {refusal}", "what was done so far does not hold with these files"
            yield Fault(EVENT, None, None, told, cause, "keep what the acts name as it was")
            return


def _event(made: OfficeFolder) -> Event:
    return read_frozen(made.record / DEFINITION)[0]


def _fits(event: Event) -> None:
    """Whatever names a commission or a station still finds it. Raises BadInput."""
    here, central = desk.event if desk.is_set_up else None, central_here()
    faults: list[Fault] = []
    if here is not None and here.invented != event.invented:
        cause = "a rehearsal and a live election have no office in common"
        faults.append(Fault(EVENT, None, "invented", str(event.invented).lower(), cause, "start another office for it"))
    for one in sorted(_named("commission") - {central}):
        now, then = event.commissions.get(one), here.commissions.get(one) if here else None
        if now is None or (then is not None and then.kind != now.kind):
            cause = "people are in this commission already, and it is not in these files, or of another kind"
            faults.append(Fault("commissions.csv", None, "id", one, cause, "keep its row as it was"))
    faults += _acts_hold(event)
    for one in sorted(_named("station") - event.stations.keys()):
        cause = "a key is registered for this station already, and it is not in these files"
        faults.append(Fault("stations.csv", None, "id", one, cause, "keep its row"))
    if faults:
        raise BadInput(tuple(faults))


def _named(field: str) -> set[str]:
    return {one for model in _naming(field) for one in model._base_manager.values_list(field, flat=True).distinct()}


def _naming(field: str) -> Iterator[type[Any]]:
    """The models with a field that names something of the definition."""
    for model in apps.get_models():
        if _has(model, field):
            yield model


def _has(model: type[Model], field: str) -> bool:
    try:
        model._meta.get_field(field)
    except FieldDoesNotExist:
        return False
    return True
