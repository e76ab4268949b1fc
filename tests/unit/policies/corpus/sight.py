"""CloudFormation: loops, keys that come twice, and what no policy can see."""

import json
from typing import Any, Final

from pulumi_sagemaker_policy import UNKNOWN
from tests.unit.policies.corpus.table import Found, Row, blocks, notes, raw, unknown, unread
from tests.unit.policies.corpus.templates import GOOD_YAML, OWN_ACCOUNT, PROPERTIES, body, stack
from tests.unit.policies.ways import BODY, NATIVE_STACK, STACK, STACK_SET
from tests.unit.policies.ways import MODEL as TYPE

_TOPIC: Final = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Id"}}}


def _with(**changes: Any) -> dict[str, Any]:
    return {"Type": TYPE, "Properties": {**PROPERTIES, **changes}}


_CLOSED: Final = _with()
_LOOSE: Final = _with(EnableNetworkIsolation=False)


def _over(values: object, repeated: dict[str, Any], name: str = "Each", identifier: str = "Id") -> dict[str, Any]:
    """Write a loop."""
    return {f"Fn::ForEach::{name}": [identifier, values, repeated]}


def _looped(title: str, resources: dict[str, Any], *findings: Found, token: str = STACK, **sections: Any) -> Row:
    template = {"Transform": "AWS::LanguageExtensions", **sections, "Resources": resources}
    return stack(f"a loop: {title}", template, *findings, token=token)


def _inside(key: str, loops: str = "Fn::ForEach::Each[2]") -> str:
    return f"templateBody.Resources.{loops}.{key}.Properties"


def _open(key: str, loops: str = "Fn::ForEach::Each[2]") -> Found:
    return blocks("network-isolation", f"{_inside(key, loops)}.EnableNetworkIsolation", "is false")


_NAMES: Final = ["A", "B"]
_KNOWN: Final = "only CloudFormation knows"

