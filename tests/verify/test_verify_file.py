"""``verify.py`` as a file: one, of the standard library alone, for every Python from 3.9 on, that a stranger can read."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dauys import verify
from dauys.protocol.life import CLASSES, MERGED, SEALED, TABLE

FILE = Path(verify.__file__)
SOURCE = FILE.read_text("utf-8")
OLDEST = (3, 9)


def test_it_is_python_3_9():
    ast.parse(SOURCE, feature_version=OLDEST)


def test_it_imports_the_standard_library_alone():
    found = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add(node.module)
    assert {name.partition(".")[0] for name in found} <= sys.stdlib_module_names


def test_it_never_runs_what_it_reads():
    calls = [node.func for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Call)]
    called = {function.id for function in calls if isinstance(function, ast.Name)}
    assert not called & {"eval", "exec", "compile", "__import__", "open"}
    assert "subprocess" not in SOURCE
    assert "pickle" not in SOURCE


def test_no_float_is_written_in_it():
    constants = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Constant)]
    assert not [node.lineno for node in constants if isinstance(node.value, float)]


def pythons():
    for minor in range(OLDEST[1], sys.version_info.minor):
        path = shutil.which(f"python3.{minor}")
        if path and subprocess.run([path, "-c", "pass"], capture_output=True, check=False).returncode == 0:
            yield path


@pytest.mark.parametrize("python", [*pythons(), sys.executable])
def test_it_starts_alone_under_every_python_that_is_here(python, tmp_path):
    (tmp_path / "verify.py").write_text(SOURCE, "utf-8")
    ran = subprocess.run([python, "-I", "verify.py", "nothing"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "verify.py: " in ran.stderr


def test_after_each_act_a_paper_is_in_the_class_that_the_life_of_protocols_gives_it():
    open_ = [move for move in TABLE if move.next not in ("", move.state, SEALED, MERGED)]  # those two have tests of their own
    assert set(verify.AFTER.items()) == {(move.act, CLASSES[move.next]) for move in open_}


def test_it_does_not_grow_unseen():
    assert len(SOURCE.splitlines()) <= 985  # what is added here has to be read by a stranger
