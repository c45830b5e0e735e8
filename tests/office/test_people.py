"""Invitations, parts and their ends, sessions, passwords, and a lost second factor."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from house import PASSWORD, Somebody
from small_office import small_event

from dauys.office.people import inviting
from dauys.office.people.models import Invitation, Membership, Person
from dauys.text import phrase, sort_key

PRECINCT = next(one for one in small_event().commissions.values() if one.kind == "precinct")
ABOVE = PRECINCT.parent
FOREIGN = next(one.id for one in small_event().commissions.values() if one.kind == "precinct" and one.parent != PRECINCT.parent)
ANOTHER = "another long and quiet phrase 8"


def link_of(answer):
    return re.search(r'class="secret">http://testserver(/[^<]+)<', answer.content.decode())[1]


def invite(somebody, commission, part="member", to=None, status=200, **more):
    data = {"name": "INVENTED new", "part": part, "commission": to or commission, **more}
    return somebody.post(f"/c/{commission}/people/invite/", status=status, **data)


def again(somebody, password=PASSWORD):
    """The same person at another browser, in with the password alone."""
    other = Somebody(somebody.name)
    other.post("/in/", login=somebody.name, password=password)
    return other


# ---- invitations -----------------------------------------------------------------------------------------------------------


def test_the_first_people_of_a_commission_are_invited_by_the_one_above(house):
    above = house.somebody(ABOVE, "chair")
    link = link_of(invite(above, ABOVE, "chair", to=PRECINCT.id))
    new = Somebody("first")
    new.post(link, login="first", password=PASSWORD, again=PASSWORD)
    assert new.person.parts_in(PRECINCT.id) == {"chair"}
    assert Membership.objects.get(person=new.person).invited_by == above.person


def test_nobody_from_outside_invites(house):
    invite(house.somebody(FOREIGN, "chair"), PRECINCT.id, status=403)
    below = house.somebody(PRECINCT.id, "chair")
    invite(below, ABOVE, status=403)
    invite(below, PRECINCT.id, to=ABOVE, status=422)
    invite(house.somebody(PRECINCT.id, "member"), PRECINCT.id, status=403)
    assert not Client().post(f"/c/{PRECINCT.id}/people/invite/").url.startswith("/c/")
    assert not Invitation.objects.filter(name="INVENTED new").exists()


def test_a_further_invitation_is_taken_into_the_same_account(house):
    person = house.somebody(PRECINCT.id, "member")
    link = link_of(invite(house.somebody(ABOVE, "chair"), ABOVE))
    assert "Accept the invitation" in person.get(link)
    person.post(link)
    assert person.person.parts_in(ABOVE) == {"member"}
    assert person.person.parts_in(PRECINCT.id) == {"member"}
    person.get(link, status=410)
    assert Person.objects.filter(name__contains="new").count() == 0


def test_a_password_alone_takes_no_invitation(house):
    person = again(house.somebody(PRECINCT.id, "member"))
    link = link_of(invite(house.somebody(ABOVE, "chair"), ABOVE))
    assert person.post(link).url == "/second-factor/"
    assert not person.person.parts_in(ABOVE)


def test_an_invitation_ends_with_its_days_and_with_the_part_of_who_gave_it(house):
    above = house.somebody(ABOVE, "chair")
    late, orphan = link_of(invite(above, ABOVE)), link_of(invite(above, ABOVE))
    first = Invitation.objects.filter(invited_by=above.person).order_by("pk").first()
    first.until = timezone.now()
    first.save()
    Somebody("x").get(late, status=410)
    Somebody("x").get(orphan)
    above.person.memberships.update(ended=timezone.now())
    Somebody("x").get(orphan, status=410)
    Somebody("x").get("/invitation/guessed/", status=410)


@pytest.mark.parametrize("ways", [("new", "new"), ("old", "old")])
def test_of_two_at_once_one_takes_the_invitation(house, ways):
    """Real connections: both have found the link good before either takes it."""
    people = [house.somebody("central", "member", f"m{n}").person for n in (1, 2)]
    secret = inviting.invite(ABOVE, "chair", "INVENTED new", None)
    both = Barrier(2)

    def take(number):
        try:
            invitation = inviting.found(secret)
            both.wait(10)
            if ways[number] == "new":
                inviting.accept(invitation, f"new{number}", PASSWORD)
            else:
                inviting.accept_into(invitation, people[number])
        except (Invitation.DoesNotExist, IntegrityError):
            return "refused"
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (0, 1))) == ["refused", "taken"]
    assert Membership.objects.filter(commission=ABOVE).count() == 1
    assert Person.objects.filter(login__startswith="new").count() == ways.count("new") // 2


# ---- parts and sessions ----------------------------------------------------------------------------------------------------


def test_with_a_part_its_rights_end_at_the_next_request(house):
    chair, member = house.somebody(ABOVE, "chair"), house.somebody(ABOVE, "member")
    inviting.join(member.person, "central", "observer", None)
    member.get(f"/c/{ABOVE}/")
    part = Membership.objects.get(person=member.person, commission=ABOVE)
    chair.post(f"/c/{ABOVE}/people/end/{part.pk}/")
    # an observer of the commission above still reads there, and does nothing
    member.get(f"/c/{ABOVE}/")
    member.post(f"/c/{ABOVE}/people/invite/", status=403)
    Membership.objects.filter(person=member.person).exclude(commission=ABOVE).update(commission=FOREIGN)
    member.get(f"/c/{ABOVE}/", status=403)


def test_with_the_last_part_the_session_ends(house):
    chair, member = house.somebody(ABOVE, "chair"), house.somebody(ABOVE, "member")
    part = Membership.objects.get(person=member.person)
    chair.post(f"/c/{ABOVE}/people/end/{part.pk}/")
    key = member.browser.cookies["sessionid"].value
    assert member.browser.get("/").url == "/in/"
    assert not Session.objects.filter(session_key=key).exists()


def test_who_has_left_comes_back_into_the_same_account(house):
    member = house.somebody(ABOVE, "member")
    Membership.objects.filter(person=member.person).update(
        begun=timezone.now() - timedelta(days=2), ended=timezone.now() - timedelta(days=1)
    )
    back = again(member)
    back.post("/second-factor/", code=back.code())
    back.post(link_of(invite(house.somebody(ABOVE, "chair"), ABOVE, "typist")))
    assert back.person.parts_in(ABOVE) == {"typist"}


def test_a_term_is_shown_and_after_its_last_day_the_part_counts_no_more(house):
    chair, today = house.somebody(ABOVE, "chair"), timezone.localdate()
    link = link_of(invite(chair, ABOVE, term=today.isoformat()))
    assert f"member, until {today}" in chair.get(link)
    new = Somebody("new")
    new.post(link, login="new", password=PASSWORD, again=PASSWORD)
    assert new.person.parts_in(ABOVE) == {"member"}
    page = chair.get(f"/c/{ABOVE}/people/")
    begun = timezone.localtime(Membership.objects.get(person=new.person).begun)
    assert f"<td>since {begun:%Y-%m-%d %H:%M}, until {today}</td>" in page
    assert page.count("<td>since ") == 2
    assert page.count(", until ") == 1
    Membership.objects.filter(person=new.person).update(
        begun=timezone.now() - timedelta(days=2), until=today - timedelta(days=1)
    )
    assert new.person.parts == frozenset()
    assert "INVENTED new" not in chair.get(f"/c/{ABOVE}/people/")


def test_a_session_ends_when_the_last_part_runs_out_in_it(house):
    member, today = house.somebody(ABOVE, "member"), timezone.localdate()
    mine = Membership.objects.filter(person=member.person)
    mine.update(until=today)
    member.get(f"/c/{ABOVE}/")
    mine.update(until=today - timedelta(days=1))
    yesterday, now = timezone.now() - timedelta(days=1), timezone.now()
    assert member.person.left_since(yesterday)
    assert not member.person.left_since(now)  # who came after it ran out may sign in, and has no part
    member.get(f"/c/{ABOVE}/", status=403)


def test_whose_term_has_run_out_comes_back_and_who_is_in_gets_a_new_term(house):
    chair, member, today = house.somebody(ABOVE, "chair"), house.somebody(ABOVE, "member"), timezone.localdate()
    mine = Membership.objects.filter(person=member.person)
    mine.update(begun=timezone.now() - timedelta(days=9), until=today - timedelta(days=1))
    back = again(member)
    back.post("/second-factor/", code=back.code())
    back.post(link_of(invite(chair, ABOVE, term=(today + timedelta(days=5)).isoformat())))
    assert back.person.parts_in(ABOVE) == {"member"}
    old, new = mine.order_by("pk")
    assert old.ended is not None
    assert (new.ended, new.until) == (None, today + timedelta(days=5))
    back.post(link_of(invite(chair, ABOVE)))
    assert [one.until for one in mine.filter(ended=None)] == [None]


@pytest.mark.parametrize("term", ["2023-03-19", "19.03.2099", "2099-02-30", "x"])
def test_a_term_is_a_day_and_not_one_that_is_over(house, term):
    chair = house.somebody(ABOVE, "chair")
    said = invite(chair, ABOVE, status=422, term=term).content.decode()
    assert phrase("people.day over" if term == "2023-03-19" else "people.no day", "en") in said
    assert not Invitation.objects.filter(used_by=None).exists()


def test_with_the_account_the_session_ends(house):
    member = house.somebody(ABOVE, "member")
    Person.objects.filter(pk=member.person.pk).update(is_active=False)
    assert member.browser.get("/me/").url == "/in/"
    Person.objects.filter(pk=member.person.pk).update(is_active=True)
    assert member.browser.get("/me/").url == "/in/"


def test_a_session_lasts_half_an_hour_idle_and_twelve_at_most(house):
    member = house.somebody(ABOVE, "member")
    member.get("/me/")
    row = Session.objects.get(session_key=member.browser.cookies["sessionid"].value)
    assert timedelta(minutes=29) < row.expire_date - timezone.now() <= timedelta(minutes=30)
    session = member.browser.session
    session["began"] -= 12 * 60 * 60 + 1
    session.save()
    assert member.browser.get("/me/").url == "/in/"


def test_out_is_by_post_alone(house):
    member = house.somebody(ABOVE, "member")
    member.get("/out/", status=405)
    member.get("/me/")
    key = member.browser.cookies["sessionid"].value
    member.post("/out/")
    assert member.browser.get("/me/").url == "/in/"
    assert not Session.objects.filter(session_key=key).exists()


# ---- passwords and lost factors --------------------------------------------------------------------------------------------


def test_a_new_password_ends_the_other_sessions(house):
    member = house.somebody(ABOVE, "member")
    other = again(member)
    other.post("/second-factor/", code=other.code())
    data = {"password": ANOTHER, "again": ANOTHER}
    assert "This is not your password" in member.post("/me/password/", 422, old="wrong", **data).content.decode()
    member.post("/me/password/", 422, old=PASSWORD, password="short", again="short")
    assert member.said("/me/password/", old=PASSWORD, **data) == ["The password is changed."]
    assert other.browser.get("/me/").url == "/in/"
    again(member, ANOTHER)
    Somebody(member.name).post("/in/", 422, login=member.name, password=PASSWORD)


def recovery(by, lost, commission=ABOVE, status=200):
    part = Membership.objects.get(person=lost.person, commission=commission)
    return by.post(f"/c/{commission}/people/recover/{part.pk}/", status=status)


def test_a_lost_factor_is_replaced_with_password_and_a_link_from_another(house):
    member, secretary = house.somebody(ABOVE, "member"), house.somebody(ABOVE, "secretary")
    old, link = TOTPDevice.objects.get(user=member.person), link_of(recovery(secretary, member))
    back = again(member)
    assert back.post(link).url == "/second-factor/new/"
    old_session = member
    old_session.get("/me/")  # the old factor holds until the new one is there
    back.get("/second-factor/new/")
    new = TOTPDevice.objects.get(user=member.person, confirmed=False)
    TOTPDevice.objects.filter(pk=old.pk).update(user=secretary.person, confirmed=False)  # so that code() finds one
    code = back.code()
    TOTPDevice.objects.filter(pk=old.pk).update(user=member.person, confirmed=True)
    back.post("/second-factor/new/", code=code)
    assert TOTPDevice.objects.get(user=member.person).pk == new.pk
    back.get("/me/")
    assert old_session.browser.get("/me/").url == "/second-factor/"
    back.get(link, status=410)


def test_a_link_without_the_password_and_a_password_without_the_link_replace_nothing(house):
    member, secretary = house.somebody(ABOVE, "member"), house.somebody(ABOVE, "secretary")
    link = link_of(recovery(secretary, member))
    assert Client().post(link).url == "/in/"
    house.somebody(ABOVE, "chair").get(link, status=410)  # somebody else's
    password_alone = again(member)
    thief = again(member)
    password_alone.post(link)
    assert thief.browser.get("/second-factor/new/").url == "/second-factor/"
    Somebody("x").get(link.replace("recovery", "invitation"), status=410)
    assert TOTPDevice.objects.get(user=member.person).confirmed


def test_a_link_for_a_lost_factor_comes_from_another_who_may_invite(house):
    member, secretary = house.somebody(ABOVE, "member"), house.somebody(ABOVE, "secretary")
    recovery(secretary, secretary, status=403)
    recovery(member, secretary, status=403)
    recovery(house.somebody(FOREIGN, "chair"), secretary, status=403)
    recovery(house.somebody("central", "chair"), secretary)


# ---- in the order of the alphabet --------------------------------------------------------------------------------------


def test_names_stand_in_the_order_of_the_kazakh_alphabet_whatever_the_database(house):
    """Neither by code points (Ә, Қ, Ұ, І come last there) nor as Russian or the database sorts."""
    chair = house.somebody("central", "chair", "a-chair")
    names = ["Айбек", "Әсел", "Баян", "Еркін", "Ёлка", "Қанат", "Лаура", "Ұлан", "Үміт", "Ілияс", "Яна"]
    for name in reversed(names):
        person = Person.objects.create_user(f"login-{name}", f"INVENTED {name}", PASSWORD)
        inviting.join(person, "central", "member", None)
    page = chair.get("/c/central/people/")
    assert [one for one in re.findall(r'<th scope="row">INVENTED (\w+)</th>', page) if one in names] == names


def test_commissions_stand_in_the_order_of_their_names(house):
    chair = house.somebody("central", "chair")
    chair.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "kk"
    mine = [one for one in house.event.commissions.values() if one.kind in ("central", "territorial")]
    for one in mine:
        inviting.join(chair.person, one.id, "member", None)
    wanted = sorted((one.names.told("kk") for one in mine), key=sort_key)
    assert wanted != sorted(wanted)
    assert re.findall(r'<li><a href="/c/[^"]*">(.*?)</a></li>', chair.get("/")) == wanted
    offered = re.findall(r'<option value="[^"]*"[^>]*>(.*?)</option>', chair.get("/c/central/people/invite/"))
    below = [one.names.told("kk") for one in house.event.commissions.values() if one.parent == "central"]
    assert offered[-len(below) :] == sorted(below, key=sort_key)
