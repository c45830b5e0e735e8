"""The pages of nominations in a browser: narrow, wide and in the dark, in three languages; nothing that axe minds."""

import pytest
from browsing import CHROMIUM, keep_picture, serving
from house import House
from small_office import MAZHILIS, nobody_stands_yet
from test_browser import LOOKS, chromium, opened  # noqa: F401  (a fixture)
from test_nominations import AREA, LIST, Nominating, csv, rows

from dauys.acts.ballots import to_print
from dauys.office.journal.desk import desk

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

PAGES = {
    "home": "", "call": "call/", "body": f"b/{MAZHILIS}/", "calendar": f"b/{MAZHILIS}/calendar/", "contest": f"c/{LIST}/",
    "lodge": f"c/{LIST}/lodge/", "one": f"c/{LIST}/n/Amanat/", "refused": f"c/{LIST}/n/Auyl/", "definition": "definition/",
    "lodged": f"c/{LIST}/n/Baytaq/",
}  # fmt: skip
SHARES = [pytest.param("kk", 320, "dark", ("calendar", "contest", "one"), id="kk-320-dark")]
SHARES += [pytest.param(*look.values, PAGES, id=f"{look.id}, all", marks=pytest.mark.drill) for look in LOOKS]
"""In CI three pages in one look; the drill looks at all of them in each."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def office(empty, tmp_path):
    made = Nominating(House.set_up(empty, tmp_path / "definition", nobody_stands_yet())).begin()
    for number, party in enumerate(("Amanat", "Auyl", "Respublica", "Baytaq")):
        made.lodge_list(LIST, party, csv(rows(party, 10, 4, 10 * number)))
    for party in ("Amanat", "Respublica"):
        made.register(LIST, party)
    refused = {"act": "nomination refused", "moment": made.moment(), "ground": "list_rules", "reason": "INVENTED"}
    made.decides("central", f"c/{LIST}/n/Auyl/decide/", **refused)
    made.decides("central", f"c/{LIST}/order/", **{"place Respublica": "1", "place Amanat": "2"})
    ballots_leave(made)
    return made


def ballots_leave(made):
    """Ballots are made, and go to two commissions, of which one counts two fewer."""
    with desk.acting() as hand:
        below = sorted(hand.state.ballots.above(hand.state, hand.state.event.contest(LIST)).items())
        first, second = [to for to, above in below if above == {"central"}][:2]
        hand.act("ballots printed", "central", made.chair.person, contest=LIST, number=to_print(hand.state, LIST)[1])
        for to, number, id_ in ((first, 300, "d-1"), (second, 200, "d-2")):
            hand.act("ballots delivered", "central", made.chair.person, contest=LIST, delivery=id_, to=to, number=number)
        hand.act("ballots received", first, made.chair.person, contest=LIST, delivery="d-1", number=298)


@pytest.mark.parametrize(("language", "width", "scheme", "pages"), SHARES)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(office, chromium, language, width, scheme, pages):  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    with serving() as address:
        look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        page = opened(chromium, address, office.chair, language=language, **look)
        for name in pages:
            page.goto(f"{address}/c/central/nominations/{PAGES[name]}")
            for details in page.locator("details").all():
                details.evaluate("one => { one.open = true }")
            found = Axe().run(page, options={"runOnly": RULES})
            told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
            assert not told, (name, told)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
            assert page.get_attribute("html", "lang") == language
            for details in page.locator("details").all()[1:]:
                details.evaluate("one => { one.open = false }")  # in a book one form is enough
            keep_picture(page, f"nominations-{name}-{language}-{width}-{scheme}")


def test_a_candidate_is_lodged_without_script_and_by_keyboard(office, chromium):  # noqa: F811
    okrug = office.registrar(AREA)
    chair = office.house.somebody(okrug, "chair")
    with serving() as address:
        page = opened(chromium, address, chair, java_script_enabled=False)
        page.goto(f"{address}/c/{okrug}/nominations/c/{AREA}/lodge/")
        page.focus("[name=moment]")
        page.fill("[name=moment]", office.moment())
        page.select_option("[name=who]", "self")
        for name, text in (("name_kk", "Қанат Ойдан"), ("name_ru", "Канат Ойдан"), ("born", "1980")):
            page.focus(f"[name={name}]")
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.wait_for_selector(".done")
        assert "Канат" in page.content() or "Қанат" in page.content()
        assert f"/nominations/c/{AREA}/n/" in page.url
