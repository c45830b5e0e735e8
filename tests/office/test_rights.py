"""Every route, for everybody, by GET and POST: what the office does is what the table of rights says, and nothing else."""

from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse
from house import PASSWORD, Somebody
from small_office import small_event

from dauys.office.house.policy import ROUTES
from dauys.office.journal.models import Entry
from dauys.office.people import inviting
from dauys.office.people.models import PARTS, Membership

EVENT = small_event()
OWN = next(one.id for one in EVENT.commissions.values() if one.kind == "territorial" and one.parent)
BELOW = next(one.id for one in EVENT.commissions.values() if one.parent == OWN)
ABOVE = EVENT.commissions[OWN].parent
FOREIGN = next(
    one.id for one in EVENT.commissions.values() if one.kind == "territorial" and one.id != OWN and one.parent == ABOVE
)
PLACES = {"own": OWN, "below": BELOW, "above": ABOVE, "foreign": FOREIGN, "nowhere": "no-such-commission"}
THROUGH = 299
"""What a view answers here: the request has got through to it."""


def routes(patterns=None, space=()):
    """Name and pattern's arguments of every route of the URL conf."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            yield ":".join((*space, one.name or f"unnamed {one.pattern}")), set(one.pattern.converters)
        else:
            inner = (*space, one.namespace) if one.namespace else space
            for name, arguments in routes(one.url_patterns, inner):
                yield name, arguments | set(one.pattern.converters)


def address(name, arguments, commission):
    station = next(iter(EVENT.stations))
    known = {"commission": commission, "station": station, "contest": "maslikhat-aktobe.list", "code": "en"}
    for filler in (1, "1", "0" * 64, "00000000-0000-0000-0000-000000000000"):
        try:
            return reverse(name, kwargs={one: known.get(one, filler) for one in arguments})
        except Exception:  # a converter that wants something else
            continue
    raise AssertionError(f"say in this test what {arguments} of {name} can be")


def test_every_route_has_its_right_and_every_right_its_route():
    named = Counter(name for name, _ in routes())
    assert not named.keys() - ROUTES.keys(), "no right is declared"
    assert not ROUTES.keys() - named.keys(), "no route has this right"
    assert not [name for name in named if name.rpartition(":")[2].startswith("unnamed")]


def test_a_right_over_a_commission_is_asked_where_an_address_names_one():
    for name, arguments in routes():
        assert bool(ROUTES[name].parts) == ("commission" in arguments), name


@contextmanager
def probed():
    """Every view is replaced by a word that it was reached; all that stands before the views is as it is."""
    real = BaseHandler.resolve_request

    def resolve(self, request):
        match = real(self, request)
        match.func = lambda request, *args, **kwargs: HttpResponse(status=THROUGH)
        return match

    with patch.object(BaseHandler, "resolve_request", resolve), override_settings(SESSION_SAVE_EVERY_REQUEST=False):
        yield


def expected(name, part, place, method, signed_in=True, verified=True):
    """By the table, in words of its own: reached, sent to the sign-in, sent to the second factor, or refused."""
    right = ROUTES[name]
    if right.signed_in and not signed_in:
        return "/in/"
    if right.second_factor and not verified:
        return "/second-factor/"
    if not right.parts:
        return THROUGH
    if part == "observer" and method == "POST" and name not in ("observing:copy", "observing:lodge"):
        return 403
    by_place = {"own": right.parts, "below": right.from_above}
    return THROUGH if part in by_place.get(place, ()) else 403


def walk(browser, part, **how):
    """What differs from the table, for one person."""
    wrong, seen = [], 0
    for name, arguments in routes():
        for place, commission in PLACES.items() if "commission" in arguments else [("own", OWN)]:
            for method in ("GET", "POST"):
                answer = getattr(browser, method.lower())(address(name, arguments, commission))
                got = answer.headers["Location"] if answer.status_code == 302 else answer.status_code
                seen += 1
                if got != expected(name, part, place, method, **how):
                    wrong.append((name, part, place, method, got))
    assert seen > 2 * len(ROUTES)
    return wrong


@pytest.mark.parametrize("part", PARTS)
def test_a_part_reaches_what_the_table_says(house, part):
    somebody = house.somebody(OWN, part)
    with probed():
        assert walk(somebody.browser, part) == []


def test_nobody_and_a_password_alone_reach_what_the_table_says(house):
    half = Somebody(house.somebody(OWN, "chair").name)
    half.post("/in/", login=half.name, password=PASSWORD)
    with probed():
        assert walk(Client(), None, signed_in=False, verified=False) == []
        assert walk(half.browser, "chair", verified=False) == []


def test_an_observer_with_another_part_does_what_that_part_may(house):
    both = house.somebody(OWN, "observer")
    both.post(f"/c/{OWN}/people/invite/", status=403)
    inviting.join(both.person, OWN, "secretary", None)
    both.post(f"/c/{OWN}/people/invite/", status=422)


def test_looking_changes_nothing(counting):
    """Every page by GET, for who may most: no error of the office, no act, no part begun or ended."""
    chair = counting.somebody(OWN, "chair")
    before = Entry.objects.count(), list(Membership.objects.order_by("pk").values())
    broken = []
    for name, arguments in routes():
        status = chair.browser.get(address(name, arguments, OWN)).status_code
        if status >= 500:
            broken.append((name, status))
    assert not broken
    assert (Entry.objects.count(), list(Membership.objects.order_by("pk").values())) == before


def test_a_post_without_the_token_of_the_page_is_refused_by_every_route(house):
    """Machines (``api``) have tokens of their own instead: a cookie is nothing to them."""
    chair = house.somebody(OWN, "chair")
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = chair.browser.cookies
    taken = []
    for name, arguments in routes():
        status = forger.post(address(name, arguments, OWN)).status_code
        if status != 403 and not (name.startswith("api:") and 400 <= status < 500):
            taken.append((name, status))
    assert not taken
    chair.get("/me/")
