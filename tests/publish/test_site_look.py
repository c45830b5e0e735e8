"""The look: the office and the public pages have the same colours and type, and the pictures in docs show today's style."""

import re
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
PUBLIC = ROOT / "src/dauys/publish/site/templates"
OFFICE = ROOT / "src/dauys/office/house/static/office/office.css"
SAME = {"ground": "ground", "text": "text", "quiet": "quiet", "line": "line", "mark": "mark", "wash": "soft"}
"""Colours by their names on public pages, and in the office."""


def colours(style):
    """The colours of a style sheet on a light ground, and on a dark one."""
    return [
        dict(re.findall(r"--([a-z-]+): *(#[0-9a-f]+)", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ][:2]


def test_the_office_and_the_public_pages_have_the_same_colours_and_type():
    public, office = (path.read_text("utf-8") for path in (PUBLIC / "site.css", OFFICE))
    for here, there in zip(colours(public), colours(office), strict=True):
        assert {name: here[name] for name in SAME} == {name: there[other] for name, other in SAME.items()}
    assert re.search(r"\bfont: ([^;]+);", public)[1] == re.search(r"\bfont: (1rem[^;]+);", office)[1]
    assert colours(public)[0]["band"] in re.search(r"\.invented \{(.*?)\}", office)[1]


def test_the_pictures_in_docs_show_the_style_as_it_is():
    """``tools/site-pictures`` makes them anew, and writes down of which style they are."""
    told = (ROOT / "docs/site/look.txt").read_text("utf-8").split()
    assert dict(zip(told[1::2], told[::2], strict=True)) == {
        name: sha256((PUBLIC / name).read_bytes()).hexdigest() for name in ("site.css",)
    }, "the pages look otherwise now: run tools/site-pictures"
    pictures = [*(ROOT / "docs/site").glob("*.webp")]
    assert len(pictures) == 10
    assert sum(one.stat().st_size for one in pictures) < 4_000_000
