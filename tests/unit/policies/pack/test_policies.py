"""The pack as a process: what it serves, what it loads, and what it says to those who run it by hand."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import grpc
import pytest
import yaml
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from pulumi_sagemaker_policy import Rule, policies, rules

ROOT = Path(__file__).parents[4]
PACK = ROOT / "policies"
STACK = ("unused-waivers", "lost-remediation", "missing-settings", "audit-summary")


def test_given_the_project_file_then_its_version_is_the_distributions() -> None:
    project = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    distribution = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)

    assert distribution is not None
    assert project["version"] == distribution[1]


def test_given_package_when_policies_built_then_no_provider_or_aws_client_is_loaded() -> None:
    program = (
        "import sys; from pulumi_sagemaker_policy import Rule, policies, rules; policies(*rules.ALL); "
        "print({name.partition('.')[0] for name in sys.modules}"
        " & {'boto3', 'botocore', 'pulumi_aws', 'pulumi_aws_native', 'pulumi_sagemaker_model'})"
    )

    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)

    assert ran.stdout == "set()\n"


def test_given_no_engine_then_the_pack_ends_with_what_to_run_instead() -> None:
    ran = subprocess.run([sys.executable, PACK], check=False, capture_output=True, text=True, timeout=60)

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "This is a Pulumi policy pack, not a program: run `pulumi preview --policy-pack` with its folder.\n"
    )


NAMING = rules.naming.RULE


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [
        (
            (NAMING, NAMING),
            "The pack has 2 rules with the id naming; leave all but one out, or rename them.",
        ),
        (
            (NAMING, rules.vpc_config.RULE, replace(rules.image_digest.RULE, id="naming")),
            "The pack has 2 rules with the id naming; leave all but one out, or rename them.",
        ),
        (
            (replace(NAMING, id="audit-summary"),),
            "The pack has a policy of its own called audit-summary; give the rule of this id another one.",
        ),
    ],
    ids=["the same rule", "another rule of its id", "the name of a policy of the whole stack"],
)
def test_given_rules_that_cannot_be_told_apart_then_no_pack_is_made(pack: tuple[Rule, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        policies(*pack)


@pytest.fixture
def served() -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """Start the pack as the engine does, and talk to it on the port that it prints."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", PACK], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
        finally:
            process.terminate()


def test_given_an_engine_then_the_pack_serves_every_rule_and_what_looks_after_them(
    served: analyzer_pb2_grpc.AnalyzerStub,
) -> None:
    info = served.GetAnalyzerInfo(Empty(), timeout=60)

    assert info.name == "pulumi-sagemaker-policy"
    levels = {policy.name: policy.enforcementLevel for policy in info.policies}
    assert list(levels) == [*(rule.id for rule in rules.ALL), *STACK]
    assert {levels["network-isolation"], levels["tag-allowlist"], levels["lost-remediation"]} == {
        analyzer_pb2.MANDATORY
    }
    assert {levels["unused-waivers"], levels["missing-settings"]} == {analyzer_pb2.ADVISORY}
    assert levels["audit-summary"] == analyzer_pb2.DISABLED
    settings = {policy.name: set(policy.configSchema.properties) for policy in info.policies}
    assert settings["tag-allowlist"] == {*("allowed", "defaults", "required", "service_keys", "on_unknown", "waivers")}
