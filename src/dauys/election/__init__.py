"""One election: the folder it is kept in, its check, and the elections that come with dauys."""

from pathlib import Path

from dauys.election.folder import Election, read_folder
from dauys.law.strict import did_you_mean
from dauys.text import BadInput, Fault

SHIPPED = next(
    (
        folder
        for folder in (Path(__file__).parent.parent / "elections", Path(__file__).parents[3] / "elections")
        if (folder / "kz-mazhilis-2023").is_dir()
    ),
    Path(__file__).parent.parent / "elections",
)
"""The elections that come with dauys: inside the installed package, or beside the source."""


def election_names() -> list[str]:
    """The names of the elections that come with dauys."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/election.toml"))


def load_election(name: str | Path) -> Election:
    """An election by name (``kz-mazhilis-2023``), or from a folder. Raises BadInput with every fault."""
    folder = Path(name)
    if folder.is_dir() or len(folder.parts) > 1:
        return read_folder(folder)
    if (SHIPPED / name).is_dir():
        return read_folder(SHIPPED / name)
    known = election_names()
    cure = f"{did_you_mean(str(name), known)}give a folder, or one of: {', '.join(known)}"
    raise BadInput((Fault(str(name), None, None, None, "no election of this name, and no such folder", cure),))


__all__ = ["SHIPPED", "Election", "election_names", "load_election", "read_folder"]
