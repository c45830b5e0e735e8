"""The page Machines of a commission: one's tokens, the keys of its stations, and packages that were brought by hand."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dauys.acts import NotAnAct
from dauys.formats.station_package import LONGEST
from dauys.office.house.policy import TYPING
from dauys.office.journal.desk import desk
from dauys.office.machines import packages, tokens
from dauys.office.machines.doing import on_the_way
from dauys.office.machines.errors import Refused, refused
from dauys.office.machines.forms import NewKey, NewToken
from dauys.office.machines.models import Package, StationKey, Token
from dauys.office.people.forms import say
from dauys.office.people.models import Membership, Person
from dauys.office.people.stepping_up import confirmed
from dauys.protocol.life import NotAllowed


def _page(request: HttpRequest, commission: str, status: int = 200, **found: Any) -> HttpResponse:
    mine = [one for one in Token.objects.now().filter(person=request.user, commission=commission).order_by("pk") if one.good]
    keys = StationKey.objects.now().filter(commission=commission).select_related("owner").order_by("station", "pk")
    count = Package.objects.filter(key__commission=commission).count()
    page = {"tokens": mine, "keys": keys, "count": count, "token_form": NewToken(), "key_form": _key_form(commission)}
    return render(request, "machines/home.html", {**page, **found}, status=status)


def _key_form(commission: str, data: Any = None) -> NewKey:
    def known(station: str) -> bool:
        with desk.looking() as state:
            return on_the_way(state, commission, station)

    members = Membership.objects.now().filter(commission=commission, part__in=TYPING.parts).select_related("person")
    owners = {str(one.person_id): one.person.name for one in members}
    return NewKey(known, list(owners.items()), data)


@never_cache
def machines(request: HttpRequest, commission: str) -> HttpResponse:
    """What there is."""
    return _page(request, commission)


@never_cache
@require_POST
def token(request: HttpRequest, commission: str) -> HttpResponse:
    """Make a token for oneself, confirmed by the second factor; its secret is on this answer and nowhere else."""
    person, form = _person(request), NewToken(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        why = confirmed(request, person, sha256(f"dauys: token\n{commission}\n{name}".encode()).hexdigest())
        if why is None:
            return _page(request, commission, secret=tokens.make(person, commission, name))
        form.add_error(None, why)
    return _page(request, commission, 422, token_form=form)


@require_POST
def end_token(request: HttpRequest, commission: str, number: int) -> HttpResponse:
    """End a token of one's own."""
    if tokens.end(_person(request), commission, number):
        messages.success(request, say("machines.token ended"))
    return redirect("machines:home", commission)


@require_POST
def key(request: HttpRequest, commission: str) -> HttpResponse:
    """Register the key of a station, for one of the commission's people."""
    form = _key_form(commission, request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            with transaction.atomic():
                owner = Person.objects.get(pk=told["owner"])
                packages.register(commission, told["station"], owner, told["public"], _person(request))
        except IntegrityError:
            form.add_error("public", say("machines.key known"))
        else:
            messages.success(request, say("machines.registered"))
            return redirect("machines:home", commission)
    return _page(request, commission, 422, key_form=form)


@require_POST
def end_key(request: HttpRequest, commission: str, number: int) -> HttpResponse:
    """What this key signs counts no more from now on."""
    one = get_object_or_404(StationKey.objects.now(), pk=number, commission=commission)
    one.ended = timezone.now()
    one.save(update_fields=["ended"])
    messages.success(request, say("machines.key ended"))
    return redirect("machines:home", commission)


@require_POST
def package(request: HttpRequest, commission: str) -> HttpResponse:
    """A package on a stick, or the text of a QR code that a reader has typed."""
    file = request.FILES.get("file")
    try:
        text = file.read(LONGEST + 1).decode() if file is not None else request.POST.get("text", "")
    except UnicodeDecodeError:
        text = ""
    try:
        signed = packages.read(text)
        with desk.acting() as hand:
            packages.accept(hand, commission, _person(request), signed, text)
        messages.success(request, say("machines.taken", station=signed.package.station))
    except (Refused, NotAllowed, NotAnAct) as fault:
        told = refused(fault).told()
        return _page(request, commission, 422, fault=told, text=text)
    return redirect("machines:home", commission)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
