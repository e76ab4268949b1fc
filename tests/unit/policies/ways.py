"""The same model in the words of every resource type, and the path that each has for a property."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from pulumi_sagemaker_policy import ContainerSubject, ModelSubject
from pulumi_sagemaker_policy.testing import (
    AWS,
    AWS_NATIVE,
    AWS_PIPELINE,
    AWS_STATE_MACHINE,
    NATIVE_PIPELINE,
    NATIVE_STATE_MACHINE,
    OURS,
    Declaration,
)

CLOUD_CONTROL: Final = "aws:cloudcontrol/resource:Resource"
EXTENSION: Final = "aws-native:index:ExtensionResource"
STACK: Final = "aws:cloudformation/stack:Stack"
STACK_SET: Final = "aws:cloudformation/stackSet:StackSet"
NATIVE_STACK: Final = "aws-native:cloudformation:Stack"
NATIVE_STACK_SET: Final = "aws-native:cloudformation:StackSet"

BRIDGED: Final = "aws:index/sagemakerModel:SagemakerModel"
TERRAFORM: Final = "ml:tf:aws_sagemaker_model"
ACK: Final = "kubernetes:sagemaker.services.k8s.aws/v1alpha1:Model"
DYNAMIC: Final = "pulumi-python:dynamic:Resource"
NODE: Final = "pulumi-nodejs:dynamic/fraud:Model"

MODEL: Final = "AWS::SageMaker::Model"

OWN: Final = ("environment", "tags")
"""Properties whose keys are the program's own."""

BLOCKS: Final = (
    "primaryContainer",
    "vpcConfig",
    "imageConfig",
    "repositoryAuthConfig",
    "modelDataSource",
    "s3DataSource",
    "hubAccessConfig",
)
"""Blocks of which there is one at most."""


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


def snake(value: Any) -> Any:
    """Spell all keys as Terraform does, with every block of a model in a list, but for the program's own ones."""
    if isinstance(value, Mapping):
        return {
            _snake(key): item if key in OWN else [snake(item)] if isinstance(item, Mapping) else snake(item)
            for key, item in value.items()
        }
    return [snake(item) for item in value] if isinstance(value, list) else value


def _snake(key: str) -> str:
    return "container" if key == "containers" else re.sub("([A-Z])", r"_\1", key).lower()


