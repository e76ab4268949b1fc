"""What definitions say that a template puts together, as far as that can be seen."""

from __future__ import annotations

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Field
from pulumi_sagemaker_policy.declarations.cloudformation.definitions import marked
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import Given, Template
from pulumi_sagemaker_policy.declarations.expressions import MARKS

LATER, NEVER = MARKS[UNKNOWN], MARKS[UNRESOLVABLE]
PARAMETERS = {name: {"Type": "String"} for name in ("Team", "Later")}
CONDITIONS = {"Yes": {"Fn::Equals": ["a", "a"]}, "Open": {"Fn::Equals": [{"Ref": "Later"}, "a"]}}


def template(**names: object) -> Template:
    place = Field("", "us-east-1")
    given = Given({"Team": "fraud", "Later": UNKNOWN}, place, place, place)
    parameters, conditions = Field("Parameters", PARAMETERS), Field("Conditions", CONDITIONS)
    return Template(Field("Resources", {}), parameters, Field("Mappings", ABSENT), conditions, given, names=names)


DEEP: object = "x"
for _ in range(200):
    DEEP = [DEEP]

DEFINITIONS: dict[str, tuple[object, object]] = {
    "plain": ({"a": [1, "b"]}, {"a": [1, "b"]}),
    "a parameter in a text": ({"Fn::Sub": "x-${Team}"}, "x-fraud"),
    "what is known at update in a text": ({"Fn::Sub": "x-${Later}"}, f"x-{LATER}"),
    "what is never known in a text": ({"Fn::Sub": "x-${Bucket.Arn}"}, f"x-{NEVER}"),
    "a placeholder that is to stay": ({"Fn::Sub": "${!Team}"}, "${Team}"),
    "names of its own": ({"Fn::Sub": ["${Own}-${Team}", {"Own": "a"}]}, "a-fraud"),
    "a boolean": ({"Fn::Join": ["", ['{"a":', True, ',"b":', False, "}"]]}, '{"a":true,"b":false}'),
    "numbers": ({"Fn::Join": [",", [1, 0.5]]}, "1,0.5"),
    "joined with what is hidden": ({"Fn::Join": ["-", ["a", {"Ref": "Later"}]]}, f"a-{LATER}"),
    "a branch": ({"Fn::If": ["Yes", {"Fn::Sub": "${Later}"}, "b"]}, LATER),
    "an item that is left out": ([{"Fn::If": ["Yes", {"Ref": "AWS::NoValue"}, "b"]}, "c"], ["c"]),
    "a branch that is open": ({"Fn::If": ["Open", "a", "b"]}, UNKNOWN),
    "no text to put into": ({"Fn::Sub": 1}, UNRESOLVABLE),
    "no names": ({"Fn::Sub": ["a", "b"]}, UNRESOLVABLE),
    "nothing to join": ({"Fn::Join": ["-"]}, UNRESOLVABLE),
    "no branches": ({"Fn::If": ["Yes", "a"]}, UNRESOLVABLE),
    "two functions": ({"Fn::Sub": "a", "Ref": "Team"}, UNRESOLVABLE),
}


@pytest.mark.parametrize(("value", "wanted"), DEFINITIONS.values(), ids=DEFINITIONS)
def test_given_a_definition_then_marks_stand_for_what_is_hidden(value: object, wanted: object) -> None:
    assert marked(value, template(), MARKS) == wanted


def test_given_a_definition_in_a_loop_then_its_texts_have_what_the_loop_gives() -> None:
    assert marked(["${Each}", {"a": "x-${Each}"}], template(Each="risk"), MARKS) == ["risk", {"a": "x-risk"}]


def test_given_a_definition_that_is_nested_too_deep_then_no_reading_is_guessed() -> None:
    found = marked(DEEP, template(), MARKS)
    while isinstance(found, list):
        [found] = found

    assert found is UNRESOLVABLE
