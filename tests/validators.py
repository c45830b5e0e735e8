"""Programs of others that look at what dauys writes, each in an environment of its own: they pin what they need.

The folder is ``.venv-validate`` (``make test`` fills it from ``requirements/validate.txt``), or the one that
``DAUYS_VALIDATORS`` names.
"""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / ".venv-validate"


def validator(name: str) -> Path:
    """A program by its name. Where it is not there the test fails, unless DAUYS_WITHOUT_VALIDATORS=yes: then it is skipped."""
    folder = Path(os.environ.get("DAUYS_VALIDATORS") or FOLDER)
    program = folder / "bin" / name
    if program.is_file():
        return program
    if os.environ.get("DAUYS_WITHOUT_VALIDATORS") == "yes":
        pytest.skip(f"{name} is not in {folder}, and DAUYS_WITHOUT_VALIDATORS=yes: this was not checked")
    pytest.fail(f"{name} is not in {folder}: `make .venv-validate/done` installs it; or name its folder in DAUYS_VALIDATORS")
