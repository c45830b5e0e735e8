"""The API against its own OpenAPI document: schemathesis sends what the document allows and what it does not."""

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from test_machines import LIST, STATION, Machine, figures

from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry

CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip


def test_the_api_keeps_to_its_document_whatever_is_sent(counting):
    first, second = (Machine(counting, counting.receiver(STATION, LIST), f"machine-{n}") for n in (1, 2))
    address = f"/api/protocols/{STATION}/{LIST}"
    first.post(f"{address}/received")
    first.post(f"{address}/entered", figures(counting))
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    asked, answered = set(), set()

    @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=schema.as_strategy())
    def ask(case):
        asked.add(case.operation.label)
        answer = case.call(headers={"Authorization": f"Bearer {second.secret}"})
        answered.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()
    assert len(asked) > 10
    assert {200, 404, 422} <= answered
    with desk.looking() as state:
        assert state.acts == Entry.objects.count()
