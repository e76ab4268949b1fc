"""Has Prowler audit what a folder's templates deploy: `python -m bench.scanners.prowler PYTHON-WITH-PROWLER FOLDER`.

Prowler reads no template but an account, so the models are made on the local AWS first, and it is pointed there. Prints
a JSON list for each file: the check that failed, and its model.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import boto3

from bench.scanners.models import ACCOUNT, GROUP, Labelled, Template
from tools.local_aws import LocalAws

CHECKS: Final = {
    "sagemaker_models_network_isolation_enabled": "network-isolation",
    "sagemaker_models_vpc_settings_configured": "vpc-config",
}
"""Its checks of models that have a counterpart here, and the pack's rule that each is one of."""

_REGION: Final = "eu-west-1"
_FOUND: Final = 3
"""Prowler's exit code where a check failed."""


def deployed(template: Template) -> dict[str, Any]:
    """Return the CreateModel requests that come of the template, by logical name, as far as the checks look.

    What a template computes is what its label says: an isolated model breaks no rule on isolation. A model of which
    nobody can tell before is deployed as a compliant one.
    """
    return {name: _request(model) for name, model in template.models.items()}


def _request(model: Labelled) -> dict[str, Any]:
    request: dict[str, Any] = {
        "ExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/sagemaker/fraud",
        "EnableNetworkIsolation": "network-isolation" not in model.violates,
        "PrimaryContainer": {"Image": f"{ACCOUNT}.dkr.ecr.{_REGION}.amazonaws.com/ml/fraud:1"},
    }
    if "VpcConfig" in model.properties:
        # The check asks whether there is one, not what is in it.
        request["VpcConfig"] = {"Subnets": ["subnet-0000000a"], "SecurityGroupIds": [GROUP]}
    return request


def audit(python: Path, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Deploy the files of a folder and audit them; yield number of the template, model and rule of what failed."""
    with LocalAws() as aws, tempfile.TemporaryDirectory() as answers:
        environment = aws.environment({"PATH": os.environ["PATH"], "HOME": answers})
        sagemaker = boto3.client(
            "sagemaker",
            region_name=_REGION,
            endpoint_url=aws.endpoint,
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )
        for file in sorted(folder.iterdir()):
            for name, request in json.loads(file.read_text(encoding="utf-8")).items():
                sagemaker.create_model(ModelName=f"{file.stem}-{name}", **request)
        command = [
            *(str(python), "-m", "prowler", "aws", "--region", _REGION, "--checks", *CHECKS, "--no-banner"),
            *("--log-level", "CRITICAL", "--output-formats", "json-ocsf"),
            *("--output-directory", answers, "--output-filename", "answer"),
        ]
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, timeout=300)  # noqa: S603 - the tool that was installed
        if ran.returncode not in (0, _FOUND):
            raise subprocess.CalledProcessError(ran.returncode, command, ran.stdout, ran.stderr)
        answer = Path(answers, "answer.ocsf.json")
        # Without a model to look at it writes nothing.
        for found in json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else ():
            if found["status_code"] == "FAIL":
                number, _, name = found["resources"][0]["name"].partition("-")
                yield number, name, CHECKS[found["metadata"]["event_code"]]


if __name__ == "__main__":
    print(json.dumps(list(audit(Path(sys.argv[1]), Path(sys.argv[2])))))  # noqa: T201 - its answer
