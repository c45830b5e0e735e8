"""The count protocol of a station: the form as data, its checks, its life."""

from dauys.protocol.checks import Finding, findings, findings_of
from dauys.protocol.form import Form, FormCheck, FormLine, Forms
from dauys.protocol.reading import load_forms, read_forms
from dauys.protocol.values import Cell, Figures

__all__ = [
    "Cell",
    "Figures",
    "Finding",
    "Form",
    "FormCheck",
    "FormLine",
    "Forms",
    "findings",
    "findings_of",
    "load_forms",
    "read_forms",
]
