"""Where each key of a TOML file stands, so that a fault can name line and column.

The standard reader gives values without places; tree-sitter's TOML grammar gives places. It is asked only when there is
a fault to report.
"""

from collections.abc import Iterator, Mapping

type Key = tuple[int | str, ...]


def positions(text: str) -> Mapping[Key, tuple[int, int]]:
    """Line and column (from 1) of every key: ``("tier", 0, "formula", "quota")``."""
    import tree_sitter_toml
    from tree_sitter import Language, Node, Parser

    source = text.encode("utf-8")
    found: dict[Key, tuple[int, int]] = {(): (1, 1)}
    rows: dict[Key, int] = {}  # arrays of tables: the index of the last one so far

    def name(node: Node) -> str:
        return source[node.start_byte : node.end_byte].decode("utf-8").strip("\"'")

    def parts(node: Node) -> Iterator[str]:
        if node.type == "dotted_key":
            for child in node.named_children:
                yield from parts(child)
        else:
            yield name(node)

    def mark(key: Key, node: Node) -> None:
        column = len(source[: node.start_byte].decode("utf-8").rpartition("\n")[2]) + 1
        found.setdefault(key, (node.start_point.row + 1, column))

    def value(key: Key, node: Node) -> None:
        children = [child for child in node.named_children if child.type != "comment"]
        if node.type == "inline_table":
            for child in children:
                pair(key, child)
        elif node.type == "array":
            for index, child in enumerate(children):
                mark((*key, index), child)
                value((*key, index), child)

    def pair(prefix: Key, node: Node) -> None:
        key_node, value_node = (child for child in node.named_children if child.type != "comment")
        key: Key = prefix
        for part in parts(key_node):
            key = (*key, part)
            mark(key, key_node)
        value(key, value_node)

    def header(node: Node, array: bool) -> Key:
        """The key of a table's header; a name of an array of tables stands for its last table."""
        key: Key = ()
        names = list(parts(node))
        for index, part in enumerate(names):
            key = (*key, part)
            if array and index == len(names) - 1:
                rows[key] = rows.get(key, -1) + 1
            mark(key, node)
            if key in rows:
                key = (*key, rows[key])
                mark(key, node)
        return key

    for node in Parser(Language(tree_sitter_toml.language())).parse(source).root_node.named_children:
        if node.type == "pair":
            pair((), node)
        elif node.type in ("table", "table_array_element"):
            first, *rest = [child for child in node.named_children if child.type != "comment"]
            prefix = header(first, node.type == "table_array_element")
            for child in rest:
                pair(prefix, child)
    return found
