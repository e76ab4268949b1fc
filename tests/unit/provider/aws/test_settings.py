"""The stack's `aws:` configuration: every key, both forms that the engine hands over, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.errors import SettingsError

SECRETS = {"aws:accessKey": "AKIAEXAMPLE", "aws:secretKey": "not-a-real-secret", "aws:token": "not-a-real-token"}
IN_SETTINGS = Settings(access_key="AKIAEXAMPLE", secret_key="not-a-real-secret", token="not-a-real-token")  # noqa: S106  (obviously fake)
HERE = __file__
"""A file that exists."""
ROLE = "arn:aws:iam::123456789012:role/ci/deploy"
SESSION = {"RoleSessionName": "pulumi-sagemaker-model"}
ENDPOINT = "http://127.0.0.1:5000"
NO_URL = "aws:endpoints has a sagemaker endpoint that is no http:// or https:// URL"
HALF = "one of aws:accessKey and aws:secretKey is set; set both, or remove it"
NO_LIST = 'aws:endpoints is not a list of objects such as [{"sagemaker": "https://..."}]'
NO_IGNORED = 'aws:ignoreTags is not an object such as {"keys": ["owner"], "keyPrefixes": ["billing:"]}'
NO_TAGS = 'aws:defaultTags is not an object such as {"tags": {"team": "ml-search"}}'

READ: dict[str, tuple[dict[str, Any], Settings]] = {
    "nothing": ({}, Settings()),
    "empty strings": (
        {"aws:region": "", "aws:profile": "", "aws:secretKey": "", "aws:endpoints": "", "aws:useFipsEndpoint": ""},
        Settings(),
    ),
    "region": ({"aws:region": "eu-west-1"}, Settings(region="eu-west-1")),
    "profile": ({"aws:profile": "ml"}, Settings(profile="ml")),
    "credentials": (SECRETS, IN_SETTINGS),
    "endpoint as JSON": ({"aws:endpoints": json.dumps([{"sagemaker": ENDPOINT}])}, Settings(endpoint=ENDPOINT)),
    "endpoint as a list": ({"aws:endpoints": [{"s3": "x"}, {"sagemaker": ENDPOINT}]}, Settings(endpoint=ENDPOINT)),
    "endpoint as an object": ({"aws:endpoints": {"sagemaker": ENDPOINT}}, Settings(endpoint=ENDPOINT)),
    "endpoint twice": (
        {"aws:endpoints": [{"sagemaker": ENDPOINT}, {"sagemaker": "http://b"}]},
        Settings(endpoint=ENDPOINT),
    ),
    "endpoint of STS": (
        {"aws:endpoints": [{"sts": ENDPOINT}], "aws:stsRegion": "us-gov-west-1"},
        Settings(sts_endpoint=ENDPOINT, sts_region="us-gov-west-1"),
    ),
    "endpoints of other services": ({"aws:endpoints": [{"s3": ENDPOINT}]}, Settings()),
    "no endpoints": ({"aws:endpoints": "[]"}, Settings()),
    "default tags as JSON": (
        {"aws:defaultTags": '{"tags": {"team": "ads", "env": "dev"}}'},
        Settings(default_tags=(("env", "dev"), ("team", "ads"))),
    ),
    "default tags as an object": ({"aws:defaultTags": {"tags": {"env": ""}}}, Settings(default_tags=(("env", ""),))),
    "default tags set by path": (
        {"aws:defaultTags": '{"tags": {"cost": 42, "pci": true}}'},
        Settings(default_tags=(("cost", "42"), ("pci", "true"))),
    ),
    "default tags without tags": ({"aws:defaultTags": {}}, Settings()),
    "ignored tags": (
        {"aws:ignoreTags": '{"keys": ["owner"], "keyPrefixes": ["billing:", "k8s/"]}'},
        Settings(ignored_keys=("owner",), ignored_key_prefixes=("billing:", "k8s/")),
    ),
    "no ignored tags": ({"aws:ignoreTags": {"keys": []}}, Settings()),
    "allowed accounts": (
        {"aws:allowedAccountIds": '["001234567890", 123456789012]', "aws:forbiddenAccountIds": "[]"},
        Settings(allowed_accounts=("001234567890", "123456789012")),
    ),
    "forbidden accounts": (
        {"aws:forbiddenAccountIds": '["123456789012"]'},
        Settings(forbidden_accounts=("123456789012",)),
    ),
    "one role": ({"aws:assumeRole": {"roleArn": ROLE}}, Settings(roles=({**SESSION, "RoleArn": ROLE},))),
    "no role": ({"aws:assumeRoles": "[]"}, Settings()),
    "a chain of roles": (
        {
            "aws:assumeRoles": json.dumps(
                [
                    {
                        "roleArn": ROLE,
                        "sessionName": "ci",
                        "externalId": 1234,
                        "duration": "1h30m0.5s",
                        "policy": '{"Version": "2012-10-17"}',
                        "policyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
                        "sourceIdentity": "ada",
                        "tags": {"team": "ads"},
                        "transitiveTagKeys": ["team"],
                    },
                    {"roleArn": "arn:aws-cn:iam::123456789012:role/x", "externalId": None},
                ]
            )
        },
        Settings(
            roles=(
                {
                    "RoleArn": ROLE,
                    "RoleSessionName": "ci",
                    "ExternalId": "1234",
                    "DurationSeconds": 5400,
                    "Policy": '{"Version": "2012-10-17"}',
                    "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
                    "SourceIdentity": "ada",
                    "Tags": [{"Key": "team", "Value": "ads"}],
                    "TransitiveTagKeys": ["team"],
                },
                {**SESSION, "RoleArn": "arn:aws-cn:iam::123456789012:role/x"},
            )
        ),
    ),
    "web identity": (
        {"aws:assumeRoleWithWebIdentity": {"roleArn": ROLE, "webIdentityTokenFile": HERE, "policy": {"Version": "1"}}},
        Settings(
            web_identity={
                **SESSION,
                "RoleArn": ROLE,
                "WebIdentityTokenFile": HERE,
                "Policy": '{"Version": "1"}',
            }
        ),
    ),
    "variables of the SDK": (
        {
            "aws:customCaBundle": HERE,
            "aws:ec2MetadataServiceEndpoint": "http://[fd00:ec2::254]",
            "aws:ec2MetadataServiceEndpointMode": "IPv6",
            "aws:maxRetries": "3",
            "aws:retryMode": "standard",
            "aws:sharedConfigFiles": [HERE],
            "aws:sharedCredentialsFiles": json.dumps([HERE]),
            "aws:useDualstackEndpoint": "true",
            "aws:useFipsEndpoint": False,
        },
        Settings(
            sdk=(
                ("ca_bundle", HERE),
                ("ec2_metadata_service_endpoint", "http://[fd00:ec2::254]"),
                ("ec2_metadata_service_endpoint_mode", "IPv6"),
                ("max_attempts", 3),
                ("retry_mode", "standard"),
                ("config_file", HERE),
                ("credentials_file", HERE),
                ("use_dualstack_endpoint", True),
                ("use_fips_endpoint", False),
            )
        ),
    ),
    "no check of certificates": (
        {"aws:insecure": "true", "aws:customCaBundle": HERE},
        Settings(sdk=(("ca_bundle", HERE), ("ca_bundle", False))),
    ),
    "no role of the machine": ({"aws:skipMetadataApiCheck": "true"}, Settings(instance_role=False)),
    "one proxy": (
        {"aws:httpProxy": "http://proxy:8080"},
        Settings(proxies=(("http", "http://proxy:8080"), ("https", "http://proxy:8080"))),
    ),
    "the other proxy": ({"aws:httpsProxy": "http://proxy"}, Settings(proxies=(("https", "http://proxy"),))),
    "settings that cannot matter to a model": (
        {"aws:skipCredentialsValidation": "true", "aws:s3UsePathStyle": "true", "aws:x": "y", "gcp:region": "x"},
        Settings(),
    ),
}


def not_a(key: str, wanted: str) -> str:
    return f"aws:{key} is not {wanted}; set it with: pulumi config set aws:{key} VALUE"


FILE = "the path of a file that exists"
FILES = "a list of one path, of a file that exists"
SESSION_NAME = "2 to 64 letters, digits and _+=,.@-"
DURATION = "a duration from 15m to 12h, such as 1h30m"
ROLE_ARN = "the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME"

SCALARS: dict[str, tuple[str, list[Any]]] = {
    **dict.fromkeys(("region", "profile", "accessKey", "secretKey", "token", "noProxy"), ("a string", [7.0, ["x"]])),
    "stsRegion": ("an AWS region such as us-east-1", ["us east 1", "US-EAST-1", 7.0]),
    **dict.fromkeys(
        ("insecure", "skipMetadataApiCheck", "useDualstackEndpoint", "useFipsEndpoint"),
        ("true or false", ["yes", "True", 1, []]),
    ),
    **dict.fromkeys(("httpProxy", "httpsProxy"), ("the http:// or https:// URL of a proxy", ["proxy:8080", "http://"])),
    "customCaBundle": (FILE, ["/absent/ca.pem", "/", 7.0]),
    "ec2MetadataServiceEndpoint": ("an http:// or https:// URL", ["169.254.169.254"]),
    "ec2MetadataServiceEndpointMode": ("IPv4 or IPv6", ["IPv5"]),
    "maxRetries": ("a number of attempts, at least 1", ["0", "-1", "many", 2.0, True]),
    "retryMode": ("standard or adaptive", ["legacy"]),
}

LISTS: dict[str, tuple[str, list[Any]]] = {
    **dict.fromkeys(("sharedConfigFiles", "sharedCredentialsFiles"), (FILES, [[], [HERE, HERE], ["/absent"], "7"])),
    **dict.fromkeys(
        ("allowedAccountIds", "forbiddenAccountIds"),
        ("a list of account ids of 12 digits", [["1"], [12345678901], ["12345678901x"], [None], {}, "123456789012"]),
    ),
}

ROLE_MEMBERS: dict[str, tuple[str, list[Any]]] = {
    "roleArn": (
        ROLE_ARN,
        ["deploy", "arn:aws:iam::12345678901:role/x", "arn:aws:iam::123456789012:user/x", f"{ROLE} ", "", 7],
    ),
    "sessionName": (SESSION_NAME, ["x", "a b", "x" * 65, ["ci"]]),
    "sourceIdentity": (SESSION_NAME, ["x", "a/b"]),
    "externalId": ("2 to 1224 letters, digits and _+=,.@:/-", ["x", "a b", "x" * 1225, {}]),
    "duration": (DURATION, ["14m59s", "12h1s", "1 h", "h", "", "3600", 3600, "1d", "1h!"]),
    "policy": ("an IAM policy in JSON", ["{", "[]", "policy", 7]),
    "policyArns": ("a list of ARNs of IAM policies", ["arn:aws:iam::aws:policy/x", ["x"], {}]),
    "tags": ("an object of tags", [["team"], {"team": ["ads"]}]),
    "transitiveTagKeys": ("a list of tag keys", ["team", [""], [{}]]),
}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    **{
        f"{key}: {value!r}": ({f"aws:{key}": value}, not_a(key, wanted))
        for key, (wanted, values) in SCALARS.items()
        for value in values
    },
    **{
        f"{key}: {value!r}": ({f"aws:{key}": value}, f"aws:{key} is not {wanted}")
        for key, (wanted, values) in LISTS.items()
        for value in values
    },
    **{
        f"{member} of a role: {value!r}": (
            {"aws:assumeRoles": [{"roleArn": ROLE}, {"roleArn": ROLE, member: value}]},
            f"aws:assumeRoles[1].{member} is not {wanted}",
        )
        for member, (wanted, values) in ROLE_MEMBERS.items()
        for value in values
    },
    "access key alone": ({"aws:accessKey": "AKIAEXAMPLE"}, HALF),
    "secret key alone": ({"aws:secretKey": "not-a-real-secret"}, HALF),
    "token alone": (
        {"aws:token": "not-a-real-token"},
        "aws:token is set without aws:accessKey and aws:secretKey; set them, or remove it",
    ),
    "endpoints is no JSON": ({"aws:endpoints": "{"}, "aws:endpoints is neither an object nor JSON; set it with --path"),
    "endpoints is a URL": ({"aws:endpoints": json.dumps(ENDPOINT)}, NO_LIST),
    "endpoints is a list of URLs": ({"aws:endpoints": [ENDPOINT]}, NO_LIST),
    **{
        f"endpoint {url}": ({"aws:endpoints": [{"sagemaker": url}]}, NO_URL)
        for url in (
            7.0,
            "localhost:5000",
            "ftp://h",
            "http://",
            "http://[::1",
            "http://a b",
            "http://h:p",
            "http://a_b",
        )
    },
    "endpoint of STS": ({"aws:endpoints": {"sts": "x"}}, NO_URL.replace("sagemaker", "sts")),
    "default tags is no JSON": (
        {"aws:defaultTags": "team=ads"},
        "aws:defaultTags is neither an object nor JSON; set it with --path",
    ),
    "default tags is a list": ({"aws:defaultTags": ["team"]}, NO_TAGS),
    "default tags hold a list": ({"aws:defaultTags": {"tags": ["team"]}}, NO_TAGS),
    "default tag is a list": ({"aws:defaultTags": {"tags": {"cost": [7]}}}, NO_TAGS),
    "default tags without their member": ({"aws:defaultTags": {"team": "ads"}}, NO_TAGS),
    "ignored tags is a list": ({"aws:ignoreTags": ["owner"]}, NO_IGNORED),
    "ignored tags of another member": ({"aws:ignoreTags": {"key": ["owner"]}}, NO_IGNORED),
    "ignored key is no list": ({"aws:ignoreTags": {"keys": "owner"}}, NO_IGNORED),
    "ignored prefix of all tags": ({"aws:ignoreTags": {"keyPrefixes": [""]}}, NO_IGNORED),
    "accounts allowed and forbidden": (
        {"aws:allowedAccountIds": ["123456789012"], "aws:forbiddenAccountIds": ["123456789012"]},
        "aws:allowedAccountIds and aws:forbiddenAccountIds are both set; remove one of the two",
    ),
    "roles and a role": (
        {"aws:assumeRole": {"roleArn": ROLE}, "aws:assumeRoles": []},
        "aws:assumeRole and aws:assumeRoles are both set; keep aws:assumeRoles alone",
    ),
    "role is an ARN": (
        {"aws:assumeRole": json.dumps(ROLE)},
        'aws:assumeRole is not an object such as {"roleArn": "arn:aws:iam::ACCOUNT:role/NAME"}',
    ),
    "role without ARN": (
        {"aws:assumeRole": {}},
        "aws:assumeRole.roleArn is missing; give the ARN of the role, arn:aws:iam::ACCOUNT:role/NAME",
    ),
    "role with another member": (
        {"aws:assumeRoles": [{"roleArn": ROLE, "durationSeconds": 900}]},
        (
            "aws:assumeRoles[0] has a member that is none of duration, externalId, policy, policyArns, roleArn, "
            "sessionName, sourceIdentity, tags, transitiveTagKeys; correct or remove it"
        ),
    ),
    "web identity with an external id": (
        {"aws:assumeRoleWithWebIdentity": {"roleArn": ROLE, "externalId": "not-a-real-id"}},
        (
            "aws:assumeRoleWithWebIdentity has a member that is none of duration, policy, policyArns, roleArn, "
            "sessionName, webIdentityToken, webIdentityTokenFile; correct or remove it"
        ),
    ),
    **{
        f"web identity with {len(tokens)} tokens": (
            {"aws:assumeRoleWithWebIdentity": {"roleArn": ROLE, **tokens}},
            "aws:assumeRoleWithWebIdentity needs one of webIdentityToken and webIdentityTokenFile; give one of the two",
        )
        for tokens in ({}, {"webIdentityToken": "not-a-real-token", "webIdentityTokenFile": HERE})
    },
    "no proxy for some": (
        {"aws:noProxy": "localhost"},
        (
            "aws:noProxy is set and pulumi_sagemaker_model does not honour it; remove it from this stack "
            "(pulumi config rm aws:noProxy) and set HTTPS_PROXY and NO_PROXY in the environment"
        ),
    ),
}


@pytest.mark.parametrize(("configuration", "settings"), READ.values(), ids=READ)
def test_given_a_configuration_when_read_then_the_settings_are(
    configuration: dict[str, Any], settings: Settings
) -> None:
    assert Settings.from_configuration(configuration) == settings


@pytest.mark.parametrize(("configuration", "sentence"), REFUSED.values(), ids=REFUSED)
def test_given_an_unusable_setting_when_read_then_the_sentence_names_it(
    configuration: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_configuration(configuration)

    assert str(refusal.value) == sentence


def told(configuration: dict[str, Any]) -> dict[str, Any]:
    """Return what a provider is told that has the settings of a configuration."""
    settings = {key.removeprefix("aws:"): value for key, value in configuration.items() if key.startswith("aws:")}
    return {**settings, "urn": "urn:pulumi:dev::shop::pulumi:providers:aws::west"}


@pytest.mark.parametrize(("configuration", "settings"), READ.values(), ids=READ)
def test_given_what_a_provider_is_told_when_read_then_the_settings_are_the_same(
    configuration: dict[str, Any], settings: Settings
) -> None:
    stack = {"aws:region": "not-this", "sagemaker:deleteInUse": "warn"}

    assert Settings.of(told(configuration), stack) == replace(settings, provider="west", delete_in_use="warn")
    assert Settings.of(None, configuration) == settings


@pytest.mark.parametrize("configuration", [one for one, _ in REFUSED.values()], ids=REFUSED)
def test_given_an_unusable_setting_of_a_provider_then_the_sentence_names_both(
    configuration: dict[str, Any],
) -> None:
    own = {key: value for key, value in configuration.items() if not key.startswith("aws:")}
    with pytest.raises(SettingsError) as refusal:
        Settings.of(told(configuration), own)

    sentence = str(refusal.value)
    assert " of provider west " in sentence or "sagemaker:" in sentence
    assert "aws:" not in sentence.replace("arn:aws:", "")
    assert "pulumi config" not in sentence or "sagemaker:" in sentence


@pytest.mark.parametrize(
    ("settings", "account"),
    [
        (Settings(), None),
        (Settings(access_key="AKIAEXAMPLE", profile="ml"), None),
        (Settings(roles=({"RoleArn": ROLE},)), "123456789012"),
        (Settings(roles=({"RoleArn": "arn:aws:iam::222222222222:role/hub"}, {"RoleArn": ROLE})), "123456789012"),
        (Settings(web_identity={"RoleArn": ROLE}), "123456789012"),
        (
            Settings(web_identity={"RoleArn": ROLE}, roles=({"RoleArn": "arn:aws:iam::222222222222:role/x"},)),
            "222222222222",
        ),
        (Settings(allowed_accounts=("123456789012",)), "123456789012"),
    ],
)
def test_given_settings_that_name_an_account_then_they_exclude_all_others(
    settings: Settings, account: str | None
) -> None:
    others = {"123456789012", "222222222222", "333333333333"} - {account}

    assert {other for other in others if settings.exclude(other)} == (others if account else set())
    assert account is None or not settings.exclude(account)


def test_given_forbidden_accounts_then_settings_exclude_these() -> None:
    settings = Settings(forbidden_accounts=("222222222222",))

    assert [settings.exclude(account) for account in ("222222222222", "123456789012")] == [True, False]


def test_given_secrets_when_settings_are_shown_then_they_are_hidden() -> None:
    assert "not-a-real" not in repr(Settings.from_configuration(SECRETS))


@pytest.mark.parametrize(
    "key",
    [
        "aws:endpoints",
        "aws:defaultTags",
        "aws:ignoreTags",
        "aws:allowedAccountIds",
        "aws:assumeRole",
        "aws:assumeRoles",
        "aws:assumeRoleWithWebIdentity",
        "aws:sharedConfigFiles",
        "aws:customCaBundle",
        "aws:httpsProxy",
        "aws:maxRetries",
        "aws:stsRegion",
    ],
)
@pytest.mark.parametrize(
    "secret",
    [
        "not-a-real-secret",
        '["not-a-real-secret"]',
        '{"sagemaker": "not-a-real-secret", "not-a-real-secret": 1}',
        '{"sagemaker": "not-a-real-secret", "roleArn": "not-a-real-secret"}',
    ],
)
def test_given_a_secret_in_an_unusable_setting_when_read_then_no_sentence_shows_it(key: str, secret: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_configuration({key: secret})

    assert "not-a-real" not in str(refusal.value)


@pytest.mark.parametrize(
    ("key", "ignored"),
    [("owner", True), ("owners", False), ("Owner", False), ("billing:team", True), ("billing", False), ("", False)],
)
def test_given_ignored_tags_then_keys_match_as_a_whole_and_prefixes_at_the_start(key: str, *, ignored: bool) -> None:
    settings = Settings(ignored_keys=("owner",), ignored_key_prefixes=("billing:",))

    assert (settings.ignores(key), Settings().ignores(key)) == (ignored, False)
