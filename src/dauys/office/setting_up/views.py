"""What was set up: bodies, commissions, the ways of papers; and the act that freezes it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dauys.acts.nominating import FREEZING
from dauys.office.counting.naming import contest_name
from dauys.office.house.policy import able
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.setting_up.preparing import grouped, prepared
from dauys.office.setting_up.telling import body_of, calendars, parts, routes, summary
from dauys.protocol.life import NotAllowed

TYPED = (3, 11)
"""The groups of the hash that are typed from paper: from one, in the protocol of the commission's session."""


def definition(request: HttpRequest, commission: str) -> HttpResponse:
    """The election as it is, or will be, frozen."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        event, frozen = state.event, state.frozen
    central, may = event.commissions[commission].kind == "central", able(person.parts_in(commission), "setting up:freeze")
    return render(request, "setting_up/definition.html", {
        **summary(event, request.LANGUAGE_CODE), "groups": grouped(prepared(desk.folder)), "frozen": frozen,
        "typed": [number + 1 for number in TYPED], "can_freeze": frozen is None and central and may, "can_check": may,
    })  # fmt: skip


def rules(request: HttpRequest, commission: str) -> HttpResponse:
    """Who does what with a paper, in the law's words and, for one body, by name; and the calendar."""
    language, body = request.LANGUAGE_CODE, request.GET.get("body", "")
    with desk.looking() as state:
        event = state.event
        body = body if body in event.bodies else body_of(state, commission)
        contests = [{**one, "name": contest_name(state, one["contest"], language)} for one in parts(state, body, language)]
    return render(request, "setting_up/rules.html", {
        "routes": list(routes(event, language)), "calendars": list(calendars(event, language)), "contests": contests,
        "body": body, "bodies": [(one.id, one.names.told(language)) for one in event.bodies.values()],
    })  # fmt: skip


@require_POST
def freeze(request: HttpRequest, commission: str) -> HttpResponse:
    """Freeze the definition: the central commission, with two groups of the hash typed from paper."""
    person = request.user
    assert isinstance(person, Person)
    hash_ = prepared(desk.folder)
    groups = grouped(hash_)
    with desk.looking() as state:
        frozen = state.frozen
    if desk.event.commissions[commission].kind != "central":
        messages.error(request, say("setting.only central"))
    elif frozen is not None:
        messages.error(request, say("setting.frozen already"))
    elif any(request.POST.get(f"group {number}", "").strip().lower() != groups[number] for number in TYPED):
        messages.error(request, say("office.freeze differs"))
    else:
        try:
            with desk.acting() as hand:
                if prepared(desk.folder) != hash_:  # until it is frozen, another may take its place
                    raise NotAllowed("another definition has come")
                hand.act(FREEZING, commission, person, hash=hash_)
            messages.success(request, say("office.frozen"))
        except NotAllowed as refusal:
            messages.error(request, told(refusal))
    return redirect("setting up:definition", commission)
