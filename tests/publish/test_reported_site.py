"""Sites of elections as others published them: their figures are those of the tables, a blank is a blank, and all say so."""

import csv
import gzip
import json
import shutil
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from quick_disk import Quick

from dauys.election import SHIPPED, election_names, load_election
from dauys.election.day import At, day_of, read_day
from dauys.ledger import Note, SigningKey
from dauys.publish.manifest import Manifest
from dauys.publish.reported import ReportedResults, files_of
from dauys.publish.site import publish_reported
from dauys.publish.site.address import Site
from dauys.publish.site.data import page_csv, page_json
from dauys.publish.site.html import page_html
from dauys.publish.site.page import File, Page, Several, To
from dauys.publish.site.pages.reported import reported_pages
from dauys.publish.site.snapshot import FORMAT
from dauys.text import LANGUAGES, BadInput, phrase

KZ, BUNDESTAG = "kz-2023", "de-bundestag-2025"


def rows_of(name, file):
    return list(csv.DictReader((SHIPPED / name / file).read_text("utf-8").splitlines()))


@pytest.fixture
def kz(reported_site):
    """What a web server shows of Kazakhstan 2023."""
    return reported_site / "current"


@pytest.fixture(scope="module")
def pages():
    """The pages of an election as values, by path; each election is counted once."""
    made = {}

    def of(name):
        if name not in made:
            day = read_day(SHIPPED / name) if name == KZ else day_of(load_election(name))
            source = ReportedResults(day)
            made[name] = source, {page.path: page for page in (make() for make in reported_pages(source, dict(files_of(day))))}
        return made[name]

    return of


def told(page: Page):
    """A page as its JSON says it."""
    return json.loads(page_json(page, invented=False))


def table(page: Page, id):
    """The rows of a table by the ids of its columns, as JSON has them."""
    parts = [*told(page)["parts"], *(part for section in told(page)["sections"] for part in section["parts"])]
    found = next(part["table"] for part in parts if part.get("table", {}).get("id") == id)
    return [dict(zip((column["id"] for column in found["columns"]), row, strict=True)) for row in found["rows"]]


def links_in(value):
    """All links to pages in what a page says."""
    match value:
        case To(page, inner):
            yield page
            yield from links_in(inner)
        case File(told=inner):
            yield from links_in(inner)
        case Several(values):
            for one in values:
                yield from links_in(one)


def links_of(page: Page):
    for one in page.way:
        yield from links_in(one)
    for part in page.parts:
        for items in getattr(part, "rows", [getattr(part, "items", [])]):
            for item in items:
                yield from links_in(item)
        yield from links_in(getattr(part, "told", None))


# ---- every election ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [
    pytest.param(one, marks=pytest.mark.drill if one == "de-bundestag-2017" else ()) for one in (*election_names(), KZ)
])  # fmt: skip
def test_every_election_has_pages_that_lead_to_each_other_and_seats_that_are_the_official_ones(name, pages):
    source, found = pages(name)
    parts = {f"{path}#{section.id}" for path, page in found.items() for section in page.sections}
    assert not {(path, link) for path, page in found.items() for link in links_of(page) if link not in {*found, *parts}}
    for body, election in source.elections.items():
        page = found[f"{body}/index"]
        official = rows_of(election.id, "official.csv") if (SHIPPED / election.id / "official.csv").is_file() else []
        if not official:
            assert phrase("reported.no official", "en") in json.dumps(told(page), ensure_ascii=False)
            continue
        assert phrase("reported.all equal", "en", number=len(official)) in json.dumps(told(page))
        assert {row["equal"]["en"] for row in table(page, "official")} == {"yes"}
        for row in table(page, "official"):
            tiers = [key.removesuffix(" official") for key in row if key.endswith(" official")]
            assert all(row[f"{tier} official"] in (None, row[f"{tier} counted"]) for tier in tiers)
        assert found[f"{body}/seats"].sections[-1].id == "steps"


