"""Places with who leads there: what the tiles and the map have in common. Looks, key, sentence and table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from dauys.render.numbers import number, percent
from dauys.render.pictures.colours import STEPS, Side, ink_on, lead_step
from dauys.render.pictures.frame import UNKNOWN, WIDTH, Table, linked, text, wide, wrapped
from dauys.render.pictures.groups import chip, key
from dauys.text import phrase, sort_key

_WHY_BLANK = {False: "picture.nothing counted", True: "picture.not known"}  # by whether any of them is counted
TIE = "="
"""The mark of a place where two lead with the same votes."""


@dataclass(frozen=True, slots=True)
class Area:
    """One place, and how far it is counted."""

    place: str  # id, as in the layout and in the shapes
    code: str  # what people know it by, in few letters: KAR, 07
    name: str
    leader: Side | None  # None: not known, or the first two are equal
    lead: Fraction | None  # over the second, as a share of the base; None where it is not known
    counted: int  # protocols
    expected: int  # 0 where nobody published them: then the leader is who was declared
    link: str = ""  # address of its page

    @property
    def blank(self) -> bool:
        """Nothing is counted, or nothing is known of it, which is not zero."""
        return (self.leader is None and self.lead is None) or (self.counted == 0 and self.expected > 0)

    @property
    def complete(self) -> bool:
        """Every expected protocol is counted."""
        return self.counted >= self.expected

    @property
    def mark(self) -> str:
        """The leader's letters, or the sign of a tie, or nothing."""
        if self.blank:
            return ""
        return self.leader.mark if self.leader else TIE


# ---- looks -----------------------------------------------------------------------------------------------------------


def fill(area: Area) -> str:
    """Attributes: the leader's colour by the step of the lead; none where it is not known; a broken outline if nothing is."""
    if area.blank:
        return 'fill="none" stroke-dasharray="2 2"'
    if area.leader is None or area.lead is None:
        return 'fill="none"'
    step = lead_step(area.lead)
    faint = f' fill-opacity="{STEPS[step]}"' if STEPS[step] < 1 else ""
    return f'fill="{area.leader.colour}"{faint}'


def ink(area: Area) -> str:
    """Attributes of letters on the area."""
    if area.blank or area.leader is None or area.lead is None or STEPS[lead_step(area.lead)] < 1:
        return ""
    return f'fill="{ink_on(area.leader.colour)}"'


def hatched(areas: Sequence[Area]) -> bool:
    """Whether any place is counted in part."""
    return any(not area.blank and not area.complete for area in areas)


def with_link(area: Area, drawn: str, language: str) -> str:
    """What is drawn of a place, as a link where it has a page; the link says in words what the picture shows."""
    return linked(area.link, area_told(area, language), drawn) if area.link else drawn


def areas_key(areas: Sequence[Area], base: str, language: str, id: str, top: float) -> tuple[list[str], float]:
    """Who leads in how many places; then the steps of the lead, and what hatching and an empty outline mean."""
    led = Counter(area.leader for area in areas if area.leader and not area.blank)
    tied = sum(1 for area in areas if area.mark == TIE)
    entries = [(side.name, side.mark, side.colour, number(count, language)) for side, count in _ranked(led)]
    if tied:
        entries.append((phrase("picture.tied", language), TIE, "none", number(tied, language)))
    lines, height = key(entries, top=top)
    y = top + height
    if any(area.lead is not None for area in areas):
        y += 5
        for told in wrapped(phrase("picture.lead in points", language, base=base), WIDTH):
            lines.append(text(0, y + 11, told, 'fill-opacity=".75"'))
            y += 15
        y += 2
        for place, told in enumerate(("< 5", "5–15", "> 15")):
            lines.append(chip(72 * place, y, "", "currentColor", opacity=(0.12, 0.3, 0.7)[place]))
            lines.append(text(72 * place + 30, y + 11, told))
        y += 19
    blank = [area for area in areas if area.blank]
    signs = [
        (phrase("picture.not complete", language), f"url(#{escape(id)}h)", hatched(areas)),
        (phrase(_WHY_BLANK[any(area.counted or not area.expected for area in blank)], language), "none", bool(blank)),
    ]
    shown = [(told, look) for told, look, there in signs if there]
    apart = len(shown) == 2 and all(wide(told) <= WIDTH / 2 - 34 for told, _ in shown)
    for place, (told, look) in enumerate(shown):
        x, down = (WIDTH / 2 * place, 0) if apart else (0, 19 * place)
        sign = chip(x, y + down, "", look)
        lines.append(sign.replace('stroke="', 'stroke-dasharray="2 2" stroke="') if look == "none" else sign)
        lines.append(text(x + 30, y + down + 11, told))
    return lines, y - top + (19 if apart else 19 * len(shown))


# ---- in words and numbers --------------------------------------------------------------------------------------------


def _ranked(led: Counter[Side]) -> list[tuple[Side, int]]:
    return sorted(led.items(), key=lambda item: (-item[1], sort_key(item[0].name)))


def points(lead: Fraction, language: str) -> str:
    """A lead in percentage points: ``12.35``."""
    return percent(lead, language).removesuffix(" %")


def area_told(area: Area, language: str) -> str:
    """One place in a sentence."""
    counted = {"counted": number(area.counted, language), "expected": number(area.expected, language)}
    if area.blank and not area.expected:
        return phrase("picture.place unpublished", language, place=area.name)
    if area.blank and not area.counted:
        return phrase("picture.place not counted", language, place=area.name, expected=counted["expected"])
    if area.blank:
        return phrase("picture.place not known", language, place=area.name, **counted)
    if area.leader is None:
        return phrase("picture.place tied", language, place=area.name, **counted)
    if area.lead is None:
        return phrase("picture.place led, not how far", language, place=area.name, leader=area.leader.name)
    return phrase(
        "picture.place led", language, place=area.name, leader=area.leader.name, points=points(area.lead, language), **counted
    )


def areas_told(areas: Sequence[Area], language: str) -> str:
    """Who leads in how many places, how many are tied, counted in part, not counted at all."""
    led = _ranked(Counter(area.leader for area in areas if area.leader and not area.blank))
    counting = any(area.expected for area in areas)
    return phrase(
        "picture.places told" if counting else "picture.places published",
        language,
        places=number(len(areas), language),
        leaders=", ".join(f"{side.name} {number(count, language)}" for side, count in led) or UNKNOWN,
        tied=number(sum(1 for area in areas if area.mark == TIE), language),
        partly=number(sum(1 for area in areas if not area.blank and not area.complete), language),
        blank=number(sum(1 for area in areas if area.blank), language),
    )


def areas_table(areas: Sequence[Area], base: str, language: str) -> Table:
    """A row for each place: its code, name, leader, lead, protocols counted and expected. ``base`` says of what the lead is."""
    headings = (
        phrase("picture.code", language), phrase("page.place", language), phrase("page.leads", language),
        phrase("picture.lead in points", language, base=base), phrase("page.counted", language),
        phrase("page.expected", language),
    )  # fmt: skip
    return Table(headings, tuple(_row(area, language) for area in areas))


def _row(area: Area, language: str) -> tuple[str, ...]:
    leader, lead = UNKNOWN, UNKNOWN
    if not area.blank:
        leader = area.leader.name if area.leader else phrase("picture.tied", language)
        lead = UNKNOWN if area.lead is None else points(area.lead, language)
    known = area.expected > 0
    counts = (number(count, language) if known else UNKNOWN for count in (area.counted, area.expected))
    return area.code, area.name, leader, lead, *counts
