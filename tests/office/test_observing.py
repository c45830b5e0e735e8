"""Observers and media: accredited, their copies beside the official figures, complaints and their terms, the log."""

import io
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from files_of_papers import photo
from small_office import small_event
from test_results import DECISION, DONE

from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.observing.accrediting import FOREIGN, closed
from dauys.office.observing.models import Accreditation, Complaint, Copy, Decided, Photo
from dauys.protocol.complaints import load_complaints, stands
from dauys.text import phrase

BELOW, REGION, AREA = "territorial-zhambyl-01", "territorial-zhambyl", "maslikhat-zhambyl.01"
HOME = f"/c/{BELOW}/observers/"
PARTY = "INVENTED party of the steppe"


@pytest.fixture
def looking_on(counting):
    """A party's observer, accredited at the first station of a constituency; and that station."""
    observer, chair = counting.somebody(BELOW, "observer"), counting.somebody(BELOW, "chair")
    (station, *_) = (one.id for one in counting.event.stations_of(AREA))
    form = {"person": observer.person.pk, "kind": "party", "organisation": PARTY, "stations": [station]}
    assert chair.said(f"{HOME}accredit/", **form) == ["Accredited."]
    return counting, observer, station


def test_only_who_is_accredited_copies_and_only_at_those_stations(looking_on):
    house, observer, station = looking_on
    page = observer.get(HOME)
    assert PARTY in page
    assert f"/copy/{station}/{AREA}/" in page
    other = house.event.stations_of(AREA)[1].id
    observer.get(f"{HOME}copy/{other}/{AREA}/", 404)
    stranger = house.somebody(BELOW, "observer", "a stranger")
    assert "not accredited" in stranger.get(HOME)
    stranger.get(f"{HOME}copy/{station}/{AREA}/", 404)
    stranger.post(f"{HOME}complaints/new/", 404, about="violation", words="x", organisation="x")
    observer.post(f"{HOME}accredit/", 403, person=observer.person.pk, kind="party", organisation="x", stations=[station])
    chair = house.somebody(BELOW, "chair")
    gone = {"person": observer.person.pk, "kind": "party", "organisation": PARTY}
    assert chair.said(f"{HOME}accredit/", **gone) == ["The accreditation is taken back."]
    observer.get(f"{HOME}copy/{station}/{AREA}/", 404)
    before = Accreditation.objects.count()
    for wrong in ({"kind": "guest"}, {"organisation": ""}, {"person": chair.person.pk}):
        chair.post(f"{HOME}accredit/", 422, **{**gone, **wrong})
    assert Accreditation.objects.count() == before


def test_a_copy_is_set_beside_the_protocol_line_by_line_for_both_sides(looking_on):
    house, observer, station = looking_on
    member, stranger = house.somebody(BELOW, "member"), house.somebody(BELOW, "observer", "a stranger")
    figures, acts = house.figures(station, AREA), Entry.objects.count()
    copied = figures | {"N": "5", "S": ""}
    address = f"{HOME}copy/{station}/{AREA}/"
    observer.post(address, 422, **{**copied, "T": "many"})
    observer.post(address, 422)
    picture = io.BytesIO(photo())
    picture.name = "copy.jpg"
    observer.post(address, **copied, photo=picture)
    kept = Copy.objects.get()
    assert bytes(Photo.objects.get().data) != photo()  # without what the telephone wrote into it
    assert Entry.objects.count() == acts
    for somebody in (observer, member):
        assert "no protocol counts yet" in somebody.get(f"{HOME}copies/")
    house.count(station, AREA)
    for somebody in (observer, member):
        page = unescape(somebody.get(f"{HOME}copies/"))
        assert "lines that differ: 1" in page
        assert page.count("<strong>other</strong>") == 1
        assert somebody.browser.get(f"{HOME}copies/{kept.pk}/photo/").status_code == 200
    assert PARTY not in stranger.get(f"{HOME}copies/")
    assert stranger.browser.get(f"{HOME}copies/{kept.pk}/photo/").status_code == 404
    with desk.looking() as state:
        assert state.counting(station, AREA).one("N") == 1  # what was copied changed nothing
    observer.post(address, **figures)
    assert "all figures are the same" in member.get(f"{HOME}copies/")


