"""What Python source imports, for the tests of who may know whom."""

from __future__ import annotations

import ast

PACKAGES = {"microgpt", "microgpt.cli", "microgpt.compare", "microgpt.ops", "microgpt.observe"}


def imports(source: str, at_once: bool = False) -> set[str]:
    """Every module that Python source imports, anywhere but for its type hints, by its full name.

    at_once: only those that it imports when it is imported itself, not when a function is called.
    """
    names = set()
    nodes: list[ast.AST] = [ast.parse(source)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes += node.orelse
            continue
        if at_once and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        nodes += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "import by the full name, not relative to the file"
            if node.module in PACKAGES:  # from microgpt.ops import scalar
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
            else:
                names.add(node.module or "")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            names |= {ast.literal_eval(node.args[0])}
    return names
