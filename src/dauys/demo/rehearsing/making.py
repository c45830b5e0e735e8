"""The office of a rehearsal: made whole with what was asked for, or found as it was left. Told by one file in its folder."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dauys.demo.rehearsing.source import Source
from dauys.election.definition import write_definition
from dauys.office.folder import OfficeFolder
from dauys.text import BadInput, Fault

TOLD = "INVENTED-rehearsal.json"
MADE = "made"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rehearsal is of."""

    stations: int
    faults: str  # a share, as it was written: "0.05"
    election: str | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """Where one rehearsal lies."""

    path: Path

    @property
    def office(self) -> OfficeFolder:
        return OfficeFolder((self.path / "office").absolute())

    @property
    def site(self) -> Path:
        return self.path / "site"

    @property
    def logs(self) -> Path:
        """What the programs beside the night have said."""
        return self.path / "said"

    @property
    def is_made(self) -> bool:
        return (self.path / MADE).is_file()

    def asked(self) -> Asked | None:
        """What it was made of; None where nothing is there. Raises BadInput where something else is."""
        if not self.path.exists() or not any(self.path.iterdir()):
            return None
        try:
            return Asked(**json.loads((self.path / TOLD).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise _bad(self.path, "there is something in it, and it is no rehearsal", "name another folder") from None

    def begin(self, asked: Asked, anew: bool) -> bool:
        """Make room for what is asked for, or find it as it was left; gives whether it goes on from there.

        Raises BadInput where something else lies there.
        """
        there = self.asked()
        if there is not None and not anew and there != asked and self.is_made:
            cause = f"a rehearsal of something else was begun here: {json.dumps(asdict(there))}"
            raise _bad(self.path, cause, "add --anew, and it is removed and another begun; or name another folder")
        if there == asked and not anew and self.is_made:
            return True
        if there is not None:
            for one in sorted(self.path.iterdir()):
                if one.name != TOLD:  # this stays: until then it is known for what it is
                    shutil.rmtree(one) if one.is_dir() else one.unlink()
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / TOLD).write_text(json.dumps(asdict(asked)) + "\n", "utf-8")
        return False


@contextmanager
def alone(folder: Folder) -> Iterator[None]:
    """Hold a rehearsal as long as it is played; the hold ends with the process, however it ends. Raises BadInput."""
    folder.path.mkdir(parents=True, exist_ok=True)
    file = os.open(folder.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise _bad(folder.path, "this rehearsal is being played already", "end it first, or name another folder") from None
    finally:
        os.close(file)


def _bad(where: Path, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(str(where), None, None, None, cause, cure),))


def make(folder: Folder, source: Source) -> None:
    """Tables, record, keys, and the definition frozen by the chair. Django is set up for the office of this folder."""
    from django.core.management import call_command

    from dauys.office.journal.desk import desk
    from dauys.office.people.models import Membership, Person
    from dauys.office.setting_up.preparing import central_of, prepare

    call_command("migrate", verbosity=0)
    with TemporaryDirectory() as scratch:
        write_definition(source.event, Path(scratch))
        frozen = prepare(folder.office, Path(scratch))
    central = central_of(source.event).id
    chair = Person.objects.create(login="INVENTED founder", name="INVENTED chair who froze the definition", password="!")  # noqa: S106  (nobody can sign in with it)
    Membership.objects.create(person=chair, commission=central, part="chair")
    with desk.acting() as hand:
        hand.act("definition frozen", central, chair, hash=frozen)
    (folder.path / MADE).touch()
