"""A small invented election as a folder, and copies of it with one table changed."""

import gzip
from pathlib import Path

import pytest

from dauys.election import read_folder
from dauys.text import BadInput

TABLES = {
    "election.toml": """\
name = { kk = "Ойдан шығарылған сайлау", ru = "Выдуманные выборы", en = "An invented election" }
body = "kz/mazhilis"
date = 2023-03-19
country = "kz"
notes = ["Parties, places and votes are invented for a test."]
""",
    "places.csv": """\
id,kind,parent,name_kk,name_ru,name_en
north,region,,Солтүстік,Север,North
south,region,,Оңтүстік,Юг,South
01,constituency,north,№ 1 округ,округ № 1,constituency No. 1
02,constituency,north,№ 2 округ,округ № 2,constituency No. 2
""",
    "parties.csv": """\
id,name,name_kk,name_ru,name_en,groups,members
Apple,Алма,Алма,Яблоко,Apple,,
Pear,Алмұрт,Алмұрт,Груша,Pear,,
""",
    "options.csv": """\
tier,place,option,kind,party,registered,candidates
list,,Apple,list,Apple,2023-02-03T16:40,20
list,,Pear,list,Pear,2023-02-04T09:05,20
constituency,01,Somebody,candidate,,,
""",
    "votes.csv": """\
tier,place,option,votes
list,,Apple,600
list,,Pear,350
list,,against_all,50
constituency,01,Apple,300
constituency,01,Somebody,200
constituency,02,Apple,250
constituency,02,Pear,260
""",
    "figures.csv": """\
tier,place,registered,issued,in_boxes,valid,invalid
list,,2000,1020,1010,1000,10
""",
}


def folder(path: Path, **changes: str | bytes | None) -> Path:
    """The election in a folder of its own; tables by name without ending (``votes=…``), None to leave one out."""
    target = path / "invented"
    target.mkdir(exist_ok=True)
    texts: dict[str, str | bytes | None] = dict(TABLES)
    for name, text in changes.items():
        texts["election.toml" if name == "election" else f"{name.replace('_', '-')}.csv"] = text
    for name, text in texts.items():
        if text is None:
            (target / name).unlink(missing_ok=True)
        else:
            (target / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return target


def changed(table: str, old: str, new: str) -> str:
    """A table of the election with one of its texts replaced."""
    text = TABLES["election.toml" if table == "election" else f"{table}.csv"]
    assert text.count(old) == 1, old
    return text.replace(old, new)


def faults(path: Path):
    """The faults for which a folder is refused: what a person would read, as (file, line, column, value, cause, cure)."""
    with pytest.raises(BadInput) as error:
        read_folder(path)
    return error.value.faults


def zipped(text: str) -> bytes:
    """A table as it is in a .gz file."""
    return gzip.compress(text.encode("utf-8"), mtime=0)
