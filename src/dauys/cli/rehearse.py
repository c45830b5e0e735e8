"""The command that plays a whole election night in an office into which people can walk: ``make run`` calls it."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dauys.cli.shared import FAILED, app, bad, echo, progress

BY_HAND, ALONE = 10.0, 1.0
"""Minutes that a night takes with somebody at the terminal, and without."""


PROGRAM = "from dauys.cli import main; main()"
"""What the programs beside the night are."""


@app.command()
def rehearse(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the rehearsal: taken up again, or made.")],
    stations: Annotated[int, typer.Option("--stations", metavar="N", help="80 to 10,223, which is all of them.")] = 300,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", min=0, help="How long the night takes; else ten, and one where there is no terminal."),
    ] = None,
    faults: Annotated[float, typer.Option("--faults", min=0, max=1, help="Share of stations with a planted fault.")] = 0.05,
    election: Annotated[
        str | None, typer.Option("--election", metavar="NAME", help="Real protocols instead: ge-parliament-2012.")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Remove what is in the folder, and begin another.")] = False,
) -> None:
    """Play an INVENTED election night: office, public site, people to sign in as; then it is checked as a stranger would."""
    from dauys.demo.rehearsing.making import Asked, Folder, alone, make
    from dauys.demo.rehearsing.source import source_of

    here, at_terminal = Folder(folder), sys.stdin.isatty() and sys.stdout.isatty()
    here.asked()  # refused before anything is made where something else lies there
    with alone(here):
        goes_on = here.begin(Asked(0 if election else stations, str(0.0 if election else faults), election), anew)
        with progress("inventing the election" if election is None else "reading the protocols"):
            source = source_of(election, stations, faults)
        echo(f"INVENTED: {source.event.names.told('en')}, {len(source.event.stations):,} stations")
        _sit_at(here.office.path)
        if not goes_on:
            make(here, source)
        else:
            echo(f"it goes on where it was left; --anew begins another: {folder}")
        from dauys.demo.rehearsing.conduct import Failed, Rehearsal, ended_by_signals
        from dauys.demo.rehearsing.show import Screen

        long = minutes if minutes is not None else BY_HAND if at_terminal else ALONE
        try:
            with ended_by_signals(), Screen(at_terminal) as screen:
                passed = Rehearsal(here, source, long, screen, PROGRAM).run(stay=at_terminal)
        except KeyboardInterrupt:
            echo(f"\nended; nothing is left running. The same command goes on from here: {folder}")
            raise typer.Exit(130) from None
        except Failed as why:
            raise bad(str(folder), None, str(why), "begin it again, with --anew if that does not help") from None
    if not passed:
        raise typer.Exit(FAILED)


def _sit_at(office: Path) -> None:
    from dauys.cli.office import entered

    os.environ["DAUYS_INSECURE"] = "yes"
    os.environ.pop("DAUYS_DATABASE", None)
    entered(office, new=True)
