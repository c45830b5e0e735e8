"""A person on a list of voters, and the twelve digits of a personal number (IIN) with its check digit.

Nothing here is ever told of a number but that it is wrong: a fault names its row and column, and never the value.
"""

import datetime
import re
from dataclasses import dataclass

from dauys.election.tables import Refused

DIGITS = 12
OF_AGE = 18
"""Years (Constitutional Law "On Elections", Art. 4(1))."""

NO_MONTH = "88"
"""Third and fourth digit of every INVENTED number: in those that people have they are a month, and there is no such one."""

_WEIGHTS = (tuple(range(1, 12)), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a list has him (Art. 24(4)); the surname comes first in the name."""

    name: str
    born: str  # the year, or the day: 1980, 1980-05-17
    iin: str
    address: str

    @property
    def year(self) -> str:
        """The year of birth: of somebody older than eighteen a list shows no more (Art. 24(4))."""
        return self.born[:4]


def check_digit(eleven: str) -> int | None:
    """The twelfth digit to eleven; None where no number begins so.

    The remainder by 11 of the digits times 1 to 11; where it is 10, times 3 to 11, 1 and 2; where that is 10 too, the eleven
    are not given to anybody. By the first weights the eleventh digit counts for nothing: a mistake in it is not found. (The
    rules of forming these numbers, Government Decree No. 406 of 22 May 2007, were not at hand: these are the weights by which
    numbers are commonly checked.)
    """
    digits = [int(sign) for sign in eleven]
    for weights in _WEIGHTS:
        rest = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def read_iin(text: str, invented: bool) -> str:
    """A personal number. Raises Refused: not twelve digits, a wrong check digit, or one of people where all are invented.

    That the first digits say another day than the birth is no fault: since Government Decree No. 853 of 26 August 2013
    numbers are not tied to it (the Ministry of Justice, 5 April 2019).
    """
    if not re.fullmatch("[0-9]{12}", text, re.ASCII):
        raise Refused("a personal number has twelve digits", "write the twelve digits, without blanks")
    if check_digit(text[:-1]) != int(text[-1]):
        raise Refused("the last digit does not follow from the others", "compare the number with the document")
    if (text[2:4] == NO_MONTH) != invented:
        raise Refused(
            "people's numbers and invented ones are never on one list",
            "a rehearsal takes invented numbers alone, an election none of them",
        )
    return text


def read_born(text: str, day: datetime.date) -> str:
    """A year or a day of birth. Raises Refused where it is none, or the person is under age on the day of the vote."""
    try:
        born = datetime.date(int(text), 1, 1) if re.fullmatch("[0-9]{4}", text) else datetime.date.fromisoformat(text)
    except ValueError:
        raise Refused("not a year or a day of birth", "write 1980 or 1980-05-17") from None
    if (born.year + OF_AGE, born.month, born.day) > (day.year, day.month, day.day):
        raise Refused("under eighteen on the day of the vote", "compare the date with the document")
    if born.year < day.year - 130:
        raise Refused("born more than 130 years ago", "compare the date with the document")
    return text