def test_an_official_number_that_is_another_is_told_as_such(tmp_path, pages):
    folder = tmp_path / "kz-mazhilis-2021"
    folder.mkdir()
    for file in (SHIPPED / "kz-mazhilis-2021").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    text = (folder / "official.csv").read_text("utf-8")
    (folder / "official.csv").write_text(text.replace(",Nur Otan,76,", ",Nur Otan,77,", 1), "utf-8")
    source = ReportedResults(day_of(load_election(folder)))
    page = next(page for make in reported_pages(source, {}) if (page := make()).path == "mazhilis/index")
    row = next(row for row in table(page, "official") if row["party"]["en"] == "Nur Otan")
    assert (row["list counted"], row["list official"], row["equal"]["en"]) == (76, 77, "no")


# ---- Germany -----------------------------------------------------------------------------------------------------------


def test_germany_has_16_lander_and_299_constituencies_each_with_both_votes(pages):
    _, found = pages(BUNDESTAG)
    places = rows_of(BUNDESTAG, "places.csv")
    votes, figures = rows_of(BUNDESTAG, "votes.csv"), rows_of(BUNDESTAG, "figures.csv")
    assert len(table(found["bundestag/constituencies"], "constituencies")) == 299
    assert sum(path.startswith("place/") for path in found) == 16
    by_place = Counter((row["tier"], row["place"]) for row in figures)
    assert set(by_place.values()) == {1}
    valid = {(row["tier"], row["place"]): int(row["valid"]) for row in figures}
    for one in (places[16], places[100], places[-1]):
        page = found[f"bundestag/{one['id']}"]
        for tier, id in (("constituency", f"votes-bundestag.{one['id']}"), ("list", "votes-bundestag.list")):
            cast = [int(row["votes"]) for row in votes if (row["tier"], row["place"]) == (tier, one["id"])]
            rows = table(page, id)
            assert sorted(row["votes"] for row in rows[:-2]) == sorted(cast), "zero is 0, and nobody is left out"
            assert rows[-2]["votes"] == valid[tier, one["id"]]
            assert all(Fraction(row["share"]) == Fraction(row["votes"], valid[tier, one["id"]]) for row in rows[:-2])


def test_first_and_second_votes_of_a_land_are_the_sums_of_its_constituencies(pages):
    _, found = pages(BUNDESTAG)
    inside = {row["id"] for row in rows_of(BUNDESTAG, "places.csv") if row["parent"] == "hh"}
    assert len(inside) == 6
    sums = Counter()
    for row in rows_of(BUNDESTAG, "votes.csv"):
        if row["place"] in inside:
            sums[row["tier"], row["option"]] += int(row["votes"])
    rows = {row["party"]["en"]: row for row in table(found["place/hh"], "votes-bundestag")}
    for party in ("SPD", "CDU", "GRÜNE"):
        assert (rows[party]["constituency votes"], rows[party]["list votes"]) == (
            sums["constituency", party],
            sums["list", party],
        )
    assert rows["BSW"]["constituency votes"] == "", "it stood on lists alone: neither zero nor unknown"
    assert len(table(found["place/hh"], "constituencies-bundestag")) == 6
    assert len(table(found["bundestag/index"], "votes-bundestag.list")) == 17


def test_the_parties_with_most_votes_are_counted_and_the_csv_has_every_constituency(pages):
    page = pages(BUNDESTAG)[1]["bundestag/constituencies"]
    led = {row["party"]["en"]: row["led"] for row in table(page, "led")}
    assert led == {"CDU": 143, "CSU": 47, "AfD": 46, "SPD": 45, "GRÜNE": 12, "Die Linke": 6}, "as the source says"
    assert page_csv(page).count(b"\n") == 300


def test_23_winners_of_a_constituency_have_no_seat(pages):
    _, found = pages(BUNDESTAG)
    rows = table(found["bundestag/constituencies"], "constituencies")
    assert Counter(row["seat"]["en"] for row in rows) == {"yes": 276, "no": 23}
    without = {row["constituency"]["page"].partition("/")[2] for row in rows if row["seat"]["en"] == "no"}
    assert without == {row["place"] for row in rows_of(BUNDESTAG, "official-winners.csv")}


