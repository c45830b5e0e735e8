"""The papers of one invented station: its own record, and a protocol of each of two contests that holds every check."""

from dauys.protocol import Figures

LIST, CONSTITUENCY = "mazhilis.list", "mazhilis.07"

STATION = {
    "A0": 1000, "A1": 3, "A2": 2, "A": 1005,  # 1000 + 3 + 2
    "U": 600,
    "F": {"1": 10, "2": 5},
    "G": {f"1/{LIST}": 10, f"1/{CONSTITUENCY}": 10, f"2/{LIST}": 4, f"2/{CONSTITUENCY}": 4},
    "H": {LIST: 598, CONSTITUENCY: 597},
    "K": 3, "L": 14,
}  # fmt: skip

PAPERS = {
    LIST: {
        "B1": 600, "B2": 14, "B": 614, "D": {"first": 300, "second": 314},
        "C": 1010, "E": 396,  # 101 % of 1000; 614 + 396
        "T": 612,  # 10 + 4 + 598
        "P": {"X": 400, "Y": 180}, "N": 25, "V": 605, "I": 7,  # 400 + 180 + 25 = 605; 605 + 7 = 612
    },
    CONSTITUENCY: {
        "B1": 600, "B2": 14, "B": 614, "D": {"first": 300, "second": 314},
        "C": 1010, "E": 396,
        "T": 611,  # 10 + 4 + 597
        "P": {"p": 300, "q": 280}, "N": 24, "V": 604, "I": 7,
    },
}  # fmt: skip


def papers(station=None, without=(), **of_the_list):
    """The station's record and its contests, with some lines changed: of the record by a table, of the list by name."""
    lines = {code: cell for code, cell in {**PAPERS[LIST], **of_the_list}.items() if code not in without}
    record = Figures("station", {**STATION, **(station or {})})
    return record, {LIST: Figures("list", lines), CONSTITUENCY: Figures("constituency", PAPERS[CONSTITUENCY])}