def test_a_document_is_no_photo(looking_on):
    _, observer, station = looking_on
    sent = io.BytesIO(b"%PDF-1.4 not really")
    sent.name = "copy.pdf"
    observer.post(f"{HOME}copy/{station}/{AREA}/", 422, T="5", photo=sent)
    assert not Copy.objects.exists()


def test_foreign_observers_are_accredited_until_the_day_that_was_set(looking_on):
    house, observer, station = looking_on
    chair = house.somebody(BELOW, "chair")
    form = {"person": observer.person.pk, "kind": "foreign", "organisation": "INVENTED mission", "stations": [station]}
    answer = chair.post(f"{HOME}accredit/", 422, **form).content.decode()
    assert "(Art. 20-2(4))" in answer
    event, hour = small_event(), datetime(2023, 3, 13, 18, 0, tzinfo=UTC)
    assert closed(event, FOREIGN, hour) is None
    assert closed(event, FOREIGN, hour + timedelta(minutes=1)).article == "20-2(4)"
    assert closed(event, "nothing that a calendar knows", hour + timedelta(days=99)) is None


def test_a_complaint_has_its_term_and_is_decided_once(looking_on):
    house, observer, station = looking_on
    chair, secretary = house.somebody(BELOW, "chair"), house.somebody(BELOW, "secretary")
    told = {"about": "violation", "station": station, "organisation": PARTY, "words": "INVENTED: the box was not sealed"}
    observer.post(f"{HOME}complaints/new/", 422, **{**told, "words": " "})
    observer.post(f"{HOME}complaints/new/", 422, **{**told, "about": "commission"})  # of none
    observer.post(f"{HOME}complaints/new/", **told)
    one = Complaint.objects.get()
    address = f"{HOME}complaints/{one.reference}/"
    page = observer.get(address)
    assert "within five days" in page
    assert (timezone.localtime(one.at).date() + timedelta(days=5)).isoformat() in page
    assert "open" in chair.get(f"{HOME}complaints/")
    house.somebody(BELOW, "observer", "a stranger").get(address, 404)
    decision = {"how": "upheld", "number": "12", "words": "INVENTED: the seal was put on anew"}
    observer.post(f"{address}decide/", 403, **decision)
    chair.post(f"{address}decide/", 422, **{**decision, "words": ""})
    assert chair.said(f"{address}decide/", **decision) == ["The decision is written down."]
    assert secretary.said(f"{address}decide/", **decision) == ["This complaint is decided already."]
    assert "upheld" in observer.get(address)
    assert Decided.objects.count() == 1


def test_a_complaint_of_a_commission_goes_to_the_one_above(counting):
    secretary = counting.somebody(REGION, "secretary")
    told = {
        "about": "commission",
        "of": BELOW,
        "day": "2023-03-20",
        "organisation": PARTY,
        "words": "INVENTED: no copy was given",
    }
    home = f"/c/{REGION}/observers/complaints/"
    secretary.post(f"{home}new/", 422, **{**told, "of": "central"})
    secretary.post(f"{home}new/", **told)
    one = Complaint.objects.get()
    page = secretary.get(f"{home}{one.reference}/")
    assert "within three days" in page
    assert "later than the term after the decision" in page  # 20(9): it came years after it
    assert "(Art. 20(9))" in page


def test_terms_end_with_the_last_moment_of_their_last_day():
    rules = load_complaints("kz/mazhilis/2023")
    of, came = rules.about("commission"), datetime(2023, 3, 19, 23, 0, tzinfo=UTC)
    last = datetime(2023, 3, 22, 23, 59, tzinfo=UTC)
    on_time = stands(of, came, last, None, date(2023, 3, 9))
    assert (on_time.until, on_time.late, on_time.left.late, on_time.too_late) == (date(2023, 3, 22), False, False, False)
    late = stands(of, came, last + timedelta(minutes=2), None, date(2023, 3, 8))
    assert (late.late, late.left.late, late.too_late) == (True, True, True)
    assert not stands(of, came, last + timedelta(days=9), last, None).late
    assert stands(of, came, last + timedelta(days=9), last + timedelta(minutes=2), None).late
    assert rules.about("nothing") is None
    assert load_complaints("kz/senate/2023").rule == rules.rule