def test_pages_of_germany_are_light(pages):
    source, found = pages(BUNDESTAG)
    site = Site(source.event, "x")
    for path, limit in (("bundestag/constituencies", 30), ("bundestag/index", 15), ("place/nw", 30), ("bundestag/001", 15)):
        assert len(gzip.compress(page_html(found[path], site, "ru"), 6)) <= limit * 1024, path


# ---- Kazakhstan --------------------------------------------------------------------------------------------------------


def test_the_29_constituencies_are_there_and_no_blank_is_a_zero(pages):
    source, found = pages(KZ)
    rows, facts = (
        table(found["mazhilis/constituencies"], "constituencies"),
        table(found["mazhilis/constituencies"], "districts"),
    )
    published = rows_of(KZ, "mazhilis_2023_districts.csv")
    assert len(rows) == len(facts) == len(published) == 29
    assert all(row[key] is None for row in rows for key in ("votes", "lead", "lead share", "second"))
    assert [row["leads"] is not None for row in rows] == [bool(row["winner"]) for row in published]
    for shown, row in zip(facts, published, strict=True):
        for key in ("electorate", "candidates_on_ballot", "winner_votes"):
            assert shown[key] == (int(row[key]) if row[key] else None)
        assert shown["turnout_pct"] is None
        assert shown["source"] == (row["source"] or None)
    page = found["mazhilis/02"]
    assert phrase("reported.no votes", "en") in json.dumps(told(page))
    assert source.outcomes["mazhilis"].parties["Amanat"] == {"list": 40, "constituency": 22, "total": 62}


def test_every_row_of_every_table_of_facts_is_on_its_page_with_its_source(pages):
    source, found = pages(KZ)
    shown = 0
    for facts in source.day.facts:
        page = found["mazhilis/constituencies" if facts.table.of else facts.table.page]
        id = f"{facts.table.id}-sources" if facts.table.drawn else facts.table.id
        published = rows_of(KZ, facts.table.file)
        rows = table(page, id)
        assert len(rows) == len(published)
        for row, was in zip(rows, published, strict=True):
            for column in facts.table.column:
                cell = was[column.id]
                if not cell:
                    assert row[column.id] == ("" if column.kind == "note" else None)
                elif column.kind == "percent" or (column.kind == "number" and was.get("unit") == "percent"):
                    assert Fraction(row[column.id]) == Fraction(cell) / 100
                elif column.kind == "number":
                    assert row[column.id] == int(cell)
                elif column.kind not in ("word", "place"):
                    assert row[column.id] == cell
                shown += 1
    assert shown > 1500


def test_the_contradictions_are_17_and_what_was_not_published_is_counted(pages):
    source, found = pages(KZ)
    assert len(table(found["contradictions"], "contradictions")) == 17
    said = json.dumps(told(found["blanks"]))
    assert "Of 10,223 polling stations, the protocol of none was found." in said
    assert "the votes are not known in 29 of 29 constituencies; in 8 of these" in said
    assert "votes for the lists are not known for 20 of 20 places" in said
    known = {cell.place for one in source.day.facts if one.table.page == "maslikhats" for row in one.rows
             for cell in row if isinstance(cell, At)}  # fmt: skip
    assert phrase("reported.known of", "en", known=len(known), whole=223, rest=223 - len(known)) in json.dumps(
        told(found["maslikhats"])
    )


def test_turnout_that_falls_is_named(pages):
    _, found = pages(KZ)
    rows = table(found["turnout"], "turnout")
    assert len(rows) == 21
    assert rows[0]["place"]["en"] == "In all"
    said = [part["text"]["en"] for part in told(found["turnout"])["parts"] if "text" in part]
    falls = [text for text in said if text.startswith("Turnout fell")]
    assert len(falls) == 2
    assert "Turkistan Region, 49.14 % → 41.07 % (18:10)" in falls[0]
    assert "Ulytau Region, 63.63 % → 58.99 % (22:10)" in falls[1]


def test_seats_that_nobody_published_are_not_zero_and_give_no_majority(pages):
    _, found = pages(KZ)
    rows = table(found["maslikhat-astana/index"], "seats")
    assert all(row["constituency"] is None and row["seats"] is None for row in rows)
    assert "majority" not in json.dumps(told(found["maslikhat-astana/index"]))
    assert "cannot be told" in json.dumps(told(found["maslikhat-almaty/index"]))


