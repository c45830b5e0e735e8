"""What people fill in here. Faults are in the words of the office, in three languages."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language

from dauys.office.people.models import PARTS, Person
from dauys.text import phrase


def say(key: str, **values: object) -> str:
    """A phrase in the language of the page."""
    return phrase(key, (get_language() or "kk")[:2], **values)


class Text(forms.CharField):
    """A line of text that must be there, with its label and fault from the phrases."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(max_length=120, **more)
        self.phrase = label


class Day(forms.DateField):
    """A day, as browsers send it: 2023-03-19."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **more)
        self.phrase = label


class Form(forms.Form):
    """A form whose labels and faults are phrases of the office."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more, use_required_attribute=False)
        for field in self.fields.values():
            field.label = say(getattr(field, "phrase", "office.field"))
            field.error_messages["required"] = say("office.fill in", field=field.label)
            field.error_messages["max_length"] = say("office.too long", field=field.label)
            field.error_messages["null_characters_not_allowed"] = say("house.no sign", field=field.label)
            field.error_messages["invalid_choice"] = say("office.choose", field=field.label)


class SignIn(Form):
    """Name and password."""

    login = Text("office.login", widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}))
    password = Text("office.password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class Code(Form):
    """Six digits of the second factor."""

    code = Text(
        "office.code",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class Accept(Form):
    """An account of one's own."""

    login = Text("office.login", widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}))
    password = Text("office.password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = Text("office.password again", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_login(self) -> str:
        """A name that nobody has."""
        login = str(self.cleaned_data["login"])
        if Person.objects.filter(login=login).exists():
            raise ValidationError(say("office.login taken"))
        return login

    def clean(self) -> dict[str, Any]:
        """A password that is long, not common, and typed twice."""
        told = super().clean() or {}
        _check_password(self, told, Person(login=told.get("login", "")))
        return told


def _check_password(form: Form, told: dict[str, Any], person: Person) -> None:
    password = told.get("password", "")
    if password:
        try:
            validate_password(password, person)
        except ValidationError:
            form.add_error("password", say("office.password weak"))
    if password and told.get("again") and told["again"] != password:
        form.add_error("again", say("office.password differs"))


class NewPassword(Form):
    """Another password, by who knows the old one."""

    old = Text("people.old password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    password = Text("people.new password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = Text("office.password again", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, person: Person, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """As strong as the first."""
        told = super().clean() or {}
        _check_password(self, told, self.person)
        return told


class KeyName(Form):
    """What somebody calls a security key."""

    name = Text("people.key name", widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}))


class Invite(Form):
    """Whom, and to what."""

    name = Text("office.name")
    part = forms.ChoiceField()
    commission = forms.ChoiceField()
    term = Day("people.last day", required=False)

    def __init__(self, commissions: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["part"].label, self.fields["commission"].label = say("office.part"), say("office.commission")
        self.fields["part"].choices = [(part, say(f"office.part.{part}")) for part in PARTS]  # type: ignore[attr-defined]
        self.fields["term"].error_messages["invalid"] = say("people.no day")
        self.fields["commission"].choices = commissions  # type: ignore[attr-defined]

    def clean_term(self) -> date | None:
        """Not a day that is over."""
        term: date | None = self.cleaned_data["term"]
        if term is not None and term < timezone.localdate():
            raise ValidationError(say("people.day over"))
        return term
