"""The tamper drill: every attack of the table on a copy of a bundle, and whether the check that must notice it does."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from dauys.demo.drills.page import Line, Page, Verifying
from dauys.demo.tampering.attacks import ATTACKS, Attack
from dauys.demo.tampering.eventful import LOG, write_eventful
from dauys.demo.tampering.hands import Hands

BY = {"anybody": "drill.by anybody", "publisher": "drill.by publisher", "insider": "drill.by insider"}


def tampered(verify: Verifying, checks: int, tell: Callable[[int, int], None]) -> Page:
    """Publish an eventful invented election, and let everybody at copies of its bundle.

    checks: how many the verifier makes. tell: told how many attacks are done, and of how many.
    """
    missed: list[Attack] = []
    with TemporaryDirectory() as scratch:
        published = Path(scratch) / "published"
        write_eventful(published)
        code, said = verify(published / "bundle", str(LOG.public), published / "older")
        passed = {line.split()[1] for line in said if line.startswith("pass")}
        idle = {line.split()[1] for line in said if line.startswith("note")} - passed  # it says why it has nothing to check
        for done, attack in enumerate(ATTACKS):
            tell(done, len(ATTACKS))
            copy = Path(scratch) / str(done)
            hands = Hands(published / "bundle", copy)
            hands.older = published / "older"
            attack.play(hands)
            if not noticed(attack, *verify(copy, str(LOG.public), published / "older")):
                missed.append(attack)
    made = checks - len(idle)
    lines = [Line("drill.untouched", code == 0 and len(passed) == made, {"passed": len(passed), "all": made})]
    for by, key in BY.items():
        mine = [attack for attack in ATTACKS if attack.by == by]
        found = len(mine) - sum(attack.by == by for attack in missed)
        lines.append(Line(key, found == len(mine), {"found": found, "all": len(mine)}))
    lines += [Line("drill.missed", False, {"name": attack.name, "check": attack.check}) for attack in missed]
    return Page("drill.tamper", tuple(lines))


def noticed(attack: Attack, code: int, said: list[str]) -> bool:
    """Whether the check that must notice an attack fails, and names the place."""
    told = [line for line in said if line.startswith(f"FAIL  {attack.check} ")]
    return code == 1 and any(attack.place in line for line in told)
