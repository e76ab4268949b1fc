"""Every fact of a model, from every resource type that can declare one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    ContainerSubject,
    Entry,
    Field,
    ModelSubject,
    Parts,
    Unreadable,
)
from pulumi_sagemaker_policy.declarations.adapters import ADAPTERS
from pulumi_sagemaker_policy.testing import (
    AWS,
    AWS_ENDPOINT_CONFIGURATION,
    AWS_NATIVE,
    NATIVE_COMPONENT,
    NATIVE_ENDPOINT_CONFIGURATION,
    OURS,
    Declaration,
    subjects,
)
from tests.unit.policies.ways import (
    BRIDGED,
    CLOUD_CONTROL,
    EXTENSION,
    NATIVE_STACK,
    NATIVE_STACK_SET,
    STACK,
    STACK_SET,
    WAYS,
    Way,
    facts,
)

# What is no model without its properties, and what has another path for a block that is not there, is tried elsewhere.
FIXED = {name: way for name, way in WAYS.items() if name != "dynamic" and not way.lists}

every_way = pytest.mark.parametrize("way", FIXED.values(), ids=FIXED)

SHOWN = [way for name, way in WAYS.items() if name in ("ours", "aws", "aws-native", "extension", "native stack")]
"""Where a program can have unknowns within a model; elsewhere all of it is one text."""

PARTS = {NATIVE_COMPONENT, NATIVE_ENDPOINT_CONFIGURATION, AWS_ENDPOINT_CONFIGURATION}
"""What declares a part of a model only, or what models take from elsewhere."""

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1"
ROLE = "arn:aws:iam::123456789012:role/sagemaker"


def read(declaration: Declaration) -> ModelSubject:
    (subject,) = subjects(declaration)
    assert isinstance(subject, ModelSubject)
    return subject


def container(way: Way, properties: dict[str, Any]) -> ContainerSubject:
    (subject,) = read(way.declare({"primaryContainer": properties})).containers.known
    return subject


def values(parts: Parts[Field]) -> dict[str, object]:
    return {part.path: part.value for part in parts.known}


def test_given_the_resource_types_then_each_is_tried_here() -> None:
    assert {way.token for way in WAYS.values()} >= set(ADAPTERS) - PARTS


@every_way
@pytest.mark.parametrize(
    ("fact", "path", "value"),
    [
        ("model_name", "name", "fraud-1"),
        ("isolation", "enableNetworkIsolation", True),
        ("isolation", "enableNetworkIsolation", False),
        ("execution_role", "executionRoleArn", ROLE),
    ],
)
def test_given_property_then_its_fact_has_its_value_and_path_in_the_programs_words(
    way: Way, fact: str, path: str, value: object
) -> None:
    given, absent = read(way.declare({path: value})), read(way.declare({}))

    assert getattr(given, fact) == Field(way.path(path), value)
    assert getattr(absent, fact) == Field(way.path(path), ABSENT)


@every_way
def test_given_a_model_then_it_has_its_resources_names(way: Way) -> None:
    declaration = way.declare({})

    assert (read(declaration).name, read(declaration).urn) == (way.subject, declaration.urn)


@every_way
@pytest.mark.parametrize(
    ("vpc", "subnets"),
    [
        ({"subnets": ["subnet-a", "subnet-b"]}, {"[0]": "subnet-a", "[1]": "subnet-b"}),
        ({"subnets": []}, {}),
        ({}, {}),
        (None, {}),
        ({"subnets": ["subnet-a", None]}, {"[0]": "subnet-a"}),
    ],
)
def test_given_a_vpc_then_subnets_and_security_groups_are_lists(
    way: Way, vpc: dict[str, Any] | None, subnets: dict[str, str]
) -> None:
    model = read(way.declare({"vpcConfig": vpc and {**vpc, "securityGroupIds": ["sg-a"]}}))

    at = way.path("vpcConfig.subnets")
    assert model.subnets.path == at
    assert values(model.subnets) == {at + index: value for index, value in subnets.items()}
    assert values(model.security_groups) == ({way.path("vpcConfig.securityGroupIds[0]"): "sg-a"} if vpc else {})


@pytest.mark.parametrize("way", SHOWN, ids=lambda way: way.token)
def test_given_unknowns_then_each_hides_no_more_than_itself(way: Way) -> None:
    model = read(
        way.declare(
            {
                "executionRoleArn": UNKNOWN,
                "vpcConfig": {"subnets": ["subnet-a", UNKNOWN], "securityGroupIds": UNKNOWN},
                "containers": [UNKNOWN, {"image": IMAGE, "modelDataSource": UNKNOWN, "environment": UNKNOWN}],
            }
        )
    )

    assert model.execution_role.value is UNKNOWN
    assert list(values(model.subnets).values()) == ["subnet-a", UNKNOWN]
    assert model.security_groups.hidden == (way.path("vpcConfig.securityGroupIds"),)
    assert model.containers.hidden == (way.path("containers[0]"),)
    (known,) = model.containers.known
    assert known.image == Field(way.path("containers[1].image"), IMAGE)
    assert values(known.model_data) == {way.path("containers[1].modelDataSource"): UNKNOWN}
    assert known.environment.hidden == (way.path("containers[1].environment"),)


@pytest.mark.parametrize("way", SHOWN, ids=lambda way: way.token)
@pytest.mark.parametrize("block", ["vpcConfig", "primaryContainer"])
def test_given_an_unknown_block_then_what_is_in_it_is_hidden_by_its_name(way: Way, block: str) -> None:
    model = read(way.declare({block: UNKNOWN}))

    parts: Parts[Any] = model.subnets if block == "vpcConfig" else model.containers
    assert (parts.known, parts.hidden) == ((), (way.path(block),))


@every_way
def test_given_both_forms_of_containers_then_all_of_them_are_read(way: Way) -> None:
    both = {"primaryContainer": {"image": "a"}, "containers": [{"image": "b"}, {"image": "c"}]}

    known = read(way.declare(both)).containers.known

    assert [(one.path, one.image.value) for one in known] == [
        (way.path("primaryContainer"), "a"),
        (way.path("containers[0]"), "b"),
        (way.path("containers[1]"), "c"),
    ]


@every_way
@pytest.mark.parametrize(
    ("fact", "path"),
    [
        ("image", "image"),
        ("model_package", "modelPackageName"),
        ("hostname", "containerHostname"),
        ("mode", "mode"),
        ("repository_access", "imageConfig.repositoryAccessMode"),
        ("repository_credentials", "imageConfig.repositoryAuthConfig.repositoryCredentialsProviderArn"),
    ],
)
def test_given_a_containers_property_then_its_fact_has_value_and_path(way: Way, fact: str, path: str) -> None:
    properties: Any = "a value"
    for key in reversed(path.split(".")):
        properties = {key: properties}

    assert getattr(container(way, properties), fact) == Field(way.path(f"primaryContainer.{path}"), "a value")
    assert getattr(container(way, {}), fact) == Field(way.path(f"primaryContainer.{path}"), ABSENT)


@every_way
def test_given_artefacts_in_many_places_then_all_of_them_are_read(way: Way) -> None:
    source = {"s3Uri": "s3://b/3/", "manifestS3Uri": "s3://b/m", "hubAccessConfig": {"hubContentArn": "arn:hub"}}
    subject = container(
        way,
        {
            "modelDataUrl": "s3://b/1",
            "modelDataSource": {"s3DataSource": {"s3Uri": "s3://b/2/"}, "s3DataSources": [source]},
            "additionalModelDataSources": [
                {"channelName": "a", "s3DataSource": {"s3Uri": "s3://b/4/"}},
                {"channelName": "b", "s3DataSources": [{"s3Uri": "s3://b/5/"}, {"s3Uri": "s3://b/6/"}]},
            ],
        },
    )

    at = "primaryContainer"
    listed = f"{at}.modelDataSource.s3DataSources[0]"
    assert values(subject.model_data) == {
        way.path(path): value
        for path, value in {
            f"{at}.modelDataUrl": "s3://b/1",
            f"{at}.modelDataSource.s3DataSource.s3Uri": "s3://b/2/",
            f"{listed}.s3Uri": "s3://b/3/",
            f"{listed}.manifestS3Uri": "s3://b/m",
            f"{at}.additionalModelDataSources[0].s3DataSource.s3Uri": "s3://b/4/",
            f"{at}.additionalModelDataSources[1].s3DataSources[0].s3Uri": "s3://b/5/",
            f"{at}.additionalModelDataSources[1].s3DataSources[1].s3Uri": "s3://b/6/",
        }.items()
    }
    assert values(subject.hub_contents) == {way.path(f"{listed}.hubAccessConfig.hubContentArn"): "arn:hub"}


@every_way
def test_given_an_environment_then_its_keys_are_as_the_program_has_them(way: Way) -> None:
    subject = container(way, {"environment": {"tOKEN": "x", "A": "1"}})

    path = way.path("primaryContainer.environment")
    assert subject.environment == Parts(
        path, (Entry("A", Field(f'{path}["A"]', "1")), Entry("tOKEN", Field(f'{path}["tOKEN"]', "x")))
    )


@every_way
@pytest.mark.parametrize(
    ("properties", "path", "wanted"),
    [
        ({"vpcConfig": "none"}, "vpcConfig", "a map"),
        ({"vpcConfig": {"subnets": "subnet-a"}}, "vpcConfig.subnets", "a list of strings"),
        ({"vpcConfig": {"subnets": [["subnet-a"]]}}, "vpcConfig.subnets[0]", "a string"),
    ],
)
def test_given_a_wrong_shape_then_it_is_unreadable_where_it_is_wrong(
    way: Way, properties: dict[str, Any], path: str, wanted: str
) -> None:
    (part,) = read(way.declare(properties)).subnets.unreadable

    assert (part.field.path, part.wanted) == (way.path(path), wanted)


@every_way
@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"primaryContainer": "image"}, "primaryContainer"),
        ({"containers": {"image": "a"}}, "containers"),
        ({"containers": [5]}, "containers[0]"),
    ],
)
def test_given_no_container_where_one_belongs_then_it_is_unreadable(
    way: Way, properties: dict[str, Any], path: str
) -> None:
    containers = read(way.declare(properties)).containers

    assert [part.field.path for part in containers.unreadable] == [way.path(path)]
    assert containers.known == ()


@pytest.mark.parametrize("way", [way for way in FIXED.values() if way.token != BRIDGED], ids=lambda way: way.token)
def test_given_a_wrong_shape_around_a_property_then_the_fact_names_what_is_wrong(way: Way) -> None:
    subject = container(way, {"imageConfig": "Platform", "modelDataSource": [], "additionalModelDataSources": "x"})

    access = subject.repository_access
    assert access.path == way.path("primaryContainer.imageConfig")
    assert isinstance(access.value, Unreadable)
    assert access.value.field.value == "Platform"
    assert [part.field.path for part in subject.model_data.unreadable] == [
        way.path("primaryContainer.modelDataSource"),
        way.path("primaryContainer.additionalModelDataSources"),
    ]


PROVIDER_REGION = Field("region of provider main", "eu-west-1")


@pytest.mark.parametrize(
    ("token", "properties", "provider", "expected"),
    [
        (OURS, {"region": "eu-west-1"}, {}, Field("region", "eu-west-1")),
        (OURS, {}, None, Field("region", ABSENT)),
        (AWS, {}, {"region": "eu-west-1"}, PROVIDER_REGION),
        (AWS, {"region": "us-east-1"}, {"region": "eu-west-1"}, Field("region", "us-east-1")),
        (AWS, {"region": UNKNOWN}, {"region": "eu-west-1"}, Field("region", UNKNOWN)),
        (AWS, {}, {"region": UNKNOWN}, Field("region of provider main", UNKNOWN)),
        (AWS, {}, {}, Field("region of provider main", ABSENT)),
        (AWS_NATIVE, {}, {"region": "eu-west-1"}, PROVIDER_REGION),
        (CLOUD_CONTROL, {"region": "us-east-1"}, {"region": "eu-west-1"}, Field("region", "us-east-1")),
        (EXTENSION, {}, {"region": "eu-west-1"}, PROVIDER_REGION),
        (STACK, {"region": "us-east-1"}, {"region": "eu-west-1"}, Field("region", "us-east-1")),
        (NATIVE_STACK, {}, {"region": "eu-west-1"}, PROVIDER_REGION),
        (STACK_SET, {"region": "us-east-1"}, {}, Field("the stack set's instances", UNRESOLVABLE)),
        (NATIVE_STACK_SET, {}, {"region": "eu-west-1"}, Field("the stack set's instances", UNRESOLVABLE)),
    ],
)
def test_given_a_region_then_the_models_own_comes_before_its_providers(
    token: str, properties: dict[str, Any], provider: dict[str, Any] | None, expected: Field
) -> None:
    (way,) = (way for way in WAYS.values() if way.token == token)

    declared = Declaration(token, {**way.write({}), **properties}, provider)

    assert read(declared).region == expected


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        (["123456789012"], Field("allowedAccountIds of provider main[0]", "123456789012")),
        (["123456789012", "210987654321"], Field("allowedAccountIds of provider main", ABSENT)),
        ([UNKNOWN], Field("allowedAccountIds of provider main", ABSENT)),
        (UNKNOWN, Field("allowedAccountIds of provider main", ABSENT)),
        ("garbage", Field("allowedAccountIds of provider main", ABSENT)),
        (None, Field("allowedAccountIds of provider main", ABSENT)),
    ],
)
def test_given_accounts_a_provider_may_act_in_then_only_a_single_one_is_certain(
    accounts: object, expected: Field
) -> None:
    assert read(Declaration(AWS, {}, {"allowedAccountIds": accounts})).account == expected

    # Our Model has an explicit provider's settings among its own properties.
    told = {"urn": "urn:pulumi:dev::shop::pulumi:providers:aws::main", "allowedAccountIds": accounts}
    assert read(Declaration(OURS, {"__awsProvider": told})).account == expected


def tags(declaration: Declaration) -> dict[str, object]:
    found = read(declaration).tags
    assert (found.hidden, found.unreadable) == ((), ())
    return {tag.field.path: tag.field.value for tag in found.known}


DEFAULTS = {"defaultTags": {"tags": {"env": "dev", "team": "x"}}}
TEAM = {"tags": [{"key": "team", "value": "risk"}]}


@pytest.mark.parametrize(
    ("way", "properties", "expected"),
    [
        ("cloud control", {}, {"desiredState.Tags[0].Value": "risk"}),
        ("extension", {}, {"properties.Tags[0].Value": "risk"}),
        (
            "extension",
            {"tagsStyle": "keyValueArray"},
            {"properties.Tags[0].Value": "risk", 'tags["env"] in defaultTags of provider main': "dev"},
        ),
        (
            "stack",
            {"tags": {"cost": "1", "team": "y"}},
            {
                "templateBody.Resources.Fraud.Properties.Tags[0].Value": "risk",
                'tags["cost"]': "1",
                'tags["env"] in defaultTags of provider main': "dev",
            },
        ),
        (
            "native stack set",
            {"tags": [{"key": "cost", "value": "1"}]},
            {
                "templateBody.Resources.Fraud.Properties.Tags[0].Value": "risk",
                "tags[0].value": "1",
                'tags["env"] in defaultTags of provider main': "dev",
            },
        ),
    ],
)
def test_given_tags_in_several_places_then_the_models_own_come_first(
    way: str, properties: dict[str, Any], expected: dict[str, str]
) -> None:
    declared = WAYS[way].declare(TEAM, DEFAULTS)

    assert tags(Declaration(declared.token, {**declared.properties, **properties}, DEFAULTS)) == expected


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([UNKNOWN, "", "Ref", "AWS::Region", "${A}${AWS::AccountId}"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "value", "s3DataSource", "s3Uri", "Ref", "Fn::Sub", "Fn::Join", "Fn::If", "image"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
PROPERTIES = st.dictionaries(
    st.sampled_from(["name", "vpcConfig", "primaryContainer", "containers", "tags", "enableNetworkIsolation"]), ANY
)


@given(way=st.sampled_from(SHOWN), properties=PROPERTIES, provider=st.none() | st.dictionaries(st.just("region"), ANY))
def test_given_properties_of_any_shape_then_every_fact_can_be_read(
    way: Way, properties: dict[str, Any], provider: dict[str, Any] | None
) -> None:
    model = read(way.declare(properties, provider))

    for name, fact in facts(model):
        assert isinstance(fact, (str, Field, Parts)) or name in ("remedies", "host")
