"""An attack of the drill, and who can do it.

Each attack is a function on a bundle in somebody's hands; its name is what the attacker wants. By whom it is done, and so what
is made to fit again afterwards, stands in the decorator:

- ``anybody``: files are changed, nothing can be signed;
- ``publisher``: the manifest is made anew and signed with the publisher's key;
- ``insider``: the function makes a log of other entries, signed with the log's own key and seen by a witness; the manifest too.
"""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls

from collections.abc import Callable
from dataclasses import dataclass

from dauys.demo.tampering.eventful import LIST
from dauys.demo.tampering.hands import Hands

NO_ACT = "not an act as it must be, or of a paper that nobody expects"
STATION = "X-AST-0059"  # nothing happens there
TABLE, TOTALS = f"protocols/{LIST}.csv", f"totals/{LIST}.csv"
CONSTITUENCY = "protocols/mazhilis.01.csv"
SEATS = "seats/mazhilis.json"
BODY = "maslikhat-mangystau-01"  # whose result was declared


@dataclass(frozen=True)
class Attack:
    """What is done, and who must notice."""

    name: str
    do: Callable[[Hands], object]
    by: str
    check: str
    place: str  # must stand in a line of that check

    def play(self, hands: Hands):
        self.do(hands)
        if self.by != "anybody":
            hands.sign_manifest()


ATTACKS: list[Attack] = []


def _by(whom):
    def caught_by(check, place):
        def entered(do):
            ATTACKS.append(Attack(do.__name__.strip("_").replace("_", " "), do, whom, check, place))
            return do

        return entered

    return caught_by


anybody, publisher, insider = map(_by, ("anybody", "publisher", "insider"))


def options(hands, contest):
    """Who stands in a contest, by the definition."""
    return [
        line.split(",")[1]
        for line in hands.read("definition/options.csv").decode().splitlines()
        if line.startswith(f"{contest},")
    ]
