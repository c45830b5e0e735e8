"""What the office logs can be read by a machine, says who and when, and lets nobody in."""

import json
import logging
import sys
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from house import PASSWORD

from dauys.office.house.log_lines import Lines
from dauys.office.people import inviting


@pytest.fixture
def logged():
    """What has been logged, each line read."""
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(Lines())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in lines]
    logging.getLogger().removeHandler(handler)


def test_the_office_logs_so():
    told = settings.LOGGING
    assert {one["formatter"] for one in told["handlers"].values()} == {"lines"}
    assert told["formatters"]["lines"]["()"] == f"{Lines.__module__}.{Lines.__name__}"


def test_a_refusal_says_when_who_and_from_where(house, logged):
    chair = house.somebody("central", "chair")
    chair.browser.get("/c/no-such-commission/")
    (line,) = [one for one in logged() if one["what"] == "Forbidden: /c/no-such-commission/"]
    assert line["who"] == chair.person.pseudonym
    assert line["address"] == "127.0.0.1"
    assert line["level"] == "WARNING"
    assert abs(datetime.fromisoformat(line["at"]) - datetime.now(UTC)).total_seconds() < 60


def test_the_secret_of_a_link_stands_in_no_line(house, logged):
    """A password that is refused leaves the invitation good: who reads the log must not take it."""
    secret = inviting.invite("central", "member", "INVENTED new", None)
    told = {"login": "new", "password": "short", "again": "short"}
    assert Client().post(f"/invitation/{secret}/", told).status_code == 422
    assert Client().post(f"/recovery/{secret}/?x=1").status_code == 302  # to the sign-in
    house.somebody("central", "chair").browser.get(f"/recovery/{secret}/")
    assert any("/invitation/.../" in one["what"] for one in logged())
    assert any("/recovery/.../" in one["what"] for one in logged())
    assert secret not in json.dumps(logged())
    assert Client().post(f"/invitation/{secret}/", told | {"password": PASSWORD, "again": PASSWORD}).status_code == 302


def test_a_record_is_one_line_whatever_stands_in_it():
    try:
        raise ValueError('two\nlines /invitation/secret"')
    except ValueError:
        record = logging.LogRecord("office", logging.ERROR, "", 0, "sent: %s", ("a\r\nb\u2028ғ",), sys.exc_info())
    line = Lines().format(record)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["what"] == "sent: a\r\nb\u2028ғ"
    assert "secret" not in json.loads(line)["trace"]
