"""The documentation is true: every command in it is run, every example read, and nothing that exists is left out.

A block ```console holds commands, each after ``$``, and what they print. A line ``…`` stands for lines left out, `` …`` at the
end of a line for its rest; ``exit code: N`` is the command's exit code, 0 if it is not told. A block that begins with
``# file: NAME`` is a file, there for the commands after it.
"""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import typer
from pydantic import BaseModel
from test_architecture import MAY_IMPORT, ROOMS, SOURCE, files, imports
from test_cli import ASKED, SEAT, STEP, TOP, run

from dauys.cli import app
from dauys.election import folder
from dauys.law import LAWS, law_ids, vocabulary
from dauys.law.answers import _Lot
from dauys.law.strict import checked
from dauys.text import BadInput

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    kind: str
    text: str

    @property
    def file(self) -> str | None:
        found = re.match(r"# file: (\S+)\n", self.text)
        return found and found[1]


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", text, flags=re.M | re.S):
        yield Block(page.name, text.count("\n", 0, found.start()) + 1, found[1], found[2])


ALL = [block for page in PAGES for block in blocks(page)]


def by_kind(kind: str) -> list[Any]:
    return [pytest.param(block, id=f"{block.page}:{block.line}") for block in ALL if block.kind == kind]


@pytest.mark.parametrize("page", sorted((DOCS / "book").glob("*.md")), ids=lambda page: page.name)
def test_every_link_and_picture_of_the_book_is_there(page):
    links = re.findall(r"\]\(([^)#]+)", page.read_text("utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).is_file()]


# ---- commands --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A command with the lines that the page shows, and its exit code."""

    words: list[str]
    lines: list[str]
    code: int


def commands(block: Block) -> Iterator[Shown]:
    for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        code = 0
        if lines and (told := re.fullmatch(r"exit code: (\d)", lines[-1])):
            code, lines = int(told[1]), lines[:-1]
        yield Shown(shlex.split(command), lines, code)


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether the printed lines are those shown; `…` stands for any lines, ` …` for the rest of its line."""
    if not shown:
        return not printed
    first, *rest = shown
    if first == "…":
        return any(matches(rest, printed[skipped:]) for skipped in range(len(printed) + 1))
    if not printed:
        return False
    same = printed[0].startswith(first.removesuffix("…")) if first.endswith(" …") else printed[0] == first
    return same and matches(rest, printed[1:])


def trimmed(lines: list[str]) -> list[str]:
    """Without spaces at the ends of lines and empty lines at the end; spaces that hold a number together are spaces."""
    return "\n".join(line.replace("\u00a0", " ").rstrip() for line in lines).rstrip("\n").split("\n")


@pytest.mark.parametrize("block", by_kind("console"))
def test_a_command_prints_what_the_page_shows(block, tmp_path):
    for other in ALL:
        if other.page == block.page and other.line < block.line and other.file:
            path = tmp_path / other.file
            path.parent.mkdir(exist_ok=True)
            path.write_text(other.text.partition("\n")[2], "utf-8")
    found = list(commands(block))
    assert found, "a console block without a command"
    for command in found:
        assert command.words[0] == "dauys", "the pages show commands of dauys alone"
        ran = run(*command.words[1:], folder=tmp_path)
        printed = trimmed(ran.text.split("\n"))
        assert matches(trimmed(command.lines), printed), f"{shlex.join(command.words)} prints:\n" + "\n".join(printed[:60])
        assert ran.code == command.code


def test_the_comparison_with_a_page_is_strict():
    printed = ["a", "b 1.5…", "c", "d"]
    for right in (
        printed,
        ["…"],
        ["a", "…", "d"],
        ["…", "c", "…"],
        ["a", "b …", "c", "d"],
        ["…", "a", "b 1.5…", "…", "c", "d"],
    ):
        assert matches(right, printed)
    for wrong in (["a"], ["a", "…", "c"], ["b", "…"], ["…", "d", "…", "c"], ["a", "b…", "c", "d"], []):
        assert not matches(wrong, printed)


# ---- other examples --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_on_a_page_runs_from_top_to_bottom(page):
    parts = [block for block in blocks(page) if block.kind == "python"]
    imports = [line for block in parts for line in block.text.splitlines() if line.startswith(("import ", "from "))]
    names: dict[str, Any] = {}
    exec("\n".join(imports), names)
    for block in parts:
        exec(compile("\n" * block.line + block.text, block.page, "exec"), names)


def test_the_five_lines_are_five():
    first = next(block for block in blocks(DOCS / "library.md") if block.kind == "python")
    assert len(ast.parse(first.text).body) == 5


def law_with(part: dict[str, Any], name: str) -> dict[str, Any]:
    """A right law of two tiers, with a part of it as the page has it."""
    law = tomllib.loads((LAWS / "kz/mazhilis/2023/law.toml").read_text("utf-8")) | {"open": []}
    tiers = {tier["name"]: tier for tier in law["tier"]}
    for key, value in part.items():
        if key == "tier" and isinstance(value, list) and "name" in value[0]:
            tiers |= {tier["name"]: tier for tier in value}
        elif key == "tier":
            tiers[name] |= value[0] if isinstance(value, list) else value
        elif key in vocabulary.Tier.model_fields:
            tiers[name][key] = value
        else:
            law[key] = value
    return {**law, "tier": list(tiers.values())}


LAW_PARTS = [param for param in by_kind("toml") if param.values[0].page == "laws.md" and not param.values[0].file]


@pytest.mark.parametrize("block", LAW_PARTS)
def test_a_part_of_a_law_on_the_page_is_right(block):
    part = tomllib.loads(block.text)
    faults = []
    for tier in ("list", "constituency"):
        try:
            checked(vocabulary.Law, law_with(part, tier), block.page, {})
            return
        except BadInput as bad:
            faults.append(str(bad))
    pytest.fail("\n".join(faults))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if target.startswith("http"):
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file) if file else page
        assert path.exists(), target
        if anchor:
            assert anchor in map(anchored, headings(path)), target


def headings(page: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", prose(page), flags=re.M)


def anchored(heading: str) -> str:
    """A heading's anchor as the usual sites make it."""
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_no_machine_and_promises_nothing(page):
    text = page.read_text("utf-8")
    assert not re.findall(r"/(?:work|root|tmp|home)/|\bTODO\b|\bTBD\b|coming soon", text)
    assert max(map(len, text.splitlines())) <= 400


# ---- nothing is left out ---------------------------------------------------------------------------------------------


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)


def section(page: str, heading: str) -> str:
    """What is told below a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", prose(DOCS / page), flags=re.M | re.S)
    assert found, f"{page} has no section '{heading}'"
    return found[1]


def whole(page: str, heading: str) -> str:
    """What is told below a heading of the second level, with the sections inside it."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", prose(DOCS / page), flags=re.M | re.S)
    assert found, f"{page} has no section '{heading}'"
    return found[1]


