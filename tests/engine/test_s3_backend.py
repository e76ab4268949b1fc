"""A team's backend: the state in a bucket of S3, which the local AWS serves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.engine.backends import Bucket
from tests.engine.kill import kill_at
from tests.engine.stack import Stack
from tests.faults.proxy import FaultProxy, Gate
from tools.local_aws import LocalAws
from tools.workspace import write_project_file

PROGRAM = """
    from pulumi_sagemaker_model import Model
    import pulumi

    Model(
        "fraud",
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (pulumi.Config().get("image") or "1"),
            "environment": {"api_token": pulumi.Output.secret("fake-token-5e2c")},
        },
        tags={"note": pulumi.Config().get("note") or "old"},
    )
"""


@pytest.fixture
def bucket(aws: LocalAws) -> Bucket:
    return Bucket(aws)


@pytest.fixture
def stack(bucket: Bucket, proxy: FaultProxy, environment: Mapping[str, str], tmp_path: Path) -> Stack:
    """Return a stack whose state is in a bucket, and whose calls go through the proxy."""
    bucket.make()
    there = {"PULUMI_BACKEND_URL": bucket.url, "AWS_ENDPOINT_URL": proxy.endpoint}
    made = Stack(tmp_path, {**environment, **there}, bucket, "shared")
    write_project_file(tmp_path, made.project)
    made.write(PROGRAM)
    made.succeed("stack", "init")
    return made


def test_given_a_backend_in_s3_when_managed_then_state_locks_and_history_are_there(
    stack: Stack, bucket: Bucket, proxy: FaultProxy, aws: LocalAws
) -> None:
    # Two updates at once: while one waits in CreateModel, the other is refused.
    gate = Gate()
    proxy.plan(lambda call: gate.before(lambda act: act()) if call.operation == "CreateModel" else None)
    first = stack.start("up", "--yes", "--skip-preview")
    gate.wait_for(1)
    (lock,) = bucket.keys(".pulumi/locks/")
    refused = stack.fail("up", "--yes", "--skip-preview")
    gate.open()
    output, _ = first.communicate(timeout=60)

    assert first.returncode == 0, output
    assert "the stack is currently locked by 1 lock(s)" in refused.output
    assert lock not in bucket.keys(".pulumi/locks/")
    assert len(aws.models()) == 1

    stack.configure(note="new")
    assert "1 updated" in stack.up().output

    # An update that is killed when the new model is there leaves the lock, until `cancel` takes it away.
    (old,) = aws.models()
    stack.configure(image="2")
    kill_at("CreateModel", stack, proxy, acts=True)
    (lock,) = bucket.keys(".pulumi/locks/")
    stack.succeed("cancel", "--yes")
    assert lock not in bucket.keys(".pulumi/locks/")
    (new,) = aws.models().keys() - {old}

    assert f"model {new} was there already and is taken over" in stack.up("--refresh").output
    assert list(aws.models()) == [new]
    stack.expect_no_changes()
    history = stack.succeed("stack", "history", "--json").output
    assert history.count('"result": "succeeded"') == len(["create", "update", "repair"])

    documents = [bucket.read(key) for key in bucket.keys(".pulumi/")]
    assert not [document for document in documents if "fake-token" in document]

    stack.destroy()
    assert aws.models() == {}
