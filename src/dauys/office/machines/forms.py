"""What people fill in here."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dauys.office.people.forms import Form, Text, say


class NewToken(Form):
    """A token for a machine."""

    name = Text("machines.name")


class NewKey(Form):
    """A key of a station, and who answers for it."""

    station = Text("machines.of station")
    owner = forms.ChoiceField()
    public = Text("machines.public")

    def __init__(self, known: Callable[[str], bool], owners: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = known
        self.fields["owner"].label = say("machines.of owner")
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]

    def clean_station(self) -> str:
        """A station of which this commission has papers."""
        station = str(self.cleaned_data["station"])
        if not self.known(station):
            raise ValidationError(say("machines.no station"))
        return station

    def clean_public(self) -> str:
        """64 hexadecimal digits, which may be written in groups."""
        text = "".join(str(self.cleaned_data["public"]).split()).lower()
        if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
            raise ValidationError(say("machines.no key"))
        return text
