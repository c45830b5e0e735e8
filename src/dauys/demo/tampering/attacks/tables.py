"""The publisher changes a table, and signs that it is right."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls
# ruff: noqa: S608  (figures that a drill itself has written)

from dauys.demo.tampering.attacks.attack import (
    CONSTITUENCY,
    STATION,
    TABLE,
    TOTALS,
    publisher,
)
from dauys.demo.tampering.eventful import (
    ACCEPTED,
    CORRECTED,
    LIST,
    OPEN,
    PICTURED,
    RESOLVED,
    TIED,
    UNFINISHED,
)


@publisher("protocols", f"{TABLE}: station {STATION}: P.Amanat is")
def _ten_votes_more_in_a_protocol(hands):
    hands.cell(TABLE, {"station": STATION}, "P.Amanat", 10)


@publisher("parquet", f"protocols.parquet: station {STATION}, contest {LIST}")
def _ten_votes_more_in_the_parquet_file(hands):
    where = f"contest = '{LIST}' and station = '{STATION}' and cell = 'Amanat'"
    hands.parquet(f"update figures set figure = figure + 10 where {where}")


@publisher("parquet", f"protocols.parquet: station {STATION}, contest {LIST}")
def _a_protocol_is_missing_in_the_parquet_file(hands):
    hands.parquet(f"delete from figures where contest = '{LIST}' and station = '{STATION}'")


@publisher("parquet", "protocols.parquet: station X-GHO-0001")
def _a_station_more_in_the_parquet_file(hands):
    hands.parquet(f"insert into figures values ('{TIED}.repeat', 'X-GHO-0001', 1, 'V', null, 500)")


@publisher("protocols", f"{TABLE}: station {UNFINISHED}: class is 'approved', expected is")
def _a_protocol_that_never_came_is_shown_as_approved(hands):
    hands.cell(TABLE, {"station": UNFINISHED}, "class", "approved")


@publisher("protocols", f"{TABLE}: station X-AST-0060 stands where {STATION} must")
def _a_station_is_dropped(hands):
    hands.table(TABLE, lambda rows: [row for row in rows if row[0] != STATION])


@publisher("protocols", f"{TABLE}: station {STATION} stands where None must")
def _a_station_is_there_twice(hands):
    hands.table(TABLE, lambda rows: rows + [row for row in rows if row[0] == STATION])


@publisher("protocols", f"{TABLE}: station {STATION}: P.Amanat is")
def _two_parties_change_headings(hands):
    def change(rows):
        one, other = rows[0].index("P.Amanat"), rows[0].index("P.Auyl")
        rows[0][one], rows[0][other] = rows[0][other], rows[0][one]

    hands.table(TABLE, change)


@publisher("protocols", f"{CONSTITUENCY}: station X-AST-0058: P.")
def _two_candidates_change_votes(hands):
    def change(rows):
        one, other = [at for at, name in enumerate(rows[0]) if name.startswith("P.")][:2]
        for row in rows[1:]:
            row[one], row[other] = row[other], row[one]

    hands.table(CONSTITUENCY, change)


@publisher("protocols", f"{TABLE}: station {RESOLVED}: resolved_by is ''")
def _nobody_resolved_differences(hands):
    hands.cell(TABLE, {"station": RESOLVED}, "resolved_by", "")


@publisher("protocols", f"{TABLE}: station {ACCEPTED}: accepted is 'E106'")
def _one_control_less_was_accepted(hands):
    hands.cell(TABLE, {"station": ACCEPTED}, "accepted", "E106")


@publisher("protocols", f"{TABLE}: station {CORRECTED}: version is '1', expected is '2'")
def _a_correction_is_hidden(hands):
    hands.cell(TABLE, {"station": CORRECTED}, "version", "1")


@publisher("protocols", f"{TABLE}: station {PICTURED}: scan is")
def _another_picture_is_named(hands):
    hands.cell(TABLE, {"station": PICTURED}, "scan", "0" * 64)


@publisher("protocols", f"{TABLE}: station {STATION}: approved_by is 'p-nobody'")
def _somebody_else_approved(hands):
    hands.cell(TABLE, {"station": STATION}, "approved_by", "p-nobody")


@publisher("files", "protocols/ghost.csv: nothing in the log asks for this file")
def _a_contest_is_invented(hands):
    hands.write("protocols/ghost.csv", b"station\nX-GHO-0001\n")


@publisher("totals", f"{TOTALS}: place astana: P.Amanat is")
def _ten_votes_more_in_a_region(hands):
    hands.cell(TOTALS, {"place": "astana"}, "P.Amanat", 10)


@publisher("totals", f"{TOTALS}: place kz: P.Amanat is")
def _ten_votes_more_in_a_region_and_in_the_country(hands):
    hands.cell(TOTALS, {"place": "astana"}, "P.Amanat", 10)
    hands.cell(TOTALS, {"place": "kz"}, "P.Amanat", 10)


@publisher("totals", f"{TOTALS}: place astana: P.Amanat is")
def _votes_against_all_go_to_a_party(hands):
    for place in ("kz", "astana"):
        hands.cell(TOTALS, {"place": place}, "N", -10)
        hands.cell(TOTALS, {"place": place}, "P.Amanat", 10)


@publisher("totals", f"{TOTALS}: place kz: not received is")
def _a_missing_protocol_is_counted_as_approved(hands):
    hands.cell(TOTALS, {"place": "kz"}, "entered", -1)
    hands.cell(TOTALS, {"place": "kz"}, "not received", 1)


@publisher("totals", f"{TOTALS}: place kz: voters_counted is")
def _all_voters_are_said_to_be_counted(hands):
    hands.table(TOTALS, lambda rows: _same(rows, "kz", "voters_counted", "voters"))


@publisher("totals", f"{TOTALS}: place almaty stands where astana must")
def _a_place_is_dropped(hands):
    hands.table(TOTALS, lambda rows: [row for row in rows if row[0] != "astana"])


@publisher("totals", f"totals/{OPEN}.csv: missing")
def _a_contest_has_no_totals(hands):
    hands.remove(f"totals/{OPEN}.csv")


@publisher("findings", f"findings.csv: contest {LIST}, station {ACCEPTED}, code E106: missing")
def _a_finding_is_hidden(hands):
    hands.table("findings.csv", lambda rows: [row for row in rows if row[3] != "E106"])


@publisher("findings", f"findings.csv: contest {LIST}, station {ACCEPTED}, code E107: ['explained'")
def _a_decision_is_sold_as_an_explanation(hands):
    hands.cell("findings.csv", {"station": ACCEPTED, "code": "E107"}, "settled", "explained")


def _same(rows, place, column, other):
    for row in rows:
        if row[0] == place:
            row[rows[0].index(column)] = row[rows[0].index(other)]
    return rows
