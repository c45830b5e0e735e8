"""Read a TOML file against its model: everything that is wrong at once, each fault with its line, its cause and its cure."""

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dauys.law.positions import Key, positions
from dauys.text import BadInput, Fault


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The file as a table, and its text. Raises BadInput where it is missing, not UTF-8 or not TOML."""
    text = read_text(path)
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        line, column = _place_in(str(error), text)
        cause = str(error).partition(" (at ")[0]
        cure = "write it as TOML: key = value, text in double quotes, text of several lines in three of them"
        raise BadInput((Fault(str(path), line, column, None, f"not TOML: {cause[0].lower()}{cause[1:]}", cure),)) from None


def read_text(path: Path) -> str:
    """The text of a file in UTF-8 (a byte order mark is left out). Raises BadInput."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadInput((Fault(str(path), None, None, None, "there is no such file", "check the name"),)) from None
    except IsADirectoryError:
        cure = "name a file; an election folder is checked with its folder's name"
        raise BadInput((Fault(str(path), None, None, None, "this is a folder", cure),)) from None
    return as_text(data, str(path))


def as_text(data: bytes, file: str) -> str:
    """Bytes as UTF-8 text. Raises BadInput with the line, and the encoding that it looks like."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        whole_line = data[start:].split(b"\n", 1)[0]
        guess = whole_line.decode("cp1251", "replace").strip()[:60]
        cause = f"not UTF-8; read as Windows-1251 the line would be: {guess}"
        cure = "save the file as UTF-8"
        value = f"byte 0x{data[error.start]:02X}"
        raise BadInput((Fault(file, line, error.start - start + 1, value, cause, cure),)) from None


def _place_in(message: str, text: str) -> tuple[int | None, int | None]:
    """Line and column out of the words of the TOML reader, which has no other way to tell them."""
    words = message.rpartition("(at ")[2].rstrip(")").replace(",", "").split()
    numbers = [int(word) for word in words if word.isdigit()]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    return (text.count("\n") + 1, None) if "end of document" in message else (None, None)


# ---- checking against the vocabulary -------------------------------------------------------------------------------------


def checked[Model: BaseModel](
    model: type[Model],
    document: Mapping[str, Any],
    file: str,
    source: str | Mapping[Key, tuple[int, int]],
    whole: str = "the law",
) -> Model:
    """The document as a model, or BadInput with every fault at once.

    source: the text that the document was read from, or where its keys stand. whole: what the document is, in a message.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        lines = positions(source) if isinstance(source, str) else source
        details = error.errors()
        told = {_fault(model, detail, document, lines, file, whole) for detail in details if not _follows(detail, details)}
        raise BadInput(tuple(told)) from None


def _follows(detail: ErrorDetails, all_details: Sequence[ErrorDetails]) -> bool:
    """Whether a fault is only what another one leaves behind: a list that is too short because its member is wrong."""
    inside = (other["loc"] for other in all_details if other is not detail)
    return detail["type"] == "too_short" and any(loc[: len(detail["loc"])] == detail["loc"] for loc in inside)


def _fault(
    model: type[BaseModel], details: ErrorDetails, document: Mapping[str, Any], lines: Mapping[Key, tuple[int, int]],
    file: str, whole: str,
) -> Fault:  # fmt: skip
    key, unions = _key(details["loc"], document)
    line, column = nearest(key, lines)
    name = str(key[-1]) if key else ""
    value = details["input"] if isinstance(details["input"], str | int | float | date) else None
    known, described = _keys_at(model, key[:-1], document)
    if unions and key and not isinstance(details["input"], Mapping):  # this or that may stand here: one fault names it all
        return _wrong_word(file, line, column, _dotted(key, document), value, _words_at(model, key, document))
    match details["type"]:
        case "extra_forbidden":
            cure = f"{did_you_mean(name, known)}the keys known here are: {', '.join(known)}"
            return Fault(file, line, column, name, f"unknown key '{_dotted(key, document)}'", cure)
        case "missing":
            cause = f"'{name}' is missing in {_dotted(key[:-1], document) or whole}"
            return Fault(file, line, column, None, cause, f"add {name} = … ({described.get(name) or 'required'})")
        case "literal_error":
            words = [word.strip("' ") for word in str(details["ctx"]["expected"]).replace(" or ", "', '").split("', '")]
            return _wrong_word(file, line, column, _dotted(key, document), value, words)
        case "union_tag_invalid":
            words = [word.strip("' ") for word in str(details["ctx"]["expected_tags"]).split("', '")]
            tag = str(details["ctx"]["discriminator"]).strip("'")
            line, column = nearest((*key, tag), lines)
            return _wrong_word(file, line, column, _dotted((*key, tag), document), str(details["ctx"]["tag"]), words)
        case "union_tag_not_found":
            tag = str(details["ctx"]["discriminator"]).strip("'")
            return Fault(file, line, column, None, f"'{tag}' is missing in {_dotted(key, document)}", f"add {tag} = …")
        case "value_error":
            cause = str(details["ctx"]["error"])
            return Fault(
                file, line, column, value, f"{_dotted(key, document) or whole}: {cause}", "write it as the message says"
            )
        case _:
            cause = f"{_dotted(key, document)}: {details['msg'][0].lower()}{details['msg'][1:]}"
            return Fault(file, line, column, value, cause, _cure_by_type(details["type"]))


