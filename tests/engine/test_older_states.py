"""A state that an earlier version wrote is previewed, refreshed, updated and destroyed as ever."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

STATES = Path(__file__).with_name("states")
"""A folder for each version of which a state is kept, named by its day.

It holds the program, the CreateModel requests that AWS got, and the state: what `pulumi stack export` gave after an
update and a refresh, without the places in source code. The project is `older`, the stack `dev`.
"""
DEFAULT_TAGS = {"env": "dev", "owner": "platform"}


def restore(stack: Stack, aws: LocalAws, stored: Path) -> None:
    """Make state and cloud what they were when the state was stored."""
    stack.succeed("stack", "import", "--file", str(stored / "state.json"))
    for request in json.loads((stored / "requests.json").read_text(encoding="utf-8")):
        aws.client("sagemaker").create_model(**request)
    for model in stack.models():
        created = datetime.strptime(model["outputs"]["creationTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        aws.backdate(model["id"], datetime.now(timezone.utc) - created)


def outputs(stack: Stack) -> dict[str, dict[str, object]]:
    """Return what the state knows of each model, secrets encrypted, by the model's name."""
    return {model["id"]: model["outputs"] for model in stack.models()}


def _names_by_model(known: Mapping[str, Mapping[str, object]]) -> dict[str, set[str]]:
    return {model: set(properties) for model, properties in known.items()}


def tags(aws: LocalAws, model: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in aws.models()[model]["Tags"]}


@pytest.mark.parametrize("day", sorted(folder.name for folder in STATES.iterdir()))
def test_given_a_stored_state_when_managed_then_only_edits_change_its_models(
    new_stack: Callable[..., Stack], aws: LocalAws, day: str
) -> None:
    stored = STATES / day
    stack = new_stack((stored / "program.py").read_text(encoding="utf-8"), project="older")
    stack.configure(aws__defaultTags={"tags": DEFAULT_TAGS}, aws__ignoreTags={"keys": ["billing"]})
    restore(stack, aws, stored)
    before, created = outputs(stack), aws.models()

    # Nothing was edited, so nothing changes, not even the form of the state.
    stack.expect_no_changes()
    assert "4 unchanged" in stack.refresh("--diff").output
    stack.up("--expect-no-changes")
    assert aws.models() == created
    assert _names_by_model(outputs(stack)) == _names_by_model(before)

    # A tag changes in place. The state then has the model's own tags and the stack's apart.
    stack.configure(team="ads")
    assert "2 updated" in stack.up().output
    assert aws.models().keys() == created.keys()
    expected = {**DEFAULT_TAGS, "team": "ads", "note": "fake-note-of-a-tag"}
    assert tags(aws, "a-given-name") == expected
    updated = outputs(stack)["a-given-name"]
    assert "tagsAll" not in updated
    assert updated["defaultTags"] == DEFAULT_TAGS
    assert json.loads(stack.succeed("stack", "output", "tags", "--json", "--show-secrets").output) == expected
    assert "fake-" not in stack.state()

    # Another image makes other models.
    stack.configure(image="2")
    assert "3 replaced" in stack.up().output
    assert outputs(stack).keys() == aws.models().keys()
    assert aws.models().keys() & created.keys() == {"a-given-name"}
    stack.expect_no_changes()

    stack.destroy()
    assert aws.models() == {}
    restore(stack, aws, stored)
    stack.destroy()
    assert aws.models() == {}
