"""Numbers as people of three languages write them. A shortened fraction says so with an ellipsis."""

from fractions import Fraction
from math import floor

_SEPARATORS = {"en": (",", "."), "ru": ("\u00a0", ","), "kk": ("\u00a0", ",")}  # thousands, decimals


def number(value: int | Fraction, language: str = "en", digits: int = 6) -> str:
    """``86,546.652173…``: all digits of a whole number, the first few of a fraction."""
    thousands, point = _SEPARATORS[language]
    exact = Fraction(value)
    whole, part = divmod(abs(exact), 1)
    sign = "-" if exact < 0 else ""
    text = sign + f"{whole:,}".replace(",", thousands)
    if not part:
        return text
    scaled, rest = divmod(part * 10**digits, 1)
    decimals = f"{scaled:0{digits}d}"
    return f"{text}{point}{decimals}…" if rest else f"{text}{point}{decimals.rstrip('0')}"


def percent(value: Fraction, language: str = "en") -> str:
    """A share as percent, rounded to two decimals, or to more where that would make it look whole: never 5 % for 4.999 %."""
    exact = value * 100
    for digits in range(2, 60):
        rounded = Fraction(floor(exact * 10**digits + Fraction(1, 2)), 10**digits)
        if rounded.denominator != 1 or rounded == exact:
            break
    if rounded == exact:
        return f"{number(exact, language, digits)} %"
    thousands, point = _SEPARATORS[language]
    whole, part = divmod(rounded * 10**digits, 10**digits)
    return f"{int(whole):,}".replace(",", thousands) + f"{point}{int(part):0{digits}d} %"
