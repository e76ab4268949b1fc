"""The way from a declaration to what the engine is told, through the SDK's own server."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import UNKNOWN, Finding, ModelSubject, Undecided, rules
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.pack.verdicts import Verdict
from pulumi_sagemaker_policy.testing import AWS, AWS_NATIVE, OURS, Answer, Declaration, Diagnostic, analyze, subjects
from tests.unit.policies.ways import CLOUD_CONTROL, EXTENSION, STACK

ISOLATION, TAGS = rules.network_isolation.RULE, rules.tag_allowlist.RULE
SECRET: Final = "hunter2-obviously-fake"  # noqa: S105 - what must not show up in a message
AGREED: Final = {TAGS.id: {"allowed": {"team": ["*"], "env": ["dev", "prod"]}}}


def test_given_a_violation_then_it_reads_as_a_sentence_and_what_to_do() -> None:
    answer = analyze(Declaration(OURS), ISOLATION)

    assert answer == Answer(
        [
            Diagnostic(
                "network-isolation",
                EnforcementLevel.MANDATORY,
                "SageMaker models must run in network isolation.\n"
                "enableNetworkIsolation is not set, so the model's containers can reach the network.\n"
                "  model:  fraud\n"
                "  at:     enableNetworkIsolation\n"
                "  wanted: true, as a boolean\n"
                "  fix:    pass enable_network_isolation=True to Model",
            )
        ],
        {},
    )


@pytest.mark.parametrize(
    ("resource_type", "isolate", "tag"),
    [
        (OURS, "pass enable_network_isolation=True to Model", "tags of the Model, or aws:defaultTags of the stack"),
        (
            AWS,
            "set enableNetworkIsolation (enable_network_isolation in Python) to true",
            "tags of the Model, or defaultTags of its aws provider",
        ),
        (
            AWS_NATIVE,
            "set enableNetworkIsolation (enable_network_isolation in Python) to true",
            "tags of the Model, or defaultTags of its aws-native provider",
        ),
    ],
)
def test_given_any_resource_type_then_the_fix_is_in_its_programs_words(
    resource_type: str, isolate: str, tag: str
) -> None:
    isolation, tags = analyze(
        Declaration(resource_type), ISOLATION, TAGS, config={TAGS.id: {"required": ["team"]}}
    ).diagnostics

    assert isolation.message.endswith(f"fix:    {isolate}")
    assert tags.message.endswith(f"fix:    add it to {tag}")


def test_given_our_model_with_an_explicit_provider_then_the_fix_names_that() -> None:
    told = {"__awsProvider": {"urn": "urn:pulumi:dev::shop::pulumi:providers:aws::west"}}

    (tags,) = analyze(Declaration(OURS, told), TAGS, config={TAGS.id: {"required": ["team"]}}).diagnostics

    assert tags.message.endswith("fix:    add it to tags of the Model, or defaultTags of its provider")


@pytest.mark.parametrize(
    ("resource_type", "properties"),
    [
        ("aws:s3/bucket:Bucket", {"tags": UNKNOWN}),
        ("aws:sagemaker/endpoint:Endpoint", {"tags": UNKNOWN}),
        ("pulumi:pulumi:Stack", {}),
        ("pulumi:providers:aws", {}),
        (CLOUD_CONTROL, {"typeName": "AWS::S3::Bucket", "desiredState": "no JSON"}),
        (EXTENSION, {"type": "AWS::S3::Bucket", "properties": UNKNOWN}),
        (STACK, {"templateBody": "Resources: {Data: {Type: AWS::S3::Bucket}}"}),
    ],
)
def test_given_another_resource_then_no_rule_applies_and_none_looks_at_it(
    resource_type: str, properties: dict[str, Any]
) -> None:
    declaration = Declaration(resource_type, properties)
    config = {rule.id: {"enforcementLevel": "mandatory", "no-such-setting": 1} for rule in rules.ALL}

    answer = analyze(declaration, *rules.ALL, config=config)

    assert answer == Answer([], {rule.id: "not a SageMaker model" for rule in rules.ALL})


def test_given_violations_and_unknowns_then_those_block_and_one_advisory_names_these() -> None:
    props = {"tags": {"env": UNKNOWN, "x": "1"}, "tagsAll": UNKNOWN}

    violation, advisory = analyze(Declaration(OURS, props), TAGS, config=AGREED).diagnostics

    assert (violation.level, violation.message.splitlines()[1]) == (
        EnforcementLevel.MANDATORY,
        'The tag "x" is not allowed.',
    )
    assert advisory.level == EnforcementLevel.ADVISORY
    assert advisory.message.splitlines()[1:] == [
        'tags["env"], tagsAll are known only at update; the rule then decides before the model is created or changed.',
        "  model:  fraud",
    ]


@pytest.mark.parametrize("on_unknown", ["advisory", "violation"])
def test_given_an_unknown_block_then_each_rule_names_it_once(on_unknown: str) -> None:
    declared = {"typeName": "AWS::SageMaker::Model", "desiredState": UNKNOWN}
    judging = [rule for rule in rules.ALL if rule.id != "allowed-regions"]
    config = {rule.id: {**rule.example, "enforcementLevel": "mandatory", "on_unknown": on_unknown} for rule in judging}

    found = analyze(Declaration(CLOUD_CONTROL, declared), *judging, config=config).diagnostics

    assert [diagnostic.policy for diagnostic in found] == [rule.id for rule in judging]
    assert {diagnostic.message.splitlines()[1][:36] for diagnostic in found} == {"desiredState is known only at update"}


def test_given_unknown_isolation_then_the_advisory_names_the_property() -> None:
    (advisory,) = analyze(Declaration(AWS, {"enableNetworkIsolation": UNKNOWN}), ISOLATION).diagnostics

    assert advisory.level == EnforcementLevel.ADVISORY
    assert "enableNetworkIsolation is known only at update" in advisory.message


@pytest.mark.parametrize(
    ("on_unknown", "said"),
    [
        ("skip", []),
        ("advisory", [(EnforcementLevel.ADVISORY, "; the rule then decides before the model is created or changed.")]),
        ("violation", [(EnforcementLevel.MANDATORY, ", and this rule is set to decide at preview.")]),
    ],
)
def test_given_an_unknown_then_the_setting_says_what_a_preview_makes_of_it(
    on_unknown: str, said: list[tuple[EnforcementLevel, str]]
) -> None:
    declaration = Declaration(AWS, {"enableNetworkIsolation": UNKNOWN})

    found = analyze(declaration, ISOLATION, config={ISOLATION.id: {"on_unknown": on_unknown}}).diagnostics

    start = "enableNetworkIsolation is known only at update"
    assert [(diagnostic.level, diagnostic.message.splitlines()[1]) for diagnostic in found] == [
        (level, start + end) for level, end in said
    ]


def test_given_broken_rule_then_it_blocks_without_its_errors_text_and_next_rule_runs() -> None:
    def broken(model: ModelSubject, _: Settings) -> Iterator[Verdict]:
        yield Undecided("enableNetworkIsolation")
        raise ValueError(SECRET + model.name)

    rule = replace(ISOLATION, id="broken", title="A rule.", check=broken)

    first, second = analyze(Declaration(OURS), rule, ISOLATION).diagnostics

    assert (first.policy, first.level) == ("broken", EnforcementLevel.MANDATORY)
    assert first.message.startswith("A rule.\nThe rule failed (ValueError at test_rule.py:")
    assert SECRET not in first.message
    assert second.policy == "network-isolation"


def test_given_wrong_settings_then_each_is_reported_at_the_rules_level() -> None:
    answer = analyze(
        Declaration(OURS, {"enableNetworkIsolation": True}), ISOLATION, config={ISOLATION.id: {"a": 1, "b": 2}}
    )

    assert [(found.level, found.message.splitlines()[1]) for found in answer.diagnostics] == [
        (EnforcementLevel.MANDATORY, "The policy configuration is wrong: network-isolation.a does not exist."),
        (EnforcementLevel.MANDATORY, "The policy configuration is wrong: network-isolation.b does not exist."),
    ]


@pytest.mark.parametrize("resource_type", [OURS, AWS, AWS_NATIVE])
@pytest.mark.parametrize("tags", [SECRET, {"env": SECRET}, [{"key": "env", "value": SECRET}], [SECRET], [[SECRET]]])
@pytest.mark.parametrize("isolation", [SECRET, {SECRET: SECRET}, [SECRET]])
def test_given_secrets_in_the_wrong_places_then_no_message_shows_them(
    resource_type: str, tags: object, isolation: object
) -> None:
    declaration = Declaration(
        resource_type,
        {"tags": tags, "enableNetworkIsolation": isolation},
        {"defaultTags": SECRET},
    )

    diagnostics = analyze(declaration, *rules.ALL, config=AGREED).diagnostics

    assert {found.policy for found in diagnostics} == {ISOLATION.id, TAGS.id}
    assert SECRET not in "".join(found.message for found in diagnostics)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([UNKNOWN, UNKNOWN, "", "key", "value", "tags", "{}", "__defaults"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "value", "tags"]), inner),
    max_leaves=6,
)


MEMBERS = ("enableNetworkIsolation", "tags", "tagsAll", "defaultTags", "ignoreTags")


@given(
    resource_type=st.sampled_from([OURS, AWS, AWS_NATIVE]),
    props=st.fixed_dictionaries({}, optional=dict.fromkeys(MEMBERS, JSON)),
    provider=st.none() | st.fixed_dictionaries({"defaultTags": JSON}),
)
def test_given_any_shape_of_properties_then_no_rule_breaks_and_only_true_isolates(
    resource_type: str, props: dict[str, Any], provider: dict[str, Any] | None
) -> None:
    diagnostics = analyze(Declaration(resource_type, props, provider), *rules.ALL, config=AGREED).diagnostics

    assert not [found for found in diagnostics if "The rule failed" in found.message]
    isolated = "network-isolation" not in {found.policy for found in diagnostics}
    assert isolated is (props.get("enableNetworkIsolation") is True)


KEYS = st.sampled_from(["env", "team", "x", "y"])
TAG_MAP = st.dictionaries(KEYS, st.sampled_from(["dev", "other"]), max_size=4)


def findings(declaration: Declaration, config: Settings) -> set[str]:
    (model,) = subjects(declaration)
    assert isinstance(model, ModelSubject)
    return {
        verdict.problem
        for rule in rules.ALL
        for verdict in rule.judge(model, config if rule is TAGS else {})
        if isinstance(verdict, Finding)
    }


@given(
    resource_type=st.sampled_from([OURS, AWS, AWS_NATIVE]),
    isolation=st.booleans(),
    tags=TAG_MAP,
    defaults=TAG_MAP,
    required=st.lists(st.sampled_from(["env", "team"]), max_size=2),
    summed=st.booleans(),
    hide=st.fixed_dictionaries(
        {"isolation": st.booleans(), "tags": st.booleans(), "defaults": st.booleans(), "values": st.sets(KEYS)}
    ),
)
def test_given_unknowns_anywhere_then_findings_are_true_and_nothing_known_is_missed(  # noqa: PLR0913 - the parts of a declaration
    *,
    resource_type: str,
    isolation: bool,
    tags: dict[str, str],
    defaults: dict[str, str],
    required: list[str],
    summed: bool,
    hide: dict[str, Any],
) -> None:
    config = {"allowed": {"env": ["dev"], "team": ["*"]}, "required": required}

    def declare(
        *, isolation: object, tags: Mapping[str, object], tags_hidden: bool, defaults_hidden: bool
    ) -> Declaration:
        props: dict[str, Any] = {"enableNetworkIsolation": isolation, "tags": tags}
        provider = None
        if resource_type == OURS:
            props |= (
                {"tagsAll": UNKNOWN if tags_hidden or defaults_hidden else {**defaults, **tags}}
                if summed
                else {"defaultTags": UNKNOWN if defaults_hidden else defaults}
            )
        else:
            provider = {"defaultTags": UNKNOWN if defaults_hidden else {"tags": defaults}}
        if resource_type == AWS_NATIVE:
            props["tags"] = [{"key": key, "value": value} for key, value in tags.items()]
        if tags_hidden:
            props["tags"] = UNKNOWN
        return Declaration(resource_type, props, provider)

    full = findings(declare(isolation=isolation, tags=tags, tags_hidden=False, defaults_hidden=False), config)
    known = findings(
        declare(
            isolation=UNKNOWN if hide["isolation"] else isolation,
            tags={key: UNKNOWN if key in hide["values"] else value for key, value in tags.items()},
            tags_hidden=hide["tags"],
            defaults_hidden=hide["defaults"],
        ),
        config,
    )

    assert known <= full
    if not hide["isolation"]:
        assert {problem for problem in full if problem.startswith("enable")} <= known
    if not hide["tags"]:
        assert {f'The tag "{key}" is not allowed.' for key in tags if key in "xy"} <= known
        if tags.get("env") == "other" and "env" not in hide["values"]:
            assert 'The tag "env" has a value that is not allowed.' in known
        if not hide["defaults"]:
            assert {problem for problem in full if "missing" in problem} <= known
