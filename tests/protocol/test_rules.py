"""The rule list is made from the forms by which papers are checked: nothing in the one that is not in the other."""

import re

import pytest

from dauys.law.reading import LAWS
from dauys.protocol import load_forms
from dauys.protocol.rules import WORDS, check_rows, line_rows, rule_list
from dauys.text import LANGUAGES, foreign_letters

SHIPPED = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.glob("*/*/*/forms.toml"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", SHIPPED)
def test_every_line_and_check_is_told_with_its_article(law, language):
    forms = load_forms(law)
    told = rule_list(forms, language)
    for form in forms.form:
        assert f"## {form.name.told(language)}\n" in told
        for line in form.line:
            assert re.search(
                rf"^\| {line.code} \| {re.escape(line.name.told(language))}.*{re.escape(line.article)} \|$", told, re.M
            )
            assert line.note is None or f"- {line.code}: {line.note.told(language)}" in told
        for check in form.check:
            assert f"`{check.must}`" in told
            assert check.when is None or f"`{check.when}`" in told
            assert check.commission.told(language) in told
            assert check.typist.told(language) in told
    for rule in forms.across:
        assert f"**{rule.code}**" in told
        assert rule.share is None or f"{rule.share * 100} %" in told


def test_the_list_is_in_the_language_asked_for():
    forms = load_forms("kz/mazhilis/2023")
    for language, heading, letters in (
        ("kk", "### Бақылаулар", True),
        ("ru", "### Контроли", True),
        ("en", "### Checks", False),
    ):
        told = rule_list(forms, language)
        assert heading in told
        assert bool(re.search("[а-яё]", told.casefold())) is letters


def test_kazakh_and_russian_pages_hold_no_english_sentence():
    for law in SHIPPED:
        for language in ("kk", "ru"):
            told = re.sub(r"`[^`]*`|[a-z]{2}/[a-z-]+/[0-9]+|'(region|rayon|okrug)'", "", rule_list(load_forms(law), language))
            assert not re.findall(r"\b[a-z]{4,}\b", told)


def test_every_word_of_the_list_is_there_in_three_languages():
    for key, words in WORDS.items():
        kazakh, russian, english = words
        assert kazakh, key
        assert russian, key
        assert english or key == "unsourced"
        assert not [*foreign_letters(kazakh), *foreign_letters(russian)]


@pytest.mark.parametrize("law", SHIPPED)
def test_every_word_that_a_form_can_hold_is_in_the_list(law):
    forms = load_forms(law)
    lines = [line for form in forms.form for line in form.line]
    used = {line.per for line in lines} | {line.filled_by for line in lines} | {rule.kind for rule in forms.across}
    assert used <= WORDS.keys()


def test_rows_are_for_other_pages():
    form = load_forms("kz/mazhilis/2023").form_of("list")
    assert line_rows(form, "en")[0] == ("B1", "Ballots issued by the list", "one", "precinct commission", "41(4), 43(4)(2)")
    row = next(row for row in check_rows(form, "en") if row[0] == "W105")
    assert row[1:3] == ("warning", "`I <= 3% * T`, where `T >= 100`")
