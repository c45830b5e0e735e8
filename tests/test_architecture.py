"""The rooms of the design and the arrows between them; what the pure rooms may not touch; words for every step.

Nothing here knows what the code computes: it reads the source as a tree, and starts processes that import.
"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dauys.text import LANGUAGES, foreign_letters

SOURCE = Path(__file__).parents[1] / "src" / "dauys"

# ---- the rooms: section 2 of the design ------------------------------------------------------------------------------

ROOMS = (
    "text",
    "seats",
    "audit",
    "law",
    "election",
    "protocol",
    "register",
    "ledger",
    "acts",
    "tally",
    "formats",
    "render",
    "publish",
    "office",
    "demo",
)
BELOW = {room: set(ROOMS[:place]) for place, room in enumerate(ROOMS)}

MAY_IMPORT: dict[str, set[str]] = {
    "text": set(),
    "seats": set(),
    "audit": {"text"},
    "law": {"seats", "text"},
    "election": {"law", "text"},
    "protocol": {"election", "law", "text"},
    "register": {"election", "protocol", "law", "text"},
    "ledger": set(),
    "acts": {"election", "protocol", "ledger", "text"},
    "tally": BELOW["tally"] | {"acts"},
    "formats": BELOW["tally"] | {"tally"},
    "render": BELOW["tally"] | {"tally"},
    "publish": BELOW["render"] | {"render"},
    "office": BELOW["render"] | {"render"},  # never publish
    "demo": BELOW["demo"],
    "cli": {*ROOMS, "verify.py"},
    "verify.py": set(),
    "__init__.py": set(ROOMS),  # the front door: three names, each imported when asked for
}
NO_CODE = {"laws"}
BATCH = ("batch.py", "_kernels_*.py")  # the batch engine, the one part of seats that needs numpy


def rooms() -> list[str]:
    """The rooms that exist, as folders or files."""
    folders = [path.name for path in SOURCE.iterdir() if path.is_dir() and any(path.rglob("*.py"))]
    return sorted([*folders, *(path.name for path in SOURCE.glob("*.py"))])


def files(room: str) -> list[Path]:
    path = SOURCE / room
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def is_batch(path: Path) -> bool:
    return any(path.match(pattern) for pattern in BATCH)


def exact_files() -> list[Path]:
    return [path for room in ("seats", "law", "election") for path in files(room) if not is_batch(path)]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, in functions and for type checkers too, by name in a string as well."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ("dauys", *path.relative_to(SOURCE).parts[:-1])
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"dauys(\.[a-z_]+)+", node.value):
            yield node.lineno, node.value


def test_every_room_stands_in_the_design():
    assert set(rooms()) <= MAY_IMPORT.keys()
    assert not [path for room in NO_CODE for path in (SOURCE / room).rglob("*") if path.suffix == ".py"]


@pytest.mark.parametrize("room", rooms())
def test_a_room_imports_only_the_rooms_of_its_row(room):
    wrong = []
    for path in files(room):
        for line, name in imports(path):
            parts = name.split(".")
            if parts[0] != "dauys" or len(parts) == 1:
                continue
            other = parts[1] if parts[1] in MAY_IMPORT or parts[1] in NO_CODE else f"{parts[1]}.py"
            known = other in MAY_IMPORT
            if known and other != room and other not in MAY_IMPORT[room]:
                wrong.append(f"{named(path)}:{line}: {name}")
    assert not wrong, f"{room} may import {sorted(MAY_IMPORT[room]) or 'nothing of dauys'}"


def test_seats_imports_the_standard_library_alone_but_for_the_batch_engine():
    wrong = []
    for path in files("seats"):
        allowed = {*sys.stdlib_module_names, "dauys", *(("numpy", "numba") if is_batch(path) else ())}
        wrong += [f"{named(path)}:{line}: {name}" for line, name in imports(path) if name.split(".")[0] not in allowed]
    assert not wrong


def test_audit_imports_the_standard_library_alone():
    allowed = {*sys.stdlib_module_names, "dauys"}
    wrong = [(named(path), name) for path in files("audit") for _, name in imports(path) if name.split(".")[0] not in allowed]
    assert not wrong


def test_the_exact_rules_never_ask_the_batch_engine():
    batch = {f"dauys.seats.{path.stem}" for path in files("seats") if is_batch(path)}
    asked = [f"{named(path)}:{line}" for path in exact_files() for line, name in imports(path) if name in batch]
    assert not asked


@pytest.mark.parametrize("room", ["seats", "audit", "law", "election", "text"])
def test_the_pure_rooms_have_no_clock_no_chance_and_no_network(room):
    kept_out = {"random", "secrets", "time", "socket", "urllib", "http", "requests", "httpx", "asyncio", "django"}
    assert not [
        f"{named(p)}:{line}: {name}" for p in files(room) for line, name in imports(p) if name.split(".")[0] in kept_out
    ]
    clocks = {"now", "today", "utcnow"}
    asked = [
        f"{named(path)}:{node.lineno}"
        for path in files(room)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks
    ]
    assert not asked


# ---- exact: no float between a vote and a seat -----------------------------------------------------------------------


def floats(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"{named(path)}:{node.lineno}: {node.value}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("float", "sqrt", "fsum"):
            yield f"{named(path)}:{node.lineno}: {node.func.id}()"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("math.sqrt", "math.fsum", "math.log", "math.pow"):
            yield f"{named(path)}:{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", exact_files(), ids=named)
def test_no_float_stands_between_a_vote_and_a_seat(path):
    assert not list(floats(path))
    exact = {"ceil", "comb", "floor", "gcd", "isqrt", "lcm", "prod"}  # for integers and fractions
    assert {name.removeprefix("math.") for _, name in imports(path) if name.startswith("math.")} <= exact


MEASURING_RISK = ("assertions", "batches", "bayesian", "comparison", "exact", "martingales", "sampling", "strata")


@pytest.mark.parametrize("name", MEASURING_RISK)
def test_no_float_measures_a_risk(name):
    assert not list(floats(SOURCE / "audit" / f"{name}.py"))


# ---- what a room costs to import -------------------------------------------------------------------------------------


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter holds after the code has run."""
    tell = f"import json, sys\n{code}\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, encoding="utf-8", check=True)
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_the_exact_core_loads_no_django_numba_numpy_or_pandas():
    loaded = modules_after("import dauys.seats, dauys.law, dauys.election")
    assert "dauys.election" in loaded
    assert not loaded & {"django", "numba", "numpy", "pandas", "dauys.seats.batch", "rich", "typer"}


