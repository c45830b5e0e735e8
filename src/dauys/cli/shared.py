"""What the commands share: the application, options that several have, how things are printed, and progress of long work."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from dauys.acts import Record
    from dauys.acts.record import Watch
    from dauys.election.day import Day

FAILED, BAD_INPUT, QUESTION = 1, 2, 3

app = typer.Typer(
    name="dauys", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Run and check a mixed election: from the station's protocol to the seat, every step with its article of law.",
)  # fmt: skip

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Lang = Annotated[Literal["kk", "ru", "en"], typer.Option("--lang", help="Language of what is told.")]
BodyId = Annotated[str | None, typer.Option("--body", metavar="ID", help="Of a record: the body to count (its first).")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the record.")]
KeyFile = Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The key to sign with; a rehearsal has its own.")]


def console() -> "Console":
    """Where tables go: as wide as the terminal; a file or another program has no edge to fold at."""
    from rich.console import Console

    found = Console(soft_wrap=True)
    if not found.is_terminal:
        found.width = 120
    return found


def echo(text: str) -> None:
    """Plain text as it is, for files and other programs."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def echo_json(value: Any) -> None:
    """JSON for another program."""
    echo(json.dumps(value, ensure_ascii=False, indent=1))


def echo_csv(rows: Iterable[Sequence[Any]]) -> None:
    """CSV for another program."""
    import csv

    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)


def one_form(as_json: bool, as_csv: bool) -> None:
    """Refuse two forms of output at once. Raises BadInput."""
    if as_json and as_csv:
        raise bad("--json --csv", None, "two forms are asked for", "ask for one of them")


def bad(where: str, value: Any, cause: str, cure: str) -> Exception:
    """Bad input in one fault, to be raised."""
    from dauys.text import BadInput, Fault

    return BadInput((Fault(where, None, None, value, cause, cure),))


def read_source(path: Path, watch: "Watch | None" = None) -> "Record":
    """A record, or the record that a bundle or a site carries, read and replayed. Raises BadInput."""
    from dauys.acts import read_record
    from dauys.acts.record import unwatched

    with progress("reading the acts") as tell:
        if (path / "tile").is_dir() or (path / "current").is_dir():
            from dauys.acts.published import read_bundle
            from dauys.publish.site import bundle_of

            return read_bundle(bundle_of(path), tell, watch or unwatched)
        return read_record(path, tell, watch or unwatched)


def read_reported(path: Path) -> "Day | None":
    """An election as others published it, or a day of them, from its folder or by the name of one that comes with dauys.

    None where it is no such folder. Raises BadInput.
    """
    from dauys.election import SHIPPED, load_election
    from dauys.election.day import DAY, day_of, read_day

    for folder in (path, SHIPPED / path):
        if (folder / DAY).is_file():
            return read_day(folder)
        if (folder / "election.toml").is_file():
            return day_of(load_election(folder))
        if folder.is_dir():
            return None
    return None


class Server(Protocol):
    """What listens at a port."""

    def serve_forever(self) -> None: ...

    def server_close(self) -> None: ...


def until_ended(server: Server) -> None:
    """Serve until somebody presses Ctrl-C."""
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream while long work goes on, where somebody looks at it; else nothing."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}/{task.total:,.0f}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1)
        yield lambda done, of: bar.update(task, completed=done, total=max(of, 1))
