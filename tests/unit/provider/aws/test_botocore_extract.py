"""The extract of botocore: the same as what the SDK reads, whatever lies on disk, and without the SDK if it can be."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import model as botocore_model
from botocore.exceptions import UnknownRegionError
from botocore.loaders import create_loader
from botocore.regions import EndpointResolver

from pulumi_sagemaker_model import lazy_imports
from pulumi_sagemaker_model.aws import botocore_extract, sdk, service_model
from pulumi_sagemaker_model.aws.botocore_extract import BotocoreExtract
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StringShape, StructureShape


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where extracts are kept in this test, with none read yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    _forget()
    yield tmp_path / "cache" / "pulumi-sagemaker-model" / "botocore"
    _forget()


def _forget() -> None:
    for cached in botocore_extract.CACHES:
        cached.cache_clear()


def read() -> BotocoreExtract:
    """Read the extract as a new process does."""
    _forget()
    return botocore_extract.botocore_extract()


class ReadBySdkError(Exception):
    """The SDK was asked."""


@pytest.fixture
def no_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ReadBySdkError

    monkeypatch.setattr(sdk.loaders, "create_loader", refuse)


def test_given_extract_on_disk_when_read_then_it_is_the_one_that_was_made(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    made = read()

    request.getfixturevalue("no_sdk")

    assert len(list(folder.iterdir())) == 1
    assert read() == BotocoreExtract(*json.loads(json.dumps(made)))


def test_given_any_of_our_operations_when_a_client_is_made_then_it_is_botocores(folder: Path) -> None:
    read()
    _forget()  # so that what was kept is read
    kept = botocore_extract.loader().load_service_model("sagemaker", "service-2")
    ours = botocore_model.ServiceModel(kept, "sagemaker")
    whole = botocore_model.ServiceModel(create_loader().load_service_model("sagemaker", "service-2"), "sagemaker")

    assert len(list(folder.iterdir())) == 1
    assert ours.metadata == whole.metadata
    assert {"CreateModel", "ListEndpoints", "DescribeModelPackage"} <= set(ours.operation_names)
    for name in ours.operation_names:
        assert _described(ours.operation_model(name)) == _described(whole.operation_model(name))


def test_given_own_file_without_an_operation_when_read_then_the_rest_is_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = dict(create_loader().load_service_model("sagemaker", "service-2"))
    service["operations"] = {key: value for key, value in service["operations"].items() if key != "ListModels"}
    own = tmp_path / "own" / "sagemaker" / "2017-07-24"
    own.mkdir(parents=True)
    (own / "service-2.json").write_text(json.dumps(service))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "own"))

    assert read().input_shape == "CreateModelInput"
    kept = botocore_extract.loader().load_service_model("sagemaker", "service-2")
    assert "CreateModel" in kept["operations"]
    assert "ListModels" not in kept["operations"]
    assert len(list(folder.iterdir())) == 1


def _described(operation: botocore_model.OperationModel) -> Any:
    """Return all that botocore knows of an operation but words for people."""

    def whole(shape: botocore_model.Shape | None, above: tuple[str, ...] = ()) -> Any:
        if shape is None or shape.name in above:
            return shape and shape.name
        inner = {
            **getattr(shape, "members", {}),
            **{key: getattr(shape, key, None) for key in ("member", "key", "value")},
        }
        below = {key: whole(value, (*above, shape.name)) for key, value in inner.items() if value is not None}
        return shape.name, shape.type_name, shape.serialization, shape.metadata, below

    return (
        operation.http,
        whole(operation.input_shape),
        whole(operation.output_shape),
        [*map(whole, operation.error_shapes)],
    )


def same(ours: Shape, theirs: botocore_model.Shape, seen: set[str]) -> bool:
    """Tell whether a shape is what botocore makes of it, at any depth."""
    if ours.name in seen:
        return True
    seen.add(ours.name)
    facts = [
        (shape.name, shape.type_name, *map(shape.metadata.get, ("min", "max", "pattern"))) for shape in (ours, theirs)
    ]
    assert facts[0] == facts[1]
    if isinstance(ours, StructureShape) and isinstance(theirs, botocore_model.StructureShape):
        assert ours.required_members == theirs.required_members
        assert list(ours.members) == list(theirs.members)
        return all(same(member, theirs.members[name], seen) for name, member in ours.members.items())
    if isinstance(ours, ListShape) and isinstance(theirs, botocore_model.ListShape):
        return same(ours.member, theirs.member, seen)
    if isinstance(ours, MapShape) and isinstance(theirs, botocore_model.MapShape):
        return same(ours.key, theirs.key, seen) and same(ours.value, theirs.value, seen)
    if isinstance(ours, StringShape) and isinstance(theirs, botocore_model.StringShape):
        return ours.enum == theirs.enum
    return type(theirs) is botocore_model.Shape and type(ours) is Shape


def test_given_installed_botocore_when_compared_then_every_shape_is_the_same() -> None:
    description = create_loader().load_service_model("sagemaker", "service-2")
    theirs: Any = botocore_model.ServiceModel(description, "sagemaker").operation_model("CreateModel").input_shape
    seen: set[str] = set()

    assert same(service_model.create_model_shape(), theirs, seen)
    assert len(seen) > 40


def test_given_installed_botocore_when_compared_then_every_region_has_its_partition() -> None:
    resolver = EndpointResolver(create_loader().load_data("endpoints"))
    regions = {
        region
        for partition in resolver.get_available_partitions()
        for region in resolver.get_available_endpoints("ec2", partition, allow_non_regional=True)
    }

    def theirs(region: str) -> service_model.Partition | None:
        try:
            name = resolver.get_partition_for_region(region)
        except UnknownRegionError:
            return None
        suffix = resolver.get_partition_dns_suffix(name)
        return service_model.Partition(
            name, suffix, resolver.get_partition_dns_suffix(name, endpoint_variant_tags=["dualstack"])
        )

    assert len(regions) > 30
    for region in {*regions, "us-east-99", "us-east-1-", "xx-east-1", "aws-global", "", "us-isob-west-7\n"}:
        assert service_model.partition(region) == theirs(region), region


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def _changed(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"max": 63', b'"max": 64'))


def _of_another_form(file: Path) -> None:
    text = b'["CreateModelInput"]'
    file.write_bytes(botocore_extract._digest(text) + b"\n" + text)  # noqa: SLF001  (as one that is not damaged has it)


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGED: dict[str, Callable[[Path], Any]] = {
    "cut": _cut,
    "one bound changed": _changed,
    "empty": lambda file: file.write_bytes(b""),
    "another form": _of_another_form,
    "no text": lambda file: file.write_bytes(b"\xff" * 100),
    "a folder": _a_folder,
    "gone": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_given_damaged_extract_when_read_then_the_sdk_reads_its_own(
    folder: Path, damage: Callable[[Path], Any]
) -> None:
    made = read()
    [file] = folder.iterdir()

    damage(file)

    assert read() == made


def test_given_place_that_cannot_be_written_when_read_then_only_time_is_lost(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the place of the folder")

    assert read().input_shape == "CreateModelInput"


def test_given_user_without_folder_when_read_then_only_time_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(path: Path) -> Path:
        raise RuntimeError(f"no home for {path}")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "expanduser", nowhere)

    assert read().input_shape == "CreateModelInput"
    assert not folder.exists()


def test_given_botocore_in_no_folder_when_read_then_only_time_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy_imports, "spec", lambda _: None)

    assert read().input_shape == "CreateModelInput"
    assert not folder.exists()


def _longest_name(model: BotocoreExtract) -> int:
    return int(model.shapes["ModelName"]["max"])


@pytest.mark.parametrize("where", ["AWS_DATA_PATH", "~/.aws/models"])
@pytest.mark.usefixtures("folder")
def test_given_model_before_botocores_when_read_then_it_counts_while_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    assert _longest_name(read()) == 63
    description = json.loads(json.dumps(create_loader().load_service_model("sagemaker", "service-2")))
    description["shapes"]["ModelName"]["max"] = 99
    data = tmp_path / ("data" if where == "AWS_DATA_PATH" else ".aws/models")
    file = data / "sagemaker" / "2017-07-24" / "service-2.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(description))
    if where == "AWS_DATA_PATH":
        monkeypatch.setenv(where, str(data))
    else:
        monkeypatch.setattr("botocore.loaders.Loader.CUSTOMER_DATA_PATH", str(data))

    assert _longest_name(read()) == 99
    assert _longest_name(read()) == 99
    file.unlink()
    assert _longest_name(read()) == 63


def test_given_files_replaced_while_they_are_read_then_nothing_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["before", "after"])
    monkeypatch.setattr(botocore_extract, "_cache_name", lambda: next(names))

    assert read().input_shape == "CreateModelInput"
    assert not folder.exists()


_PREVIEW = """
import sys

