"""Every JSON of a site is as its schema says, and no other word is let through; the bundle has its own schemas."""

import json

from jsonschema import Draft202012Validator
from small_record import FIRST

from dauys.publish.site.schemas import SCHEMAS

SINGLE = {"latest.json": "latest", "media/media.json": "media", "site.json": "site"}


def checks_of(shown):
    """A validator for each schema, as it is published."""
    return {
        name: Draft202012Validator(json.loads((shown / f"data/schemas/{name}.schema.json").read_bytes())) for name in SCHEMAS
    }


def test_every_json_of_a_site_keeps_its_schema(small_site):
    shown = (small_site / "current").resolve()
    checks = checks_of(shown)
    pages = [path.relative_to(shown).as_posix() for path in shown.glob("data/small/**/*.json")]
    assert len(pages) > 20
    for path, name in {**dict.fromkeys(pages, "page"), **SINGLE}.items():
        told = json.loads((shown / path).read_bytes())
        assert not [f"{path}: {error.message}" for error in checks[name].iter_errors(told)]
        assert not checks[name].is_valid({**told, "remark": ""})


def test_nor_is_another_word_let_through_inside(small_site):
    shown = (small_site / "current").resolve()
    page, told = checks_of(shown)["page"], (shown / f"data/small/station/{FIRST}.json").read_text("utf-8")
    assert page.is_valid(json.loads(told))
    for inside in ('{"table":{', '"columns":[{', '{"text":', '"sections":[{', '{"value":'):
        assert told.count(inside), inside
        brace = inside.rindex("{") + 1
        assert not page.is_valid(json.loads(told.replace(inside, f'{inside[:brace]}"remark":"",{inside[brace:]}', 1))), inside
