"""A small law, and files made of it with something changed."""

LAW = """\
body = "zz/council"
edition = "2020"
in_force = { from = 2020-01-01, until = 2021-01-01 }
source = "invented for this test"
name = { kk = "Кеңес", en = "Council" }

[[tier]]
name = "list"
seats = 10
tie = { by = "lot", article = "4" }

[tier.formula]
method = "largest remainder"
quota = "hare"
article = "2"

[tier.threshold]
at_least = "5%"
of = "valid votes"
article = "3"
"""  # lines 1 to 20


def written(folder, text, name="law.toml"):
    """A file in the folder, and its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def changed(old, new):
    """The law with one of its texts replaced."""
    assert LAW.count(old) == 1, old
    return LAW.replace(old, new)
