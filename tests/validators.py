"""Programs of other people that check our files. They live in an environment of their own, for their pins are not ours.

``DAUYS_VALIDATORS`` names the folder of that environment (its programs are in ``bin/``); else it is ``.venv-validate`` in the
repository, made from ``requirements/validate.in``. A test that needs one that is not there fails: what nobody checked is not
checked. Who knows that, and says ``DAUYS_WITHOUT_VALIDATORS=yes``, has these tests skipped.
"""

import os
from pathlib import Path

import pytest

DEFAULT = Path(__file__).parents[1] / ".venv-validate"


def validator(name: str) -> Path:
    """The program of this name. Fails, or skips, the test that asks where there is none."""
    folder = Path(os.environ.get("DAUYS_VALIDATORS") or DEFAULT)
    program = folder / "bin" / name
    if not program.is_file():
        if os.environ.get("DAUYS_WITHOUT_VALIDATORS") == "yes":
            pytest.skip(f"{name} is not in {folder}, and DAUYS_WITHOUT_VALIDATORS=yes: this is NOT checked")
        pytest.fail(f"{name} is not in {folder}: make it from requirements/validate.in, or name another by DAUYS_VALIDATORS")
    return program
