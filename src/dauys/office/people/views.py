"""Signing in and out, invitations, and who is what in a commission."""

from time import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dauys.office.house.policy import CENTRAL, able, refusal
from dauys.office.journal.desk import desk
from dauys.office.people import inviting
from dauys.office.people.forms import Accept, Invite, SignIn, say
from dauys.office.people.models import Invitation, Membership, Person
from dauys.text import LANGUAGES, sort_key

YEAR = 365 * 24 * 60 * 60


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; the second factor follows."""
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, username=form.cleaned_data["login"], password=form.cleaned_data["password"])
        if person is not None:
            request.session.flush()  # of whoever was in before, be it the same person: the second factor is shown anew
            login(request, person)
            request.session["began"] = int(time())
            return redirect("people:second factor")
        form.add_error(None, say("office.wrong password"))
    return render(request, "people/in.html", {"form": form}, status=200 if request.method == "GET" else 422)


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """After too many wrong passwords."""
    return render(request, "house/refused.html", {"why": "office.refused locked"}, status=429)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of the office, or came too late."""
    return render(request, "house/refused.html", {"why": "people.refused forged"}, status=403)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, and nothing of the session is left."""
    logout(request)
    return redirect("people:in")


@require_POST
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Another language, back on the same page."""
    back = request.POST.get("back", "/")
    answer = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")  # this host alone
    if code in LANGUAGES:
        name, safe = settings.LANGUAGE_COOKIE_NAME, request.is_secure()
        answer.set_cookie(name, code, max_age=YEAR, samesite="Strict", secure=safe, httponly=True)
    return answer


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who is invited makes an account; who has one and is signed in takes the part into it."""
    person = request.user if isinstance(request.user, Person) else None
    invited = inviting.found(token)
    if invited is None:
        return render(request, "house/refused.html", {"why": "office.refused invitation"}, status=410)
    if person is not None and not request.user.is_verified():  # type: ignore[union-attr]  # put there by the OTP middleware
        return redirect("people:second factor")
    form = Accept(request.POST or None) if person is None else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                inviting.accept_into(invited, person)
                return redirect("people:commissions")
            person = inviting.accept(invited, form.cleaned_data["login"], form.cleaned_data["password"])
        except (IntegrityError, Invitation.DoesNotExist):
            return render(request, "house/refused.html", {"why": "office.refused invitation"}, status=410)
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        request.session["began"] = int(time())
        return redirect("people:new factor")
    commission = desk.event.commissions.get(invited.commission) if desk.is_set_up else None
    found = {"form": form, "invited": invited, "to": commission.names if commission else None}
    return render(request, "people/invitation.html", found, status=200 if request.method == "GET" else 422)


def commissions(request: HttpRequest) -> HttpResponse:
    """The commissions in which somebody has a part; straight on where it is one."""
    person = request.user
    assert isinstance(person, Person)
    if not desk.is_set_up and able(person.parts_in(CENTRAL), "setting up:load"):
        return redirect("setting up:load", commission=CENTRAL)
    mine = set(person.memberships.now().values_list("commission", flat=True))
    if len(mine) == 1 and desk.is_set_up:
        return redirect("counting:home", commission=mine.pop())
    names = [(one, desk.event.commissions[one].names.told(request.LANGUAGE_CODE)) for one in mine] if desk.is_set_up else []
    return render(request, "people/commissions.html", {"commissions": sorted(names, key=lambda one: sort_key(one[1]))})


def people(request: HttpRequest, commission: str) -> HttpResponse:
    """Who is what in a commission, and who is invited."""
    person = request.user
    assert isinstance(person, Person)
    now = Membership.objects.now().filter(commission=commission).select_related("person", "invited_by")
    rows = sorted(now, key=lambda one: sort_key(one.person.name))
    waiting = [one for one in Invitation.objects.filter(commission=commission, used_by=None) if inviting.good(one)]
    return render(request, "people/list.html", {
        "rows": rows, "waiting": waiting, "may_invite": refusal(person, True, "people:invite", commission, desk.event) is None,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, commission: str) -> HttpResponse:
    """Invite somebody into this commission, or the first people into one right below it."""
    person = request.user
    assert isinstance(person, Person)
    event = desk.event
    here = [commission, *(one.id for one in event.commissions.values() if one.parent == commission)]
    own, *below = ((one, event.commissions[one].names.told(request.LANGUAGE_CODE)) for one in here)
    choices = [own, *sorted(below, key=lambda one: sort_key(one[1]))]
    form = Invite(choices, request.POST or None, initial={"commission": commission})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        secret = inviting.invite(told["commission"], told["part"], told["name"], person, told["term"])
        link = request.build_absolute_uri(reverse("people:invitation", args=[secret]))
        return render(request, "people/invited.html", {"link": link, "name": told["name"]})
    return render(request, "people/invite.html", {"form": form}, status=200 if request.method == "GET" else 422)


@require_POST
def end(request: HttpRequest, commission: str, membership: int) -> HttpResponse:
    """A part ends now; what was done stays."""
    one = get_object_or_404(Membership.objects.now(), pk=membership, commission=commission)
    one.ended = timezone.now()
    one.save(update_fields=["ended"])
    messages.success(request, say("office.ended", name=one.person.name))
    return redirect("people:list", commission=commission)