def test_shares_need_a_base_that_is_known(pages):
    _, found = pages("kr-national-assembly-2024")  # four of many lists are in the sources
    rows = table(found["national-assembly/index"], "votes-national-assembly")
    assert [row["list votes"] for row in rows] == [10395264, 7567459, 6874278, 1025775, None]
    assert [row["list share"] for row in rows] == [None] * 4 + [""]
    assert all(row["share"] in (None, "") for row in table(found["national-assembly/index"], "seats"))
    assert "Valid ballots" in json.dumps(told(found["blanks"]))


# ---- the files ---------------------------------------------------------------------------------------------------------


class Links(HTMLParser):
    """Where a page leads, and the parts of it that one can be led to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src")]
        self.ids += [value for name, value in attrs if name == "id"]


def test_every_page_says_what_its_figures_are_and_needs_no_script(kz, pages):
    read = {path: path.read_text("utf-8") for path in kz.glob("*/*/**/*.html")}
    assert len(read) == len(LANGUAGES) * len(pages(KZ)[1])
    for path, text in read.items():
        assert phrase("reported.notice", path.relative_to(kz).parts[0]) in text, path
        assert "<script" not in text


def test_every_link_of_the_site_leads_somewhere(kz):
    read = {path: Links(path.read_text("utf-8")) for path in kz.glob("ru/*/**/*.html")}
    for path, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https")
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, link)
            if parts.fragment and target in read:
                assert unquote(parts.fragment) in read[target].ids, (path, link)


def test_what_was_written_in_english_is_marked_as_english(kz):
    page = (kz / "kk" / KZ / "contradictions.html").read_text("utf-8")
    assert page.count('<span lang="en">') >= 17 * 6
    assert '<span lang="en">' not in (kz / "en" / KZ / "contradictions.html").read_text("utf-8")


def test_the_manifest_names_every_file_and_the_folders_lie_beside(kz):
    manifest = Manifest.parse((kz / "site.json").read_bytes(), FORMAT)
    assert manifest.origin == KZ
    listed = {one.path: one for one in manifest.files}
    there = {path.relative_to(kz).as_posix() for path in kz.rglob("*") if path.is_file()}
    assert there - {f"{path}.gz" for path in listed} == {*listed, "site.json"}
    for path, one in listed.items():
        assert sha256((kz / path).read_bytes()).hexdigest() == one.sha256
    for file in ("kz-mazhilis-2023/votes.csv", "kz-maslikhat-astana-2023/source.md", f"{KZ}/published_inconsistencies.csv"):
        assert (kz / "source" / file).read_bytes() == (SHIPPED / file).read_bytes()


def test_made_twice_it_is_the_same_to_the_byte_and_a_key_signs_it(tmp_path):
    day, key = day_of(load_election("kz-maslikhat-almaty-2023")), SigningKey.generate("publisher.example")
    one, two, signed = (tmp_path / name for name in ("one", "two", "signed"))
    for folder in (one, two):
        publish_reported(day, folder, disk=Quick())
    assert bytes_in(one) == bytes_in(two)
    again = publish_reported(day, one, disk=Quick())
    assert (again.new, bytes_in(one)) == (0, bytes_in(two))
    publish_reported(day, signed, key, Quick())
    note = Note.parse((signed / "current" / "site.note").read_bytes())
    note.verified((key.public,))
    assert not (one / "current" / "site.note").exists()


def bytes_in(folder: Path):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.drill
@pytest.mark.parametrize("name", [BUNDESTAG, KZ])
def test_a_whole_site_made_twice_is_the_same(name, tmp_path):
    day = read_day(SHIPPED / name) if name == KZ else day_of(load_election(name))
    for folder in ("one", "two"):
        publish_reported(day, tmp_path / folder, disk=Quick())
    assert bytes_in(tmp_path / "one") == bytes_in(tmp_path / "two")


# ---- what is refused ---------------------------------------------------------------------------------------------------


def test_a_table_that_names_an_unknown_place_or_word_is_refused_with_its_line(tmp_path):
    for name in (KZ, *(path.name for path in SHIPPED.glob("kz-*-2023"))):
        (tmp_path / name).mkdir(exist_ok=True)
        for file in (SHIPPED / name).iterdir():
            (tmp_path / name / file.name).write_bytes(file.read_bytes())
    voters = tmp_path / KZ / "voters_2023_by_region.csv"
    voters.write_text(voters.read_text("utf-8").replace("Akmola,", "Atlantis,", 1), "utf-8")
    totals = tmp_path / KZ / "totals_2023.csv"
    totals.write_text(totals.read_text("utf-8").replace("polling_stations_home", "houses", 1), "utf-8")
    with pytest.raises(BadInput) as refused:
        read_day(tmp_path / KZ)
    found = {(Path(fault.file).name, fault.line, fault.column, fault.value) for fault in refused.value.faults}
    assert ("voters_2023_by_region.csv", 3, "region", "Atlantis") in found
    assert any(file == "totals_2023.csv" and column == "key" for file, _, column, _ in found)


def test_the_whole_site_is_in_three_languages(kz):
    paths = [{path.relative_to(kz / language).as_posix() for path in (kz / language).rglob("*.html")} for language in LANGUAGES]
    assert paths[0] == paths[1] == paths[2]


def test_a_folder_that_shows_a_record_is_not_led_to_results_without_one(small_site, tmp_path):
    copy = tmp_path / "site"
    shutil.copytree(small_site, copy, symlinks=True)
    before = (copy / "current").resolve()
    with pytest.raises(BadInput) as refused:
        publish_reported(day_of(load_election("kz-maslikhat-almaty-2023")), copy, disk=Quick())
    assert "something else is shown there" in str(refused.value.faults[0])
    assert (copy / "current").resolve() == before


def test_a_run_off_is_a_page_of_its_own_and_who_wins_it_has_the_seat(tmp_path):
    told = ['name = { en = "An invented election" }', 'body = "ge/parliament"', "date = 2012-10-01", 'law = "law.toml"']
    (tmp_path / "election.toml").write_text("\n".join(told), "utf-8")
    law = [
        'overlay_of = "ge/parliament/2011"',
        'name = { en = "A small house" }',
        'reason = "a test"',
        "[set]",
        '"constituency.seats" = 1',
        '"list.seats" = 2',
    ]
    (tmp_path / "law.toml").write_text("\n".join(law), "utf-8")
    (tmp_path / "places.csv").write_text("id,kind,parent,name_en\nnorth,constituency,,North\n", "utf-8")
    (tmp_path / "parties.csv").write_text("id\nA\nB\nC\nD\n", "utf-8")
    rows = ["list,north,A,60,", "list,north,B,40,"]
    rows += [f"constituency,north,{party},{votes}," for party, votes in (("A", 28), ("B", 27), ("C", 25), ("D", 20))]
    rows += ["constituency,north,A,40,2", "constituency,north,B,60,2"]
    (tmp_path / "votes.csv").write_text("\n".join(["tier,place,option,votes,round", *rows, ""]), "utf-8")
    source = ReportedResults(day_of(load_election(tmp_path)))
    found = {page.path: page for page in (make() for make in reported_pages(source, {}))}
    again = table(found["parliament/north.repeat"], "votes-parliament.north.repeat")
    assert [row["votes"] for row in again] == [60, 40, 100, None]
    first, repeat = table(found["parliament/constituencies"], "constituencies")
    assert (first["votes"], first["seat"]["en"]) == (28, "no")
    assert (repeat["votes"], repeat["seat"]["en"]) == (60, "yes")


def test_only_tables_and_texts_of_a_folder_are_carried(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED / "kz-maslikhat-almaty-2023", folder)
    (folder / "publisher.key").write_text("secret", "utf-8")
    files = dict(files_of(day_of(load_election(folder))))
    assert {path.partition("/")[2] for path in files} == {
        path.name for path in (SHIPPED / "kz-maslikhat-almaty-2023").iterdir()
    }
