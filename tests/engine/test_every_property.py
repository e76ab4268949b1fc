"""Every way to declare a model through the real CLI: created, unchanged, without drift, changed as AWS allows, gone.

One stack holds all the models of a test: what is judged is each model, and an engine start costs more than a model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"
OTHER_IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/transform:1"
PREFIX = {"s3_uri": "s3://models-123456789012/llm/", "s3_data_type": "S3Prefix", "compression_type": "None"}
VPC = {"subnets": ["subnet-1", "subnet-2"], "security_group_ids": ["sg-1", "sg-2"]}


def primary(**container: Any) -> dict[str, Any]:
    return {"primary_container": {"image": IMAGE, **container}}


def pipeline(*containers: Mapping[str, Any], **arguments: Any) -> dict[str, Any]:
    return {"containers": list(containers), **arguments}


MODELS: Mapping[str, dict[str, Any]] = {
    "one-container": primary(),
    "two-serial": pipeline({"image": IMAGE}, {"image": OTHER_IMAGE}, inference_execution_config={"mode": "Serial"}),
    "two-direct": pipeline(
        {"image": IMAGE, "container_hostname": "first"},
        {"image": OTHER_IMAGE, "container_hostname": "second"},
        inference_execution_config={"mode": "Direct"},
    ),
    "s3-data": primary(model_data_url="s3://models-123456789012/model.tar.gz"),
    "https-data": primary(model_data_url="https://s3.us-east-1.amazonaws.com/models-123456789012/model.tar.gz"),
    "hostname": primary(container_hostname="only"),
    "platform-image": primary(image_config={"repository_access_mode": "Platform"}),
    "private-image": {
        "primary_container": {
            "image": "registry.example.com/serve:1",
            "image_config": {
                "repository_access_mode": "Vpc",
                "repository_auth_config": {
                    "repository_credentials_provider_arn": "arn:aws:lambda:us-east-1:123456789012:function:login"
                },
            },
        },
        "vpc_config": VPC,
    },
    "environment": primary(
        environment={"LOG_LEVEL": "debug", "snake_case_key": "x", "mode": "SingleModel", "EMPTY": ""}
    ),
    "single-mode": primary(mode="SingleModel", model_data_url="s3://models-123456789012/model.tar.gz"),
    "multi-model": primary(
        mode="MultiModel",
        model_data_url="s3://models-123456789012/many/",
        multi_model_config={"model_cache_setting": "Disabled"},
    ),
    "multi-model-in-list": pipeline(
        {
            "image": IMAGE,
            "mode": "MultiModel",
            "model_data_url": "s3://models-123456789012/many/",
            "multi_model_config": {"model_cache_setting": "Enabled"},
        }
    ),
    "package": {
        "primary_container": {"model_package_name": "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/3"},
        "enable_network_isolation": True,
    },
    "prefix-with-eula": primary(
        model_data_source={"s3_data_source": {**PREFIX, "model_access_config": {"accept_eula": True}}}
    ),
    "list-of-one-source": primary(model_data_source={"s3_data_sources": [PREFIX]}),
    "additional-data": primary(
        model_data_source={"s3_data_source": PREFIX},
        additional_model_data_sources=[{"channel_name": "draft", "s3_data_source": PREFIX}],
    ),
    "inference-specification": {
        "primary_container": {
            "model_package_name": "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/3",
            "inference_specification_name": "large",
        }
    },
    "metrics": primary(
        container_metrics_config={
            "metrics_endpoints": [{"metrics_endpoint_path": "/metrics", "metric_publish_frequency_in_seconds": 60}]
        }
    ),
    "vpc": primary() | {"vpc_config": VPC},
    "isolated": primary() | {"enable_network_isolation": True},
    "explicitly-open": primary() | {"enable_network_isolation": False},
    "empty-blocks": primary(environment={}) | {"tags": {}, "containers": []},
    "named": primary() | {"name": "Named-By-Hand"},
    "triggered": primary() | {"triggers": {"artefact_md5": "d41d8cd98f"}},
}

CHANGES: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "subnet": (
        primary() | {"vpc_config": VPC},
        primary() | {"vpc_config": VPC | {"subnets": ["subnet-1", "subnet-3"]}},
    ),
    "group": (primary() | {"vpc_config": VPC}, primary() | {"vpc_config": VPC | {"security_group_ids": ["sg-1"]}}),
    "mode": (
        pipeline({"image": IMAGE, "container_hostname": "a"}, {"image": IMAGE, "container_hostname": "b"}),
        pipeline(
            {"image": IMAGE, "container_hostname": "a"},
            {"image": IMAGE, "container_hostname": "b"},
            inference_execution_config={"mode": "Direct"},
        ),
    ),
    "isolation": (primary() | {"enable_network_isolation": True}, primary()),
    "swap": (pipeline({"image": IMAGE}, {"image": OTHER_IMAGE}), pipeline({"image": OTHER_IMAGE}, {"image": IMAGE})),
    "trigger": (primary() | {"triggers": {"etag": "1"}}, primary() | {"triggers": {"etag": "2"}}),
    "environment": (primary(environment={"A": "1"}), primary(environment={"A": "2"})),
    "region": (primary(image=IMAGE), primary(image=IMAGE.replace("us-east-1", "eu-west-1")) | {"region": "eu-west-1"}),
}

TAGS: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "tag-added": ({"team": "a"}, {"team": "a", "env": "dev"}),
    "tag-changed": ({"team": "a"}, {"team": "b"}),
    "tag-removed": ({"team": "a", "env": "dev"}, {"team": "a"}),
    "tags-all-removed": ({"team": "a"}, {}),
    "tags-all-other": ({f"old-{n}": "" for n in range(50)}, {f"new-{n}": "" for n in range(50)}),
}

PROGRAM = """
    import json
    from pathlib import Path

    import pulumi
    from pulumi_sagemaker_model import Model

    for name, arguments in json.loads(Path("models.json").read_text()).items():
        arguments.setdefault("execution_role_arn", "arn:aws:iam::123456789012:role/inference")
        model = Model(name, **arguments)
        pulumi.export(name, model.arn)