def first_column(text: str) -> set[str]:
    """What stands in code letters in the first cells of the tables, but for a heading row."""
    cells = [line.split("|")[1] for line in re.sub(r"\\\|", "¦", text).splitlines() if line.startswith("| `")]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_of_it_is_documented(name):
    text = whole("command.md", f"dauys {name}")
    for parameter in COMMANDS[name].params:
        if parameter.name != "help" and parameter.param_type_name == "option":
            assert any(f"`{option}" in text for option in parameter.opts), parameter.opts


def test_no_command_is_documented_that_does_not_exist():
    told = {heading.removeprefix("dauys ") for heading in headings(DOCS / "command.md") if "dauys " in heading}
    assert told == set(COMMANDS)


def test_the_json_of_count_is_documented_key_by_key():
    tables = re.split(r"\n\n(?=\| key)", section("command.md", "The JSON of count"))[1:]
    assert [first_column(table.partition("\n\n")[0]) for table in tables] == [set(TOP), set(SEAT), set(ASKED), set(STEP)]


def test_the_json_of_other_commands_is_documented():
    for name, words in (("laws", ()), ("elections", ()), ("compare", ("kz-mazhilis-2023", "--under", "2021"))):
        told = whole("command.md", f"dauys {name}")
        assert not [key for key in run(name, *words, "--json").json[0] if f"`{key}`" not in told]


def test_the_file_of_lots_is_documented():
    assert first_column(section("command.md", "The file of lots")) == set(_Lot.model_fields)


TABLES = {  # a section of laws.md, and the class whose keys it lists
    "The head": vocabulary.Law,
    "name": vocabulary.Names,
    "in_force": vocabulary.InForce,
    "elsewhere": vocabulary.Elsewhere,
    "tier": vocabulary.Tier,
    "seats": vocabulary.SeatShare,
    "valid_if": vocabulary.Validity,
    "largest remainder": vocabulary.LargestRemainder,
    "highest averages": vocabulary.HighestAverages,
    "plurality": vocabulary.Plurality,
    "absolute majority": vocabulary.AbsoluteMajority,
    "approval": vocabulary.Approval,
    "run_off": vocabulary.RunOff,
    "threshold": vocabulary.Threshold,
    "conditions under `and` and `or`": vocabulary.Condition,
    "coalitions": vocabulary.CoalitionLine,
    "lone_list": vocabulary.LoneList,
    "tie": vocabulary.TieRule,
    "parallel": vocabulary.Parallel,
    "compensatory": vocabulary.Compensatory,
    "area_lists": vocabulary.AreaLists,
    "seats held as first divisors": vocabulary.HeldSeats,
    "partly linked": vocabulary.PartlyLinked,
    "mandates": vocabulary.Mandates,
    "unnamed": vocabulary.Unnamed,
    "quota and list_quota": vocabulary.GroupQuota,
    "list_length": vocabulary.ListLength,
    "list_vacancy and constituency_vacancy": vocabulary.Vacancy,
    "open": vocabulary.OpenPoint,
    "overlay": vocabulary.Overlay,
}


