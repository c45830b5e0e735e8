"""The form of a count protocol as data: its lines, and the checks over them. One form serves every use.

From it come the entry screen, the printed protocol, the checks, the columns of the open data and the documentation, so
that they cannot drift apart. A form is a TOML file beside the law: ``laws/kz/mazhilis/2023/forms.toml``.
"""

from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from dauys.law.words import Exact, Names, Rule, Words
from dauys.protocol.expression import ACTS, BadExpression, Comparison, parse

type Severity = Literal["error", "warning", "hold"]
"""*error*: the paper contradicts itself, approval waits for a correction or a decision; *warning*: unusual, needs words;
*hold*: the commission must look into it before the protocol counts."""

type Cells = Literal["one", "option", "member", "mobile box", "contest", "mobile box and contest"]
"""How many figures a line has: one, or one for each of these."""


class FormLine(Rule):
    """One line of a form."""

    code: str = Field(pattern=r"^[A-Z][A-Za-z0-9]*$")
    name: Names
    per: Cells = Field("one", description="one cell, or a cell for each of these")
    filled_by: str = Field("precinct commission", description="who fills it in")
    optional: bool = Field(False, description="may be left empty: the figure is not on every paper")
    note: Names | None = Field(None, description="what whoever fills it in must know")


class FormCheck(Rule):
    """A rule over lines, with a text for who types and a text for who decides."""

    code: str = Field(pattern=r"^[EWH][0-9]{3}$", description="E error, W warning, H hold")
    severity: Severity
    must: str = Field(description="what must hold")
    when: str | None = Field(None, description="the rule applies only where this holds")
    each: str | None = Field(None, description="the rule is asked of every cell of this line")
    typist: Names
    commission: Names

    @field_validator("must", "when")
    @classmethod
    def _is_an_expression(cls, text: str | None) -> str | None:
        if text is not None:
            try:
                parse(text)
            except BadExpression as error:
                raise ValueError(f"not a check: {error}") from None
        return text

    @model_validator(mode="after")
    def _code_says_severity(self) -> "FormCheck":
        if self.code[0] != self.severity[0].upper():
            raise ValueError(f"code {self.code} must begin with {self.severity[0].upper()}, as its severity is {self.severity}")
        return self

    @cached_property
    def rule(self) -> Comparison:
        """What must hold, ready to be asked."""
        return parse(self.must)

    @cached_property
    def asks_acts(self) -> bool:
        """Whether it holds the paper against acts, so that where there are none nothing is compared."""
        return any(line.form == ACTS for line in self.rule.lines())

    @cached_property
    def condition(self) -> Comparison | None:
        """Where it must hold; None where always."""
        return None if self.when is None else parse(self.when)


class Form(Words):
    """A form: of the station itself, or of a contest of one tier."""

    id: Literal["station", "list", "constituency"]
    name: Names
    same_as: Literal["station", "list", "constituency"] | None = Field(
        None, description="another form of this file: its lines and checks hold here, but for lines written anew"
    )
    line: tuple[FormLine, ...] = Field(min_length=1)
    check: tuple[FormCheck, ...] = ()

    def line_coded(self, code: str) -> FormLine | None:
        """The line of a code; None where the form has none."""
        return self._lines.get(code)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The codes of the lines that may not be left empty."""
        return tuple(line.code for line in self.line if not line.optional)

    @cached_property
    def looks_across(self) -> bool:
        """Whether a check holds the station's contests against each other."""
        return any(line.function in ("most", "least") for check in self.check for line in check.rule.lines())

    @cached_property
    def _lines(self) -> dict[str, FormLine]:
        return {line.code: line for line in reversed(self.line)}  # of two with one code, the first


class AcrossStations(Rule):
    """A rule that compares stations with each other; its thresholds are fixed before the day."""

    code: str = Field(pattern=r"^[WH][0-9]{3}$")
    severity: Literal["warning", "hold"]
    kind: Literal[
        "identical results", "digit transposition", "outlier in the constituency", "outlier against the former election"
    ]
    share: Exact | None = Field(None, description="how far an option's share may lie from what it is held against")
    at_least: int = Field(0, ge=0, description="stations with fewer votes are left out")
    commission: Names

    @model_validator(mode="after")
    def _share_of_an_outlier(self) -> "AcrossStations":
        if self.kind.startswith("outlier") != (self.share is not None):
            raise ValueError("an outlier needs 'share', how far a share may lie away; the other kinds have none")
        return self


class Ballots(Rule):
    """How many ballots a station can have at most: what a missing protocol can hold, and no more."""

    at_most: Exact = Field(description="share of the voters on the station's list; rounded up to whole ballots")


class Forms(Words):
    """All forms of one edition, and the rules across stations."""

    law: str
    name: Names
    same_as: str | None = Field(None, description="another law, whose forms these are (kz/mazhilis/2023)")
    note: tuple[Names, ...] = Field((), description="what is open, and what the file decides by itself")
    ballots: Ballots | None = Field(None, description="ballots at a station; none: the edition's rule is not known")
    form: tuple[Form, ...] = Field(min_length=1)
    across: tuple[AcrossStations, ...] = ()

    def form_of(self, name: str) -> Form:
        """The form named; raises KeyError where the edition has none."""
        return self._forms[name]

    def has_form(self, name: str) -> bool:
        """Whether the edition has a form of that name: a station's own record is not kept everywhere."""
        return name in self._forms

    @cached_property
    def _forms(self) -> dict[str, Form]:
        return {form.id: form for form in reversed(self.form)}