def test_the_log_shows_the_acts_of_the_commission_without_a_name(looking_on):
    house, observer, station = looking_on
    house.count(station, AREA)
    page = observer.get(f"{HOME}log/")
    assert page.count('<tr><th scope="row"') >= 4
    assert phrase("office.act.protocol approved") in page
    assert f"INVENTED {BELOW}-1" not in page.partition("<main")[2]


def test_nothing_here_is_changed_or_deleted(looking_on):
    for sql in ("UPDATE observing_accreditation SET organisation = 'x'", "DELETE FROM observing_accreditation"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    row = Accreditation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Accreditation.objects.create(
            commission=BELOW, person=row.person, kind="party", organisation="x", stations=[], by=row.person
        )


# ---- courts ------------------------------------------------------------------------------------------------------------


def test_the_terms_of_courts_are_told_and_while_a_court_has_a_complaint_the_commission_waits(looking_on):
    house, observer, station = looking_on
    chair = house.somebody(BELOW, "chair")
    page = observer.get(f"{HOME}complaints/new/")
    assert "a court or a prosecutor decides within five days" in page
    assert "on the day the complaint comes" in page  # of a list of voters
    observer.post(f"{HOME}complaints/new/", about="violation", station=station, organisation=PARTY, words="INVENTED")
    one = Complaint.objects.get()
    address = f"{HOME}complaints/{one.reference}/"
    observer.post(f"{address}court/", 403, court="INVENTED court")
    assert chair.said(f"{address}court/", court=" ") == ["Name the court."]
    assert chair.said(f"{address}court/", court="INVENTED court") == ["It is written down: the commission waits for the court."]
    assert chair.said(f"{address}court/", court="another") == ["It is written down already which court has this complaint."]
    for somebody in (chair, observer):
        page = unescape(somebody.get(address))
        assert "INVENTED court" in page
        assert "the commission suspends it until" in page


def test_a_court_decides_at_once_just_before_the_vote_and_on_its_day():
    rule, vote = load_complaints("kz/mazhilis/2023").before_court("commission"), date(2023, 3, 19)
    due = {day: rule.until(date(2023, 3, day), vote).day for day in (13, 14, 15, 19, 20)}
    assert due == {13: 18, 14: 19, 15: 15, 19: 19, 20: 25}
    assert load_complaints("kz/senate/2023").before_court("voter list").until(vote, vote) == vote


def test_an_order_of_a_court_is_an_act_of_two_people_that_leads_to_the_paper_and_is_carried_out(looking_on):
    house, observer, station = looking_on
    chair, secretary, address = house.somebody(BELOW, "chair"), house.somebody(BELOW, "secretary"), f"{HOME}courts/new/"
    house.count(station, AREA)
    order = {"contest": AREA, "orders": "recount", "stations": station, "court": "INVENTED court", "document": "2-7",
             "date": "2023-03-22"}  # fmt: skip
    observer.post(address, 403, **order)
    for wrong, why in (
        ({"stations": ""}, "name stations of this contest"),
        ({"orders": "election void"}, "and no station"),
        ({"date": "2999-01-01"}, "not in the future"),
    ):
        assert why in chair.prepares(address, 422, **order | wrong)
    assert secretary.confirms(chair.prepares(address, **order)) == [DONE]
    page = observer.get(f"{HOME}courts/")
    assert "Still to be carried out" in page
    assert f"/s/{station}/{AREA}/" in page or f"/{station}/{AREA}/" in page
    paper = f"{house.address(station, AREA)}decide/"
    decided = {"act": "recount ordered", **DECISION, "reason": "by order of the INVENTED court, 2-7", "version": 1}
    assert secretary.confirms(chair.prepares(paper, **decided)) == [DONE]
    entry = Entry.objects.count() - 1
    page = observer.get(f"{HOME}courts/")
    assert "Still to be carried out" not in page
    assert f"by entries of the log: {entry}" in page