"""


def declare(stack: Stack, models: Mapping[str, Mapping[str, Any]]) -> None:
    (stack.folder / "models.json").write_text(json.dumps(models))


def ids(stack: Stack) -> dict[str, str]:
    """Return the models' names in AWS by their resources' names."""
    return {model["urn"].rpartition("::")[2]: model["id"] for model in stack.models()}


def test_every_property_is_created_stays_and_goes(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    declare(stack, MODELS)

    stack.up()
    assert sorted(aws.models()) == sorted(ids(stack).values())
    assert set(ids(stack)) == set(MODELS)
    stack.expect_no_changes()
    stack.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    stack.expect_no_changes()

    stack.destroy()
    assert aws.models() == {}


def test_whatever_is_no_tag_takes_another_model(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    declare(stack, {name: before for name, (before, _) in CHANGES.items()})
    stack.up()
    first = ids(stack)

    declare(stack, {name: after for name, (_, after) in CHANGES.items()})
    preview = stack.succeed("preview")
    assert f"+-{len(CHANGES)} to replace" in preview.output
    stack.up()

    second = ids(stack)
    assert {name for name in first if first[name] == second[name]} == set()
    here = {name: id_ for name, id_ in second.items() if name != "region"}
    assert sorted(aws.models()) == sorted(here.values())
    assert list(aws.models("eu-west-1")) == [second["region"]]
    stack.expect_no_changes()


def test_tags_change_in_place(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    declare(stack, {name: primary() | {"tags": before} for name, (before, _) in TAGS.items()})
    stack.up()
    first = ids(stack)
    for id_ in first.values():
        aws.plant_tag(id_, "aws:cloudformation:stack-name", "somebody's")

    stack.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    declare(stack, {name: primary() | {"tags": after} for name, (_, after) in TAGS.items()})
    assert f"~ {len(TAGS)} to update" in stack.succeed("preview").output
    stack.up()

    assert ids(stack) == first
    for name, (_, after) in TAGS.items():
        tags = {tag["Key"]: tag["Value"] for tag in aws.models()[first[name]]["Tags"]}
        assert tags == after | {"aws:cloudformation:stack-name": "somebody's"}
    stack.expect_no_changes()
    stack.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes")


def test_what_refers_to_a_model_moves_before_it_goes(new_stack: NewStack, aws: LocalAws) -> None:
    """A resource of the same stack that uses the model's name is updated between create and delete."""
    stack = new_stack(
        """
        import boto3
        import pulumi
        from pulumi import dynamic
        from pulumi_sagemaker_model import Model

        class EndpointConfigProvider(dynamic.ResourceProvider):
            def create(self, props):
                boto3.client("sagemaker").describe_model(ModelName=props["model"])
                return dynamic.CreateResult("config", props)

            def diff(self, _id, olds, news):
                return dynamic.DiffResult(changes=olds["model"] != news["model"])

            def update(self, _id, olds, news):
                for model in (olds["model"], news["model"]):
                    boto3.client("sagemaker").describe_model(ModelName=model)
                return dynamic.UpdateResult(news)

        class EndpointConfig(dynamic.Resource):
            def __init__(self, name, model):
                super().__init__(EndpointConfigProvider(), name, {"model": model})

        model = Model(
            "m",
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container={
                "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (pulumi.Config().get("v") or "1")
            },
        )
        EndpointConfig("config", model.name)
        """
    )
    stack.up()
    stack.configure(v="2")
    stack.up()
    assert list(aws.models()) == [stack.model()["id"]]