def keys(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def inside(annotation: Any) -> Iterator[Any]:
    """The classes and words that an annotation is made of."""
    annotation = getattr(annotation, "__value__", annotation)
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple) or get_args(annotation):
        for part in get_args(annotation):
            yield from inside(part)
    else:
        yield annotation


def reachable(model: type[BaseModel]) -> set[type[BaseModel]]:
    found, waiting = set(), [model]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            parts = [part for annotation in keys(here).values() for part in inside(annotation)]
            waiting += [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]
    return found


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_and_every_word_of_the_law_is_documented(heading):
    text, known = section("laws.md", heading), keys(TABLES[heading])
    assert first_column(text) == set(known)
    for key, annotation in known.items():
        row = next(line for line in text.splitlines() if re.match(rf"\| (`\w+`, )*`{key}`", line))
        words = {word for word in inside(annotation) if isinstance(word, str)}
        if words >= BASES:
            assert "a base" in row
        else:
            assert not {word for word in words if f'"{word}"' not in row}, row


BASES = set(get_args(vocabulary.Base.__value__))


def test_every_table_of_the_law_and_every_base_has_its_section():
    assert reachable(vocabulary.Law) | {vocabulary.Overlay} == set(TABLES.values())
    assert {word.strip('"') for word in first_column(section("laws.md", "Bases"))} == BASES


def test_the_laws_named_on_the_pages_exist():
    for page in PAGES:
        named = set(re.findall(r"\b[a-z]{2}/[a-z-]+/\d{4}\b", page.read_text("utf-8")))
        assert named <= {*law_ids(), "xx/council/2030"}


def test_every_file_and_column_of_an_election_folder_is_documented(monkeypatch, tmp_path):
    """The loader is asked to read every table; what it would accept in each is what the page must list."""
    asked: dict[str, tuple[set[str], set[str]]] = {}

    def record(path, required, optional, faults, others=()):
        asked[path.name] = (set(required), set(optional))
        return iter(())

    monkeypatch.setattr(folder, "find_table", lambda folder, name: folder / f"{name}.csv")
    monkeypatch.setattr(folder, "read_table", record)
    (tmp_path / "election.toml").write_text('name = {}\nbody = "kz/mazhilis"\ndate = 2023-03-19\n', "utf-8")
    with pytest.raises(BadInput):  # there are no votes
        folder.read_folder(tmp_path)
    assert {"places.csv", "votes.csv", "stations-list.csv", "declared.csv"} <= asked.keys()
    assert not [name for name in asked if name.startswith("official")]
    both = "stations-list.csv and stations-constituency.csv"
    for name, (required, optional) in asked.items():
        text = section("elections.md", both if name.startswith("stations") else name)
        assert first_column(text) == required | optional, name
        needed = "\n".join(line for line in text.splitlines() if re.match(r"\| `.*\| yes \|", line))
        assert first_column(needed) == required, name
    listed = section("elections.md", "The election folder")
    assert not [name for name in asked if f"`{name}`" not in listed]


def test_every_key_of_election_toml_is_documented():
    text = section("elections.md", "election.toml")
    assert first_column(text) == {*keys(folder.Definition), *keys(folder.AdmittedLists)}


# ---- architecture ----------------------------------------------------------------------------------------------------


def test_the_rooms_are_those_that_the_command_is_made_of():
    rooms, waiting = set(), {"cli"}
    while waiting:
        room = waiting.pop()
        rooms.add(room)
        names = {name.split(".")[1] for path in files(room) for _, name in imports(path) if name.startswith("dauys.")}
        waiting |= {name for name in names if (SOURCE / name).is_dir()} - rooms
    documented = first_column(section("architecture.md", "Rooms"))
    assert {room if room.endswith(".py") else f"{room}/" for room in rooms} | {"laws/"} <= documented
    assert not [room for room in documented if not (SOURCE / room).exists()]
    for room in documented - {"laws/"}:
        row = next(line for line in section("architecture.md", "Rooms").splitlines() if line.startswith(f"| `{room}`"))
        may, allowed = row.split("|")[-2].strip(), MAY_IMPORT[room.removesuffix("/")]
        if "below" in may:  # everything below the highest room that is named
            assert max(allowed, key=ROOMS.index) in may, row
        elif not may.startswith("all"):
            assert set(re.findall(r"`(\w+)`", may)) == allowed, row


def test_the_picture_of_the_readme_is_the_one_that_the_command_draws(tmp_path):
    run("count", "kz-mazhilis-2023", "--out", tmp_path)
    assert (DOCS / "mazhilis-2023.svg").read_text("utf-8") == (tmp_path / "hemicycle.svg").read_text("utf-8")


def test_every_path_on_the_architecture_page_exists():
    text = (DOCS / "architecture.md").read_text("utf-8")
    for path in re.findall(r"`([\w./-]+(?:\.py|\.toml|/))`", text):
        assert (ROOT / path).exists() or (ROOT / "src" / "dauys" / path).exists(), path
