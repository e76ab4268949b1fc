"""Paths in resource options: what the engine does with each, in either spelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import json
    import pulumi
    from pulumi_sagemaker_model import Model

    config = pulumi.Config()
    version = config.get("version") or "1"
    container = {{
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1",
        "container_hostname": "first",
        "model_data_source": {{
            "s3_data_sources": [
                {{
                    "s3_uri": f"s3://artefacts/{{version}}/",
                    "s3_data_type": "S3Prefix",
                    "compression_type": "None",
                }}
            ]
        }},
        "environment": {{"log_level": version, "MODE": "fast"}},
    }}
    for number, options in enumerate({options}):
        Model(
            f"m{{number}}",
            opts=pulumi.ResourceOptions(**options),
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            containers=[container, {{**container, "container_hostname": "second"}}],
            vpc_config={{"subnets": [f"subnet-{{version}}"], "security_group_ids": ["sg-1"]}},
            tags={{"cost-center": version, "team": version}},
        )
"""

SOURCE = "model_data_source.s3_data_sources[0].s3_uri"
IGNORED = [
    [f"containers[*].{SOURCE}", "containers[*].environment.log_level", "vpc_config.subnets[0]", "tags"],
    [
        *(f"containers[{index}].modelDataSource.s3DataSources[0].s3Uri" for index in (0, 1)),
        *(f'containers[{index}]["environment"]["log_level"]' for index in (0, 1)),
        "vpcConfig.subnets",
        'tags["cost-center"]',
        "tags.team",
    ],
    ["*"],
]


def program(*options: Mapping[str, object]) -> str:
    """Write a program with a model for each of these options."""
    return PROGRAM.format(options=repr(options))


def test_what_is_ignored_neither_changes_nor_replaces_the_model(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(program(*({"ignore_changes": paths} for paths in IGNORED)))
    stack.up()
    before = aws.models()
    stack.configure(version="2")
    stack.expect_no_changes()
    stack.up()
    assert aws.models() == before

    stack.write(program(*({} for _ in IGNORED)))
    assert stack.succeed("preview").log_lines(f"+-{len(IGNORED)} to replace")
    stack.configure(version="1")
    stack.expect_no_changes()
    stack.up()
    assert aws.models() == before


def test_what_is_secret_in_part_is_secret_as_a_whole(new_stack: NewStack) -> None:
    secret = ["containers[0].environment.log_level", "tags"]
    stack = new_stack(program({"hide_diffs": ["tags.team"], "additional_secret_outputs": secret}))
    stack.configure(version="hunter2")
    stack.up()
    outputs = stack.model()["outputs"]
    assert {key for key, value in outputs.items() if "ciphertext" in value} == {"containers", "tags"}
    stack.expect_no_changes()


def test_a_path_that_names_nothing_is_refused(new_stack: NewStack, aws: LocalAws) -> None:
    run = new_stack(program({"ignore_changes": ["containers[0].model_data_uri"]})).fail("preview")
    assert run.log_lines(
        "ignore_changes of a Model has 'containers[0].model_data_uri', which names nothing: "
        "did you mean model_data_url?"
    )
    assert aws.calls == []


def test_the_two_paths_without_an_effect_are_those_that_the_documentation_names(
    new_stack: NewStack, aws: LocalAws
) -> None:
    stack = new_stack(program({"replace_on_changes": ["tags"], "ignore_changes": ["tags_all"]}))
    stack.up()
    (name,) = aws.models()
    stack.configure(version="1", aws__defaultTags={"tags": {"env": "dev"}})
    assert "1 updated" in stack.up().output
    ((kept, model),) = aws.models().items()
    assert kept == name
    assert {"Key": "env", "Value": "dev"} in model["Tags"]
