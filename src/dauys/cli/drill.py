"""Drills: what must hold before the day, tried on an office at work. Each ends in one page; 0 only if all of it holds."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from dauys.cli.office import Folder, _is_office, entered
from dauys.cli.shared import FAILED, Lang, app, bad, echo, progress

if TYPE_CHECKING:
    from dauys.demo.drills.page import Page

drills = typer.Typer(
    name="drill", no_args_is_help=True, help="What must hold before the day, tried: rehearsal, restore, tamper, capacity."
)
app.add_typer(drills)

Stations = Annotated[int, typer.Option("--stations", metavar="N", min=80, help="Of the invented election: 80 to 10,223.")]


@drills.command()
def rehearsal(folder: Folder, stations: Stations = 80, lang: Lang = "en") -> None:
    """Set an office up, show that it holds nothing, play a small night over HTTP, and compare the totals with the papers."""
    from dauys.demo.drills.rehearsal import rehearse

    with _made(folder), progress("the night"):
        page = rehearse(folder.absolute(), stations, _verified)
    _told(page, lang)


@drills.command()
def restore(
    folder: Folder,
    database: Annotated[
        str, typer.Option("--database", metavar="URL", help="An empty database for the copy; none: SQLite, thrown away.")
    ] = "",
    lang: Lang = "en",
) -> None:
    """Back an office up, restore it in a new place, and compare: the same head, the same rows. The office is only read."""
    from dauys.demo.drills.restore import restored

    _is_office(folder)
    if database and database == os.environ.get("DAUYS_DATABASE"):
        raise bad("--database", database, "this is the office's own database", "name an empty one")
    with progress("restoring"):
        page = restored(folder.absolute(), database)
    _told(page, lang)


@drills.command()
def tamper(lang: Lang = "en") -> None:
    """Plant every known tampering in a copy of an invented bundle, and see that `verify` finds each, at its place."""
    from dauys.cli.checking import ALSO
    from dauys.demo.drills.tamper import tampered
    from dauys.verify import CHECKS

    with progress("tampering") as tell:
        page = tampered(_verified, len(CHECKS) + len(ALSO), tell)
    _told(page, lang)


@drills.command()
def capacity(
    stations: Stations = 300,
    teams: Annotated[int, typer.Option("--teams", min=1, max=64, help="Commissions that type at once.")] = 4,
    seconds: Annotated[float, typer.Option("--seconds", min=1, max=600, help="How long they type.")] = 20,
    times: Annotated[int, typer.Option("--times", min=1, help="How many times the night's peak the office must bear.")] = 1,
    lang: Lang = "en",
) -> None:
    """Let invented commissions type as fast as an office of this machine answers: acts a second, and the night's peak."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "office"
        with _made(folder), progress("typing"):
            from dauys.demo.drills.capacity import measured

            page = measured(folder, stations, teams, seconds, times)
    _told(page, lang)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """A folder for a new office, entered. What the office does not answer ends the drill; what it said stays in the folder."""
    from dauys.demo.caller import Unanswered
    from dauys.demo.drills.programs import NotThere

    if folder.exists() and any(folder.iterdir()):
        raise bad(str(folder), None, "the folder is not empty", "name an empty folder, or one that does not exist yet")
    os.environ["DAUYS_INSECURE"] = "yes"  # it listens on this machine alone, and not behind a proxy
    entered(folder, new=True)
    try:
        yield
    except (Unanswered, NotThere) as fault:
        echo(str(fault))
        raise typer.Exit(FAILED) from None


def _verified(bundle: Path, key: str, older: Path | None) -> tuple[int, list[str]]:
    """The second program on a bundle, as `dauys verify` runs it."""
    from dauys.cli.checking import ALSO
    from dauys.verify import main as check

    with redirect_stdout(io.StringIO()) as said:
        code = check([str(bundle), "--key", key, *(("--since", str(older)) if older else ())], also=ALSO)
    return code, said.getvalue().splitlines()


def _told(page: "Page", lang: str) -> None:
    echo(page.told(lang))
    if not page.good:
        raise typer.Exit(FAILED)
