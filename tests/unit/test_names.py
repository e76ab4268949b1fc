"""The names of all tests: short enough to be read at a glance where a run lists them."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]
LONGEST = 80


def test_given_all_test_modules_when_read_then_no_test_has_a_name_that_is_too_long() -> None:
    too_long = [
        f"{module.relative_to(TESTS)}: {node.name}"
        for module in sorted(TESTS.rglob("test_*.py"))
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and len(node.name) > LONGEST
    ]

    assert too_long == []
