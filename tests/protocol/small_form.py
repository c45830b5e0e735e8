"""A small forms file, and copies of it with something changed."""

FORM = """\
law = "zz/council/2020"
name = { kk = "Хаттама", ru = "Протокол", en = "Protocol" }

[[form]]
id = "list"
name = { en = "Lists" }

[[form.line]]
code = "T"
name = { en = "Ballots" }
article = "1"

[[form.line]]
code = "P"
name = { en = "Votes" }
per = "option"
article = "1"

[[form.line]]
code = "S"
name = { en = "Damaged" }
optional = true
article = "1"

[[form.check]]
code = "E101"
severity = "error"
must = "T == sum(P) + given(S)"
article = "2"
typist = { en = "Check your copy of lines T, P, S." }
commission = { en = "The votes do not add up." }

[[form]]
id = "constituency"
same_as = "list"
name = { en = "Constituency" }

[[across]]
code = "W901"
severity = "warning"
kind = "identical results"
article = "3"
commission = { en = "Look at both." }
"""


def written(folder, text, name="forms.toml"):
    """A file in the folder, and its path."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def changed(old, new, text=FORM):
    """The file with one thing in it changed."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
