"""Commands on other people's files: what they hold, and from one that has its law here, an election folder."""

from pathlib import Path
from typing import Annotated

import typer

from dauys.cli.shared import echo

imports = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Read another system's results; refused whole where sums do not hold."
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file as it was published, packed with gzip or not.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write an election folder for `dauys count`.")]


@imports.command("kerg2")
def kerg2(file: File, out: Out = None) -> None:
    """German Bundestag: kerg2.csv of the Federal Returning Officer, both votes by constituency."""
    from hashlib import sha256

    from dauys.formats.kerg2 import read_kerg2
    from dauys.formats.kerg2_folder import folder_files, write_folder
    from dauys.formats.kerg2_values import CONSTITUENCY

    found = read_kerg2(file)
    constituencies = len(found.of(CONSTITUENCY))
    echo(f"{file}: right. Bundestag of {found.day}, {found.status} as of {found.as_of}; {constituencies} constituencies")
    echo("; ".join(found.notice))
    if out is not None:
        write_folder(folder_files(found, file.name, sha256(file.read_bytes()).hexdigest()), out)
        echo(f"written: {out}. `dauys count {out}` counts it")


@imports.command("eml-nl")
def eml_nl(file: File) -> None:
    """A Dutch count: EML_NL message 510, votes by reporting unit. No law for it is here, so no folder is written."""
    from dauys.formats.eml_nl import read_count

    found = read_count(file)
    head = found.head
    echo(f"{file}: right. {head.name or head.election}, {head.day}, message {head.message}")
    for contest in found.contests:
        units, parties = len(contest.units), [one for one in contest.options if one.kind == "party"]
        echo(f"contest {contest.id}: {units} reporting units, {len(parties)} parties, {len(contest.options)} lines")
        if contest.total is not None:
            total = contest.total
            told = {"valid": total.counted, **total.rejected}
            echo("  " + ", ".join(f"{name} {'not given' if value is None else f'{value:,}'}" for name, value in told.items()))
