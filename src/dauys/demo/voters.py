"""Lists of INVENTED voters: names of invented syllables, numbers that no person has, and INVENTED in every row.

The same seed gives the same list, to the byte. The twelve digits have their check digit, so that a program takes them as it
takes real ones; their third and fourth are a month that does not exist (``register/person.py``). Who made a list of real people
out of this would have to change every row of it.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from dauys.register import COLUMNS, Person, check_digit
from dauys.register.person import NO_MONTH

MARK = "INVENTED"
_FIRST = ("Ал", "Бер", "Дәу", "Ер", "Жан", "Кен", "Мәр", "Нұр", "Ораз", "Сан", "Тай", "Шын")
_SECOND = ("ба", "бол", "гүл", "дос", "ке", "қал", "ман", "мен", "ре", "сұл", "те", "хан")
_THIRD = ("бек", "жан", "лан", "мұр", "ния", "рай", "тан", "шат")
OLDEST, YOUNGEST = 1930, 2004
"""Years of birth: every one of them is of age in 2023."""


def invent_voters(stations: Mapping[str, int], seed: int) -> Iterator[tuple[str, Person]]:
    """So many voters of each station; nobody has another's number.

    stations: how many each has. Raises ValueError where there are more than the numbers last for: some 250 million.
    """
    chance = random.Random(seed)  # noqa: S311  (no secret: the same list is wanted again)
    numbers = _numbers()
    for station, voters in stations.items():
        for _ in range(voters):
            name, given, father = (_word(chance) for _ in range(3))
            house, flat = chance.randint(1, 180), chance.randint(1, 240)
            address = f"{MARK} {_word(chance)} {house}-{flat}"
            yield (
                station,
                Person(f"{name} {given} {father} {MARK}", str(chance.randint(OLDEST, YOUNGEST)), next(numbers), address),
            )


def _word(chance: random.Random) -> str:
    return chance.choice(_FIRST) + chance.choice(_SECOND) + chance.choice(_THIRD)


def _numbers() -> Iterator[str]:
    """Personal numbers that nobody has, one after another."""
    for day in range(1, 29):
        for year in range(100):
            for serial in range(100_000):
                eleven = f"{year:02}{NO_MONTH}{day:02}{serial:05}"
                if (digit := check_digit(eleven)) is not None:
                    yield f"{eleven}{digit}"
    raise ValueError("there are no more invented numbers")


def write_voters(file: IO[str], voters: Iterable[tuple[str, Person]]) -> int:
    """Write a list as an office takes it in; how many rows it has."""
    writer, rows = csv.writer(file, lineterminator="\n"), 0
    writer.writerow(COLUMNS)
    for station, one in voters:
        writer.writerow((station, one.name, one.born, one.iin, one.address))
        rows += 1
    return rows
