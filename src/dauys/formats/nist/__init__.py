"""NIST SP 1500-100 v2, Election Results Common Data Format: a state as a report in JSON and XML, and such a report back."""

from dauys.formats.nist.back import ReadContest, ReadElection, ReadOption, ReadReport, ReadUnit, read_nist
from dauys.formats.nist.facts import Facts
from dauys.formats.nist.references import broken_references
from dauys.formats.nist.report import nist_json, nist_xml, report

__all__ = [
    "Facts", "ReadContest", "ReadElection", "ReadOption", "ReadReport", "ReadUnit", "broken_references", "nist_json",
    "nist_xml", "read_nist", "report",
]  # fmt: skip
