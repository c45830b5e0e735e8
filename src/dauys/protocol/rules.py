"""The rule list of an edition as a document: every line and every check of every form, in one language.

It is made from the same data by which papers are checked, so that what is documented is what is done.
"""

from collections.abc import Iterator, Mapping, Sequence

from dauys.protocol.form import AcrossStations, Form, FormCheck, Forms
from dauys.text import LANGUAGES

WORDS: Mapping[str, tuple[str, str, str]] = {  # Kazakh, Russian, English
    "law": ("заң", "закон", "law"),
    "lines": ("Жолдар", "Строки", "Lines"),
    "checks": ("Бақылаулар", "Контроли", "Checks"),
    "code": ("код", "код", "code"),
    "line": ("жол", "строка", "line"),
    "cells": ("ұяшықтар", "клетки", "cells"),
    "filled by": ("толтырады", "заполняет", "filled in by"),
    "article": ("бап", "статья", "article"),
    "one": ("бір", "одна", "one"),
    "option": ("әр жолға", "на каждую строку бюллетеня", "one for each option"),
    "member": ("әр мүшеге", "на каждого члена комиссии", "one for each member"),
    "mobile box": ("әр тасымалданатын жәшікке", "на каждую переносную урну", "one for each mobile box"),
    "contest": ("бюллетеньнің әр түріне", "на каждый вид бюллетеней", "one for each contest"),
    "mobile box and contest": (
        "әр жәшікке және бюллетеньнің әр түріне",
        "на каждую переносную урну и вид бюллетеней",
        "one for each mobile box and contest",
    ),
    "precinct commission": ("учаскелік комиссия", "участковая комиссия", "precinct commission"),
    "optional": ("бос қалуы мүмкін", "может быть пустой", "may be left empty"),
    "error": ("қате", "ошибка", "error"),
    "warning": ("ескерту", "предупреждение", "warning"),
    "hold": ("кідірту", "задержание", "hold"),
    "must": ("шарт", "должно быть", "must hold"),
    "when": ("қашан", "если", "where"),
    "each": ("әр ұяшық үшін", "для каждой клетки", "for each cell of"),
    "typist": ("Енгізушіге", "Вводящему", "To the typist"),
    "commission": ("Комиссияға", "Комиссии", "To the commission"),
    "remark": ("ескертпе", "примечание", "remark"),
    "unsourced": ("заңда бұл сөзбе-сөз айтылмаған", "в законе прямо не сказано", ""),  # English has the file's own words
    "across": ("Учаскелерді салыстыру", "Сравнение участков", "Across stations"),
    "missing": (
        "толтыруға тиіс жол бос",
        "строка, которую надо заполнить, пуста",
        "a line that must be filled in is empty",
    ),
    "identical results": ("нәтижелер бірдей", "одинаковые результаты", "identical results"),
    "digit transposition": ("цифрлар ауысқан", "перестановка цифр", "digits swapped"),
    "outlier in the constituency": ("округ ішіндегі ауытқу", "отклонение в округе", "outlier in the constituency"),
    "outlier against the former election": (
        "өткен сайлаудан ауытқу",
        "отклонение от прошлых выборов",
        "outlier against the former election",
    ),
    "further than": ("ауытқу шегі", "отклонение более", "further than"),
    "at least": ("дауыс саны кемінде", "голосов не менее", "votes, at least"),
}


def rule_list(forms: Forms, language: str) -> str:
    """All lines and checks of an edition as Markdown, in Kazakh, Russian or English."""
    return "\n".join(_document(forms, language)) + "\n"


def line_rows(form: Form, language: str) -> list[tuple[str, str, str, str, str]]:
    """The lines of a form: code, name, cells, who fills it in, article."""
    return [
        (
            line.code,
            line.name.told(language) + (f" ({word('optional', language)})" if line.optional else ""),
            word(line.per, language),
            word(line.filled_by, language),
            line.article,
        )
        for line in form.line
    ]


def check_rows(form: Form, language: str) -> list[tuple[str, str, str, str, str, str]]:
    """The checks of a form: code, severity, what must hold, what the typist and what the commission are told, article."""
    return [
        (
            check.code,
            word(check.severity, language),
            rule_of(check, language),
            check.typist.told(language),
            check.commission.told(language),
            check.article,
        )
        for check in form.check
    ]


def rule_of(check: FormCheck, language: str) -> str:
    """What must hold, with where and for what it must."""
    parts = [f"`{check.must}`"]
    if check.when is not None:
        parts.append(f"{word('when', language)} `{check.when}`")
    if check.each is not None:
        parts.append(f"{word('each', language)} `{check.each}`")
    return ", ".join(parts)


def word(key: str, language: str) -> str:
    """A word of the rule list in a language; a word that is not in the table as it is."""
    return WORDS[key][LANGUAGES.index(language)] if key in WORDS else key


def _document(forms: Forms, language: str) -> Iterator[str]:
    yield f"# {forms.name.told(language)}"
    yield f"\n{word('law', language)}: {forms.law}" + (f" (= {forms.same_as})" if forms.same_as else "")
    if forms.note:
        yield ""
        yield from (f"- {note.told(language)}" for note in forms.note)
    for form in forms.form:
        yield from _form(form, language)
    if forms.across:
        yield f"\n## {word('across', language)}"
        for rule in forms.across:
            yield from _across(rule, language)


def _form(form: Form, language: str) -> Iterator[str]:
    yield f"\n## {form.name.told(language)}"
    yield f"\n### {word('lines', language)}\n"
    yield from _table([word(key, language) for key in ("code", "line", "cells", "filled by", "article")])
    yield from ("| " + " | ".join(row) + " |" for row in line_rows(form, language))
    noted = [(line.code, line.note.told(language)) for line in form.line if line.note is not None]
    if noted:
        yield ""
        yield from (f"- {code}: {note}" for code, note in noted)
    yield f"\n### {word('checks', language)}"
    yield f"\n**E000** · {word('error', language)} · {word('missing', language)}"
    for check, (code, severity, rule, typist, commission, article) in zip(form.check, check_rows(form, language), strict=True):
        yield f"\n**{code}** · {severity} · {rule} · {word('article', language)} {article}\n"
        yield f"- {word('typist', language)}: {typist}"
        yield f"- {word('commission', language)}: {commission}"
        yield from _remark(check.unsourced, language)


def _across(rule: AcrossStations, language: str) -> Iterator[str]:
    terms = [word(rule.kind, language)]
    if rule.share is not None:
        terms.append(f"{word('further than', language)} {rule.share * 100} %")
    if rule.at_least:
        terms.append(f"{word('at least', language)} {rule.at_least}")
    severity = word(rule.severity, language)
    yield f"\n**{rule.code}** · {severity} · {'; '.join(terms)} · {word('article', language)} {rule.article}\n"
    yield f"- {word('commission', language)}: {rule.commission.told(language)}"
    yield from _remark(rule.unsourced, language)


def _remark(unsourced: str | None, language: str) -> Iterator[str]:
    if unsourced is not None:
        yield f"- {word('remark', language)}: {word('unsourced', language) or unsourced}"


def _table(heads: Sequence[str]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "| " + " | ".join("---" for _ in heads) + " |"
