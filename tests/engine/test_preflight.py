"""What a preview says of what AWS does not have, through the real CLI: one of each kind, many models in one program."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.stack import SETTINGS, Run, Stack
from tests.unit.provider.checks.preflight.account import FOREIGN, OWN, furnish
from tools.local_aws import LocalAws

NewStack = Callable[[str], Stack]

REPOSITORY = f"{OWN}.dkr.ecr.us-east-1.amazonaws.com/fraud"
SECRET = "not-a-real-tag-5e2c"  # noqa: S105  (a fake)
TOKEN = "not-a-real-token-5e2c"  # noqa: S105  (a fake)

DECLARE = f"""
    import pulumi
    from pulumi import Output, ResourceOptions, dynamic
    from pulumi_sagemaker_model import Model

    def model(name, image="{REPOSITORY}:1.0.0", role="inference", opts=None, **container):
        Model(
            name,
            execution_role_arn=f"arn:aws:iam::{OWN}:role/{{role}}" if isinstance(role, str) else role,
            primary_container={{"image": image, "environment": {{"API_TOKEN": "{TOKEN}"}}, **container}},
            opts=opts,
        )

    class Echo(dynamic.ResourceProvider):
        def create(self, props):
            return dynamic.CreateResult("pushed", props)

    class Pushed(dynamic.Resource):
        def __init__(self, name, image):
            self.image = None
            super().__init__(Echo(), name, {{"image": image}})

    pushed = Pushed("pushed", "{REPOSITORY}:pushed-here")
    pulumi.export("image", "{REPOSITORY}:pushed-elsewhere")
"""
KINDS = f"""
    model("good", model_data_url="s3://model-data/fraud/model.tar.gz")
    model("tag", "{REPOSITORY}:1.1.0")
    model("index", "{REPOSITORY}:index")
    model("secret", Output.secret("{REPOSITORY}:{SECRET}"))
    model("foreign", "{FOREIGN}.dkr.ecr.us-east-1.amazonaws.com/shared/fraud:2.0.0")
    model("artefact", model_data_url="s3://model-data/none.tar.gz")
    model("gzip", model_data_url="s3://model-data/fraud/zip.tar.gz")
    model("region", model_data_url="s3://model-data-eu/model.tar.gz")
    model("role", role="none")
    model("trust", role="lambda")
    model("pushed", pushed.image)
    model("depends", "{REPOSITORY}:1.1.0", opts=ResourceOptions(depends_on=[pushed]))
"""
LATER = """
    model("later", pushed.image)
    model("joined", Output.concat(pushed.image, "-2"), model_data_url="s3://model-data/none.tar.gz")
    model("stack", pulumi.StackReference("organization/PROJECT/dev").get_output("image"))

    def change(depends_on=None):
        def transform(args):
            opts = ResourceOptions.merge(args.opts, ResourceOptions(depends_on=depends_on))
            return pulumi.ResourceTransformResult(args.props, opts)

        return ResourceOptions(transforms=[transform])

    missing = "REPOSITORY:1.2.0"
    model("unchanged", missing, role=Output.concat(pushed.image.apply(lambda _: "ROLE")), opts=change())
    model("dependent", missing, opts=change(depends_on=[pushed]))
