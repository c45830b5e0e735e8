"""The screens of results in a browser: narrow, wide and in the dark, in three languages; nothing that axe minds."""

import pytest
from browsing import CHROMIUM, PICTURES, keep_picture, serving
from test_browser import LOOKS, chromium, opened  # noqa: F401  (a fixture)
from test_results import AREA, BELOW, BODY, DECISION, DONE, LIST, REGION, count, sums

from dauys.office.observing.models import Complaint

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def the_pages(counting):
    """The screens by whom they are for, with one summary typed and one lot prepared."""
    for contest in (AREA, LIST):
        count(counting, contest, {"S": ""})
    first, second = (counting.somebody(BELOW, "member", f"{BELOW}-{n}") for n in (1, 2))
    other = {"T": "7"}
    draft = first.prepares(f"/c/{BELOW}/results/s/{AREA}/sign/", **sums(counting, BELOW, AREA) | other)
    chair, region = counting.somebody(REGION, "chair"), f"/c/{REGION}/results"
    chair.prepares(f"{region}/b/{BODY}/deeds/", act="election voided", where=f"{AREA} {AREA}", **DECISION)
    counting.void(REGION, AREA)
    observer, second_chair, home = (
        counting.somebody(BELOW, "observer"),
        counting.somebody(BELOW, "chair"),
        f"/c/{BELOW}/observers",
    )
    station = counting.event.stations_of(LIST)[0].id
    accredited = {"person": observer.person.pk, "kind": "media", "organisation": "INVENTED", "stations": [station]}
    second_chair.post(f"{home}/accredit/", **accredited)
    observer.post(f"{home}/copy/{station}/{LIST}/", **counting.figures(station, LIST) | {"N": "9"})
    observer.post(f"{home}/complaints/new/", about="violation", organisation="INVENTED", words="INVENTED")
    complaint = f"{home}/complaints/{Complaint.objects.get().reference}/"
    second_chair.post(f"{complaint}court/", court="INVENTED court")
    order = {"contest": LIST, "orders": "recount", "stations": station, "court": "INVENTED court", "document": "2-7"}
    ruling = second_chair.prepares(f"{home}/courts/new/", **order, date="2023-03-22")
    assert counting.somebody(BELOW, "secretary").confirms(ruling) == [DONE]
    below = f"/c/{BELOW}/results"
    return [
        (second, {
            "home-below": f"{below}/", "summary": f"{below}/s/{AREA}/", "sign": f"{below}/s/{LIST}/sign/", "draft": draft,
        }),
        (chair, {
            "home-above": f"{region}/", "deeds": f"{region}/b/{BODY}/deeds/", "after": f"{region}/b/{BODY}/after/",
            "recall": f"{region}/b/{BODY}/recall/",
        }),
        (observer, {
            "observers": f"{home}/", "copies": f"{home}/copies/", "copy": f"{home}/copy/{station}/{LIST}/",
            "complaints": f"{home}/complaints/", "complain": f"{home}/complaints/new/", "log": f"{home}/log/",
        }),
        (second_chair, {"accredit": f"{home}/"}),
        (counting.somebody(REGION, "observer"), {"table": f"{region}/b/{BODY}/", "seats": f"{region}/b/{BODY}/seats/"}),
        (second_chair, {"complaint": complaint, "courts": f"{home}/courts/"}),
    ]  # fmt: skip


@pytest.mark.parametrize("all_looks", [False, pytest.param(True, marks=pytest.mark.drill)])
def test_axe_finds_nothing_on_results_and_no_page_scrolls_sideways(counting, chromium, all_looks):  # noqa: F811
    """Every second page in one of the looks; the drill looks at all of them in each."""
    from axe_playwright_python.sync_playwright import Axe

    with serving() as address:
        pages = the_pages(counting)
        names = [name for _, paths in pages for name in paths]
        for at, (language, width, scheme) in enumerate(look.values for look in LOOKS):
            for somebody, paths in pages:
                view = {"width": width, "height": 900}
                page = opened(chromium, address, somebody, language=language, viewport=view, color_scheme=scheme)
                for name, path in paths.items():
                    if not all_looks and names.index(name) % (2 * len(LOOKS)) != at:
                        continue
                    page.goto(address + path)
                    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
                    found = Axe().run(page, options={"runOnly": RULES})
                    told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
                    assert not told, (name, told)
                    wide = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
                    assert wide, (name, width)
                    if PICTURES:
                        page.goto(address + path)  # as it is before anybody opens anything
                        keep_picture(page, f"results-{name}-{language}-{width}-{scheme}")
                page.context.close()
