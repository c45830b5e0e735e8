"""Invented values for the tests of pictures, and what every picture must keep to. No party here is a real one."""

import gzip
import re
from fractions import Fraction
from xml.etree import ElementTree

from dauys.render.pictures import Area, Caption, Group, Race, Reading, Series, sides

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("Alma", "Beren", "Choir", "Dombra <&> «Ұңғі»", "Nobody's")
SIDES = sides(NAMES, grey=frozenset(NAMES[-1:]))
CAPTION = Caption("INVENTED <&>", "Told in words, ҰҒҚ", "en", "q7")

REGIONS = (
    "astana", "almaty", "shymkent", "abai", "akmola", "aktobe", "almaty-region", "atyrau", "west-kazakhstan", "zhambyl",
    "zhetysu", "karaganda", "kostanay", "kyzylorda", "mangystau", "pavlodar", "north-kazakhstan", "turkistan", "ulytau",
    "east-kazakhstan",
)  # fmt: skip


def chamber(*seats, open=0):
    """Groups of that many seats, and the open ones."""
    groups = [Group(side.name, count, side.colour) for side, count in zip(sides([f"P{n}" for n in seats]), seats, strict=True)]
    return [*groups, Group("still open", open, "#767676", open=True)] if open else groups


def area(place="astana", leader=0, lead=Fraction(7, 100), counted=10, expected=10, link=""):
    """A place; ``leader`` is the number of a side, or None."""
    return Area(
        place, place[:3].upper(), place.title(), None if leader is None else SIDES[leader], lead, counted, expected, link
    )


def race(name="Alma-Ata", lead=100, counted=10, expected=10, link=""):
    return Race(name, SIDES[0], SIDES[3], lead, counted, expected, link)


def series(name, *shares):
    """Readings at ten, twelve, …; None where nothing was reported."""
    return Series(name, tuple(Reading(600 + 120 * n, share and Fraction(share, 100)) for n, share in enumerate(shares)))


def parsed(picture):
    """The picture as a tree, held to what every picture promises."""
    svg = ElementTree.fromstring(picture)
    assert picture.endswith("</svg>\n")
    ids = [node.get("id") for node in svg.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert svg.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]
    assert title.text.strip()
    assert svg.get("role") == ("group" if svg.find(f".//{SVG}a") is not None else "img")
    assert not [node for node in svg.iter() if node.tag.removeprefix(SVG) in ("script", "style", "image", "foreignObject")]
    assert not [key for node in svg.iter() for key in node.attrib if key == "style" or key.startswith("on")]
    for address in re.findall(r"url\(#(\w+)\)", picture):
        assert address in ids, "a pattern of another picture"
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    left, top, width, height = map(float, svg.get("viewBox").split())
    for text in svg.iter(f"{SVG}text"):
        assert left <= float(text.get("x", "0")) <= left + width
        assert top <= float(text.get("y")) <= top + height
        assert text.get("font-size") is None or float(text.get("font-size")) > 0
    return svg


def words(svg):
    """All text that is drawn, in order."""
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def drawn(svg, tag):
    """Elements of a name, without those inside a pattern."""
    hidden = {id(node) for pattern in svg.iter(f"{SVG}pattern") for node in pattern.iter()}
    return [node for node in svg.iter(f"{SVG}{tag}") if id(node) not in hidden]


def hatched(svg, tag="rect"):
    return [node for node in drawn(svg, tag) if node.get("fill", "").startswith("url(")]


def size(picture):
    """Bytes as a browser is sent them."""
    return len(gzip.compress(picture.encode("utf-8"), 9, mtime=0))
