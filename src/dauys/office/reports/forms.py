"""What people fill in here: plain words of bounded length, and nothing about themselves."""

import unicodedata
from typing import Any

from django import forms

from dauys.acts import Act, read_act
from dauys.ledger import parse
from dauys.office.journal.models import Entry
from dauys.office.people.forms import Form, say
from dauys.office.reports.models import ABUSE, ANSWERS, CORRECTED, LONGEST, LONGEST_FIGURE
from dauys.text import LANGUAGES


class Words(forms.CharField):
    """Plain text, its lines kept. Signs that cannot be seen, and could turn a line around, are left out."""

    def __init__(self, label: str, longest: int = LONGEST, lines: int = 1, **more: Any) -> None:
        widget = forms.Textarea({"rows": lines}) if lines > 1 else forms.TextInput({"autocomplete": "off"})
        super().__init__(max_length=longest, widget=widget, **more)
        self.phrase = label

    def to_python(self, value: Any) -> str:
        """The text, without blanks around it."""
        text = str(value or "").replace("\r\n", "\n")
        return str(
            super().to_python("".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in _UNSEEN))
        )


_UNSEEN = ("Cc", "Cf", "Cs")  # controls, formats such as "from right to left", halves of letters


class NewReport(Form):
    """What is wrong on a page."""

    wrong = Words("reports.wrong", lines=6)
    figure = Words("reports.figure", LONGEST_FIGURE, required=False)
    right = Words("reports.right", LONGEST_FIGURE, required=False)


class NewAnswer(Form):
    """How the commission answers: in one language or in more."""

    state = forms.ChoiceField()
    kk = Words("reports.answer kk", lines=4, required=False)
    ru = Words("reports.answer ru", lines=4, required=False)
    en = Words("reports.answer en", lines=4, required=False)
    act = Words("reports.act", 12, required=False)  # its index, as it was typed

    def __init__(self, page: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.page = page
        self.fields["state"].label = say("reports.how")
        self.fields["state"].choices = [("", ""), *((state, say(f"reports.state.{state}")) for state in ANSWERS)]  # type: ignore[attr-defined]
        for fault in ("required", "invalid_choice"):
            self.fields["state"].error_messages[fault] = say("office.choose", field=self.fields["state"].label)

    def clean(self) -> dict[str, Any]:
        """An answer has words, unless it refuses abuse; a correction has its act, and nothing else has one."""
        told = super().clean() or {}
        state, number = told.get("state"), told.get("act")
        if state != ABUSE and not any(told.get(language) for language in LANGUAGES):
            self.add_error("kk", say("reports.no words"))
        if state == CORRECTED:
            self._check(number or "")
        elif number:
            self.add_error("act", say("reports.act of a correction alone"))
        return told

    def _check(self, number: str) -> None:
        """The act is in the journal, and if it is of a station, the report is not of another."""
        kind, _, station = self.page.partition("/")
        act = _act(number)
        if act is None:
            self.add_error("act", say("reports.no act"))
        elif kind == "station" and act.payload.get("station", station) != station:
            self.add_error("act", say("reports.act of another", station=act.payload["station"]))


def _act(number: str) -> Act | None:
    if not (number.isascii() and number.isdecimal()):
        return None
    entry = Entry.objects.filter(pk=int(number)).first()
    return None if entry is None else read_act(parse(bytes(entry.body)))
