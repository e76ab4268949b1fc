"""SageMaker pipelines, whose steps of type Model make models when the pipeline runs.

The definition is described at https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi_sagemaker_policy.declarations.blocks import child, items, pascal
from pulumi_sagemaker_policy.declarations.declaration import DeclaredModel, Way, as_it_is
from pulumi_sagemaker_policy.declarations.expressions import defined, evaluated, parsed
from pulumi_sagemaker_policy.declarations.proxies import read
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


def pipeline(properties: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    """Read a pipeline: every step that makes a model."""
    definition = defined(properties, "pipelineDefinition", way)
    location = way.spell(properties, "pipelineDefinitionS3Location")
    if isinstance(definition.value, Mapping):  # CloudFormation's, which has either in it
        location = way.spell(definition, "pipelineDefinitionS3Location")
        definition = way.spell(definition, "pipelineDefinitionBody")
    if location.value is not ABSENT:
        # Known or not, a policy reads no other place: what is there may change until it is deployed.
        yield Unreadable(Field(location.path, UNRESOLVABLE), "the definition itself, in pipelineDefinition")
    definition = parsed(definition)
    if isinstance(definition.value, Mapping):
        parameters = _parameters(child(definition, "Parameters"))
        for step in _steps(child(definition, "Steps")):
            yield from _model(step, parameters, way)
    elif definition.value is not ABSENT:
        yield _unreadable(definition)


def _unreadable(block: Field) -> Unreadable:
    return block.value if isinstance(block.value, Unreadable) else Unreadable(block, "the definition of a pipeline")


def _steps(steps: Field) -> Iterator[Field]:
    """Walk through steps, those of conditions included."""
    for step in items(steps):
        yield step
        arguments = child(step, "Arguments")
        if child(step, "Type").value == "Condition":
            for branch in ("IfSteps", "ElseSteps"):
                yield from _steps(child(arguments, branch))


def _model(step: Field, parameters: Mapping[str, object], way: Way) -> Iterator[ModelSubject | Unreadable]:
    if not isinstance(step.value, Mapping):
        yield _unreadable(step)
    elif child(step, "Type").value == "Model":
        name, arguments = child(step, "Name").value, child(step, "Arguments")
        yield DeclaredModel(
            Field(arguments.path, evaluated(arguments.value, lambda value: _evaluate(value, parameters))),
            way._replace(
                name=f"{way.name}/{name}" if isinstance(name, str) else way.name,
                spell=pascal,
                model_name="modelName",
                tags=lambda properties: listed(child(properties, "Tags"), pascal),
                remedies=Remedies(
                    isolate="set EnableNetworkIsolation to true in the step's Arguments",
                    tag="Tags in the step's Arguments",
                    region=way.remedies.region,
                ),
                switch=as_it_is,
            ),
        )


def _parameters(parameters: Field) -> dict[str, object]:
    """Read the parameters that can have one value only: whoever starts a pipeline may change any other."""
    found: dict[str, object] = {}
    for parameter in items(parameters):
        name, values = child(parameter, "Name").value, items(child(parameter, "EnumValues"))
        if isinstance(name, str):
            found[name] = values[0].value if len(values) == 1 else RUN_TIME
    return found


def _evaluate(value: object, parameters: Mapping[str, object]) -> object:
    """Work out an expression of a pipeline, which is an object with one key."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return value
    (function,) = value
    argument = read(value, function)
    if function == "Get":
        name = argument.removeprefix("Parameters.") if isinstance(argument, str) else ""
        return parameters.get(name, RUN_TIME)
    if function == "Std:Join" and isinstance(argument, Mapping):
        joint = read(argument, "On")
        parts = [
            evaluated(part.value, lambda part: _evaluate(part, parameters))
            for part in items(Field("", read(argument, "Values")))
        ]
        texts = [part for part in parts if isinstance(part, str)]
        if isinstance(joint, str) and len(texts) == len(parts):
            return joint.join(texts)
        return next((part for part in parts if part in (UNKNOWN, UNRESOLVABLE)), RUN_TIME)
    return RUN_TIME if function.startswith("Std:") else value
