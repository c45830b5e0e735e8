"""NIST SP 1500-100 v2, Election Results Common Data Format: a state as a report in JSON and XML, and such a report back."""

from dauys.formats.nist.facts import Facts
from dauys.formats.nist.report import nist_json, nist_xml, report

__all__ = ["Facts", "nist_json", "nist_xml", "report"]
