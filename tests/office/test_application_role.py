"""PostgreSQL: the office works under a role that owns nothing, and what that role may not do, the database refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from postgres import ROLE, granted
from small_office import small_event

from dauys.office.counting.models import Approval, Typing
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry

STATION, LIST = next(iter(small_event().stations)), "maslikhat-aktobe.list"
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
HELD = ("journal_entry", "counting_typing", "counting_approval", "results_draft", "results_confirmation", "people_confirmation",
        "machines_package", "reports_report", "reports_step")  # fmt: skip


@pytest.fixture
def under_the_role(counting):
    granted(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    yield counting
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_a_paper_is_counted_under_the_role(under_the_role):
    under_the_role.count(STATION, LIST)
    with desk.looking() as state:
        assert state.life(STATION, LIST).class_ == "approved"
    assert (Typing.objects.count(), Approval.objects.count()) == (2, 1)


@pytest.mark.parametrize("table", HELD)
def test_the_role_changes_no_row_and_turns_no_rule_off(under_the_role, table):
    under_the_role.count(STATION, LIST)
    before = Entry.objects.count(), Typing.objects.count(), Approval.objects.count()
    for sql in (
        f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"DROP TABLE {table} CASCADE",
        f"DROP TRIGGER {table}_only_added ON {table}", f"DROP FUNCTION {table}_only_added() CASCADE",
        f"CREATE OR REPLACE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        "SET session_replication_role = replica", f"CREATE RULE nothing AS ON INSERT TO {table} DO INSTEAD NOTHING",
    ):  # fmt: skip
        if sql.startswith("DELETE") and not _has_rows(table):
            continue
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert (Entry.objects.count(), Typing.objects.count(), Approval.objects.count()) == before


def _has_rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
        return cursor.fetchone()[0]


def test_one_person_is_not_two_by_sql_under_the_role(under_the_role):
    """By hand, past every screen: a second entry of one's own, an approval of what one alone has typed, and of one's own."""
    commission = under_the_role.receiver(STATION, LIST)
    first, second, third = (under_the_role.somebody(commission, "member", name) for name in ("first", "second", "third"))
    first.post(under_the_role.address(STATION, LIST, "receive"))
    under_the_role.enter(first, STATION, LIST)
    typed = (
        "INSERT INTO counting_typing (entry_id, station, contest, version, round, turn, person_id)"
        " VALUES (0, %s, %s, 1, 1, 2, %s)"
    )
    approved = (
        "INSERT INTO counting_approval (entry_id, station, contest, version, round, figures, step_up, person_id)"
        " VALUES (0, %s, %s, 1, 1, 'x', 'y', %s)"
    )
    for sql, person in ((typed, first), (approved, third)):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [STATION, LIST, person.person.pk])
    under_the_role.enter(second, STATION, LIST)
    for person in (first, second):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(approved, [STATION, LIST, person.person.pk])
    assert (Typing.objects.count(), Approval.objects.count()) == (2, 0)
