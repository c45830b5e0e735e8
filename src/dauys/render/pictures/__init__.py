"""Pictures drawn as SVG text, each with its numbers in a sentence and in a table. Values in, ``str`` out; nothing is computed.

A picture takes the colour of its text from the page (``currentColor``), needs no ground, no script and no style sheet, and
names its parts by the ``id`` of its caption. On a page it is as wide as 320 to about 520 pixels are.
"""

from dauys.render.pictures.areas import Area, area_told, areas_table, areas_told
from dauys.render.pictures.colours import COLOURS, GREY, STEPS, Side, ink_on, lead_step, short_marks, sides
from dauys.render.pictures.frame import Caption, Table, alone
from dauys.render.pictures.groups import Group, majority_of, seats_table, seats_told
from dauys.render.pictures.hemicycle import hemicycle
from dauys.render.pictures.layouts import code_of, layout
from dauys.render.pictures.poster import Words, poster
from dauys.render.pictures.progress import Progress, progress_bars, progress_table, progress_told
from dauys.render.pictures.races import Race, close_races, races_table, races_told
from dauys.render.pictures.region_map import region_map, shapes
from dauys.render.pictures.seat_bar import seat_bar
from dauys.render.pictures.tiles import tiles
from dauys.render.pictures.turnout import Reading, Series, turnout_lines, turnout_table, turnout_told
from dauys.render.pictures.votes import Line, Votes, in_order, vote_bars, votes_table, votes_told

__all__ = [
    "COLOURS",
    "GREY",
    "STEPS",
    "Area",
    "Caption",
    "Group",
    "Line",
    "Progress",
    "Race",
    "Reading",
    "Series",
    "Side",
    "Table",
    "Votes",
    "Words",
    "alone",
    "area_told",
    "areas_table",
    "areas_told",
    "close_races",
    "code_of",
    "hemicycle",
    "in_order",
    "ink_on",
    "layout",
    "lead_step",
    "majority_of",
    "poster",
    "progress_bars",
    "progress_table",
    "progress_told",
    "races_table",
    "races_told",
    "region_map",
    "seat_bar",
    "seats_table",
    "seats_told",
    "shapes",
    "short_marks",
    "sides",
    "tiles",
    "turnout_lines",
    "turnout_table",
    "turnout_told",
    "vote_bars",
    "votes_table",
    "votes_told",
]
