"""A state that an earlier version wrote is previewed, refreshed, updated and destroyed as ever."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.engine.stack import MODEL, Stack
from tools.local_aws import LocalAws

PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    model = Model(
        "fraud",
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"}},
        tags={{"team": "{team}", "note": pulumi.Output.secret("fake-note-77c1")}},
    )
    pulumi.export("tags", model.tags_all)
    pulumi.export("env", pulumi.Output.unsecret(model.tags_all["env"]))
"""


def with_sum(stack: Stack) -> None:
    """Write the state as it was when the sum of own and default tags was an input."""
    state = json.loads(stack.state())
    for resource in state["deployment"]["resources"]:
        if resource["type"] == MODEL:
            for bag in (resource["inputs"], resource["outputs"]):
                bag.pop("__secrets")
                bag["tagsAll"] = {**bag.pop("defaultTags"), **bag["tags"]}
    path = stack.folder / "older.json"
    path.write_text(json.dumps(state))
    stack.succeed("stack", "import", "--file", str(path))


def test_a_state_with_the_sum_of_tags_lives_on(new_stack: Callable[..., Stack], aws: LocalAws) -> None:
    stack = new_stack(PROGRAM.format(team="search"))
    stack.succeed("config", "set", "--path", "aws:defaultTags.tags.env", "dev")
    assert re.search(r'env *: "dev"', stack.succeed("preview").output)
    stack.up()
    with_sum(stack)
    older = stack.model()

    stack.expect_no_changes()
    assert "2 unchanged" in stack.refresh("--diff").output
    assert stack.model()["outputs"].keys() == older["outputs"].keys()
    stack.expect_no_changes()
    stack.up("--expect-no-changes")
    assert "2 unchanged" in stack.refresh("--diff").output
    tags = json.loads(stack.succeed("stack", "output", "tags", "--json", "--show-secrets").output)
    assert tags == {"env": "dev", "team": "search", "note": "fake-note-77c1"}

    stack.write(PROGRAM.format(team="ads"))
    assert "1 to update" in stack.succeed("preview", "--diff").output
    stack.up()
    (model,) = aws.models().values()
    assert {tag["Key"]: tag["Value"] for tag in model["Tags"]} == {**tags, "team": "ads"}
    newer = stack.model()
    assert (newer["id"], newer["outputs"]["defaultTags"]) == (older["id"], {"env": "dev"})
    assert "tagsAll" not in {**newer["inputs"], **newer["outputs"]}

    with_sum(stack)
    stack.destroy()
    assert aws.models() == {}
