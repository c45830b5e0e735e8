"""Check a law file, an overlay, a file of lots, an election folder or a definition, and say in a sentence what it is."""

from pathlib import Path

from dauys.election.definition import read_definition
from dauys.election.folder import read_folder
from dauys.law import LAWS, law_ids, load_law, read_law
from dauys.law.answers import read_answers
from dauys.law.reading import overlaps
from dauys.law.strict import read_toml
from dauys.text import BadInput, Fault


def check_path(path: Path) -> str:
    """A sentence on what was found right. Raises BadInput with everything that is wrong."""
    if (path / "event.toml").is_file() or path.name == "event.toml":
        event = read_definition(path.parent if path.name == "event.toml" else path)
        return (
            f"{path}: right. {event.names.told('en')}, {len(event.bodies)} bodies, {len(event.contests):,} contests, "
            f"{len(event.stations):,} stations"
        )
    if path.is_dir() or path.name == "election.toml":
        election = read_folder(path.parent if path.name == "election.toml" else path)
        votes = election.votes
        return (
            f"{path}: right. {election.definition.name.told('en')}, {len(votes.parties)} parties, "
            f"{len(votes.counts)} counts of votes, law {election.law().id}"
        )
    if path.suffix != ".toml":
        cause = "neither a law file (.toml) nor an election folder" if path.exists() else "there is no such file"
        raise BadInput((Fault(str(path), None, None, None, cause, "check the name"),))
    document, _ = read_toml(path)
    if "lot" in document:
        return f"{path}: right. {len(read_answers(path))} answers"
    law = read_law(path)
    if "overlay_of" in document:
        return f"{path}: right. An overlay on {law.id}"
    _no_overlap(path, law.id)
    return f"{path}: right. {law.id}, {law.name.told('en')}, in force from {law.in_force.from_}"


def _no_overlap(path: Path, name: str) -> None:
    """The law against the other editions of its body that come with dauys, itself left out."""
    law = read_law(path)
    others = [(str(LAWS / known / "law.toml"), load_law(known)) for known in law_ids() if known != name]
    shown = [(file.replace(str(LAWS), "laws"), other) for file, other in others if other.body == law.body]
    faults = overlaps([(str(path), law), *shown])
    if faults:
        raise BadInput(tuple(faults))
