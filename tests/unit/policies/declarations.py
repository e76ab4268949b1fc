"""The same model in the words of every resource type, and the path that each has for a property."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from pulumi_sagemaker_policy import ContainerSubject, ModelSubject
from pulumi_sagemaker_policy.testing import AWS, AWS_NATIVE, OURS, Declaration

CLOUD_CONTROL: Final = "aws:cloudcontrol/resource:Resource"
EXTENSION: Final = "aws-native:index:ExtensionResource"
STACK: Final = "aws:cloudformation/stack:Stack"
STACK_SET: Final = "aws:cloudformation/stackSet:StackSet"
NATIVE_STACK: Final = "aws-native:cloudformation:Stack"
NATIVE_STACK_SET: Final = "aws-native:cloudformation:StackSet"

MODEL: Final = "AWS::SageMaker::Model"


def pascal(value: Any) -> Any:
    """Spell all keys as CloudFormation does, but for the program's own ones."""
    if isinstance(value, Mapping):
        return {key[0].upper() + key[1:]: item if key == "environment" else pascal(item) for key, item in value.items()}
    return [pascal(item) for item in value] if isinstance(value, list) else value


def template(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Write a template that holds one model."""
    return {"Resources": {"Fraud": {"Type": MODEL, "Properties": pascal(properties)}}}


def facts(model: ModelSubject) -> list[tuple[str, object]]:
    """Read everything that rules can ask of a model."""
    parts: list[ModelSubject | ContainerSubject] = [model, *model.containers.known]
    return [(fact.name, getattr(part, fact.name)) for part in parts for fact in fields(part)]


@dataclass(frozen=True)
class Way:
    """A way to declare a model: how properties in camelCase become a resource's, and what stands before a path."""

    token: str
    write: Callable[[Mapping[str, Any]], dict[str, Any]]
    root: str
    model_name: str = "ModelName"
    subject: str = "fraud/Fraud"

    def declare(self, properties: Mapping[str, Any], provider: Mapping[str, Any] | None = None) -> Declaration:
        """Declare a model with these properties, of which `name` is the one that every type calls otherwise."""
        named = {self.model_name if key == "name" else key: value for key, value in properties.items()}
        return Declaration(self.token, self.write(named), provider)

    def path(self, path: str) -> str:
        """Spell a path in camelCase as this way does."""
        own = self.model_name if path == "name" else path
        return f"{self.root}.{'.'.join(part[0].upper() + part[1:] for part in own.split('.'))}" if self.root else own


BODY: Final = "templateBody.Resources.Fraud.Properties"

WAYS: Final = {
    "ours": Way(OURS, dict, "", "name", "fraud"),
    "aws": Way(AWS, dict, "", "name", "fraud"),
    "aws-native": Way(AWS_NATIVE, dict, "", "modelName", "fraud"),
    "cloud control": Way(
        CLOUD_CONTROL,
        lambda properties: {"typeName": MODEL, "desiredState": json.dumps(pascal(properties))},
        "desiredState",
        subject="fraud",
    ),
    "extension": Way(
        EXTENSION,
        lambda properties: {"type": MODEL, "properties": pascal(properties)},
        "properties",
        subject="fraud",
    ),
    "stack": Way(STACK, lambda properties: {"templateBody": json.dumps(template(properties))}, BODY),
    "stack set": Way(STACK_SET, lambda properties: {"templateBody": json.dumps(template(properties))}, BODY),
    "native stack": Way(NATIVE_STACK, lambda properties: {"templateBody": template(properties)}, BODY),
    "native stack set": Way(
        NATIVE_STACK_SET, lambda properties: {"templateBody": json.dumps(template(properties))}, BODY
    ),
}
