"""What machines send, and what they are told: the shapes that stand in the OpenAPI of the office."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from dauys.formats.station_package import LONGEST, WIDEST

Figure = Annotated[int, Field(strict=True, ge=0, le=WIDEST)]
Version = Annotated[int, Field(strict=True, ge=1, le=999)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Id = Annotated[str, Field(min_length=1, max_length=80)]


class Sent(Schema):
    """What is sent holds what is named, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Entry(Sent):
    """A paper as it was typed: every field of the form by its name; null where nothing stands on the paper."""

    version: Version
    figures: dict[str, Figure | None] = Field(examples=[{"A": 812, "T": 640, "P.list-1": 201}])


class Listed(Sent):
    """A paper of a batch, with the hash of the figures that were shown for it."""

    station: Id
    contest: Id
    version: Version
    hash: Hash


class Batch(Sent):
    """Papers to be approved, and one code of the second factor for all of them."""

    papers: list[Listed] = Field(min_length=1, max_length=200)
    code: str = Field(pattern=r"^[0-9]{6}$")


class Turnout(Sent):
    """How many ballots had been issued by an hour."""

    hour: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["10:00"])
    issued: Figure


class Brought(Sent):
    """A package of a station: the text of its file, or of its QR code."""

    package: str = Field(min_length=1, max_length=LONGEST)


class Named(Schema):
    """A name in three languages."""

    kk: str
    ru: str
    en: str


class OptionTold(Schema):
    """A line of a ballot."""

    id: str
    names: Named


class ContestTold(Schema):
    """One question on one ballot."""

    id: str
    body: str
    tier: str
    constituency: str | None
    options: list[OptionTold]


class DefinitionTold(Schema):
    """The election, as far as the commission of the token counts it."""

    name: Named
    date: str
    invented: bool
    frozen: str | None = Field(description="hash of the definition, once it is frozen")
    commission: str
    contests: list[ContestTold]


class StationTold(Schema):
    """A station, and the contests of which this commission has its papers; ``station`` is the station's own record."""

    id: str
    names: Named
    voters: int
    contests: list[str]


class StationsTold(Schema):
    """One page of stations."""

    count: int
    stations: list[StationTold]


class FieldTold(Schema):
    """One place on a paper."""

    name: str
    line: str
    mark: str
    names: Named
    may_be_left_out: bool


class CheckTold(Schema):
    """A rule over lines."""

    code: str
    severity: str
    must: str
    when: str | None
    text: Named


class FormTold(Schema):
    """The form of a paper."""

    fields: list[FieldTold]
    checks: list[CheckTold]


class PaperTold(Schema):
    """Where a paper is."""

    station: str
    contest: str
    version: int
    state: str
    class_: str = Field(alias="class")


class PapersTold(Schema):
    """One page of papers."""

    count: int
    papers: list[PaperTold]


class FindingTold(Schema):
    """A rule that does not hold."""

    code: str
    severity: str
    lines: list[str]
    text: Named | None
    settled: bool


class ScanTold(Schema):
    """A scan of a paper, by its hashes: SHA-256 as it was taken, and of the copy without metadata (none of a PDF)."""

    version: int
    taken: str
    cleaned: str | None


class WholePaperTold(PaperTold):
    """One paper. Figures are told once two people agree on them: whoever types the second entry has not seen the first."""

    figures: dict[str, int | None] | None
    hash: str | None
    findings: list[FindingTold]
    differing: list[str] = Field(description="fields in which two entries differ, to be typed once more")
    scans: list[ScanTold]


class ReadyTold(Schema):
    """Papers that can be approved by the person of the token."""

    papers: list[Listed]


class Done(PaperTold):
    """An act was done."""

    index: int = Field(description="of the act in the log")
    findings: list[FindingTold]


class Attached(ScanTold):
    """A scan is attached to a paper."""

    index: int | None = Field(description="of the act in the log; null where this very scan was attached before")
    station: str
    contest: str


class Approved(Schema):
    """Papers were approved, each by an act."""

    approved: int
    batch: str = Field(description="hash of the batch that the code was given for")


class Reported(Schema):
    """An act of the day was done."""

    index: int
    station: str


class Fault(Schema):
    """One place in what was sent."""

    line: str
    value: str | None


class Error(Schema):
    """Nothing was done."""

    code: str
    what: str
    why: str
    cure: str
    detail: str = ""
    faults: list[Fault] = Field(default_factory=list)
