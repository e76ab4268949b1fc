"""What holds for the modules of the policy package: one meaning for each name, and when they are loaded."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pulumi_sagemaker_policy

PACKAGE = Path(pulumi_sagemaker_policy.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

OF_EACH = {"RULE", "PRIVATE", "RECORDED", "T", "render"}
"""Names that mean the same in each module that has one."""


def names(module: Path) -> Iterator[str]:
    """Find the public names that a module defines itself."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name) | ast.ClassDef(name) | ast.AnnAssign(ast.Name(name)):
                found = [name]
            case ast.Assign(targets):
                found = [target.id for target in targets if isinstance(target, ast.Name)]
            case _:
                found = []
        yield from (name for name in found if not name.startswith("_"))


def test_given_all_modules_then_no_public_name_is_defined_twice() -> None:
    defined = defaultdict(list)
    for module in MODULES:
        for name in names(module):
            defined[name].append(str(module.relative_to(PACKAGE)))

    assert {name: where for name, where in defined.items() if len(where) > 1 and name not in OF_EACH} == {}


def test_given_a_pack_when_it_starts_then_only_what_it_needs_is_loaded() -> None:
    program = (
        "import sys, pulumi_sagemaker_policy as pack; rules = pack.rules.ALL\n"
        "late = ('pack.engine', 'declarations.adapters', 'declarations.templates')\n"
        "seen = lambda: [name for name in late if f'pulumi_sagemaker_policy.{name}' in sys.modules]\n"
        "print(seen()); pack.policies(*rules); print(seen())"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert loaded.stdout.splitlines() == ["[]", "['pack.engine', 'declarations.adapters']"]
