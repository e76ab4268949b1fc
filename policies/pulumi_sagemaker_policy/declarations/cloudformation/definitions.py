"""Works out what a template puts together for another service to read, where not all of it can be seen.

Such a definition is worth reading without the parts that only CloudFormation knows, as the ARN of a function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.declarations.cloudformation.resolve import PLACEHOLDER, Template
from pulumi_sagemaker_policy.declarations.cloudformation.values import is_function
from pulumi_sagemaker_policy.declarations.proxies import is_list, read
from pulumi_sagemaker_policy.declarations.subject import ABSENT, UNRESOLVABLE, Missing

_DEEPEST: Final = 100
"""How deep a definition may be."""


def marked(value: object, template: Template, marks: Mapping[Missing, str]) -> object:
    """Work a value out as `Template.resolve` does; in texts that are put together, marks stand for hidden parts."""
    return _Definition(template, marks).resolve(value, 0)


class _Definition(NamedTuple):
    template: Template
    marks: Mapping[Missing, str]

    def resolve(self, value: object, depth: int) -> object:
        if depth > _DEEPEST:
            return UNRESOLVABLE
        if is_list(value):
            items = (self.resolve(read(value, index), depth + 1) for index in range(len(value)))
            return [item for item in items if item is not ABSENT]
        if not isinstance(value, Mapping):
            bound = self.template.bind(value) if self.template.names else value
            return bound if isinstance(bound, str) else value
        if not any(key == "Ref" or is_function(key) for key in value):
            return {key: self.resolve(read(value, key), depth + 1) for key in value}
        (name, *others) = value
        function = None if others else _FUNCTIONS.get(name)
        argument = read(value, name)
        found = function(self, argument, depth + 1) if function else None
        return self.template.resolve(value) if found is None else found

    def sub(self, argument: object, depth: int) -> object | None:
        text, names = _two(argument) if is_list(argument) else (argument, {})
        if not isinstance(text, str) or not isinstance(names, Mapping):
            return None

        def put(placeholder: re.Match[str]) -> str:
            name = placeholder[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            return self._text(
                read(names, name) if name in set(names) else {"Fn::GetAtt" if "." in name else "Ref": name}, depth
            )

        return PLACEHOLDER.sub(put, text)

    def join(self, argument: object, depth: int) -> object | None:
        separator, parts = _two(argument)
        if not isinstance(separator, str) or not is_list(parts):
            return None
        return separator.join(self._text(read(parts, index), depth) for index in range(len(parts)))

    def choose(self, argument: object, depth: int) -> object | None:
        if not is_list(argument) or len(argument) != 3:  # noqa: PLR2004 - a condition and two branches
            return None
        holds = self.template.condition(read(argument, 0), 0)
        return self.resolve(read(argument, 1 if holds else 2), depth) if isinstance(holds, bool) else None

    def _text(self, value: object, depth: int) -> str:
        found = self.resolve(value, depth)
        if isinstance(found, bool):
            return "true" if found else "false"
        if isinstance(found, (int, float)):
            return f"{found:.15g}"
        if isinstance(found, str):
            return found
        return self.marks[found if isinstance(found, Missing) and found in self.marks else UNRESOLVABLE]


def _two(argument: object) -> tuple[object, object]:
    """Read two arguments; anything else has no arguments."""
    if not is_list(argument) or len(argument) != 2:  # noqa: PLR2004 - as the name says
        return ABSENT, ABSENT
    return read(argument, 0), read(argument, 1)


_FUNCTIONS: Final[Mapping[str, Callable[[_Definition, object, int], object | None]]] = {
    "Fn::Sub": _Definition.sub,
    "Fn::Join": _Definition.join,
    "Fn::If": _Definition.choose,
}
"""What puts texts together; `None` says that the function is used in some other way."""
