"""Whatever programs may say to pulumi_aws's Model and read from it, they may say to ours and read from it."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from typing_extensions import is_typeddict

from pulumi_sagemaker_model import Model, ModelArgs, args
from pulumi_sagemaker_model.args import Structure
from pulumi_sagemaker_model.casing import STRUCTURES, output_type

theirs = pytest.importorskip("pulumi_aws", reason="pulumi_aws is not installed; run: make test-dropin").sagemaker

DECIDED_BY_AWS = {"arn", "tags_all"}
"""Arguments of `get` that AWS has the only word on."""

TYPED: dict[str, type] = {of.__name__.removesuffix("Args"): of for of in vars(args).values() if is_typeddict(of)}
STRUCTURE = re.compile(r"Model(PrimaryContainer|Container|VpcConfig|InferenceExecutionConfig)(.*)")


def properties(of: type) -> set[str]:
    return {name for name, value in vars(of).items() if isinstance(value, property)}


def structures(module: Any, suffix: str) -> dict[str, type]:
    """Return the structures of pulumi_aws's model by their names without `suffix`."""
    return {
        name.removesuffix(suffix): vars(module)[name]
        for name in vars(module)["__all__"]
        if STRUCTURE.fullmatch(name.removesuffix(suffix)) and name.endswith(suffix)
    }


def ours(name: str) -> str:
    """Return our name of a structure, which says what it is and not where: the longest that theirs ends with."""
    return max((of for of in TYPED if name.endswith(of)), key=len)


INPUTS = structures(theirs._inputs, "ArgsDict")  # noqa: SLF001  (where pulumi_aws keeps the classes that it exports)
OUTPUTS = structures(theirs.outputs, "")


def test_given_the_arguments_of_their_model_when_compared_then_ours_takes_each() -> None:
    them = inspect.signature(theirs.Model._internal_init).parameters.keys() - {"__self__", "__props__"}  # noqa: SLF001

    assert len(them) > 9
    assert them <= inspect.signature(Model).parameters.keys()
    assert "args" in inspect.signature(Model).parameters


def test_given_their_args_object_when_compared_then_ours_has_each_field() -> None:
    assert properties(theirs.ModelArgs)
    assert properties(theirs.ModelArgs) <= ModelArgs.__annotations__.keys()


def test_given_their_get_when_compared_then_ours_takes_each_argument() -> None:
    ours = inspect.signature(Model.get).parameters.keys() | ModelArgs.__annotations__.keys()

    assert inspect.signature(theirs.Model.get).parameters.keys() - DECIDED_BY_AWS <= ours


@pytest.mark.parametrize("name", INPUTS)
def test_given_their_arguments_of_a_structure_when_compared_then_ours_have_each(name: str) -> None:
    assert INPUTS[name].__annotations__.keys() <= TYPED[ours(name)].__annotations__.keys()


def test_given_the_outputs_of_their_model_when_compared_then_ours_has_each() -> None:
    assert "tags_all" in properties(theirs.Model)
    assert properties(theirs.Model) <= properties(Model)


@pytest.mark.parametrize("name", OUTPUTS)
def test_given_their_outputs_of_a_structure_when_compared_then_ours_have_each(name: str) -> None:
    outputs = map(output_type, STRUCTURES.values())
    of: dict[str, type[Structure]] = {structure.__name__: structure for structure in outputs}

    assert properties(OUTPUTS[name]) <= properties(of[ours(name)])


def test_given_both_packages_when_compared_then_every_structure_of_theirs_was() -> None:
    assert {ours(name) for name in INPUTS} == {ours(name) for name in OUTPUTS}
    assert {ours(name) for name in INPUTS} >= {"Container", "VpcConfig", "S3DataSource", "InferenceExecutionConfig"}
