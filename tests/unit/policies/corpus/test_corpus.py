"""What all rules together say of each declaration of the corpus, and what holds for all that they say."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_sagemaker_policy import ABSENT, ModelSubject, rules
from pulumi_sagemaker_policy.declarations.adapters import ADAPTERS
from pulumi_sagemaker_policy.testing import (
    AWS_ENDPOINT_CONFIGURATION,
    NATIVE_COMPONENT,
    NATIVE_ENDPOINT_CONFIGURATION,
    Diagnostic,
    Secret,
    analyze,
    subjects,
)
from tests.unit.policies.corpus import (
    basics,
    components,
    computed,
    containers,
    pipelines,
    places,
    sight,
    state_machines,
    tags,
    templates,
    tokens,
    values,
)
from tests.unit.policies.corpus.table import (
    CERTAIN,
    IMAGE,
    NOWHERE,
    ROLE,
    SETTINGS,
    TODAY,
    Found,
    Row,
    container,
    every,
    seen,
)
from tests.unit.policies.ways import WAYS

TABLES = (basics, tags, containers, places, templates, computed, sight, components, pipelines, state_machines, tokens)
ROWS = tuple(row for table in (*TABLES, values) for row in table.ROWS)


def judge(row: Row) -> list[Diagnostic]:
    """Ask all rules, on the day of the corpus."""
    config = {**SETTINGS, **{rule: {**SETTINGS.get(rule, {}), **changed} for rule, changed in row.settings.items()}}
    policies = [rule.policy(lambda: TODAY) for rule in rules.ALL]
    return analyze(row.declaration, *policies, config=config).diagnostics


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_given_declaration_then_exactly_what_table_says_is_found_and_no_secret_shown(row: Row) -> None:
    said = judge(row)

    # A finding of the table stands for what was said, which has more words.
    assert Counter(_as_expected(seen(one), row.findings) for one in said) == Counter(row.findings)
    assert [one.message for one in said if not _is_well_said(one)] == []
    assert [value for value in _private(row) for one in said if value in one.message] == []


def _as_expected(said: Found, findings: tuple[Found, ...]) -> Found:
    return next((one for one in findings if one[:3] == said[:3] and one.says in said.says), said)


def _is_well_said(diagnostic: Diagnostic) -> bool:
    """Tell whether one sentence comes first, and then, where something is wrong, where it is and how to mend it."""
    _, sentence, *rest = diagnostic.message.splitlines()
    lines = dict(line.strip().split(": ", 1) for line in rest)
    if ". " in sentence:
        return False
    if sentence.startswith(("Waived until", "The waiver is not needed")):
        return True
    if " known only at update; " in sentence or "; the rule judges that where a stack declares it." in sentence:
        return "model" in lines
    return sentence.endswith(".") and all(lines[key].strip() for key in ("model", "at", "wanted", "fix"))


def _private(row: Row) -> Iterator[str]:
    """Find what no message may show: texts in an environment, and those that are marked as secret."""
    values = list(_secrets(row.declaration.properties))
    for model in subjects(row.declaration):
        for each in model.containers.known if isinstance(model, ModelSubject) else ():
            values += [entry.field.value for entry in each.environment.known if isinstance(entry.field.value, str)]
    # Shorter ones are switches and numbers, which sentences have of their own accord.
    return (value for value in values if len(value) > len("false"))


def _secrets(value: object, *, within: bool = False) -> Iterator[str]:
    if isinstance(value, Secret):
        yield from _secrets(value.value, within=True)
    elif isinstance(value, (Mapping, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _secrets(item, within=within)
    elif within and isinstance(value, str):
        yield value


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, set()),
        ({"enableNetworkIsolation": False, "name": "my-test-2"}, {"network-isolation", "naming"}),
        ({"tags": {"t\u0435am": "risk"}, "vpcConfig": ABSENT}, {"tag-allowlist", "vpc-config"}),
        (basics.EVERYTHING_WRONG, {rule.id for rule in rules.ALL}),
    ],
    ids=["compliant", "two rules", "two other rules", "everything wrong"],
)
def test_given_one_model_in_all_ways_to_declare_it_then_the_same_rules_find_the_same(
    changes: dict[str, Any], broken: set[str]
) -> None:
    found = [Counter(one.policy for one in judge(row) if one.policy != NOWHERE.rule) for row in every("", changes)]

    assert set(found[0]) == broken - {NOWHERE.rule}
    assert found == [found[0]] * len(WAYS)


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["risk-a", "my-test-2", ABSENT]),
        "enableNetworkIsolation": st.sampled_from([True, False, ABSENT]),
        "executionRoleArn": st.sampled_from([ROLE, ROLE.replace("/sagemaker", ""), ROLE.replace("1234", "9999"), "a"]),
        "vpcConfig": st.sampled_from(
            [
                ABSENT,
                {"subnets": ["subnet-0a"], "securityGroupIds": ["sg-0a"]},
                {"subnets": ["subnet-9a", "subnet-0b"], "securityGroupIds": ["sg-9a"]},
            ]
        ),
        "tags": st.dictionaries(
            st.sampled_from(["team", "Team", "env", "CostCenter", "costcenter", "retired", "sagemaker:project-id"]),
            st.sampled_from(["risk", "prod", "100", "2001"]),
        ),
        "primaryContainer": st.builds(
            lambda **changes: container(**changes)["primaryContainer"],
            image=st.sampled_from([IMAGE, IMAGE.partition("@")[0], f" {IMAGE}", "python:3.12"]),
            modelDataUrl=st.sampled_from(
                ["s3://ml-models/m", "s3://elsewhere/m", "https://ml-models.s3.example.com/m"]
            ),
            environment=st.dictionaries(
                st.sampled_from(["DB_PASSWORD", "MAX_TOKENS", "HF_MODEL_ID", "SETTING", "__target"]),
                st.sampled_from(["256", "obviously-fake", "fraud/db", "/opt/ml", "s3://ml-models/m", "a://b:fake@c"]),
            ),
        ),
    },
)


@settings(max_examples=25, deadline=None)
@given(changes=CHANGES)
def test_given_any_model_in_all_ways_to_declare_it_then_the_same_rules_find_the_same(changes: dict[str, Any]) -> None:
    found = {
        row.id: Counter((one.policy, one.level) for one in judge(row) if one.policy != NOWHERE.rule)
        for row in every("", changes, ways=CERTAIN)
    }

    first = next(iter(found.values()))
    assert {way for way, said in found.items() if said != first} == set()


def test_given_corpus_then_each_type_is_in_it_sound_and_with_a_finding_of_each_rule() -> None:
    sound = {row.declaration.token for row in ROWS if not row.findings}
    broken = {
        (row.declaration.token, found.rule)
        for row in ROWS
        for found in row.findings
        if found.path and "known only at update" not in found.says
    }

    plain = {way.token for way in WAYS.values()}
    parts = {NATIVE_COMPONENT, NATIVE_ENDPOINT_CONFIGURATION, AWS_ENDPOINT_CONFIGURATION}
    assert sound >= plain | set(ADAPTERS)
    assert plain >= set(ADAPTERS) - parts
    assert broken >= set(product(plain, (rule.id for rule in rules.ALL)))


def test_given_corpus_then_it_is_large_and_has_no_row_twice_and_no_lack_of_secrets() -> None:
    assert len(ROWS) >= 220
    assert not [row_id for row_id, number in Counter(row.id for row in ROWS).items() if number > 1]
    assert sum(any(_private(row)) for row in ROWS) >= 100
