"""Works out what a template puts together for another service to read, where not all of it can be seen.

Such a definition is worth reading without the parts that only CloudFormation knows, as the ARN of a function.
"""

import re
from collections.abc import Mapping
from typing import Final

from pulumi_sagemaker_policy.declaration import is_list
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import FUNCTION, Template
from pulumi_sagemaker_policy.sdk import read
from pulumi_sagemaker_policy.subject import ABSENT, UNRESOLVABLE, Missing

_PLACEHOLDER: Final = re.compile(r"\$\{([^{}]*)\}")

_DEEPEST: Final = 100
"""How deep a definition may be."""

Marks = Mapping[Missing, str]
"""What stands in a text for a part that cannot be seen."""


def marked(value: object, template: Template, marks: Marks, depth: int = 0) -> object:
    """Work a value out as `Template.resolve` does, with marks in the texts that are put together."""
    if depth > _DEEPEST:
        return UNRESOLVABLE
    if is_list(value):
        found = [marked(read(value, index), template, marks, depth + 1) for index in range(len(value))]
        return [item for item in found if item is not ABSENT]
    if not isinstance(value, Mapping):
        return value
    if not any(key == "Ref" or key.startswith(FUNCTION) for key in value):
        return {key: marked(read(value, key), template, marks, depth + 1) for key in value}
    if len(value) == 1:
        (function,) = value
        argument = read(value, function)
        if function == "Fn::Sub":
            return _substituted(argument, template, marks, depth + 1)
        if function == "Fn::Join" and is_list(argument) and len(argument) == 2:  # noqa: PLR2004 - separator and parts
            return _joined(read(argument, 0), read(argument, 1), template, marks, depth + 1)
        if function == "Fn::If" and is_list(argument) and len(argument) == 3:  # noqa: PLR2004 - condition and branches
            holds = template.condition(read(argument, 0), 0)
            if isinstance(holds, bool):
                return marked(read(argument, 1 if holds else 2), template, marks, depth + 1)
    return template.resolve(value)


def _substituted(argument: object, template: Template, marks: Marks, depth: int) -> object:
    text = read(argument, 0) if is_list(argument) and len(argument) else argument
    names = read(argument, 1) if is_list(argument) and len(argument) > 1 else {}
    if not isinstance(text, str) or not isinstance(names, Mapping):
        return template.resolve({f"{FUNCTION}Sub": argument})

    def put(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        value = read(names, name) if name in set(names) else {"Ref": name}
        return _text(marked(value, template, marks, depth), marks)

    return _PLACEHOLDER.sub(put, text)


def _joined(separator: object, parts: object, template: Template, marks: Marks, depth: int) -> object:
    if isinstance(separator, str) and is_list(parts):
        texts = [_text(marked(read(parts, index), template, marks, depth), marks) for index in range(len(parts))]
        return separator.join(texts)
    return template.resolve({f"{FUNCTION}Join": [separator, parts]})


def _text(value: object, marks: Marks) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if isinstance(value, str):
        return value
    return marks[value if isinstance(value, Missing) and value in marks else UNRESOLVABLE]