"""
WARNINGS = {
    "tag": f"primaryContainer.image: there is no image {REPOSITORY}:1.1.0; push it",
    "index": f"primaryContainer.image: image {REPOSITORY}:index has a manifest of type",
    "secret": "primaryContainer.image: there is no image [hidden]; push it",
    "artefact": "primaryContainer.modelDataUrl: there is no object s3://model-data/none.tar.gz; upload it",
    "gzip": "primaryContainer.modelDataUrl: s3://model-data/fraud/zip.tar.gz is declared as a gzip archive",
    "region": "primaryContainer.modelDataUrl: bucket model-data-eu is in eu-west-1 and the model in us-east-1",
    "role": f"executionRoleArn: there is no role arn:aws:iam::{OWN}:role/none; create it",
    "trust": f"executionRoleArn: role arn:aws:iam::{OWN}:role/lambda does not trust SageMaker",
}


def later(project: str) -> str:
    names = {"PROJECT": project, "REPOSITORY": REPOSITORY, "ROLE": f"arn:aws:iam::{OWN}:role/inference"}
    program = LATER
    for name, value in names.items():
        program = program.replace(name, value)
    return program


@pytest.fixture
def new_stack(new_stack: NewStack) -> NewStack:
    """Return a maker of stacks without settings, as users have them."""

    def make(program: str) -> Stack:
        stack = new_stack(program)
        stack.settings_file.write_text(stack.settings_file.read_text().removesuffix(SETTINGS))
        return stack

    return make


@pytest.fixture
def account(aws: LocalAws) -> LocalAws:
    """Return an account that has something."""
    furnish(aws)
    return aws


def questions(aws: LocalAws, since: int) -> list[str]:
    """Return what was asked of what models name, as the local AWS calls it."""
    asked = {"DescribeImages", "BatchGetImage", "GetRole", "DescribeSubnets", "DescribeModelPackage"}
    calls = [call.operation for call in aws.calls[since:]]
    return [call for call in calls if call in asked or call.startswith(("GET /", "HEAD /"))]


def diagnostics(run: Run, *levels: str) -> list[str]:
    """Return what a command tells, beside what it does and which plugins it found."""
    lines = (line.strip() for line in run.output.splitlines() if "from $PATH at" not in line)
    return [line for line in lines if line.startswith(levels)]


def said(lines: list[str], name: str, sentence: str) -> bool:
    return any(f"{name}: {sentence}" in line for line in lines)


def test_given_what_is_not_there_when_previewed_then_it_is_said_and_nothing_else(
    new_stack: NewStack, account: LocalAws
) -> None:
    stack = new_stack(DECLARE + KINDS)

    before = len(account.calls)
    preview = stack.succeed("preview")
    warnings = diagnostics(preview, "warning:", "info:", "error:")
    assert all(said(warnings, name, sentence) for name, sentence in WARNINGS.items()), preview.output
    assert len(warnings) == len(WARNINGS), preview.output
    assert SECRET not in preview.output
    assert TOKEN not in preview.output
    asked = questions(account, before)
    # Of a registry that does not let describe it is asked again, whether it lets pull; and of an absent image, whether
    # it is archived. Whether ECR would get it from elsewhere is not among these.
    assert sorted(asked) == sorted(
        ["DescribeImages"] * 7
        + ["BatchGetImage"]
        + ["HEAD /model-data", "HEAD /model-data-eu", "HEAD /model-data-eu"]
        + [f"GET /model-data/{key}" for key in ("fraud/model.tar.gz", "none.tar.gz", "fraud/zip.tar.gz")]
        + ["GET /model-data-eu/model.tar.gz"] * 2
        + ["GetRole"] * 3
    )

    stack.configure(sagemaker__preflight="error")
    failed = stack.fail("up", "--yes")
    errors = diagnostics(failed, "error:")
    # The engine stops at the first resource that fails.
    problems = [f"resource '{name}' has a problem: {sentence}" for name, sentence in WARNINGS.items()]
    assert errors != []
    assert all(any(problem in error for problem in problems) for error in errors), failed.output
    assert SECRET not in failed.output
    assert account.models() == {}
    assert list(stack.models()) == []

    # In which region a bucket is, AWS says even so.
    stack.write(DECLARE + "".join(line for line in KINDS.splitlines(keepends=True) if "model-data-eu" not in line))
    account.deny("s3:*", "ecr:*", "iam:*")
    denied = stack.succeed("preview")
    lines = diagnostics(denied, "warning:", "info:", "error:")
    assert len(lines) == 1
    assert lines[0].startswith("info: not checked: ecr:DescribeImages on repository fraud of 123456789012")


def test_given_models_that_are_there_when_refreshed_then_what_is_gone_is_told(
    new_stack: NewStack, account: LocalAws
) -> None:
    tag = f'    model("tag", "{REPOSITORY}:1.1.0")\n'
    stack = new_stack(DECLARE + tag)
    before = len(account.calls)
    stack.up()
    assert questions(account, before) == []
    assert "__preview" not in stack.state()

    stack.write(DECLARE + later(stack.project) + tag)
    before = len(account.calls)
    preview = stack.succeed("preview", "--diff")
    lines = diagnostics(preview, "warning:", "info:", "error:")
    # What the program pushes may come with this update; what another stack says, and what is plain text, is judged.
    assert sorted({line.partition("; ")[0] for line in lines}) == [
        "warning: joined: primaryContainer.modelDataUrl: there is no object s3://model-data/none.tar.gz",
        f"warning: stack: primaryContainer.image: there is no image {REPOSITORY}:pushed-elsewhere",
        f"warning: unchanged: primaryContainer.image: there is no image {REPOSITORY}:1.2.0",
    ]
    assert "__preview" not in preview.output
    assert f"{REPOSITORY}:1.1.0" not in "".join(lines)

    stack.configure(sagemaker__preflight="error")
    refresh = stack.refresh()
    (warning,) = diagnostics(refresh, "warning:", "info:", "error:")
    assert warning.startswith(f"warning: model {next(iter(account.models()))}: primaryContainer.image: there is no")
    assert warning.endswith(
        f"{REPOSITORY}:1.1.0; endpoints that serve the model may fail when they next scale out or restart"
    )
