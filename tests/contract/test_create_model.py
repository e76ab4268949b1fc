"""CreateModel and DescribeModel: what is stored and answered, what AWS fills in, and what it refuses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.conftest import IMAGE, RUN, Contract
from tools.local_aws import LocalAws

Create = Callable[..., dict[str, Any]]

_OTHER_REGIONS_IMAGE = "683313688378.dkr.ecr.eu-west-1.amazonaws.com/model:1"
_PRIVATE_IMAGE = "registry.example.com/model:1"
_CREDENTIALS = "arn:aws:lambda:us-east-1:123456789012:function:credentials"
_PACKAGE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3"
_VPC = {"Subnets": ["subnet-0a", "subnet-0b"], "SecurityGroupIds": ["sg-0a"]}


def _s3(uri: str, data_type: str = "S3Prefix", compression: str = "None", **more: Any) -> dict[str, Any]:
    return {"S3DataSource": {"S3Uri": uri, "S3DataType": data_type, "CompressionType": compression, **more}}


def _described(contract: Contract, created: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = dict(contract.sagemaker.describe_model(ModelName=created["ModelName"]))
    del answer["ResponseMetadata"]
    return answer


def test_given_the_least_input_when_described_then_aws_has_filled_in_its_defaults(
    contract: Contract, create: Create
) -> None:
    created = create()
    answer = _described(contract, created)
    age = datetime.now(timezone.utc) - answer.pop("CreationTime")
    assert abs(age) < timedelta(minutes=1)
    assert answer == {
        "ModelName": created["ModelName"],
        "ModelArn": created["ModelArn"],
        "ExecutionRoleArn": contract.role,
        "PrimaryContainer": {"Image": IMAGE, "Mode": "SingleModel"},
        "EnableNetworkIsolation": False,
    }


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"EnableNetworkIsolation": True}, id="isolation"),
        pytest.param({"EnableNetworkIsolation": False}, id="no isolation"),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "Mode": "SingleModel", "Environment": {"A": "1", "_b": ""}}},
            id="environment",
        ),
        pytest.param(
            {
                "PrimaryContainer": None,
                "Containers": [
                    {"Image": IMAGE, "Mode": "SingleModel", "ContainerHostname": name} for name in ("first", "second")
                ],
                "InferenceExecutionConfig": {"Mode": "Direct"},
            },
            id="directly invoked containers",
        ),
    ],
)
def test_given_an_input_when_described_then_it_comes_back_as_sent(
    contract: Contract, create: Create, changes: dict[str, Any]
) -> None:
    created = create(**changes)
    answer = _described(contract, created)
    assert {name: answer.get(name) for name in changes} == changes


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"VpcConfig": _VPC}, id="network"),
        pytest.param(
            {
                "VpcConfig": _VPC,
                "PrimaryContainer": {
                    "Image": _PRIVATE_IMAGE,
                    "ImageConfig": {
                        "RepositoryAccessMode": "Vpc",
                        "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": _CREDENTIALS},
                    },
                    "Mode": "MultiModel",
                    "MultiModelConfig": {"ModelCacheSetting": "Disabled"},
                    "ModelDataUrl": "s3://artefacts/models/",
                },
            },
            id="private registry and many models",
        ),
        pytest.param(
            {
                "PrimaryContainer": {
                    "Image": IMAGE,
                    "Mode": "SingleModel",
                    "ContainerHostname": "alone",
                    "ModelDataSource": _s3(
                        "s3://artefacts/model/",
                        ModelAccessConfig={"AcceptEula": True},
                        HubAccessConfig={"HubContentArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/a/b/1"},
                        ManifestS3Uri="s3://artefacts/manifest",
                        ETag="0a",
                        ManifestEtag="0b",
                    ),
                    "AdditionalModelDataSources": [
                        {"ChannelName": "adapter", **_s3("s3://artefacts/adapter.tar.gz", "S3Object", "Gzip")}
                    ],
                    "ContainerMetricsConfig": {
                        "MetricsEndpoints": [{"MetricsEndpointPath": "/metrics", "MetricPublishFrequencyInSeconds": 60}]
                    },
                }
            },
            id="data sources and metrics",
        ),
        pytest.param(
            {
                "PrimaryContainer": {
                    "ModelPackageName": _PACKAGE,
                    "InferenceSpecificationName": "cpu",
                    "Mode": "SingleModel",
                }
            },
            id="model package",
        ),
    ],
)
@pytest.mark.usefixtures("local_aws")
def test_given_an_input_with_other_resources_when_described_then_it_is_as_sent(
    contract: Contract, create: Create, changes: dict[str, Any]
) -> None:
    created = create(**changes)
    answer = _described(contract, created)
    assert {name: answer.get(name) for name in changes} == changes


@pytest.mark.usefixtures("local_aws")
def test_given_url_of_an_archive_when_described_then_aws_has_filled_in_its_source(
    contract: Contract, create: Create
) -> None:
    url = "s3://artefacts/model.tar.gz"
    created = create(PrimaryContainer={"Image": IMAGE, "ModelDataUrl": url})
    assert _described(contract, created)["PrimaryContainer"] == {
        "Image": IMAGE,
        "Mode": "SingleModel",
        "ModelDataUrl": url,
        "ModelDataSource": _s3(url, "S3Object", "Gzip"),
    }


def test_given_empty_blocks_when_described_then_they_are_not_there(contract: Contract, create: Create) -> None:
    created = create(PrimaryContainer={"Image": IMAGE, "Environment": {}}, Containers=[], Tags=[])
    answer = _described(contract, created)
    assert "Containers" not in answer
    assert answer["PrimaryContainer"] == {"Image": IMAGE, "Mode": "SingleModel"}


def test_given_a_name_with_capitals_when_created_then_its_arn_is_in_lower_case(
    contract: Contract, create: Create
) -> None:
    created = create(ModelName=contract.model()["ModelName"] + "-Capitals")
    assert created["ModelArn"].rpartition("/")[2] == created["ModelName"].lower()
    assert _described(contract, created)["ModelName"] == created["ModelName"]


_TWICE = [{"Image": IMAGE}, {"Image": IMAGE}]
_NAMED = {"Image": IMAGE, "ContainerHostname": "first"}
_MANY_MODELS = {"Image": IMAGE, "Mode": "MultiModel", "ModelDataUrl": "s3://artefacts/models/"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        # shape
        pytest.param({"ModelName": None}, r"Value null at 'modelName' .*Member must not be null", id="no name"),
        pytest.param(
            {"ModelName": "contract-".ljust(64, "m")}, "'modelName'.*length less than or equal to 63", id="long name"
        ),
        pytest.param(
            {"ModelName": "contract-a_b"},
            "Value 'contract-a_b' at 'modelName'.*regular expression pattern",
            id="underscore",
        ),
        pytest.param({"ModelName": "contract-a-"}, "'modelName'.*regular expression pattern", id="hyphen at the end"),
        pytest.param(
            {"ModelName": "contract-a\n"}, "'modelName'.*regular expression pattern", id="line end after the name"
        ),
        pytest.param(
            {"ModelName": "contract-".ljust(64, "_")},
            ": 2 validation errors detected: .*63; .*pattern",
            id="two broken constraints",
        ),
        pytest.param(
            {"ExecutionRoleArn": "arn:aws:iam::12345678901:role/x"}, "'executionRoleArn'.*pattern", id="account of 11"
        ),
        pytest.param({"ExecutionRoleArn": "role"}, "'executionRoleArn'.*greater than or equal to 20", id="short role"),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "Mode": "Both"}}, "'primaryContainer.mode'.*enum value set", id="enum"
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "Environment": {"1": "x"}}},
            r"'primaryContainer.environment'.*Map keys must satisfy constraint: \[",
            id="environment key",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "Environment": {"A": "x" * 1025}}},
            r"'primaryContainer.environment'.*Map value must satisfy constraint: \[",
            id="environment value",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "Environment": {f"A{n}": "" for n in range(101)}}},
            "'primaryContainer.environment'.*less than or equal to 100",
            id="many environment variables",
        ),
        pytest.param(
            {"PrimaryContainer": None, "Containers": [{"Image": IMAGE}, {"Image": "a b"}]},
            r"'containers.2.member.image'.*pattern",
            id="second container",
        ),
        pytest.param(
            {"PrimaryContainer": None, "Containers": [{"Image": IMAGE}] * 16},
            "'containers'.*less than or equal to 15",
            id="many containers",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "ModelDataSource": {"S3DataSource": {"S3Uri": "s3://a/b/"}}}},
            "2 validation errors.*s3DataType.*null; .*compressionType.*null",
            id="half a source",
        ),
        pytest.param({"VpcConfig": {}}, "2 validation errors.*'vpcConfig.s.*'vpcConfig.s", id="empty network"),
        pytest.param(
            {"VpcConfig": {**_VPC, "Subnets": []}}, "'vpcConfig.subnets'.*greater than or equal to 1", id="no subnet"
        ),
        pytest.param(
            {"VpcConfig": {**_VPC, "SecurityGroupIds": ["sg-0a"] * 6}},
            "'vpcConfig.securityGroupIds'.*less than or equal to 5",
            id="many security groups",
        ),
        pytest.param(
            {"VpcConfig": {**_VPC, "Subnets": ["subnet/0"]}}, r"'vpcConfig.subnets'.*constraint: \[", id="subnet id"
        ),
        pytest.param({"Tags": [{"Key": "a"}]}, r"'tags.1.member.value'.*null", id="tag without value"),
        pytest.param({"Tags": [{"Key": "", "Value": ""}]}, r"'tags.1.member.key'.*equal to 1", id="empty tag key"),
        pytest.param({"Tags": [{"Key": "a!", "Value": ""}]}, r"'tags.1.member.key'.*pattern", id="tag key"),
        pytest.param(
            {"Tags": [{"Key": f"k{n}", "Value": ""} for n in range(51)]}, "'tags'.*equal to 50", id="many tags"
        ),
        # rules across fields
        pytest.param({"PrimaryContainer": None}, "PrimaryContainer and Containers", id="no container"),
        pytest.param({"Containers": _TWICE}, "PrimaryContainer and Containers", id="both container forms"),
        pytest.param({"ExecutionRoleArn": None}, "ExecutionRoleArn", id="no role"),
        pytest.param({"PrimaryContainer": {}}, "Specify one of either Image", id="empty container"),
        pytest.param(
            {"PrimaryContainer": {"Environment": {"A": "1"}}},
            "Specify one of either Image",
            id="neither image nor package",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "ModelPackageName": _PACKAGE}},
            "Specify one of either Image",
            id="image and package",
        ),
        pytest.param(
            {
                "PrimaryContainer": {
                    "Image": IMAGE,
                    "ModelDataUrl": "s3://artefacts/model.tar.gz",
                    "ModelDataSource": _s3("s3://artefacts/model/"),
                }
            },
            "ModelDataUrl and ModelDataSource",
            id="two forms of model data",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "ModelDataSource": _s3("s3://artefacts/model")}},
            "(?i)slash|'/'|must end",
            id="prefix without slash",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": IMAGE, "Mode": "MultiModel"}}, "(?i)model ?data", id="many models, no data"
        ),
        pytest.param(
            {"PrimaryContainer": None, "Containers": [_MANY_MODELS, _MANY_MODELS]},
            "More than one container in MultiModel mode is not supported with inference pipeline",
            id="many models twice in a pipeline",
        ),
        pytest.param(
            {"PrimaryContainer": None, "Containers": [_NAMED, _NAMED]}, "(?i)hostname", id="duplicate host name"
        ),
        pytest.param(
            {"PrimaryContainer": None, "Containers": [_NAMED, {"Image": IMAGE}]}, "(?i)hostname", id="one host name"
        ),
        pytest.param(
            {"PrimaryContainer": None, "Containers": _TWICE, "InferenceExecutionConfig": {"Mode": "Direct"}},
            "(?i)hostname",
            id="direct without host names",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": _PRIVATE_IMAGE}},
            f'Using non-ECR image "{_PRIVATE_IMAGE}" without Vpc repository access mode is not supported',
            id="private registry",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": _OTHER_REGIONS_IMAGE}},
            "does not match expected region of us-east-1. Cross region ECR image pulls are not allowed",
            id="image of another region",
        ),
        pytest.param(
            {"PrimaryContainer": {"Image": _PRIVATE_IMAGE, "ImageConfig": {"RepositoryAccessMode": "Vpc"}}},
            "(?i)vpc ?config",
            id="registry without network",
        ),
        pytest.param(
            {
                "PrimaryContainer": {
                    "Image": IMAGE,
                    "ImageConfig": {
                        "RepositoryAccessMode": "Platform",
                        "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": _CREDENTIALS},
                    },
                }
            },
            "RepositoryAuthConfig",
            id="registry credentials without network",
        ),
        pytest.param(
            {"ExecutionRoleArn": "arn:aws-cn:iam::123456789012:role/sagemaker"},
            "The execution role ARN .* is invalid",
            id="role of another partition",
        ),
        pytest.param(
            {
                "PrimaryContainer": None,
                "Containers": [{"Image": IMAGE, "Environment": {f"A{n:02}": "x" * 1020 for n in range(17)}}] * 2,
            },
            "(?i)environment.*32 ?KB",
            id="large environments",
        ),
        pytest.param({"Tags": [{"Key": "a", "Value": str(n)} for n in range(2)]}, "(?i)duplicate", id="tag key twice"),
        pytest.param({"Tags": [{"Key": "aws:a", "Value": ""}]}, "(?i)aws:", id="reserved tag key"),
        pytest.param({"Tags": [{"Key": "AWS:a", "Value": ""}]}, "(?i)aws:", id="reserved tag key in capitals"),
    ],
)
def test_given_a_wrong_input_when_created_then_it_is_refused(
    create: Create, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError, match=message) as caught:
        create(**changes)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"ModelName": RUN.ljust(63, "m")}, id="longest name"),
        pytest.param({"PrimaryContainer": {"Image": IMAGE, "Environment": {"A": "x" * 1024}}}, id="longest value"),
        pytest.param({"Tags": [{"Key": f"k{n}", "Value": ""} for n in range(50)]}, id="most tags"),
        pytest.param({"Tags": [{"Key": "größe / 寸法", "Value": "a=b+c@d:e_f.g-h"}]}, id="letters of the world"),
        pytest.param(
            {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}, id="tag keys that differ by case"
        ),
        pytest.param({"PrimaryContainer": None, "Containers": _TWICE}, id="containers without host names"),
    ],
)
def test_given_an_input_at_the_limit_when_created_then_it_is_taken(create: Create, changes: dict[str, Any]) -> None:
    created = create(**changes)
    assert created["ModelArn"].endswith(f":model/{created['ModelName']}")


def test_given_a_value_of_a_wrong_type_when_created_then_it_cannot_be_read(create: Create) -> None:
    with pytest.raises(ClientError) as caught:
        create(EnableNetworkIsolation="yes")
    assert caught.value.response["Error"]["Code"] == "SerializationException"


def test_given_a_model_when_its_name_is_used_again_then_that_is_refused(contract: Contract, create: Create) -> None:
    created = create()
    before = _described(contract, created)
    with pytest.raises(ClientError) as caught:
        create(ModelName=created["ModelName"], EnableNetworkIsolation=True)
    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": f'Cannot create already existing model "{created["ModelArn"]}".',
    }
    assert _described(contract, created) == before


def test_given_ten_clients_when_they_create_one_name_at_once_then_one_succeeds(
    contract: Contract, create: Create
) -> None:
    name = contract.model()["ModelName"]

    def attempt(_: int) -> str:
        try:
            create(ModelName=name)
        except ClientError as error:
            return error.response["Error"]["Message"].partition('"')[0]
        return "created"

    with ThreadPoolExecutor(10) as clients:
        outcomes = sorted(clients.map(attempt, range(10)))
    assert outcomes == ["Cannot create already existing model "] * 9 + ["created"]


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
    ],
)
def test_given_another_region_when_created_then_the_model_is_there_and_only_there(
    local_aws: LocalAws, contract: Contract, region: str, partition: str, suffix: str
) -> None:
    there = local_aws.client("sagemaker", region)
    model = contract.model(
        ExecutionRoleArn=f"arn:{partition}:iam::123456789012:role/sagemaker",
        PrimaryContainer={"Image": f"123456789012.dkr.ecr.{region}.{suffix}/model:1"},
    )
    arn = there.create_model(**model)["ModelArn"]
    assert arn == f"arn:{partition}:sagemaker:{region}:123456789012:model/{model['ModelName']}"
    assert list(local_aws.models(region)) == [model["ModelName"]]
    with pytest.raises(ClientError, match="Could not find model"):
        contract.sagemaker.describe_model(ModelName=model["ModelName"])


def test_given_another_account_when_a_model_is_created_then_it_is_only_there(
    local_aws: LocalAws, contract: Contract
) -> None:
    there = local_aws.client("sagemaker")
    there.meta.events.register(
        "before-call", lambda params, **_: params["headers"].update({"x-moto-account-id": "210987654321"})
    )
    model = contract.model()
    assert there.create_model(**model)["ModelArn"].split(":")[4] == "210987654321"
    assert model["ModelName"] not in local_aws.models()
