"""A resource is read once a request, and never for another one."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.protobuf.message import Message
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy import ModelSubject, Unreadable, policies, rules
from pulumi_sagemaker_policy.declarations.adapters import declared
from pulumi_sagemaker_policy.pack import reading
from pulumi_sagemaker_policy.testing import AWS, OURS, UNKNOWN, Declaration, analyze, fill, serve

ISOLATION, NAMING = rules.network_isolation.RULE, rules.naming.RULE
CONFIG = {rule.id: {"enforcementLevel": "mandatory", **rule.example} for rule in rules.ALL}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each resource that is read."""
    read: list[str] = []

    def note(args: ResourceValidationArgs) -> Iterator[ModelSubject | Unreadable]:
        read.append(args.urn)
        yield from declared(args)

    monkeypatch.setattr(reading, "declared", note)
    return read


def ask(server: Any, declaration: Declaration) -> list[str]:
    """Ask about a resource, and return which policies have something to say."""
    response = server.Analyze(fill(analyzer_pb2.AnalyzeRequest(), declaration), None)
    return [found.policyName for found in response.diagnostics]


def test_given_every_rule_then_a_request_reads_the_resource_once(reads: list[str]) -> None:
    server, declaration = serve(policies(*rules.ALL), CONFIG, None), Declaration(OURS, {})

    said = [ask(server, declaration) for _ in range(3)]

    assert reads == [declaration.urn] * 3
    assert said == [said[0]] * 3
    assert set(said[0]) >= {ISOLATION.id, NAMING.id}


def test_given_rules_that_judge_nothing_then_nothing_is_read(reads: list[str]) -> None:
    opt_in = [rule for rule in rules.ALL if rule.opt_in]

    answer = analyze(Declaration(OURS, {}), *opt_in)

    assert reads == []
    assert set(answer.not_applicable) == {rule.id for rule in opt_in}


def test_given_one_resource_whose_properties_change_then_each_request_judges_its_own() -> None:
    server = serve(policies(*rules.ALL), None, None)
    isolations: list[object] = [True, False, UNKNOWN, True, False] * 40

    said = [ask(server, Declaration(OURS, {"enableNetworkIsolation": isolation})) for isolation in isolations]

    assert said == [[ISOLATION.id] * (isolation is not True) for isolation in isolations]


def test_given_a_server_configured_between_requests_then_each_judges_its_own() -> None:
    pack = policies(ISOLATION, rules.vpc_config.RULE)
    server = serve(pack, None, None)
    levels = {ISOLATION.id: "mandatory", rules.vpc_config.RULE.id: "disabled"}
    said = []
    for isolated in [True, False] * 20:
        # The first request asks the one rule, and the second the other: no rule is asked twice.
        levels = dict(zip(levels, reversed(levels.values()), strict=True))
        configuration = analyzer_pb2.ConfigureAnalyzerRequest()
        for policy, level in levels.items():
            configuration.policyConfig[policy].enforcementLevel = analyzer_pb2.EnforcementLevel.Value(level.upper())
        configuration.policyConfig[rules.vpc_config.RULE.id].properties.update({"require": "isolation"})
        server.Configure(configuration, None)
        said.append(ask(server, Declaration(OURS, {"enableNetworkIsolation": isolated})))

    assert [bool(found) for found in said] == [False, True] * 20


def test_given_requests_in_several_threads_then_each_judges_its_own() -> None:
    server = serve(policies(*rules.ALL), None, None)

    def judge(number: int) -> bool:
        return bool(ask(server, Declaration(AWS, {"enableNetworkIsolation": bool(number % 2)})))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(judge, range(400))) == [not number % 2 for number in range(400)]


def test_given_the_end_of_a_request_then_nothing_of_the_sdks_messages_is_kept() -> None:
    server = serve(policies(*rules.ALL), CONFIG, None)
    declaration = Declaration(OURS, {"tags": {"team": "risk"}}, provider={"region": "eu-west-1"})
    ask(server, declaration)

    kept, seen = [reading._LAST.reading], set()  # noqa: SLF001 - what is kept is what is asked here
    found = []
    while kept:
        one: object = kept.pop()
        if id(one) in seen or isinstance(one, type) or hasattr(one, "__spec__"):
            continue
        seen.add(id(one))
        found += [one] if isinstance(one, Message) or type(one).__module__.startswith("google") else []
        # What functions have of their modules is there in any case.
        kept += [each for each in gc.get_referents(one) if not (isinstance(each, dict) and "__name__" in each)]

    assert len(seen) > 10
    assert found == []


def test_given_a_rule_whose_first_reading_fails_then_the_next_request_reads_anew(
    monkeypatch: pytest.MonkeyPatch, reads: list[str]
) -> None:
    server, declaration = serve(policies(*rules.ALL), CONFIG, None), Declaration(OURS, {})
    failures = [True]

    def fail_once(args: ResourceValidationArgs) -> Any:
        if failures:
            raise ValueError(failures.pop())
        reads.append(args.urn)
        return declared(args)

    monkeypatch.setattr(reading, "declared", fail_once)
    for _ in range(20):
        ask(server, declaration)

    assert reads == [declaration.urn] * 20


def test_given_settings_that_change_then_each_request_judges_by_its_own() -> None:
    policy = NAMING.policy()
    configs = [{"name": "risk-.*"}, {"name": "["}, {}, {"name": "risk-.*"}]

    read = [policy.configured(config) for config in configs]

    assert [(each.applies, len(each.problems)) for each in read] == [(True, 0), (False, 1), (False, 0), (True, 0)]
    assert policy.configured({"name": "risk-.*"}) is read[-1]
