"""Paths of properties in resource options: both spellings, every kind of segment, and those that name nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pulumi import ResourceOptions, RunError

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StructureShape
from pulumi_sagemaker_model.casing import snake_case
from pulumi_sagemaker_model.program.paths import respelled

SPELT = {
    "a property": ("vpc_config", "vpcConfig"),
    "a property as the engine spells it": ("vpcConfig", "vpcConfig"),
    "one in a structure": ("primary_container.model_data_url", "primaryContainer.modelDataUrl"),
    "in both spellings": ("primary_container.modelDataUrl", "primaryContainer.modelDataUrl"),
    "in brackets": ('primary_container["model_data_url"]', 'primaryContainer["modelDataUrl"]'),
    "in brackets from the start": ('["primary_container"].image', '["primaryContainer"].image'),
    "an item": ("containers[0].model_data_url", "containers[0].modelDataUrl"),
    "an item alone": ("containers[14]", "containers[14]"),
    "any item": ("containers[*].container_hostname", "containers[*].containerHostname"),
    "any item, quoted": ('containers["*"].container_hostname', 'containers["*"].containerHostname'),
    "any item, dotted": ("containers.*.container_hostname", "containers.*.containerHostname"),
    "a dot before a bracket": ("containers.[0].container_hostname", "containers.[0].containerHostname"),
    "an item of a set": ("vpc_config.security_group_ids[0]", "vpcConfig.securityGroupIds[0]"),
    "anything": ("*", "*"),
    "anything in a structure": ("vpc_config.*", "vpcConfig.*"),
    "one of anything": ("*.model_data_url", "*.modelDataUrl"),
    "a tag": ("tags.cost_center", "tags.cost_center"),
    "a tag with a hyphen": ('tags["cost-center"]', 'tags["cost-center"]'),
    "a tag with a dot": ('tags["team.unit"]', 'tags["team.unit"]'),
    "a tag with a quote": (r'tags["the \"best\""]', r'tags["the \"best\""]'),
    "a tag that is spelt like a property": ("tags.model_data_url", "tags.model_data_url"),
    "any tag": ("tags[*]", "tags[*]"),
    "a variable": ("containers[1].environment.log_level", "containers[1].environment.log_level"),
    "a variable that is spelt like a property": (
        "primary_container.environment.vpc_config",
        "primaryContainer.environment.vpc_config",
    ),
    "a trigger": ("triggers.artefact_digest", "triggers.artefact_digest"),
    "an output": ("creation_time", "creationTime"),
    "all tags": ("tags_all.team", "tagsAll.team"),
    "the list of one that pulumi-aws has": (
        "primary_container.model_data_source.s3_data_sources",
        "primaryContainer.modelDataSource.s3DataSource",
    ),
    "its item": (
        "primary_container.model_data_source.s3_data_sources[0].s3_uri",
        "primaryContainer.modelDataSource.s3DataSource.s3Uri",
    ),
    "its item as the engine spells it": (
        "containers[0].additionalModelDataSources[*].s3DataSources[*].modelAccessConfig.acceptEula",
        "containers[0].additionalModelDataSources[*].s3DataSource.modelAccessConfig.acceptEula",
    ),
    "the provider of the SDK": ("__provider", "__provider"),
}


@pytest.mark.parametrize("option", ["ignore_changes", "replace_on_changes", "hide_diffs"])
@pytest.mark.parametrize(("path", "spelt"), SPELT.values(), ids=SPELT)
def test_given_a_path_when_respelled_then_the_engine_knows_it(option: str, path: str, spelt: str) -> None:
    assert getattr(respelled(options(**{option: [path]})), option)[0] == spelt


def paths(shape: Shape) -> list[str]:
    """Return a path to each member of a shape, at any depth."""
    if isinstance(shape, StructureShape):
        members = service_model.members(shape).items()
        return [f".{key}{rest}" for key, (_, member) in members for rest in ("", *paths(member))]
    if isinstance(shape, ListShape):
        return [f"[0]{rest}" for rest in ("", *paths(shape.member))]
    return [".KEY"] if isinstance(shape, MapShape) else []


ALL = sorted(
    path.lstrip(".")
    for path in paths(service_model.create_model_shape())
    if not re.match(r"\.(modelName|tags\[)", path)
)


def test_given_path_to_every_api_property_when_respelled_then_both_spellings_agree() -> None:
    snake = [path if path.endswith(".KEY") and "." not in path[:-4] else snaked(path) for path in ALL]

    assert respelled(ResourceOptions(ignore_changes=snake)).ignore_changes == ALL
    assert respelled(ResourceOptions(ignore_changes=ALL)).ignore_changes == ALL


def options(**paths: Any) -> ResourceOptions:
    return ResourceOptions(**paths)


def snaked(path: str) -> str:
    return re.sub(r"[a-z]\w*", lambda name: snake_case(name[0]), path)


NOTHING = {
    "a misspelt property": ("primary_contaner", "did you mean primary_container?"),
    "a misspelt member": ("primary_container.model_data_uri", "did you mean model_data_url?"),
    "a name of another place": ("containers[0].tags", "containers has additional_model_data_sources, "),
    "a name of the API": ("model_name", "Model has adopt_existing, arn, containers, "),
    "an item without its place": ("containers.image", "containers is a list, say which item as in containers[0] or"),
    "an item of a structure": ("primary_container[0].image", "primary_container is no list"),
    "an item of an item": ("containers[0][0]", "containers is no list"),
    "a second source": ("containers[0].model_data_source.s3_data_sources[1]", "s3_data_sources is a list of one"),
    "a part of a text": ("name.first", "name has no parts"),
    "a part of a subnet": ("vpc_config.subnets[0].id", "subnets has no parts"),
    "a part of a tag": ("tags.team.unit", 'tags is a map of strings, name one key as in tags["KEY"]'),
    "an item of a map": ("primary_container.environment[0]", "environment is a map of strings, name one key"),
    "what no property has": ("vpc_config.*.colour", "no property of vpc_config has it"),
    "nothing at all": ("", "write it as in containers[0].environment.KEY"),
    "a dot first": (".tags", "write it as in"),
    "two dots": ("primary_container..image", "write it as in"),
    "a dot last": ("tags.", "write it as in"),
    "an open bracket": ("containers[0", "write it as in"),
    "an open quote": ('tags["team', "write it as in"),
    "no index": ("containers[first]", "write it as in"),
    "a negative index": ("containers[-1]", "write it as in"),
}


@pytest.mark.parametrize("option", ["ignore_changes", "replace_on_changes", "hide_diffs", "additional_secret_outputs"])
@pytest.mark.parametrize(("path", "reason"), NOTHING.values(), ids=NOTHING)
def test_given_a_path_that_names_nothing_when_respelled_then_it_is_refused(option: str, path: str, reason: str) -> None:
    with pytest.raises(RunError) as refused:
        respelled(options(**{option: ["tags", path]}))

    sentence = str(refused.value)
    assert sentence.startswith(f"{option} of a Model has {path!r}, which names nothing: {reason}")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("given", "spelt"),
    [
        (["primary_container"], ["primaryContainer"]),
        (["primary_container.environment.API_KEY"], ["primaryContainer"]),
        (['["containers"][0].environment', "containers[1]"], ["containers"]),
        (["tags.owner"], ["tags"]),
        (["tags_all"], ["tagsAll", "defaultTags", "ignoreTags", "tags"]),
    ],
)
def test_given_paths_of_secret_outputs_when_respelled_then_whole_outputs_are_secret(
    given: list[str], spelt: list[str]
) -> None:
    assert respelled(ResourceOptions(additional_secret_outputs=given)).additional_secret_outputs == spelt


def test_given_every_output_as_secret_when_respelled_then_each_is_named() -> None:
    spelt = respelled(ResourceOptions(additional_secret_outputs=["*"])).additional_secret_outputs

    assert {"primaryContainer", "tagsAll", "arn"} <= set(spelt or [])


def test_given_hidden_diffs_of_all_tags_when_respelled_then_each_parts_are_hidden() -> None:
    hidden = respelled(ResourceOptions(hide_diffs=["tags_all.team", "vpc_config"])).hide_diffs

    assert hidden == ["tagsAll.team", "vpcConfig", "defaultTags.team", "ignoreTags.team", "tags.team"]


def test_given_member_only_a_newer_api_has_when_respelled_then_what_follows_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service_model, "create_model_names", lambda: {"colourConfig"})
    newer = ResourceOptions(ignore_changes=["primary_container.colour_config.shades[0].my_own"])

    assert respelled(newer).ignore_changes == ["primaryContainer.colourConfig.shades[0].my_own"]
