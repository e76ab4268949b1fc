"""State machines of Step Functions, whose tasks make models when the state machine runs.

The language of states is described at https://states-language.net/, the tasks at
https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pulumi_sagemaker_policy.declarations.blocks import at, child, items, misread, pascal
from pulumi_sagemaker_policy.declarations.components import component, endpoint_configuration
from pulumi_sagemaker_policy.declarations.declaration import DeclaredModel, Way, as_it_is
from pulumi_sagemaker_policy.declarations.expressions import MARKS, defined, evaluated, parsed
from pulumi_sagemaker_policy.declarations.proxies import is_list, read
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    RUN_TIME,
    UNKNOWN,
    UNRESOLVABLE,
    Field,
    ModelSubject,
    Remedies,
    Unreadable,
)
from pulumi_sagemaker_policy.declarations.tags import listed
from pulumi_sagemaker_policy.lazy_re import LazyPattern

_TASK: Final = LazyPattern(r"arn:[^:]*:states:[^:]*:[^:]*:(?:aws-sdk:)?sagemaker:([a-z]+)(?:\..*)?", re.IGNORECASE)


def _model(properties: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    yield DeclaredModel(properties, way)


_ACTIONS: Final[Mapping[str, tuple[str, Callable[[Field, Way], Iterator[ModelSubject | Unreadable]]]]] = (
    MappingProxyType(
        {
            "createmodel": ("modelName", _model),
            "createinferencecomponent": ("inferenceComponentName", component),
            "createendpointconfig": ("endpointConfigName", endpoint_configuration),
        }
    )
)
"""What each of SageMaker's actions makes, and which property has its name."""

_LARGEST: Final = 1_048_576
"""Step Functions takes no longer definition."""

_PLACEHOLDER: Final = LazyPattern(r"\$\{([^{}]*)\}")


def state_machine(properties: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    """Read a state machine: every task that makes a model."""
    for key in ("definitionS3Location", "definitionUri"):  # the latter in the Serverless Application Model
        location = way.spell(properties, key)
        if location.value is not ABSENT:
            # Known or not, a policy reads no other place: what is there may change until it is deployed.
            yield Unreadable(Field(location.path, UNRESOLVABLE), "the definition itself, in the resource")
    substitutions = way.spell(properties, "definitionSubstitutions")
    for key in ("definition", "definitionString"):
        definition = defined(properties, key, way)
        if definition.value is not ABSENT:
            yield from _defined(Field(definition.path, _substituted(definition.value, substitutions)), way)


def _defined(definition: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    if isinstance(definition.value, str):
        if not _has_signs(definition.value):
            return
        definition = parsed(definition)
    if isinstance(definition.value, Mapping):
        states = child(definition, "States")
        if not isinstance(states.value, Mapping):
            yield misread(states, "a map of states")
        for name, state in _states(states, child(definition, "QueryLanguage").value):
            yield from _task(name, state, way)
    elif isinstance(definition.value, Unreadable):
        yield definition.value
    else:
        yield Unreadable(definition, "the definition of a state machine")


def _has_signs(text: str) -> bool:
    """Tell whether a text may declare a model, however it is parsed: to spell an action otherwise takes a backslash."""
    lower = text.lower()
    return len(text) > _LARGEST or any(action in lower for action in _ACTIONS) or "\\u" in lower


def _substituted(value: object, substitutions: Field) -> object:
    """Put in the values for the placeholders of a definition, and a mark where a value cannot be seen."""
    if substitutions.value is ABSENT:
        return value

    def put(placeholder: re.Match[str]) -> str:
        found = child(substitutions, placeholder[1]).value
        if found is ABSENT:
            return placeholder[0]
        if isinstance(found, bool):
            return "true" if found else "false"
        if isinstance(found, (str, int, float)):
            return f"{found:.15g}" if isinstance(found, float) else str(found)
        return MARKS[UNKNOWN if found is UNKNOWN else UNRESOLVABLE]

    def everywhere(part: object) -> object:
        if isinstance(part, str):
            return _PLACEHOLDER.sub(put, part)
        if isinstance(part, Mapping):
            return {key: everywhere(read(part, key)) for key in part}
        return [everywhere(read(part, index)) for index in range(len(part))] if is_list(part) else part

    return everywhere(value)


def _states(states: Field, language: object) -> Iterator[tuple[str, Field]]:
    """Walk through states, those of branches and of what is done for each item included."""
    if not isinstance(states.value, Mapping):
        return
    for name in sorted(states.value):
        state = Field(at(states.path, name), read(states.value, name))
        if not isinstance(state.value, Mapping):
            continue
        own = child(state, "QueryLanguage").value
        spoken = language if own is ABSENT else own
        yield name, Field(state.path, {**{key: read(state.value, key) for key in state.value}, "QueryLanguage": spoken})
        for inner in (child(state, "Iterator"), child(state, "ItemProcessor"), *items(child(state, "Branches"))):
            yield from _states(child(inner, "States"), spoken)


def _task(name: str, state: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    resource = child(state, "Resource").value
    task = _TASK.fullmatch(resource) if isinstance(resource, str) else None
    made = _ACTIONS.get(task[1].lower()) if task else None
    if made is None:
        return
    jsonata = child(state, "QueryLanguage").value == "JSONata"
    arguments = child(state, "Arguments" if jsonata else "Parameters")
    # Without any, a task takes what it is given, which is what is known at run time.
    request = RUN_TIME if arguments.value is ABSENT else _request(arguments.value, jsonata=jsonata)
    model_name, read_made = made
    yield from read_made(
        Field(arguments.path, request),
        way._replace(
            name=f"{way.name}/{name}",
            spell=pascal,
            model_name=model_name,
            tags=lambda properties: listed(child(properties, "Tags"), pascal),
            remedies=Remedies(
                isolate=f"set EnableNetworkIsolation to true in {arguments.path}",
                tag=f"Tags in {arguments.path}",
                region=way.remedies.region,
            ),
            switch=as_it_is,
        ),
    )


def _request(arguments: object, *, jsonata: bool) -> object:
    """Read what a task asks for; what its run computes is only known then."""
    if jsonata:
        return evaluated(arguments, _of_jsonata)
    return evaluated(arguments, _of_jsonpath)


def _of_jsonata(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    return RUN_TIME if text.startswith("{%") and text.endswith("%}") else value


def _of_jsonpath(value: object) -> object:
    """Take `.$` off the keys whose values a path or a function in the run computes."""
    if not isinstance(value, Mapping) or not any(key.endswith(".$") for key in value):
        return value
    return {key.removesuffix(".$"): RUN_TIME if key.endswith(".$") else read(value, key) for key in value}