def _cure_by_type(kind: str) -> str:
    return {
        "int_type": "write a whole number, without quotes",
        "int_parsing": "write a whole number, without quotes",
        "string_type": "write text in double quotes",
        "date_from_datetime_parsing": "write a date: 2023-03-19",
        "date_type": "write a date: 2023-03-19",
    }.get(kind, "see `dauys schema law` for what may stand here")


def _wrong_word(file: str, line: int | None, column: int | None, key: str, value: object, words: Sequence[str]) -> Fault:
    cure = f"{did_you_mean(str(value), words)}write one of: {', '.join(repr(word) for word in words)}"
    found = value if isinstance(value, str | int) else None
    return Fault(file, line, column, found, f"{key}: not a word of the law's vocabulary", cure)


def did_you_mean(word: str, words: Sequence[str]) -> str:
    """A question with the nearest of the words, for the beginning of a cure; empty where none is near."""
    close = difflib.get_close_matches(word, words, 1)
    return f"did you mean '{close[0]}'? " if close else ""


def _key(location: tuple[int | str, ...], document: Mapping[str, Any]) -> tuple[Key, bool]:
    """The place in the document, and whether one of several things may stand there.

    The checker puts names of models and tags between the keys, and behind the last key where it tried several.
    """
    key: list[int | str] = []
    here: Any = document
    beyond = False
    for index, part in enumerate(location):
        last = index == len(location) - 1
        a_key = isinstance(part, str) and part.isidentifier() and not part[0].isupper()
        named = last and a_key and isinstance(here, Mapping)
        found = _step(here, part)
        if found is not _NOTHING:
            here = found
        elif not named:
            beyond = True
            continue
        key.append(part)
        beyond = False
    return tuple(key), beyond


def nearest(key: Key, lines: Mapping[Key, tuple[int, int]]) -> tuple[int | None, int | None]:
    """Line and column of the key, or of the table that it should stand in."""
    while key not in lines and key:
        key = key[:-1]
    return lines.get(key, (None, None))


def _dotted(key: Key, document: Mapping[str, Any]) -> str:
    """The key as a law's author says it: a tier by its name, other tables by number."""
    if len(key) > 1 and key[0] == "tier" and isinstance(tier := document["tier"][key[1]], Mapping) and "name" in tier:
        key = (str(tier["name"]), *key[2:])
    return ".".join(str(part) if isinstance(part, str) else f"[{part + 1}]" for part in key).replace(".[", "[")


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The tables that may stand under a key, out of unions, tuples and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    annotation = getattr(annotation, "__value__", annotation)
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _fitting(models: Sequence[type[BaseModel]], table: Any) -> list[type[BaseModel]]:
    """Of several tables that may stand here, the one whose ``method`` or ``kind`` is written; else all of them."""
    if isinstance(table, Mapping):
        for tag in ("method", "kind"):
            if tag in table:
                fit = [m for m in models if tag in m.model_fields and table[tag] in get_args(m.model_fields[tag].annotation)]
                if fit:
                    return fit
    return list(models)


def _tables_at(model: type[BaseModel], key: Key, document: Any) -> list[type[BaseModel]]:
    models: list[type[BaseModel]] = [model]
    here = document
    for part in key:
        here = _step(here, part)
        if isinstance(part, str):
            fields = [f for m in models for n, f in m.model_fields.items() if part in (n, f.alias)]
            models = [inner for field in fields for inner in _models_in(field.annotation)]
        models = _fitting(models, here) if isinstance(here, Mapping) else models
    return models


_NOTHING = object()


def _step(here: Any, part: int | str) -> Any:
    """What stands under a key or a number; ``_NOTHING`` where nothing does."""
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return _NOTHING


def _keys_at(model: type[BaseModel], key: Key, document: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """The keys known in a table, and what they mean."""
    described: dict[str, str] = {}
    for table in _tables_at(model, key, document):
        for name, field in table.model_fields.items():
            described[field.alias or name] = field.description or ""
    return list(described), described


def _words_at(model: type[BaseModel], key: Key, document: Mapping[str, Any]) -> list[str]:
    """All words allowed under a key that takes a word or something else."""
    found: list[str] = []
    for table in _tables_at(model, key[:-1], document):
        for name, field in table.model_fields.items():
            if key[-1] in (name, field.alias):
                found += [word for word in _literals(field.annotation) if isinstance(word, str)]
                found += ["a whole number"] if _takes(field.annotation, int) else []
    return found


def _takes(annotation: Any, kind: type) -> bool:
    """Whether a plain value of the kind may stand under an annotation."""
    annotation = getattr(annotation, "__value__", annotation)
    return annotation is kind or any(_takes(part, kind) for part in get_args(annotation))


def _literals(annotation: Any) -> list[Any]:
    annotation = getattr(annotation, "__value__", annotation)
    parts = get_args(annotation)
    return [part for part in parts if isinstance(part, str)] + [
        w for part in parts if not isinstance(part, str) for w in _literals(part)
    ]
