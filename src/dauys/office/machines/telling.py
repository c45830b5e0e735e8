"""What the API tells of papers: where they are, and what does not hold. Figures only once two people agree."""

from collections.abc import Iterable, Mapping
from typing import Any

from dauys.acts import figures_hash
from dauys.law.words import Names
from dauys.office.counting.fields import shown
from dauys.office.counting.papers import Paper, differing
from dauys.protocol import Finding


def named(names: Names) -> dict[str, str]:
    """A name in three languages."""
    return {language: names.told(language) for language in ("kk", "ru", "en")}


def place(paper: Paper) -> dict[str, Any]:
    """Where a paper is."""
    latest = paper.latest
    return {
        "station": paper.station, "contest": paper.contest, "version": latest.version, "state": latest.state,
        "class": paper.life.class_,
    }  # fmt: skip


def findings(paper: Paper, found: Iterable[Finding], settled: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Rules that do not hold, as the commission reads them."""
    told = []
    for one in found:
        text = paper.text_of(one, typist=False)
        told.append({
            "code": one.code, "severity": one.severity, "lines": list(one.lines), "text": named(text) if text else None,
            "settled": one.code in settled,
        })  # fmt: skip
    return told


def whole(paper: Paper) -> dict[str, Any]:
    """One paper as its commission may see it now."""
    latest, figures = paper.latest, paper.latest.figures
    lines: Mapping[str, int | None] | None = None if figures is None else shown(paper.fields, figures.lines)
    return {
        **place(paper), "figures": lines, "hash": None if figures is None else figures_hash(figures.as_told),
        "findings": findings(paper, paper.findings, latest.accepted | latest.explained),
        "differing": [field.name for field in differing(latest, paper.fields)] if latest.state == "differences" else [],
        "scans": [
            {name: act.payload[name] for name in ("version", "taken", "cleaned")}
            for act in paper.state.scans.get((paper.station, paper.contest), ())
        ],
    }  # fmt: skip


def form(paper: Paper) -> dict[str, Any]:
    """The form: its fields in the order of the paper, and the rules over them."""
    return {
        "fields": [
            {"name": one.name, "line": one.line, "mark": one.mark, "names": named(one.names), "may_be_left_out": one.in_a_table}
            for one in paper.fields
        ],
        "checks": [
            {"code": one.code, "severity": one.severity, "must": one.must, "when": one.when, "text": named(one.commission)}
            for one in paper.form.check
        ],
    }  # fmt: skip
