"""What AWS refuses: each kind has its error and one sentence, and no secret is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pytest
from botocore.exceptions import (
    ClientError,
)
from botocore.stub import Stubber

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.service_errors import SIGNATURES, Signature
from pulumi_sagemaker_model.properties import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
from tests.unit.provider.aws.stand_ins import ARN, REQUEST, Answer, Wire, unasked

EXISTS = "a model named fraud exists already"
ABSENT = "there is no model fraud; run pulumi refresh, and the next pulumi up creates it again"


class Refusal(NamedTuple):
    """What AWS answers, and what becomes of it."""

    code: str
    message: str
    kind: type[errors.ModelError]
    sentence: str


REFUSALS = [
    Refusal("ValidationException", 'Could not find model "arn:aws:x".', errors.NotFoundError, ABSENT),
    Refusal(
        "ValidationException",
        "Could not find model data at s3://b",
        errors.RejectedError,
        (
            "there is no model data for model fraud; upload it, or correct its location. "
            "AWS says: Could not find model data at s3://b"
        ),
    ),
    Refusal(
        "ValidationException",
        "Requested image 1.dkr.ecr.us-east-1.amazonaws.com/x:1 not found.",
        errors.RejectedError,
        (
            "the image of model fraud cannot be found; push it, or correct its tag or digest. "
            "AWS says: Requested image 1.dkr.ecr.us-east-1.amazonaws.com/x:1 not found."
        ),
    ),
    Refusal(
        "ValidationException",
        "You must set AcceptEula to true.",
        errors.RejectedError,
        (
            "the model data of fraud has terms of use; read them, and accept them by model_access_config.accept_eula. "
            "AWS says: You must set AcceptEula to true."
        ),
    ),
    Refusal(
        "ValidationException",
        'Could not find endpoint configuration "arn:aws:x".',
        errors.NotFoundError,
        (
            "what sagemaker:CreateModel was to find for model fraud is not there. "
            'AWS says: Could not find endpoint configuration "arn:aws:x".'
        ),
    ),
    Refusal(
        "ValidationException",
        "Could not find model package p.",
        errors.RejectedError,
        "AWS refuses sagemaker:CreateModel on model fraud: Could not find model package p. (ValidationException)",
    ),
    Refusal(
        "ValidationException",
        'Cannot create already existing model "arn:aws:x".',
        errors.AlreadyExistsError,
        EXISTS,
    ),
    Refusal(
        "AccessDeniedException",
        "User u is not authorized to perform: iam:PassRole on resource: r",
        errors.AccessDeniedError,
        (
            "you may not hand this execution role to SageMaker; allow iam:PassRole on it. "
            "AWS says: User u is not authorized to perform: iam:PassRole on resource: r"
        ),
    ),
    Refusal(
        "AccessDenied",
        "User u is not authorized",
        errors.AccessDeniedError,
        "you may not call sagemaker:CreateModel on model fraud; allow it. AWS says: User u is not authorized",
    ),
    Refusal(
        "AccessDeniedException",
        "User: u is not authorized to perform: sagemaker:AddTags on resource: arn:aws:x because no policy allows it",
        errors.AccessDeniedError,
        (
            "sagemaker:CreateModel on model fraud needs sagemaker:AddTags on arn:aws:x, which you may not do; allow "
            "it. AWS says: User: u is not authorized to perform: sagemaker:AddTags on resource: arn:aws:x because no "
            "policy allows it"
        ),
    ),
    Refusal(
        "ResourceLimitExceeded",
        "The account-level service limit 'Models' is 10 Models, with current utilization of 10 Models.",
        errors.LimitExceededError,
        (
            "the account's quota 'Models' of 10 is used up; delete models that are not needed, or ask for more in "
            "Service Quotas. AWS says: The account-level service limit 'Models' is 10 Models, with current utilization "
            "of 10 Models."
        ),
    ),
    *(
        Refusal(
            code,
            "Rate exceeded",
            errors.ThrottledError,
            (
                "AWS gets too many requests of this account to take sagemaker:CreateModel on model fraud; run the same "
                "command again, with --parallel 4 if that does not help. AWS says: Rate exceeded"
            ),
        )
        for code in ("ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SomethingNew")
    ),
    Refusal(
        "ResourceLimitExceeded",
        "The account-level service limit is 10.",
        errors.LimitExceededError,
        (
            "the account's quota is used up; delete models that are not needed, or ask for more in Service Quotas. "
            "AWS says: The account-level service limit is 10."
        ),
    ),
    Refusal(
        "ExpiredTokenException",
        "The security token included in the request is expired",
        errors.AccessDeniedError,
        "the AWS credentials have expired; renew them and run again",
    ),
    Refusal(
        "UnrecognizedClientException",
        "The security token included in the request is invalid",
        errors.AccessDeniedError,
        (
            "AWS does not know these credentials; check the profile or the access key. "
            "AWS says: The security token included in the request is invalid"
        ),
    ),
    Refusal(
        "InvalidSignatureException",
        "The signature does not match",
        errors.AccessDeniedError,
        "AWS does not accept the secret key of these credentials; check it. AWS says: The signature does not match",
    ),
    Refusal(
        "ValidationException",
        "The {image} is not valid",
        errors.RejectedError,
        "AWS refuses sagemaker:CreateModel on model fraud: The {image} is not valid (ValidationException)",
    ),
    Refusal(
        "SomethingNew",
        "",
        errors.RejectedError,
        "AWS refuses sagemaker:CreateModel on model fraud:  (SomethingNew)",
    ),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: f"{refusal.code}: {refusal.message}")
def test_given_a_refusal_when_creating_then_its_kind_and_sentence_are(
    client: ModelClient, stub: Stubber, refusal: Refusal
) -> None:
    stub.add_client_error("create_model", refusal.code, refusal.message, http_status_code=400)

    with pytest.raises(errors.ModelError) as raised:
        client.create(REQUEST, print)

    assert (type(raised.value), str(raised.value)) == (refusal.kind, refusal.sentence)


@pytest.mark.parametrize("code", ["InternalFailure", "ServiceUnavailable", "ValidationException", "503"])
def test_given_a_failure_of_aws_when_asking_then_nothing_is_taken_as_known(
    client: ModelClient, stub: Stubber, code: str
) -> None:
    stub.add_client_error("describe_model", code, "Could not find model x", http_status_code=503)

    with pytest.raises(errors.UnreachableError) as raised:
        client.describe("fraud")

    assert str(raised.value) == (
        "AWS failed at sagemaker:DescribeModel on model fraud, and whether it was done is not known; run the same "
        "command again. AWS says: Could not find model x"
    )


STS_REFUSALS = [
    (
        "AssumeRole",
        "AccessDenied",
        errors.AccessDeniedError,
        (
            "you may not assume the role that aws:assumeRoles or the profile names; let its trust policy name you, and "
            "check the external id. AWS says: no"
        ),
    ),
    (
        "AssumeRoleWithWebIdentity",
        "AccessDenied",
        errors.AccessDeniedError,
        (
            "you may not assume the role that aws:assumeRoles or the profile names; let its trust policy name you, and "
            "check the external id. AWS says: no"
        ),
    ),
    (
        "GetCallerIdentity",
        "AccessDenied",
        errors.AccessDeniedError,
        "you may not call sts:GetCallerIdentity, by which the account is checked; allow it. AWS says: no",
    ),
    (
        "GetCallerIdentity",
        "InvalidClientTokenId",
        errors.AccessDeniedError,
        "AWS does not know these credentials; check the profile or the access key. AWS says: no",
    ),
    (
        "AssumeRole",
        "SignatureDoesNotMatch",
        errors.AccessDeniedError,
        "AWS does not accept the secret key of these credentials; check it. AWS says: no",
    ),
    (
        "AssumeRole",
        "RegionDisabledException",
        errors.RejectedError,
        (
            "AWS refuses AssumeRole, which is needed for sagemaker:DescribeModel on model fraud: "
            "no (RegionDisabledException)"
        ),
    ),
]


@pytest.mark.parametrize(("operation", "code", "kind", "sentence"), STS_REFUSALS)
def test_given_a_refusal_of_sts_when_asking_then_its_kind_and_sentence_are(
    operation: str, code: str, kind: type[errors.ModelError], sentence: str
) -> None:
    def fail(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

    with pytest.raises(errors.ModelError) as raised:
        ModelClient(cast("SageMakerClient", SimpleNamespace(describe_model=fail)), unasked).describe("fraud")

    assert (type(raised.value), str(raised.value)) == (kind, sentence)


LONG = "fake-token-0123456789"
QUOTED = f"{LONG} and hunter2 are not allowed in us-east-1, 1"


@pytest.mark.parametrize(
    ("secret", "message", "shown"),
    [
        pytest.param({}, QUOTED, "[hidden] and hunter2 are not allowed in us-east-1, 1", id="a long value"),
        pytest.param(
            {SECRETS: [["environment", "B"]], "environment": {"B": "hunter2"}},
            QUOTED,
            "[hidden] and [hidden] are not allowed in us-east-1, 1",
            id="and a secret one",
        ),
        pytest.param({}, f"a{LONG} and {LONG}.", f"a{LONG} and [hidden].", id="as a whole word"),
        pytest.param(
            {SECRETS: [["tags"]], "tags": {"a": "allowed in us-east-1"}},
            QUOTED,
            "[hidden] and hunter2 are not [hidden], 1",
            id="several words",
        ),
        pytest.param({}, "no such thing in us-east-1", "no such thing in us-east-1", id="nothing"),
    ],
)
def test_given_values_in_refusal_then_secrets_and_long_environment_ones_are_hidden(
    client: ModelClient, stub: Stubber, secret: dict[str, Any], message: str, shown: str
) -> None:
    redaction.hide_secrets_of(secret)
    stub.add_client_error("create_model", "ValidationException", message)

    with pytest.raises(errors.RejectedError) as raised:
        client.create(with_environment([LONG, "hunter2", "1", "us-east-1", ""]), print)

    assert str(raised.value) == f"AWS refuses sagemaker:CreateModel on model fraud: {shown} (ValidationException)"


CALLS: dict[str, tuple[str, Callable[[ModelClient], object]]] = {
    "describe": ("describe_model", lambda client: client.describe("fraud")),
    "delete": ("delete_model", lambda client: client.delete("fraud")),
    "add tags": ("add_tags", lambda client: client.add_tags("fraud", ARN, {"team": "hunter2"})),
    "delete tags": ("delete_tags", lambda client: client.delete_tags("fraud", ARN, ["team"])),
    "list tags": ("list_tags", lambda client: client.tags("fraud", ARN)),
}


@pytest.mark.parametrize(("operation", "call"), CALLS.values(), ids=CALLS)
def test_given_a_secret_in_a_refusal_of_any_call_then_it_is_hidden(
    client: ModelClient, stub: Stubber, operation: str, call: Callable[[ModelClient], object]
) -> None:
    redaction.hide_secrets_of({SECRETS: [["tags"]], "tags": {"team": "hunter2"}})
    stub.add_client_error(
        operation, "AccessDeniedException", "You are not authorized to perform: sagemaker:X on resource: a/hunter2/b"
    )

    with pytest.raises(errors.AccessDeniedError) as raised:
        call(client)

    assert "hunter2" not in str(raised.value)
    assert "needs sagemaker:X on a/[hidden]/b, which" in str(raised.value)


def test_given_a_secret_of_two_words_when_aws_quotes_it_then_no_part_of_it_is_shown(
    client: ModelClient, stub: Stubber
) -> None:
    redaction.hide_secrets_of({SECRETS: [["tags"]], "tags": {"team": "hunter two"}})
    stub.add_client_error(
        "describe_model", "AccessDeniedException", "is not authorized to perform: sagemaker:X on resource: a/hunter two"
    )

    with pytest.raises(errors.AccessDeniedError, match=r"needs sagemaker:X on a/\[hidden\], which"):
        client.describe("fraud")


def test_given_aws_words_as_environment_values_when_refused_then_kind_is_still_known(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_client_error("create_model", "ValidationException", "Cannot create already existing model x")

    with pytest.raises(errors.AlreadyExistsError):
        client.create(with_environment(["existing model", "e"]), print)


def with_environment(values: list[str]) -> dict[str, Any]:
    """Return a request with a container for each value, in both of the API's places for containers."""
    first, *rest = ({"Image": "i", "Environment": {"A": value}} for value in values)
    return {**REQUEST, "PrimaryContainer": first, "Containers": rest}


TRANSIENT = {errors.NotReadyError, errors.ThrottledError, errors.UnreachableError}
PERMANENT = [signature for signature in SIGNATURES if signature.error not in TRANSIENT]


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize("signature", PERMANENT, ids=lambda signature: signature.sentence[:40])
def test_given_permanent_refusal_when_creating_then_it_costs_one_request_and_no_wait(
    monkeypatch: pytest.MonkeyPatch, signature: Signature
) -> None:
    message = next(said for said in MESSAGES if re.search(signature.message, said, re.IGNORECASE))
    wire = Wire(monkeypatch, Answer(signature.code, message), Answer(signature.code, message))

    with pytest.raises(errors.ModelError) as refusal:
        wire.client.create(REQUEST, print)

    assert type(refusal.value) not in TRANSIENT
    assert (wire.left, wire.slept) == (1, [])


MESSAGES = [refusal.message for refusal in REFUSALS if refusal.kind not in TRANSIENT]
"""What AWS says for good; each signature finds one that is its own."""
