"""Second factors: asked for at the sign-in, the first one made, others added and given up, a lost one restored."""

from base64 import b64encode
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from time import time

import segno
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as otp_login
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from dauys.office.people import inviting, security_keys
from dauys.office.people.forms import Code, KeyName, NewPassword, say
from dauys.office.people.models import Invitation, Membership, Person
from dauys.office.people.stepping_up import SIGNING_IN, NotConfirmed, proven

FRESH = timedelta(minutes=5).total_seconds()
"""How long after the second factor was shown factors may be changed without showing it again."""

PROVED, THEN, NEW_KEY, RESTORING = "proved", "then", "new key", "restoring"
"""Where the session keeps when the second factor was shown, which page waits for it, the challenge of a new key, and the
link that restores a lost factor: the old ones hold until the new one is there, so no other session gets in between."""


def _in(request: HttpRequest, device: Device) -> HttpResponse:
    otp_login(request, device)
    request.session.cycle_key()  # who knew the session before the second factor does not know it after
    request.session[PROVED] = int(time())
    return redirect(request.session.pop(THEN, "people:commissions"))


def _new(request: HttpRequest, person: Person, device: Device) -> HttpResponse:
    restoring = _restoring(request, person)
    try:
        with transaction.atomic():
            device.save()
            if restoring is not None:
                inviting.restore(restoring, person, device)
    except Invitation.DoesNotExist:
        return render(request, "house/refused.html", {"why": "office.refused invitation"}, status=410)
    request.session.pop(RESTORING, None)
    return _in(request, device)


def _restoring(request: HttpRequest, person: Person) -> Invitation | None:
    one = Invitation.objects.filter(pk=request.session.get(RESTORING), restores=person).first()
    return one if one is not None and inviting.good(one) else None


def _first_shown(request: HttpRequest, person: Person, then: str) -> HttpResponse | None:
    """The way to the second factor, where there is one and it was not shown just now: a password alone changes nothing."""
    shown = request.user.is_verified() and time() - request.session.get(PROVED, 0) < FRESH  # type: ignore[union-attr]
    if shown or not person.has_factor or _restoring(request, person):
        return None
    request.session[THEN] = then
    return redirect("people:second factor")


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code from the app on one's phone, or a security key."""
    person = request.user
    assert isinstance(person, Person)
    if not person.has_factor:
        return redirect("people:new factor")
    fault = ""
    if request.method == "POST":
        try:
            return _in(request, proven(request, person, SIGNING_IN))
        except NotConfirmed as refusal:
            fault = str(refusal)
    return render(request, "people/second_factor.html", {"fault": fault}, status=422 if fault else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def new_factor(request: HttpRequest) -> HttpResponse:
    """An app: a picture to be read by it, and the first code as the proof that it was."""
    person = request.user
    assert isinstance(person, Person)
    if first := _first_shown(request, person, "people:new factor"):
        return first
    if person.has_app and not _restoring(request, person):
        return redirect("people:factors")
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "app"})
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            device.confirmed = True
            return _new(request, person, device)
        form.add_error("code", say("office.wrong code"))
    picture = BytesIO()
    segno.make(device.config_url, error="m").save(picture, kind="svg", scale=5, border=2, dark="#000", light="#fff")
    found = {"form": form, "picture": b64encode(picture.getvalue()).decode(), "device": device}
    return render(request, "people/new_factor.html", found, status=200 if request.method == "GET" else 422)


@never_cache
@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """A security key: its name, and a touch."""
    person = request.user
    assert isinstance(person, Person)
    if first := _first_shown(request, person, "people:new key"):
        return first
    form = KeyName(request.POST or None)
    if request.method == "POST":
        kept = request.session.pop(NEW_KEY, None)
        if form.is_valid():
            key = security_keys.registered(request, kept, request.POST.get("key", "")) if kept else None
            if key is not None:
                key.user, key.name = person, form.cleaned_data["name"][:64]
                with suppress(IntegrityError):  # somebody has it already
                    return _new(request, person, key)
            form.add_error(None, say("people.wrong key"))
    options, request.session[NEW_KEY] = security_keys.registration(request, person)
    found = {"form": form, "options": options}
    return render(request, "people/new_key.html", found, status=200 if request.method == "GET" else 422)


@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """One's own second factors."""
    return render(request, "people/factors.html")


@require_POST
def drop_key(request: HttpRequest, key: int) -> HttpResponse:
    """A key is given up, but never the last factor."""
    person = request.user
    assert isinstance(person, Person)
    if first := _first_shown(request, person, "people:factors"):
        return first
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two at once do not give up one's last two keys
        one = get_object_or_404(person.keys, pk=key)
        last = not person.has_app and person.keys.count() == 1
        if not last:
            one.confirmed = False
            one.save(update_fields=["confirmed"])
    if last:
        messages.error(request, say("people.last factor"))
    else:
        messages.success(request, say("people.key dropped", name=one.name))
    return redirect("people:factors")


@require_POST
def recover(request: HttpRequest, commission: str, membership: int) -> HttpResponse:
    """Somebody in the commission has lost the second factor: a link for a new one, from another person."""
    by = request.user
    assert isinstance(by, Person)
    one = get_object_or_404(Membership.objects.now(), pk=membership, commission=commission)
    if one.person == by:
        return render(request, "house/refused.html", {"why": "people.refused own"}, status=403)
    link = request.build_absolute_uri(reverse("people:recovery", args=[inviting.recover(one, by)]))
    return render(request, "people/invited.html", {"link": link, "name": one.person.name})


@never_cache
@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest, token: str) -> HttpResponse:
    """With the password (the session) and the link: on to a new factor, with which the lost ones end."""
    person = request.user
    assert isinstance(person, Person)
    found = inviting.found(token, person)
    if found is None:
        return render(request, "house/refused.html", {"why": "office.refused invitation"}, status=410)
    if request.method == "POST":
        request.session[RESTORING] = found.pk
        return redirect("people:new factor")
    return render(request, "people/recovery.html")


@never_cache
@sensitive_post_parameters("password", "again", "old")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Another password; all other sessions end."""
    person = request.user
    assert isinstance(person, Person)
    form = NewPassword(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if authenticate(request, username=person.login, password=form.cleaned_data["old"]) is not None:
            person.set_password(form.cleaned_data["password"])
            person.save(update_fields=["password"])
            update_session_auth_hash(request, person)
            messages.success(request, say("people.password changed"))
            return redirect("people:factors")
        form.add_error("old", say("people.wrong old password"))
    return render(request, "people/password.html", {"form": form}, status=200 if request.method == "GET" else 422)
