"""The reference page: in step with the code, and without a gap, whatever a newer API brings."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.loaders import create_loader

from pulumi_sagemaker_model import Model, args
from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import StructureShape, shape_of
from tools import reference

PAGE = Path(__file__).parents[3] / "provider" / "docs" / "model.md"


def section(title: str, page: str) -> str:
    """Return what stands under a heading, up to the next one."""
    [found] = re.findall(rf"^#+ {title}\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    return str(found)


def documented(title: str, page: str) -> set[str]:
    """Return the properties that are listed under a heading, as programs spell them."""
    return set(re.findall(r"^- \*\*`(\w+)`\*\*", section(title, page), re.MULTILINE))


def test_given_the_code_when_its_reference_is_written_then_the_page_is_in_step() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference.page(), f"write the page again: {reference.COMMAND}"


def test_given_the_typed_arguments_when_looked_up_then_each_is_described() -> None:
    page = PAGE.read_text(encoding="utf-8")
    structures = [
        one
        for name, one in vars(args).items()
        if name.endswith("Args") and hasattr(one, "__total__") and name != "ModelArgs"
    ]

    assert documented("Arguments", page) == args.ModelArgs.__annotations__.keys()
    assert {one.__name__: documented(one.__name__, page) for one in structures} == {
        one.__name__: set(one.__annotations__) for one in structures
    }
    assert "not in `args`" not in page


def test_given_the_outputs_when_looked_up_then_all_that_are_no_arguments_are_listed() -> None:
    outputs = {name for name, member in vars(Model).items() if isinstance(member, property)}

    assert outputs >= args.ModelArgs.__annotations__.keys() - {"adopt_existing"}
    assert documented("Outputs", PAGE.read_text(encoding="utf-8")) == {
        "id",
        *outputs - args.ModelArgs.__annotations__.keys(),
    }


@pytest.mark.parametrize(
    ("title", "name", "said"),
    [
        ("Arguments", "tags", "optional, changes in place"),
        ("Arguments", "region", "optional, a change replaces the model"),
        ("Arguments", "execution_role_arn", "string, required, a change replaces the model"),
        ("Arguments", "enable_network_isolation", "Not given, it is `false`."),
        ("ContainerArgs", "environment", "At most 100 entries."),
        ("ContainerArgs", "mode", "Not given, it is `SingleModel`."),
        ("ImageConfigArgs", "repository_access_mode", "One of `Platform`, `Vpc`."),
        ("VpcConfigArgs", "subnets", "their order means nothing"),
    ],
)
def test_given_a_property_when_looked_up_then_the_page_says(title: str, name: str, said: str) -> None:
    [item] = re.findall(
        rf"^- \*\*`{name}`\*\*.*(?:\n  .*)*", section(title, PAGE.read_text(encoding="utf-8")), re.MULTILINE
    )

    assert said in item


def test_given_a_newer_api_when_its_reference_is_written_then_no_member_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    description: dict[str, Any] = deepcopy(create_loader().load_service_model("sagemaker", "service-2"))
    shapes = description["shapes"]
    shapes["Accelerator"] = {"type": "structure", "members": {"Cores": {"shape": "Cores"}}, "required": ["Cores"]}
    shapes["Cores"] = {"type": "integer", "min": 1, "max": 8}
    shapes["ContainerDefinition"]["members"]["Accelerator"] = {"shape": "Accelerator"}
    shapes["CreateModelInput"]["members"]["KeyId"] = {"shape": "String"}
    shape = shape_of("CreateModelInput", shapes["CreateModelInput"], shapes)
    monkeypatch.setattr(service_model, "create_model_shape", lambda: cast("StructureShape", shape))

    page = reference.page()

    assert "- **`key_id`** (`keyId`): string, optional" in page
    assert "- **`accelerator`**: [Accelerator](#accelerator), optional" in page
    assert "- **`cores`**: whole number, required" in page
    assert "1 to 8." in section("Accelerator", page)