def bridged(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the blocks of a model as lists, as a bridge does that knows nothing of them."""
    blocks = [key for key in ("primaryContainer", "vpcConfig") if isinstance(properties.get(key), Mapping)]
    return {
        f"{key}s" if key in blocks else key: [value] if key in blocks else value for key, value in properties.items()
    }


def capitals(value: Any) -> Any:
    """Spell acronyms in capitals, as ACK does."""
    if isinstance(value, Mapping):
        return {_capitals(key): item if key == "environment" else capitals(item) for key, item in value.items()}
    return [capitals(item) for item in value] if isinstance(value, list) else value


def _capitals(key: str) -> str:
    return re.sub("Arn|Url|Uri|Id(?=s)", lambda found: found[0].upper(), key)


def ack(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Write a custom resource, whose region is an annotation."""
    spec = {key: value for key, value in properties.items() if key != "region"}
    region = {"annotations": {"services.k8s.aws/region": properties["region"]}} if "region" in properties else {}
    return {
        "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
        "kind": "Model",
        "metadata": region,
        "spec": capitals(spec),
    }


def pipeline(properties: Mapping[str, Any]) -> str:
    """Write the definition of a pipeline with one model."""
    return json.dumps({"Steps": [{"Name": "Fraud", "Type": "Model", "Arguments": pascal(properties)}]})


def machine(properties: Mapping[str, Any], service: str = "sagemaker", arguments: str = "Parameters") -> dict[str, Any]:
    """Write the definition of a state machine with one model."""
    task = {"Type": "Task", "Resource": f"arn:aws:states:::{service}:createModel", arguments: pascal(properties)}
    return {"QueryLanguage": "JSONata" if arguments == "Arguments" else "JSONPath", "States": {"Fraud": task}}


@dataclass(frozen=True)
class Way:
    """A way to declare a model: how properties in camelCase become a resource's, and what stands before a path."""

    token: str
    write: Callable[[Mapping[str, Any]], dict[str, Any]]
    root: str
    model_name: str = "ModelName"
    subject: str = "fraud/Fraud"
    spell: Callable[[str], str] = lambda part: part
    """Spells a part of a path."""
    mapped: bool = False
    """Whether tags are a map, and not a list."""
    lists: bool = False
    """Whether blocks are lists, of which one that is not there has no item."""
    places: bool = False
    """Whether the resource has a region of its own."""

    def declare(self, properties: Mapping[str, Any], provider: Mapping[str, Any] | None = None) -> Declaration:
        """Declare a model with these properties, of which `name` is the one that every type calls otherwise."""
        named = {self.model_name if key == "name" else key: value for key, value in properties.items()}
        return Declaration(self.token, self.write(named), provider)

    def path(self, path: str) -> str:
        """Spell a path in camelCase as this way does."""
        if path == "region" and self.token == ACK:
            return 'metadata.annotations["services.k8s.aws/region"]'
        own = self.model_name if path == "name" else path
        written = ".".join(self.spell(part) for part in own.split("."))
        return f"{self.root}.{written}" if self.root else written


def _pascal(part: str) -> str:
    return part[0].upper() + part[1:]


def _only(part: str) -> str:
    """Spell a part of a path as Terraform does: a block is the only one of a list."""
    key, bracket, rest = part.partition("[")
    return f"{_snake(key)}{bracket}{rest}" + ("[0]" if key in BLOCKS and not bracket else "")


BODY: Final = "templateBody.Resources.Fraud.Properties"

MACHINE: Final = 'definition.States["Fraud"].Parameters'

WAYS: Final = {
    "ours": Way(OURS, dict, "", "name", "fraud", mapped=True, places=True),
    "aws": Way(AWS, dict, "", "name", "fraud", mapped=True),
    "aws-native": Way(AWS_NATIVE, dict, "", "modelName", "fraud"),
    "cloud control": Way(
        CLOUD_CONTROL,
        lambda properties: {"typeName": MODEL, "desiredState": json.dumps(pascal(properties))},
        "desiredState",
        subject="fraud",
        spell=_pascal,
    ),
    "extension": Way(
        EXTENSION,
        lambda properties: {"type": MODEL, "properties": pascal(properties)},
        "properties",
        subject="fraud",
        spell=_pascal,
    ),
    "stack": Way(STACK, lambda properties: {"templateBody": json.dumps(template(properties))}, BODY, spell=_pascal),
    "stack set": Way(
        STACK_SET, lambda properties: {"templateBody": json.dumps(template(properties))}, BODY, spell=_pascal
    ),
    "native stack": Way(NATIVE_STACK, lambda properties: {"templateBody": template(properties)}, BODY, spell=_pascal),
    "native stack set": Way(
        NATIVE_STACK_SET, lambda properties: {"templateBody": json.dumps(template(properties))}, BODY, spell=_pascal
    ),
    "pipeline": Way(
        AWS_PIPELINE,
        lambda properties: {"pipelineDefinition": pipeline(properties)},
        "pipelineDefinition.Steps[0].Arguments",
        spell=_pascal,
    ),
    "native pipeline": Way(
        NATIVE_PIPELINE,
        lambda properties: {"pipelineDefinition": {"pipelineDefinitionBody": pipeline(properties)}},
        "pipelineDefinition.pipelineDefinitionBody.Steps[0].Arguments",
        spell=_pascal,
    ),
    "state machine": Way(
        AWS_STATE_MACHINE, lambda properties: {"definition": json.dumps(machine(properties))}, MACHINE, spell=_pascal
    ),
    "native state machine": Way(
        NATIVE_STATE_MACHINE,
        lambda properties: {"definition": machine(properties, "aws-sdk:sagemaker", "Arguments")},
        MACHINE.replace("Parameters", "Arguments"),
        spell=_pascal,
    ),
    "bridged": Way(BRIDGED, dict, "", "name", "fraud", mapped=True),
    "bridged with lists": Way(
        BRIDGED,
        bridged,
        "",
        "name",
        "fraud",
        spell=lambda part: f"{part}s[0]" if part in ("primaryContainer", "vpcConfig") else part,
        mapped=True,
        lists=True,
    ),
    "terraform": Way(TERRAFORM, snake, "", "name", "fraud", spell=_only, mapped=True, lists=True),
    "kubernetes": Way(
        ACK,
        ack,
        "spec",
        "modelName",
        "fraud",
        spell=lambda part: part if "[" in part and part.startswith("environment") else _capitals(part),
        places=True,
    ),
    "dynamic": Way(DYNAMIC, dict, "", "name", "fraud", mapped=True, places=True),
}
