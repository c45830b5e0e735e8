"""What every table that people write is made of: exact numbers, names in three languages, closed keys, the article."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

NUMBER = r"[0-9]+(\.[0-9]+)?"


def exact(text: Any) -> Fraction:
    """``"5%"``, ``"0.7"``, ``"1/2"`` or a whole number, exactly; a bare TOML float has already lost its digits."""
    if isinstance(text, Fraction):
        return text
    if isinstance(text, bool) or not isinstance(text, int | str):
        raise ValueError('write the number in quotes, so that no digit is lost: "0.7", "5%", "1/2"')
    bare = str(text).strip()
    try:
        number = Fraction(bare.removesuffix("%").strip()) / (100 if bare.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError('not a number; write "5%", "0.7", "1/2" or a whole number') from None
    if number < 0:
        raise ValueError("a number below zero has no meaning here")
    return number


_NUMBER_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": f"^{NUMBER}%?$|^[0-9]+/[1-9][0-9]*$"}, {"type": "integer", "minimum": 0}]
}

Exact = Annotated[Fraction, BeforeValidator(exact), PlainSerializer(str, return_type=str), WithJsonSchema(_NUMBER_SCHEMA)]


def share(text: Any) -> Fraction:
    """A line to reach: up to 100 % of a base, or a plain number of votes or constituencies."""
    number = exact(text)
    if str(text).strip().endswith("%") and number > 1:
        raise ValueError("a share of more than 100 % cannot be reached")
    return number


Share = Annotated[Fraction, BeforeValidator(share), PlainSerializer(str, return_type=str), WithJsonSchema(_NUMBER_SCHEMA)]
Seats = Annotated[int, Field(strict=True, ge=0)]


class Words(BaseModel):
    """A table of a law file: unknown keys are refused, and a law once read does not change."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rule(Words):
    """A table that says what the law orders: it names the article, and says so where the text was not at hand."""

    article: str = Field(min_length=1, description="where the law says so: article and paragraph")
    unsourced: str | None = Field(None, description="why the text could not be cited, and how the rule was confirmed")


class Names(Words):
    """A name in the three languages; None where it is not known."""

    kk: str | None = None
    ru: str | None = None
    en: str | None = None

    def told(self, language: str) -> str:
        """The name in a language, or else in English, Russian or Kazakh, whichever is known first."""
        return getattr(self, language, None) or self.en or self.ru or self.kk or "?"
