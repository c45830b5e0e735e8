"""The references of a report in JSON, which JSON Schema cannot check: the standard's schema tells under a word of its own,
``refTypes``, of which classes the object must be that a field leads to. The schema is data; only the walk is here."""

from collections.abc import Iterator, Mapping
from typing import Any


def broken_references(report: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each reference that leads nowhere, or to an object of another class; and for each id given twice."""
    kinds: dict[str, str] = {}
    for path, one in _objects(report, ""):
        if "@id" in one:
            if one["@id"] in kinds:
                yield f"{path}: two objects have the id {one['@id']}"
            kinds[one["@id"]] = one["@type"]
    for path, one in _objects(report, ""):
        for name, rule in schema["definitions"][one["@type"]]["properties"].items():
            leads_to = rule.get("refTypes") or rule.get("items", {}).get("refTypes")
            if leads_to and name in one:
                for id in one[name] if isinstance(one[name], list) else [one[name]]:
                    if kinds.get(id) not in leads_to:
                        found = "nothing" if id not in kinds else f"a {kinds[id]}"
                        yield f"{path}.{name}: {id} is {found}, not one of {', '.join(leads_to)}"


def _objects(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object, with the way to it."""
    if isinstance(value, dict):
        yield path, value
        for name, one in value.items():
            yield from _objects(one, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _objects(one, f"{path}[{index}]")
