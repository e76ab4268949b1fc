"""Names as programs and as the engine spell them; test_resource.py has what becomes of them in declarations."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi import RunError

from pulumi_sagemaker_model.casing import STRUCTURES, to_engine, to_program

REFUSED: dict[str, tuple[Any, str]] = {
    "two spellings": (
        {"primary_container": {"image": "x", "model_data_url": "s3://a/b", "modelDataUrl": "s3://a/c"}},
        "primaryContainer has both model_data_url and modelDataUrl, which are one property; give one of the two",
    ),
    "two spellings with one value": (
        {"vpcConfig": {"subnets": ["subnet-1"], "securityGroupIds": ["sg-1"], "security_group_ids": ["sg-1"]}},
        "vpcConfig has both securityGroupIds and security_group_ids, which are one property; give one of the two",
    ),
    "two spellings in a list": (
        {"containers": [{"image": "x"}, {"container_hostname": "a", "containerHostname": "b"}]},
        "containers has both container_hostname and containerHostname, which are one property; give one of the two",
    ),
    "two spellings of an argument": (
        {"executionRoleArn": "a", "execution_role_arn": "b"},
        "Model has both executionRoleArn and execution_role_arn, which are one property; give one of the two",
    ),
    "a number for a key": (
        {"primary_container": {"image": "x", "environment": {8080: "port"}}},
        "environment has a key that is no string; write all its keys as strings",
    ),
    "nothing for a key": ({"tags": {None: "x"}}, "tags has a key that is no string; write all its keys as strings"),
    "a tuple for a key of a structure": (
        {"vpc_config": {("subnets",): []}},
        "vpcConfig has a key that is no string; write all its keys as strings",
    ),
    "a number for an argument": ({1: "x"}, "Model has a key that is no string; write all its keys as strings"),
    "a number for a key of what this version does not know": (
        {"primary_container": {"shades": {"deep": [{1: "x"}]}}},
        "shades has a key that is no string; write all its keys as strings",
    ),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_given_keys_that_name_no_one_property_when_spelled_then_a_sentence_says_so(
    arguments: Any, sentence: str
) -> None:
    with pytest.raises(RunError) as refusal:
        to_engine(arguments)

    assert str(refusal.value) == sentence


ONE_GIVEN = {
    "the first": ({"model_data_url": "s3://a/b", "modelDataUrl": None}, {"modelDataUrl": "s3://a/b"}),
    "the second": ({"model_data_url": None, "modelDataUrl": "s3://a/b"}, {"modelDataUrl": "s3://a/b"}),
    "none": ({"model_data_url": None, "modelDataUrl": None}, {"modelDataUrl": None}),
    "an unlike key of a map": (
        {"environment": {"model_data_url": "a", "modelDataUrl": "b"}},
        {"environment": {"model_data_url": "a", "modelDataUrl": "b"}},
    ),
}


@pytest.mark.parametrize(("given", "expected"), ONE_GIVEN.values(), ids=ONE_GIVEN)
def test_given_one_of_two_spellings_when_spelled_then_it_counts(
    given: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert to_engine({"primary_container": given}) == {"primaryContainer": expected}


@pytest.mark.parametrize("name", sorted(STRUCTURES))
def test_given_a_structure_when_spelled_for_programs_then_its_attributes_are_there(name: str) -> None:
    structure = to_program(name, {})

    assert {attribute: getattr(structure, attribute) for attribute in type(structure).__annotations__} == dict.fromkeys(
        type(structure).__annotations__
    )
