"""The numbers of an audit: exact fractions while they stay small, fifty decimal digits where logarithms enter.

Decimal arithmetic gives the same digits on every machine, so a decision to stop never hangs on a processor. Floats are for
planning alone (how many ballots to fetch), never for the risk that was measured.
"""

from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from functools import wraps

type Number = int | Fraction
"""An exact number. A float is refused wherever it would enter a risk."""

HALF = Fraction(1, 2)

_FIFTY = Context(prec=50, Emax=MAX_EMAX, Emin=MIN_EMIN)


def in_fifty_digits[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Run a function in fifty digits, whatever the caller's own decimal context is."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(_FIFTY):
            return function(*args, **kwargs)

    return run


def decimal(number: Number) -> Decimal:
    """``number`` in the digits of the context."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def ln(number: Number) -> Decimal:
    """The natural logarithm of a positive number, in the digits of the context."""
    return decimal(number).ln()


def as_probability(risk: Decimal) -> Decimal:
    """A measured risk is never above one: from there on it says nothing."""
    return min(risk, Decimal(1))


def checked(number: Number, what: str) -> Fraction:
    """``number`` as a fraction; raises TypeError for a float, which holds few decimal numbers exactly."""
    if isinstance(number, bool) or not isinstance(number, int | Fraction):
        raise TypeError(f"{what}: {number!r} is not an exact number; give an int or a Fraction")
    return Fraction(number)


def checked_risk_limit(limit: Number) -> Fraction:
    """A risk limit from 0 to 1, 1 not included. At 0 no sample is ever enough, only a full count."""
    exact = checked(limit, "the risk limit")
    if not 0 <= exact < 1:
        raise ValueError(f"a risk limit of {exact}: from 0 up to, not including, 1")
    return exact
