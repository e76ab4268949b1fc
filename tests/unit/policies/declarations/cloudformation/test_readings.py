"""What it costs to read a template: counted work, as a clock says how busy the machine is."""

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from pulumi_policy import Policy

from pulumi_sagemaker_policy import policies, rules
from pulumi_sagemaker_policy.declarations.cloudformation import load, readings
from pulumi_sagemaker_policy.testing import Declaration, analyze, analyze_stack
from tests.unit.policies.corpus.table import SETTINGS
from tests.unit.policies.ways import MODEL, NATIVE_STACK_SET, STACK, template


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each text that is loaded."""
    loaded: list[str] = []

    def note(text: str) -> load.Loaded:
        loaded.append(text)
        return load.load(text)

    monkeypatch.setattr(readings, "load", note)
    return loaded


BODY = json.dumps(template({"modelName": "risk-fraud"}))


@pytest.mark.parametrize("parameters", [{}, {"A": "b"}, {"A": [1]}])
def test_given_a_template_when_all_rules_judge_it_then_a_request_loads_it_once(
    loads: list[str], parameters: dict[str, Any]
) -> None:
    declaration = Declaration(STACK, {"templateBody": BODY, "parameters": parameters})

    said = [analyze(declaration, *rules.ALL, config=SETTINGS) for _ in range(2)]

    assert loads == [BODY, BODY]
    assert said[0] == said[1]


def test_given_instances_in_many_regions_when_all_rules_judge_then_it_is_loaded_once(loads: list[str]) -> None:
    regions = [f"eu-west-{number}" for number in range(9)]
    properties = {"templateBody": BODY, "stackInstancesGroup": [{"regions": regions}]}

    analyze(Declaration(NATIVE_STACK_SET, properties), *rules.ALL, config=SETTINGS)

    assert loads == [BODY]


def test_given_rules_that_judge_nothing_then_a_template_is_not_loaded(loads: list[str]) -> None:
    config = {"network-isolation": {"enforcementLevel": "disabled"}}

    analyze(Declaration(STACK, {"templateBody": BODY}), rules.naming.RULE, rules.ALL[0], config=config)

    assert loads == []


def test_given_templates_that_differ_then_none_is_taken_for_another() -> None:
    bodies = [json.dumps(template({"enableNetworkIsolation": on})) for on in (True, False)]
    parameters = [{"On": "true"}, {"On": "false"}]
    by_parameter = template({"enableNetworkIsolation": {"Ref": "On"}}) | {"Parameters": {"On": {"Type": "String"}}}
    declared: list[dict[str, Any]] = [
        *({"templateBody": body} for body in bodies),
        *({"templateBody": json.dumps(by_parameter), "parameters": given} for given in parameters),
    ]

    said = [analyze(Declaration(STACK, each), rules.ALL[0]).diagnostics for each in (*declared, *declared)]

    assert [len(each) for each in said] == [0, 1, 0, 1] * 2


@pytest.mark.parametrize("policy", policies(*rules.ALL)[len(rules.ALL) :], ids=lambda policy: policy.name)
def test_given_a_policy_of_the_whole_stack_then_it_loads_a_template_once_at_most(
    loads: list[str], policy: Policy
) -> None:
    waiver = {"urn": "**", "part": "Other", "reason": "r", "owner": "o", "expires": "2099-01-01"}
    level = {"enforcementLevel": "remediate", "waivers": [waiver]}
    config: dict[str, dict[str, Any]] = {name: {**settings, **level} for name, settings in SETTINGS.items()}
    config[policy.name] = {"enforcementLevel": "mandatory"}

    analyze_stack([Declaration(STACK, {"templateBody": BODY})], *rules.ALL, policy, config=config)

    assert len(loads) <= 1


def test_given_a_template_that_was_judged_then_the_end_of_the_run_does_not_load_it(loads: list[str]) -> None:
    declaration, pack = Declaration(STACK, {"templateBody": BODY}), policies(*rules.ALL)

    analyze(declaration, *pack)
    answer = analyze_stack([declaration], *pack)

    assert loads == [BODY]
    assert [found.policy for found in answer.diagnostics] == ["missing-settings"]


def work(function: Callable[[], object]) -> int:
    """Count the calls that a function comes to, those of libraries in C included."""
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
    return calls


_FILLED = f"Resources: {{A: {{Type: {MODEL}, Properties: {{ModelName: !Sub '%s'}}}}}}"
_TWICE = ', "k": 1'

TEXTS: dict[str, Callable[[int], str]] = {
    "a list": lambda size: f"# {MODEL}\nA: [{'a, ' * size}]",
    "a map": lambda size: f"# {MODEL}\n" + "".join(f"k{number}: v\n" for number in range(size)),
    "keys that come twice": lambda size: f"# {MODEL}\n" + "k: v\n" * size,
    "keys that come twice in JSON": lambda size: f'{{"{MODEL}": 1{_TWICE * size}}}',
    "a text with a backslash": lambda size: f'# {MODEL}\nA: "\\n{"a " * size}"',
    "open brackets": lambda size: f"# {MODEL}\n{'[' * size}",
    "dashes": lambda size: f"# {MODEL}\n{'- ' * size}",
    "questions": lambda size: f"# {MODEL}\n{'? ' * size}",
    "resources": lambda size: "Resources:\n" + "".join(f"  A{n}: {{Type: AWS::S3::Bucket}}\n" for n in range(size)),
    "models": lambda size: "Resources:\n" + "".join(f"  A{n}: {{Type: {MODEL}}}\n" for n in range(size)),
    "placeholders": lambda size: _FILLED.replace("%s", "${a}" * size),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_given_a_text_of_twice_the_size_then_it_takes_twice_the_work_at_most(text: Callable[[int], str]) -> None:
    def judge(size: int) -> int:
        declaration = Declaration(STACK, {"templateBody": text(size)})
        return work(lambda: analyze(declaration, rules.ALL[0]))

    judge(10)  # what is done once is done
    assert judge(800) <= 2.2 * judge(400)


def test_given_loops_in_loops_then_work_has_a_bound() -> None:
    repeated: dict[str, Any] = {"${A}": {"Type": "AWS::SageMaker::${A}"}}
    for level in range(5):
        repeated = {f"Fn::ForEach::L{level}": ["A", ["x"] * 1000, repeated]}
    body = {"Transform": "AWS::LanguageExtensions", "Resources": repeated}
    declaration = Declaration(STACK, {"templateBody": json.dumps(body)})

    assert work(lambda: analyze(declaration, rules.ALL[0])) < 1_000_000


@pytest.mark.parametrize("function", ["Fn::If", "Fn::Sub", "Fn::Join"])
def test_given_functions_in_functions_then_work_has_a_bound(function: str) -> None:
    expression: Any = "a"
    for _ in range(100):
        expression = {
            "Fn::If": {"Fn::If": ["C", expression, "b"]},
            "Fn::Sub": {"Fn::Sub": ["${a}${a}", {"a": expression}]},
            "Fn::Join": {"Fn::Join": ["", [expression, "b"]]},
        }[function]
    declaration = Declaration(STACK, {"templateBody": json.dumps(template({"modelName": expression}))})

    assert work(lambda: analyze(declaration, rules.naming.RULE, config={"naming": {"name": "x"}})) < 20_000