def test_seats_loads_nothing_but_the_standard_library():
    loaded = {name.split(".")[0] for name in modules_after("import dauys.seats")} - {"__main__"}
    plain = {name.split(".")[0] for name in modules_after("pass")}  # what the environment itself brings along
    assert loaded - plain - set(sys.stdlib_module_names) == {"dauys"}


def test_dauys_alone_loads_no_room():
    assert not {name for name in modules_after("import dauys") if name.startswith("dauys.")}


def test_help_loads_neither_pydantic_nor_rich_nor_a_law():
    code = "sys.argv = ['dauys', '--help']\nfrom dauys.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass"
    loaded = modules_after(code)
    assert "dauys.cli" in loaded
    assert not loaded & {"pydantic", "pydantic_core", "rich.table", "rich.console", "tree_sitter", "numpy"}
    assert not {name for name in loaded if name.startswith(("dauys.law", "dauys.seats", "dauys.election", "dauys.render"))}


# ---- words -----------------------------------------------------------------------------------------------------------


def undocumented(path: Path) -> Iterator[str]:
    module = tree(path)
    if ast.get_docstring(module) is None:
        yield named(path)
    for node in module.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None:
            yield f"{named(path)}:{node.lineno}: {node.name}"


@pytest.mark.parametrize("room", rooms())
def test_every_public_module_class_and_function_says_what_it_is_for(room):
    assert not [missing for path in files(room) for missing in undocumented(path)]


PHRASE_FILES = {path.name: tomllib.loads(path.read_text("utf-8")) for path in (SOURCE / "text").glob("phrases*.toml")}
PHRASES = {key: told for table in PHRASE_FILES.values() for key, told in table.items()}
PLACEHOLDER = re.compile(r"\{[a-z_]*\}")


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_says_the_same_in_three_languages(key):
    told = PHRASES[key]
    assert set(told) == set(LANGUAGES) == {"kk", "ru", "en"}
    assert all(text.strip() for text in told.values())
    filled = {language: sorted(PLACEHOLDER.findall(text)) for language, text in told.items()}
    assert filled["kk"] == filled["ru"] == filled["en"]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_latin_letter_hides_in_a_cyrillic_word(language):
    wrong = {key: found for key, told in PHRASES.items() if (found := foreign_letters(PLACEHOLDER.sub(" ", told[language])))}
    assert not wrong
    letters = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя" if language == "kk" else "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    for key, told in PHRASES.items():
        text = re.sub(r"`[^`]*`|--[a-z]+", " ", PLACEHOLDER.sub(" ", told[language])).casefold()
        assert {letter for letter in text if letter.isalpha()} <= set(letters), key


# What the engine can write as a step or ask as a question, where the word is not there in so many letters but comes in a
# name: the words that the name can hold there. A new name fails the test until it stands here.
WORDS_BY_NAME = {
    ("seats/quota.py", "rest"): ("largest remainders", "most votes"),
    ("seats/quota.py", "policy"): ("take from smallest remainders",),
    ("law/outcome.py", "rule"): (),  # handed on by the clerk, whose callers say it
    ("law/outcome.py", "step.rule"): (),  # copied from a seat rule
    ("law/ties.py", "kind"): ("tie", "silent tie", "repeat vote of the leaders", "repeat election"),
    ("law/constituencies.py", "kind"): ("repeat election", "nobody elected"),
}
NOT_IN_AN_OUTCOME = {"law/mandates.py"}  # who sits: its steps are values for a program, and no command tells them yet


