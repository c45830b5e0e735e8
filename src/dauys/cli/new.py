"""The command for a small organisation's election: a spreadsheet from a few answers, and a definition from the spreadsheet."""

import re
import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from dauys.cli.shared import app, bad, echo

SPREADSHEET, DEFINITION, OFFICE = "election.xlsx", "definition", "office"
"""What lies in the folder of an election."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the election; it is made.")],
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="The spreadsheet, filled in: make the definition of it.")
    ] = None,
    name_kk: Annotated[str | None, typer.Option("--name-kk", metavar="TEXT", help="What is elected, in Kazakh.")] = None,
    name_ru: Annotated[str | None, typer.Option("--name-ru", metavar="TEXT", help="The same in Russian.")] = None,
    name_en: Annotated[str | None, typer.Option("--name-en", metavar="TEXT", help="The same in English.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--day", metavar="DAY", formats=["%Y-%m-%d"], help="The day of the vote.")
    ] = None,
    lists: Annotated[int | None, typer.Option("--lists", metavar="N", min=0, help="Seats by lists; 0: no lists.")] = None,
    constituencies: Annotated[
        int | None, typer.Option("--constituencies", metavar="N", min=0, max=999, help="Seats in constituencies, one in each.")
    ] = None,
    voters: Annotated[int | None, typer.Option("--voters", metavar="N", min=1, help="How many may vote.")] = None,
    stations: Annotated[int, typer.Option("--stations", metavar="N", min=1, max=999, help="Places of voting.")] = 1,
    chair: Annotated[str | None, typer.Option("--chair", metavar="NAME", help="Who chairs the commission.")] = None,
    secretary: Annotated[str | None, typer.Option("--secretary", metavar="NAME", help="The second person.")] = None,
    member: Annotated[str | None, typer.Option("--member", metavar="NAME", help="The third.")] = None,
    log: Annotated[str, typer.Option("--log", metavar="NAME", help="The name of its log, which no other has.")] = "",
    invented: Annotated[bool, typer.Option("--invented", help="A rehearsal: every page says so.")] = False,
) -> None:
    """Make a small organisation's election: a spreadsheet to fill in, and with --from its definition for an office."""
    if source is not None:
        _define(folder, source)
        return
    file = folder / SPREADSHEET
    if file.exists():
        raise bad(str(file), None, "there is a spreadsheet already", f"fill it in, then: dauys new {folder} --from {file}")
    given: dict[str, Any] = {
        "--name-kk": name_kk, "--name-ru": name_ru, "--name-en": name_en, "--day": day, "--lists": lists,
        "--constituencies": constituencies, "--voters": voters, "--chair": chair, "--secretary": secretary, "--member": member,
    }  # fmt: skip
    found = _asked(given) if sys.stdin.isatty() else given
    _refuse_missing(found)

    from dauys.formats.organisation import Answers, spreadsheet
    from dauys.law.words import Names

    names = Names(kk=found["--name-kk"] or None, ru=found["--name-ru"] or None, en=found["--name-en"] or None)
    of_day = found["--day"].date()
    title = re.sub(r"[^A-Za-z0-9]+", "-", folder.resolve().name).strip("-") or "election"
    made = spreadsheet(Answers(
        names, of_day, found["--lists"], found["--constituencies"], found["--voters"], stations, found["--chair"],
        found["--secretary"], found["--member"], log or f"{title}/{of_day}", invented,
    ))  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(made)
    echo(f"written: {file}. Fill it in; its sheet 'help' says what every column means")
    echo(f"next: dauys new {shlex.quote(str(folder))} --from {shlex.quote(str(file))}")


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        raise typer.BadParameter("write a whole number, 0 or more")
    return int(typed)


def _date(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise typer.BadParameter("write a date: 2026-11-29") from None


QUESTIONS: dict[str, tuple[str, Any]] = {
    # option: the question, and what is read
    "--name-kk": ("What is elected, in Kazakh (leave empty where it is not known)", str),
    "--name-ru": ("The same in Russian", str),
    "--name-en": ("The same in English", str),
    "--day": ("The day of the vote (2026-11-29)", _date),
    "--lists": ("Seats by lists (0: no lists)", _number),
    "--constituencies": ("Seats in constituencies, one in each (0: none)", _number),
    "--voters": ("How many may vote", _number),
    "--chair": ("Three people run it. Who chairs the commission", str),
    "--secretary": ("Who is its secretary", str),
    "--member": ("Who is its third member", str),
}


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """The answers that no option gave, asked for at the terminal."""
    return {
        option: typer.prompt(question, default="" if option.startswith("--name") else None, value_proc=read)
        if given[option] is None
        else given[option]
        for option, (question, read) in QUESTIONS.items()
    }


def _refuse_missing(found: dict[str, Any]) -> None:
    """Raises BadInput with every answer that is lacking, or that does not go with another."""
    from dauys.text import BadInput, Fault

    faults = [
        Fault(option, None, None, None, "this is not answered", "add the option, or run the command at a terminal: it asks")
        for option, value in found.items()
        if value is None and not option.startswith("--name")
    ]
    if not any(found[option] for option in found if option.startswith("--name")):
        faults.append(Fault("--name-kk", None, None, None, "what is elected has no name", "name it in one language at least"))
    if (found["--lists"], found["--constituencies"]) == (0, 0):
        faults.append(Fault("--lists", None, None, 0, "nobody is elected", "give seats of one kind at least"))
    people = [found[option] for option in ("--chair", "--secretary", "--member") if found[option]]
    if len(set(people)) < len(people):
        cause = "one person has two parts, and what one types another must approve"
        faults.append(Fault("--chair", None, None, None, cause, "name three people"))
    if faults:
        raise BadInput(tuple(faults))


def _define(folder: Path, source: Path) -> None:
    """The definition of a filled spreadsheet: read back as an office reads it before it is there."""
    from tempfile import TemporaryDirectory

    from dauys.election.definition import read_definition, write_definition
    from dauys.formats.organisation_reading import read_spreadsheet

    out = folder / DEFINITION
    if out.exists():
        raise bad(str(out), None, "there is a definition already", "take it away, or name another folder")
    if not source.is_file():
        raise bad("--from", source, "there is no such file", "name the spreadsheet, filled in and saved as XLSX")
    found = read_spreadsheet(source)
    event, people = found.event, found.people
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as scratch:
        write_definition(event, Path(scratch) / DEFINITION)
        read_definition(Path(scratch) / DEFINITION)
        (Path(scratch) / DEFINITION).rename(out)
    voters = sum(one.voters for one in event.stations.values())
    told = "INVENTED: " if event.invented else ""
    echo(f"{told}written: {out}. {len(event.parties)} lists, {len(event.constituencies)} constituencies, "
         f"{len(event.stations)} stations, {voters:,} voters")  # fmt: skip
    words = ["dauys", "office", "start", folder / OFFICE, "--definition", out, "--chair", people["chair"]]
    echo(f"next: {shlex.join(map(str, words))}")
    echo(f"the chair comes in by the link, and invites {people['secretary']} (secretary) and {people['member']} (member)")