LOOPS: Final = (
    _looped("over topics", _over(_NAMES, {"Topic${Id}": _TOPIC})),
    _looped("over topics, in a native stack", _over(_NAMES, {"Topic${Id}": _TOPIC}), token=NATIVE_STACK),
    _looped("over topics beside a model", {**_over(_NAMES, {"Topic${Id}": _TOPIC}), "Fraud": _CLOSED}),
    _looped("over topics, by a parameter", _over({"Ref": "Names"}, {"Topic${Id}": _TOPIC})),
    _looped(
        "over loops of topics",
        _over(_NAMES, _over(_NAMES, {"Topic${Id}${Inner}": _TOPIC}, "Inner", "Inner")),
    ),
    _looped(
        "over topics beside an open model",
        {**_over(_NAMES, {"Topic${Id}": _TOPIC}), "Fraud": _LOOSE},
        blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is false"),
    ),
    _looped("over models, compliant", _over(_NAMES, {"Model${Id}": _CLOSED})),
    _looped("over models, open", _over(["A"], {"Model${Id}": _LOOSE}), _open("Model${Id}")),
    _looped("over models, each open", _over(_NAMES, {"Model${Id}": _LOOSE}), *[_open("Model${Id}")] * 2),
    _looped("over models, with the other mark", _over(["a-b"], {"Model&{Id}": _LOOSE}), _open("Model&{Id}")),
    _looped(
        "over models, by a list that nobody sees", _over({"Ref": "N"}, {"Model${Id}": _LOOSE}), _open("Model${Id}")
    ),
    _looped("over no models", _over([], {"Model${Id}": _LOOSE})),
    _looped(
        "over models, by a parameter",
        _over({"Ref": "Names"}, {"Model${Id}": _LOOSE}),
        *[_open("Model${Id}")] * 2,
        Parameters={"Names": {"Type": "CommaDelimitedList", "Default": "A,B"}},
    ),
    _looped(
        "in a loop over models",
        _over(["A"], _over(["B"], {"${Id}${In}": _LOOSE}, "Inner", "In")),
        _open("${Id}${In}", "Fn::ForEach::Each[2].Fn::ForEach::Inner[2]"),
    ),
    _looped(
        "over names",
        _over(
            ["risk", "other"],
            {"${Id}": _with(ModelName={"Fn::Sub": "${Id}-fraud"})},
        ),
        blocks("naming", f"{_inside('${Id}')}.ModelName", "not as agreed"),
    ),
    _looped(
        "over names, without a function",
        _over(["risk"], {"${Id}": _with(ModelName="${Id}-fraud")}),
    ),
    _looped(
        "over switches",
        _over(
            ["true", "false"],
            {"${Id}": {"Type": TYPE, "Properties": {**PROPERTIES, "EnableNetworkIsolation": {"Ref": "Id"}}}},
        ),
        _open("${Id}"),
    ),
    _looped(
        "over names that nobody sees",
        _over({"Ref": "N"}, {"${Id}": _with(ModelName={"Ref": "Id"})}),
        blocks("naming", f"{_inside('${Id}')}.ModelName", _KNOWN),
    ),
    _looped(
        "over types",
        _over(["Model", "Endpoint"], {"${Id}": {**_LOOSE, "Type": "AWS::SageMaker::${Id}"}}),
        _open("${Id}"),
    ),
    _looped(
        "over types that nobody sees",
        _over({"Ref": "N"}, {"${Id}": {**_LOOSE, "Type": "AWS::SageMaker::${Id}"}}),
        *unread(_inside("${Id}").replace("Properties", "Type")),
    ),
    _looped(
        "over conditions",
        _over(["On", "Off"], {"${Id}": {**_LOOSE, "Condition": "${Id}"}}),
        _open("${Id}"),
        Conditions={"On": {"Fn::Equals": ["a", "a"]}, "Off": {"Fn::Equals": ["a", "b"]}},
    ),
    _looped(
        "over conditions, beside one that is there",
        {"Fraud": {**_LOOSE, "Condition": "Off"}},
        Conditions={"Off": {"Fn::Equals": ["a", "b"]}, **_over(["X"], {"Is${Id}": {"Fn::Equals": ["a", "a"]}})},
    ),
    _looped(
        "that makes the condition",
        {"Fraud": {**_LOOSE, "Condition": "IsX"}},
        blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is false"),
        Conditions=_over(["X"], {"Is${Id}": {"Fn::Equals": ["a", "b"]}}),
    ),
    _looped(
        "over nested stacks",
        _over(["A"], {"${Id}": {"Type": "AWS::CloudFormation::Stack"}}),
        *unread("templateBody.Resources.Fn::ForEach::Each[2].${Id}", "what it makes is in another template"),
    ),
    _looped(
        "that includes another template",
        _over(["A"], {"${Id}": {"Fn::Transform": {"Name": "AWS::Include"}}}),
        *unread("templateBody.Resources.Fn::ForEach::Each[2].${Id}.Fn::Transform"),
    ),
    _looped(
        "over more than CloudFormation takes",
        _over(["A"] * 600, {"${Id}": _CLOSED}),
        *unread("templateBody.Resources.Fn::ForEach::Each"),
    ),
    _looped(
        "that is none",
        {"Fn::ForEach::Each": ["Id", ["A"]], "Fraud": _CLOSED},
        *unread("templateBody.Resources.Fn::ForEach::Each"),
    ),
)

