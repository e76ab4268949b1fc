"""What the demo shows, step by step; every step is checked, and the first that does not hold ends the demo."""

import gzip
import json
import os
from typing import Any

from tools.demo.steps import expect, heading
from tools.local_aws import LocalAws
from tools.workspace import CHECKOUT, Workspace, say

QUICKSTART = [CHECKOUT / name for name in ("Pulumi.yaml", "examples", "policies", ".venv")]
BREAK = (
    "pulumi config set enableNetworkIsolation false",
    """pulumi config set tags '{"team": "ml-risk", "Environment": "production"}'""",
)
GUARD = "--policy-pack policies --policy-pack-config examples/quickstart/policy-config.json"
PREVIEW = f"pulumi preview {GUARD}"
UP = f"pulumi up --yes --skip-preview {GUARD}"
NEW_IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1.1.0"
MISSED = f"warning: fraud: primaryContainer.image: there is no image {NEW_IMAGE}"


class Scenario:
    """The demo's steps, in the order of their letters."""

    def __init__(self, aws: LocalAws, workspace: Workspace) -> None:
        environment = aws.environment(workspace.environment(os.environ))
        self._aws = aws
        self._calls_seen = 0
        self._state = workspace.state
        self._quickstart = workspace.project("quickstart", QUICKSTART, environment)
        self._consumer = workspace.project("consumer", (CHECKOUT / "examples/consumer").iterdir(), environment)

    def play(self) -> None:
        """Play all steps.

        Raises:
            WorkspaceError: a step did not do what it should.
        """
        say("The commands run in two folders of links to this checkout, which the demo removes at its end.")
        self._start()
        self._block()
        self._create()
        self._read_back()
        self._change_tag()
        self._miss_image()
        self._change_image()
        self._find_no_drift()
        self._destroy()
        say("\nAll steps did what they should. The program is examples/quickstart/__main__.py; README.md goes on.")

    def _start(self) -> None:
        heading(f"(a) A local AWS listens on {self._aws.endpoint}; the state is kept in files")
        self._furnish()
        self._quickstart.run(f"pulumi login {self._state.as_uri()}")
        self._quickstart.run("pulumi stack init demo")
        self._consumer.run("pulumi stack init demo")

    def _furnish(self) -> None:
        """Put what the program names into AWS; who deploys may not ask about the network."""
        self._aws.push_image("fraud", "1.0.0")
        s3 = self._aws.client("s3")
        s3.create_bucket(Bucket="example-models")
        s3.put_object(Bucket="example-models", Key="fraud/1.0.0/model.tar.gz", Body=gzip.compress(b"a model"))
        trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
        self._aws.client("iam").create_role(
            RoleName="sagemaker-execution",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )
        self._aws.deny("ec2:*")
        self._calls_seen = len(self._aws.calls)

    def _block(self) -> None:
        heading("(b) A model without isolation and with a tag that is not allowed is blocked at preview")
        for command in BREAK:
            self._quickstart.run(command)
        output = self._quickstart.run_refused(PREVIEW)
        for problem in ("enableNetworkIsolation is false", 'The tag "Environment" is not allowed'):
            expect(problem in output, f"the policy pack should have said: {problem}")
        expect("warning:" not in output, "AWS should have all that the model names")
        expect("CreateModel" not in self._calls(), "the preview should only have asked AWS")

    def _create(self) -> None:
        heading("(c) With the program's own values it passes, and another stack finds the model")
        output = self._consumer.run_refused("pulumi preview")
        expect("has no output model" in output, "the consumer should have said which output is missing")
        self._quickstart.run("pulumi config rm enableNetworkIsolation")
        self._quickstart.run("pulumi config rm tags")
        self._quickstart.run(UP)
        expect("CreateModel" in self._calls(), "the update should have created a model")
        self._consume()

    def _read_back(self) -> None:
        heading("(d) The model, as AWS describes it")
        name = self._model()
        sagemaker = self._aws.client("sagemaker")
        model: dict[str, Any] = {**sagemaker.describe_model(ModelName=name)}
        del model["ResponseMetadata"]
        model["Tags"] = sagemaker.list_tags(ResourceArn=model["ModelArn"])["Tags"]
        say(json.dumps(model, indent=2, default=str))
        expect(model["EnableNetworkIsolation"], "the model should be isolated")
        expect(model["VpcConfig"]["Subnets"], "the model should be in a VPC")
        expect(self._tags(name) == {"team": "ml-risk", "env": "dev"}, "the model should have the program's tags")
        self._calls()

    def _change_tag(self) -> None:
        heading("(e) A tag changes: one update in place")
        name = self._model()
        self._quickstart.run("""pulumi config set tags '{"team": "ml-risk", "env": "test"}'""")
        self._quickstart.run(f"{UP} --diff")
        expect(self._calls() == ["AddTags"], "the update should have done nothing but set the tag")
        expect(self._model() == name, "the model should have kept its name")
        expect(self._tags(name) == {"team": "ml-risk", "env": "test"}, "the model should have the new tag")

    def _miss_image(self) -> None:
        heading("(f) Nobody has pushed the next image: the preview says so, before anything is changed")
        self._quickstart.run(f"pulumi config set image {NEW_IMAGE}")
        output = self._quickstart.run("pulumi preview")
        expect(MISSED in output, f"the preview should have said: {MISSED}")
        self._quickstart.run_refused("pulumi preview --config sagemaker:preflight=error")
        self._calls()

    def _change_image(self) -> None:
        heading("(g) The image is pushed and the model changes: a new one under a new name, then the old one goes")
        old = self._model()
        self._aws.push_image("fraud", "1.1.0")
        output = self._quickstart.run("pulumi preview")
        expect("warning:" not in output, "AWS should have the image")
        self._calls()
        self._quickstart.run(UP)
        changes = [call for call in self._calls() if call in ("CreateModel", "DeleteModel")]
        expect(changes == ["CreateModel", "DeleteModel"], "the new model should have been made before the old one went")
        new = self._model()
        expect(new != old, "the new model should have a new name")
        expect(
            self._aws.models()[new]["PrimaryContainer"]["Image"] == NEW_IMAGE, "the new model should have the new image"
        )
        self._consume()

    def _find_no_drift(self) -> None:
        heading("(h) Refresh and preview: AWS, state and program agree")
        self._quickstart.run("pulumi refresh --yes --skip-preview --expect-no-changes")
        self._quickstart.run(f"pulumi preview --expect-no-changes {GUARD}")
        self._calls()

    def _destroy(self) -> None:
        heading("(i) Destroy")
        self._consumer.run("pulumi destroy --yes --skip-preview")
        self._quickstart.run("pulumi destroy --yes --skip-preview")
        expect("DeleteModel" in self._calls(), "destroy should have deleted the model")
        expect(not self._aws.models(), "no model should be left")

    def _consume(self) -> None:
        output = self._consumer.run("pulumi up --yes --skip-preview")
        expect(self._model() in output, "the other stack should have the model's name")

    def _model(self) -> str:
        models = list(self._aws.models())
        expect(len(models) == 1, f"there should be one model in AWS, but there are {len(models)}")
        return models[0]

    def _tags(self, name: str) -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in self._aws.models()[name]["Tags"]}

    def _calls(self) -> list[str]:
        """Tell which calls AWS has received since this was last asked."""
        calls = [call.operation for call in self._aws.calls[self._calls_seen :]]
        self._calls_seen += len(calls)
        say(f"\nAWS received: {', '.join(calls) or 'nothing'}")
        return calls
