"""The rules of nomination as data: what comes with the laws, its articles, and how a wrong file is told."""

import pytest
from small_form import written

from dauys.law.reading import LAWS
from dauys.protocol.nomination_law import load_nomination, read_nomination
from dauys.text import BadInput, foreign_letters

SHIPPED = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.glob("*/*/*/nomination.toml"))
TEXT = (LAWS / "kz/mazhilis/2023/nomination.toml").read_text("utf-8")


def test_rules_come_with_these_laws():
    assert SHIPPED == ["kz/maslikhat-district/2023", "kz/maslikhat-region/2023", "kz/mazhilis/2023"]


@pytest.mark.parametrize("law", SHIPPED)
def test_every_rule_is_of_this_law_and_its_names_are_whole(law):
    rules = load_nomination(law)
    assert rules.law == law
    names = [one.name for tier in rules.tier for one in tier.requirement] + [one.name for one in rules.reason]
    names += [*rules.note, rules.appeal.to, rules.ballot.delivered, *(tier.fewer_than_two for tier in rules.tier)]
    for name in names:
        assert name.kk, name
        assert name.ru, name
        assert name.en, name
        assert not foreign_letters(name.kk), name
        assert not foreign_letters(name.ru), name


def test_who_calls_who_registers_and_what_a_nomination_takes():
    """Art. 85(2)-(3), 101(2)-(3), 89(1), 104(1), 104(1-1), 89(3)-(4-1)."""
    mazhilis, region, rayon = (load_nomination(law) for law in ("kz/mazhilis/2023", *reversed(SHIPPED[:2])))
    assert {one.by for one in mazhilis.call} == {"president"}
    assert {one.by for one in region.call + rayon.call} == {"central commission"}
    assert [(one.name, one.registers) for one in mazhilis.tier] == [("list", "central"), ("constituency", "okrug")]
    assert [(one.name, one.registers) for one in region.tier] == [("list", "territorial"), ("constituency", "okrug")]
    assert [one.name for one in rayon.tier] == ["constituency"]
    assert [tier.deposit.minimum_wages for rules in (mazhilis, region, rayon) for tier in rules.tier] == [15, 15, 5, 5, 5]
    area = mazhilis.tier_named("constituency")
    assert [one.who for one in area.may] == ["party", "association", "self"]
    assert "application" in [one.code for one in area.requirements("self")]
    assert "protocol" not in [one.code for one in area.requirements("self")]
    assert (mazhilis.age.at_least, region.age.at_least) == (25, 20)


@pytest.mark.parametrize(
    ("old", "new", "line", "value", "cause"),
    [
        ('by = "president"', 'by = "the king"', 29, "the king", "not a word of the law's vocabulary"),
        ('registers = "central"', 'registers = "centre"', None, "centre", "not a word of the law's vocabulary"),
        ('sort = "snap"', 'sort = "regular"', None, "regular", "this stands already"),
        ('code = "consent"', 'code = "protocol"', None, "protocol", "this stands already"),
        ('lists = "by lot"\n', "", None, "lists", "no rule for their order"),
        ("[appeal]", "[appeals]", None, "appeals", "unknown key"),
        ('times = "1.01"', "times = 1.01", None, 1.01, "write the number in quotes"),
        ('article = "85(2)"\n', "", None, None, "'article' is missing"),
    ],
)
def test_a_wrong_word_is_refused_with_file_line_and_key(tmp_path, old, new, line, value, cause):
    assert old in TEXT
    path = written(tmp_path, TEXT.replace(old, new, 1), "nomination.toml")
    with pytest.raises(BadInput) as refused:
        read_nomination(path)
    (one, *_) = [fault for fault in refused.value.faults if fault.value == value]
    assert cause in one.cause
    assert one.file == str(path)
    assert one.line is not None
    assert line in (None, one.line)
