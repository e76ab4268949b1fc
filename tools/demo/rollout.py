"""What `make examples` shows: three stacks of three teams, a new model through all of them, and back to nothing."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from tools.demo.steps import expect, heading
from tools.local_aws import LocalAws
from tools.workspace import CHECKOUT, Project, Workspace, say

EXAMPLES = CHECKOUT / "examples"
REGION = "eu-west-1"
ORGANIZATION = "organization"
UP = "pulumi up --yes --skip-preview"
DESTROY = "pulumi destroy --yes --skip-preview"
GUARD = "--policy-pack ../../policies --policy-pack-config rules.json"


class Rollout:
    """The steps, in the order of their letters."""

    def __init__(self, aws: LocalAws, workspace: Workspace) -> None:
        environment = aws.environment(workspace.environment(os.environ))
        plugins = workspace.state.with_name("plugins")
        plugins.mkdir()
        _write_plugin(plugins / "pulumi-resource-aws")
        environment["PATH"] = os.pathsep.join([str(plugins), environment["PATH"]])
        environment["PULUMI_BACKEND_URL"] = workspace.state.as_uri()

        def project(name: str) -> Project:
            return workspace.project(name, (EXAMPLES / name).iterdir(), environment)

        self._aws = aws
        self._platform, self._model, self._endpoint, self._catalogue = map(
            project, ("platform", "model", "endpoint", "catalogue")
        )

    def play(self) -> None:
        """Play all steps.

        Raises:
            WorkspaceError: a step did not do what it should.
        """
        say("A stand-in for the plugin of pulumi-aws makes what the programs declare on a local AWS.")
        for step in (
            self._offer,
            self._guard,
            self._declare,
            self._serve,
            self._roll_out,
            self._declare_many,
            self._destroy,
        ):
            step()
        say("\nAll steps did what they should. The programs are in examples/; provider/docs/rollouts.md goes on.")

    def _offer(self) -> None:
        heading("(a) The platform team makes a role, a registry, a bucket and a network")
        self._platform.run("pulumi stack init prod")
        self._platform.run(f"pulumi config set aws:region {REGION}")
        self._platform.run("pulumi config set bucket ml-artefacts-123456789012")
        self._platform.run(UP)

    def _guard(self) -> None:
        heading("(b) What that stack says that models may use becomes the rules for all other stacks")
        strict = "../../policies/pulumi_sagemaker_policy/cli/profiles/strict.json"
        from_stack = f"sagemaker-policy config from-stack {ORGANIZATION}/sagemaker-platform/prod --base {strict}"
        for project in (self._model, self._catalogue):
            project.run(f"sh -c '{from_stack} > rules.json'")
        self._model.run("sagemaker-policy config explain rules.json")

    def _declare(self) -> None:
        heading("(c) A model team pushes an image and an artefact, and declares a model and a pipeline")
        self._model.run("pulumi stack init prod")
        self._model.run(f"pulumi config set aws:region {REGION}")
        self._release("1.0.0")
        self._model.run(f"{UP} {GUARD}")
        expect(len(self._aws.models(REGION)) == len(["fraud", "fraud-scored"]), "there should be two models")

    def _serve(self) -> None:
        heading("(d) A serving team takes the model by its name")
        self._endpoint.run("pulumi stack init prod")
        self._endpoint.run(f"pulumi config set aws:region {REGION}")
        self._endpoint.run(UP)
        expect(self._served() in self._aws.models(REGION), "the endpoint should serve a model that is there")

    def _roll_out(self) -> None:
        heading("(e) A new release: one update a stack, and at no moment is the served model gone")
        old = self._served()
        self._release("1.1.0")
        self._model.run(f"{UP} {GUARD}")
        expect(self._served() == old, "the endpoint should serve the old model until it has moved")
        expect(old in self._aws.models(REGION), "the old model should be there as long as it is served")
        self._model.run(f"pulumi preview --expect-no-changes {GUARD}")
        self._endpoint.run(UP)
        new = self._served()
        expect(new != old, "the endpoint should serve the new model")
        expect(new in self._aws.models(REGION), "the new model should be there")
        self._model.run(f"{UP} {GUARD}")
        expect(old not in self._aws.models(REGION), "the old model should be gone, as nothing serves it")
        self._model.run(f"pulumi preview --expect-no-changes {GUARD}")

    def _declare_many(self) -> None:
        heading("(f) Fifty models from one file: a wrong entry is told with its line")
        self._catalogue.run("pulumi stack init prod")
        self._catalogue.run(f"pulumi config set aws:region {REGION}")
        file = self._catalogue.folder / "models.yaml"
        right = file.read_text(encoding="utf-8")
        wrong = right.replace("env: test", "env: staging", 1)
        line = next(number for number, text in enumerate(wrong.splitlines(), start=1) if "staging" in text)
        self._replace(file, wrong)
        output = self._catalogue.run_refused(f"pulumi preview {GUARD}")
        expect(f"models.yaml:{line}: env of " in output, "the preview should have named the line")
        self._replace(file, right)
        before = len(self._aws.models(REGION))
        self._catalogue.run(f"{UP} {GUARD}")
        expect(len(self._aws.models(REGION)) == before + 50, "there should be fifty models more")

    def _destroy(self) -> None:
        heading("(g) Destroy, in reverse")
        for project in (self._catalogue, self._endpoint, self._model):
            project.run(DESTROY)
        self._empty()
        self._platform.run(DESTROY)
        expect(not self._aws.models(REGION), "no model should be left")
        for service, list_all, answer in _LEFT:
            left = getattr(self._aws.client(service, REGION), list_all)()[answer]
            expect(not left, f"{list_all} should find nothing that the examples made")

    def _release(self, version: str) -> None:
        """Push an image and upload artefacts, as CI does, and have the program take them."""
        digest = self._aws.push_image("ml/models", version, region=REGION)
        s3 = self._aws.client("s3", REGION)
        for name in ("fraud", "features"):
            s3.put_object(Bucket=_BUCKET, Key=f"{name}/{version}/model.tar.gz", Body=_GZIP)
        say(f"\n(CI pushes ml/models:{version} and uploads the artefacts)")
        self._model.run(f"pulumi config set digest {digest}")
        self._model.run(f"pulumi config set version {version}")

    def _empty(self) -> None:
        """Empty the bucket: AWS deletes none that holds anything."""
        s3 = self._aws.client("s3", REGION)
        for entry in s3.list_objects_v2(Bucket=_BUCKET)["Contents"]:
            s3.delete_object(Bucket=_BUCKET, Key=entry["Key"])

    def _served(self) -> str:
        """Return the model that the endpoint serves."""
        sagemaker = self._aws.client("sagemaker", REGION)
        (endpoint,) = sagemaker.list_endpoints()["Endpoints"]
        config = sagemaker.describe_endpoint(EndpointName=endpoint["EndpointName"])["EndpointConfigName"]
        (variant,) = sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
        return str(variant["ModelName"])

    @staticmethod
    def _replace(file: Path, text: str) -> None:
        """Write a file in place of a link to one."""
        file.unlink()
        file.write_text(text, encoding="utf-8")


_BUCKET = "ml-artefacts-123456789012"
_GZIP = bytes.fromhex("1f8b0800000000000003030000000000000000")
"""An empty archive."""

_LEFT = (
    ("sagemaker", "list_endpoints", "Endpoints"),
    ("sagemaker", "list_endpoint_configs", "EndpointConfigs"),
    ("ecr", "describe_repositories", "repositories"),
    ("s3", "list_buckets", "Buckets"),
    ("iam", "list_roles", "Roles"),
)


def _write_plugin(file: Path) -> None:
    """Put the stand-in for the plugin of pulumi-aws where the engine looks for it."""
    file.write_text(
        f'#!/bin/sh\nPYTHONPATH="{CHECKOUT}" exec "{sys.executable}" -m tools.aws_plugin "$@"\n',
        encoding="utf-8",
    )
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