from pulumi import dynamic
from pulumi_sagemaker_model.provider import ModelProvider

TAGS = '{"tags": {"owner": "ml-risk"}}'
IDENTITY = "acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fraud"
STACK = {"aws:region": "us-east-1"} if sys.argv[1:] == ["stack"] else {}
MODEL = {
    "__provider": "gASV",
    "__identity": IDENTITY,
    "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
    "primaryContainer": {
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1",
        "modelDataUrl": "s3://artefacts/fraud.tar.gz",
        "environment": {"LOG_LEVEL": "info"},
    },
    "vpcConfig": {"subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]},
    "tags": {"team": "ml-risk", "env": "dev"},
}

provider = ModelProvider()
provider.configure(dynamic.ConfigureRequest(dynamic.Config({**STACK, "aws:defaultTags": TAGS}, "shop")))
created = provider.check({}, MODEL)
state = {**created.inputs, "arn": "arn:aws:sagemaker:us-east-1:123456789012:model/fraud"}
changed = provider.check(state, {**MODEL, "enableNetworkIsolation": True, "tags": {"team": "ads"}})
assert created.failures == changed.failures == [], changed.failures
assert provider.diff("fraud", state, created.inputs).changes is False
assert provider.diff("fraud", state, changed.inputs).replaces == ["enableNetworkIsolation"]
refused = provider.check({}, {**MODEL, "executionRoleArn": "role", "colour": "red"})
assert len(refused.failures) == 2
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {"boto3", "botocore", "regex"}))
"""


@pytest.mark.parametrize(
    ("stack", "environment", "config"),
    [
        pytest.param("stack", {}, None, id="region of the stack"),
        pytest.param("", {"AWS_REGION": "us-east-1"}, None, id="region of the environment"),
        pytest.param("", {"AWS_DEFAULT_REGION": "us-east-1"}, None, id="the SDK's region of the environment"),
        pytest.param("stack", {}, "[default]\nregion = eu-west-1\ns3 =\n  a = b\n", id="files that do not matter"),
    ],
)
def test_given_nothing_to_ask_when_previewed_then_no_module_of_the_sdk_is_loaded(
    folder: Path, tmp_path: Path, stack: str, environment: dict[str, str], config: str | None
) -> None:
    read()
    home = {"XDG_CACHE_HOME": str(folder.parents[1]), "HOME": str(tmp_path), "PATH": ""}
    if config is not None:
        (tmp_path / ".aws").mkdir()
        (tmp_path / ".aws" / "config").write_text(config)
    command = [sys.executable, "-c", _PREVIEW, *filter(None, [stack])]

    done = subprocess.run(command, env={**home, **environment}, capture_output=True, text=True, check=False)

    assert (done.stderr, done.stdout) == ("", "\n")