_STATEMENT: Final = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - {Effect: Allow, Effect: Deny}
"""
_ODD: Final = GOOD_YAML + _STATEMENT
_LINES: Final = _ODD.count("\n")


def _twice(title: str, text: str, *findings: Found) -> Row:
    return stack(f"a key twice: {title}", text, *findings, provider=OWN_ACCOUNT)


def _written(old: str, new: str) -> tuple[str, int]:
    """Write the good template with a change, and say in which line that ends."""
    text = GOOD_YAML.replace(old, new, 1)
    return text, (GOOD_YAML[: GOOD_YAML.index(old)] + new).count("\n") + 1


def _read_otherwise(title: str, old: str, new: str, key: str, column: int) -> Row:
    """Have a key twice where it makes a difference which one counts."""
    text, line = _written(old, new)
    return _twice(title, text, *unread("templateBody", f'line {line}, column {column}: the key "{key}" comes twice'))


_SWITCH: Final = "EnableNetworkIsolation: yes"


def _noted(says: str) -> Found:
    return notes("templateBody", says)


def _in_json(metadata: str) -> str:
    role = f'{{"Type": "AWS::IAM::Role", "Metadata": {metadata}}}'
    return f'{{"Resources": {{"Fraud": {json.dumps(_CLOSED)},\n"Role": {role}}}}}'


TWICE: Final = (
    _twice("far from the model", _ODD, _noted(f'line {_LINES}, column 27: the key "Effect" comes twice')),
    _twice("far from it, three times", _ODD.replace("Deny", "Deny, Effect: Allow"), _noted("and 1 more do")),
    _twice(
        "far from the model, in JSON",
        _in_json('{"a": 1, "a": 2}'),
        _noted('line 2, column 57: the key "a" comes twice'),
    ),
    _twice(
        "far from the model, in JSON that is no YAML",
        _in_json(r'{"\ud83d\ude00": "", "a": 1, "a": 2}'),
        _noted('the key "a" comes twice'),
    ),
    _twice(
        "far from an open model",
        _ODD.replace("Isolation: yes", "Isolation: no"),
        blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is false"),
        _noted('the key "Effect" comes twice'),
    ),
    _twice("in the outputs", GOOD_YAML + "Outputs: {A: {Value: a, Value: b}}", _noted('the key "Value"')),
    _read_otherwise("isolation", _SWITCH, f"{_SWITCH}\n      EnableNetworkIsolation: no", "EnableNetworkIsolation", 7),
    _read_otherwise("isolation, the same", _SWITCH, f"{_SWITCH}\n      {_SWITCH}", "EnableNetworkIsolation", 7),
    _read_otherwise("in a tag", "{Key: team, ", "{Key: team, Key: env, ", "Key", 23),
    _read_otherwise("the properties", "    Properties:", "    Properties: {}\n    Properties:", "Properties", 5),
    _read_otherwise("the type", f"    Type: {TYPE}", f"    Type: A\n    Type: {TYPE}", "Type", 5),
    _read_otherwise("the model", "  Fraud:", "  Fraud: {Type: A}\n  Fraud:", "Fraud", 3),
    _read_otherwise("the resources", "Resources:", "Resources: {}\nResources:", "Resources", 1),
    _read_otherwise("a macro", "AWSTemplateFormatVersion: 2010-09-09", "Transform: A\nTransform: B", "Transform", 1),
)


def _broken(title: str, text: str, reason: str) -> Row:
    return stack(f"broken: {title}", text, *unread("templateBody", reason))


BROKEN: Final = (
    _broken("a colon too many", f"Resources:\n  A: {{Type: {TYPE}}}\n  B: c: d", "line 3, column 7: "),
    _broken("a tab", f"Resources:\n\tA: {{Type: {TYPE}}}", "line 2, column 1: "),
    _broken("no end", f"Resources: {{A: {{Type: {TYPE}}}", "line 2, column 1: "),
    _broken("an alias", f"# {TYPE}\nA: *b", "line 2, column 4: CloudFormation takes no aliases"),
    _broken("an anchor", f"# {TYPE}\nA: &b c", "line 2, column 4: CloudFormation takes no anchors"),
    _broken("a merge", f"# {TYPE}\nA: {{<<: {{}}}}", "line 2, column 5: CloudFormation takes no merges"),
    _broken("a key that is none", f"# {TYPE}\n? [a]\n: b", "line 2, column 3: a key is no text"),
    _broken("another tag", f"# {TYPE}\nA: !!set {{}}", "line 2, column 4: CloudFormation does not take this tag"),
    _broken("two documents", f"A: {TYPE}\n---\nB: c", "line 2, column 1: it has a second document"),
    _broken("a list", f"- {TYPE}", "it is no map"),
    _broken("a key that may be another", f"# {TYPE}\n010: a", "a map with a key that may be read in another way"),
    _broken("nested too deep", f"# {TYPE}\n" + "[" * 200, "line 2, column 101: it is nested too deep"),
)

_BUCKET: Final = "https://templates.s3.eu-west-1.amazonaws.com"
_TRUST: Final = {"network-isolation": {"trusted_templates": [f"{_BUCKET}/monitoring/*", "https://other.example.com/*"]}}
_NESTED: Final = "templateBody.Resources.Nested"


def _nested(
    title: str, url: object, *findings: Found, type_: str = "AWS::CloudFormation::Stack", key: str = "TemplateURL"
) -> Row:
    nested = {"Type": type_, "Properties": {key: url}}
    return stack(f"nested: {title}", body(Resources={"Nested": nested}), *findings, settings=_TRUST)


def _elsewhere(title: str, url: object, *findings: Found, token: str = STACK) -> Row:
    return raw(token, f"elsewhere: {title}", {"templateUrl": url}, *findings, settings=_TRUST)


TRUST: Final = (
    _nested("at a trusted place", f"{_BUCKET}/monitoring/alarms.yaml"),
    _nested("at another trusted place", "https://other.example.com/alarms.yaml"),
    _nested("at a trusted place, filled in", {"Fn::Sub": f"{_BUCKET}/monitoring/${{AWS::Region}}.yaml"}),
    _nested(
        "an application at a trusted place",
        f"{_BUCKET}/monitoring/a.yaml",
        type_="AWS::Serverless::Application",
        key="Location",
    ),
    _nested("at another place", f"{_BUCKET}/models/fraud.yaml", *unread(_NESTED)),
    _nested("at another host", "https://evil.example.com/monitoring/a.yaml", *unread(_NESTED)),
    _nested("at a place that only begins like one", f"{_BUCKET}.example.com/monitoring/a.yaml", *unread(_NESTED)),
    _nested("by a way around", f"{_BUCKET}/monitoring/../models/fraud.yaml", *unread(_NESTED)),
    _nested("by a way around in escapes", f"{_BUCKET}/monitoring/%2e%2e/models/fraud.yaml", *unread(_NESTED)),
    _nested("with a user's name", "https://other.example.com@evil.example.com/a.yaml", *unread(_NESTED)),
    _nested("without a scheme", "other.example.com/a.yaml", *unread(_NESTED)),
    _nested("at a place that nobody sees", {"Fn::GetAtt": ["Bucket", "Url"]}, *unread(_NESTED)),
    _nested("at a place by a reference", f"{_BUCKET}/monitoring/{{{{resolve:ssm:x}}}}", *unread(_NESTED)),
    _nested("at no place", None, *unread(_NESTED)),
    _nested("a project", "fraud", *unread(_NESTED), type_="AWS::SageMaker::Project", key="ProjectName"),
    _nested(
        "a product",
        "fraud",
        *unread(_NESTED),
        type_="AWS::ServiceCatalog::CloudFormationProvisionedProduct",
        key="ProductName",
    ),
    _nested("a product that is only offered", "fraud", type_="AWS::ServiceCatalog::CloudFormationProduct", key="Name"),
    _elsewhere("at a trusted place", f"{_BUCKET}/monitoring/alarms.yaml"),
    _elsewhere("a stack set at a trusted place", f"{_BUCKET}/monitoring/alarms.yaml", token=STACK_SET),
    _elsewhere("at another place", f"{_BUCKET}/models/fraud.yaml", *unread("templateUrl")),
    _elsewhere("at a place that the update knows", UNKNOWN, *unknown("templateUrl")[:1]),
    _elsewhere("at no place, as pulumi-aws writes it", ""),
)

ROWS: Final = (*LOOPS, *TWICE, *BROKEN, *TRUST)
"""The rows of these tables."""