def first_words(functions: dict[str, int]) -> Iterator[tuple[str, str]]:
    """The words that calls of these functions are given first (or at a place), with the file."""
    for room in ("seats", "law"):
        for path in files(room):
            for node in ast.walk(tree(path)):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name not in functions or len(node.args) <= functions[name] or named(path) in NOT_IN_AN_OUTCOME:
                    continue
                yield from (
                    (word, f"{named(path)}:{node.lineno}") for word in words_of(node.args[functions[name]], named(path))
                )


def words_of(node: ast.expr, file: str) -> list[str]:
    match node:
        case ast.Constant(value=str(word)):
            return [word]
        case ast.IfExp(body=one, orelse=other):
            return words_of(one, file) + words_of(other, file)
        case ast.Name() | ast.Attribute() if (file, ast.unparse(node)) in WORDS_BY_NAME:
            return list(WORDS_BY_NAME[file, ast.unparse(node)])
    raise AssertionError(f"{file}:{node.lineno}: say in WORDS_BY_NAME what {ast.unparse(node)} can be")


def test_every_step_that_the_engine_can_write_has_a_phrase():
    steps = dict(first_words({"Step": 0, "LawStep": 0, "note": 0}))
    assert len(steps) >= 30
    assert not {rule: where for rule, where in steps.items() if f"step.{rule}" not in PHRASES}


def test_every_question_that_the_engine_can_ask_has_a_phrase():
    questions = dict(first_words({"Question": 0}))
    assert len(questions) >= 15
    assert not {kind: where for kind, where in questions.items() if f"question.{kind}" not in PHRASES}


def test_every_phrase_that_is_asked_for_is_there():
    missing, families = [], {"step", "question", "word", "tier"}
    for room in ("text", "law", "election", "tally", "render", "publish", "demo", "cli"):
        for path in files(room):
            for node in ast.walk(tree(path)):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                first = node.args[0]
                if name in ("phrase", "say") and isinstance(first, ast.Constant) and first.value not in PHRASES:
                    missing.append(f"{named(path)}:{node.lineno}: {first.value}")
                if name == "columns":
                    words = [part.value for part in node.args if isinstance(part, ast.Constant)]
                    missing += [
                        f"{named(path)}:{node.lineno}: column.{word}" for word in words if f"column.{word}" not in PHRASES
                    ]
                if name in ("phrase", "say", "phrase_or") and isinstance(first, ast.JoinedStr):
                    families |= {
                        str(part.value).partition(".")[0] for part in first.values[:1] if isinstance(part, ast.Constant)
                    }
    assert not missing
    assert {key.partition(".")[0] for key in PHRASES if "." in key} >= families


def test_every_phrase_is_told_somewhere():
    told_in = [*(path for room in rooms() for path in files(room)), *SOURCE.rglob("*.html")]
    source = "\n".join(path.read_text("utf-8") for path in told_in)
    # asked for by a word of the data
    by_family = ("step.", "question.", "word.", "tier.", "status.", "class.", "open.", "index.", "column.")
    by_family += tuple(f"office.{family}" for family in ("act.", "enter.", "entered ", "kind.", "part.", "state.", "turn."))
    by_family += tuple(f"setting.{family}" for family in ("deed.", "level.", "of."))
    by_family += tuple(
        f"results.{family}" for family in ("cause.", "field.", "group.", "quota.", "rounded.", "rule.", "since.", "term.")
    )
    by_family += tuple(f"voters.{family}" for family in ("why.", "state.", "term.", "late "))
    by_family += (
        "again.cause.",
        "again.kind.",
        "again.name.",
        "again.recall.",
        "recall.result.",
        "observing.complaint.",
        "observing.court.",
        "observing.orders.",
        "observing.for.",
        "observing.way.",
    )
    by_family += tuple(f"nominations.{family}" for family in ("window ", "state.", "who.", "by.", "sort.", "outcome."))
    by_family += ("small.sheet ", "small.column ")
    by_family += ("laptop.js ",)
    by_family += ("reports.state.", "data.column.", "data.table.")
    by_family += tuple(f"station.{family}" for family in ("state.", "channel ", "document ", "js "))
    by_family += ("date.month ", "site.act.", "site.class means ", "site.kind ", "site.means ", "site.way ", "place.kind ")
    by_family += tuple(f"reported.{figure}" for figure in ("registered", "issued", "in boxes", "valid", "invalid"))
    single = [key for key in PHRASES if not key.startswith(by_family)]
    assert not [key for key in single if f'"{key}"' not in source and f"'{key}'" not in source]


def test_no_phrase_is_kept_for_a_step_or_question_that_is_gone():
    written = {f"step.{word}" for word, _ in first_words({"Step": 0, "LawStep": 0, "note": 0})}
    asked = {f"question.{word}" for word, _ in first_words({"Question": 0})}
    assert {key for key in PHRASES if key.startswith(("step.", "question."))} <= written | asked
