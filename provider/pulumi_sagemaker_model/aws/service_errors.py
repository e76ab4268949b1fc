"""When AWS answers with an error: a table of how each looks on the wire, and of the sentence that a person gets.

A refusal that is not in this table is told in AWS's own words. A row with `NotReadyError` is tried again when a model
is created, for as long as a change of IAM takes to spread.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import lost_answers, redaction
from pulumi_sagemaker_model.aws.lost_answers import SERVER_ERROR

if TYPE_CHECKING:
    from botocore.exceptions import ClientError


class Signature(NamedTuple):
    """How one kind of refusal looks on the wire, and what a person needs to hear about it."""

    code: str
    """The error code, or a prefix of it."""
    message: str
    """Regular expression that the message contains, case aside; empty for any."""
    error: type[errors.ModelError]
    sentence: str
    """What is wrong and what to do; `{name}`, `{action}`, `{message}` (AWS's words) and groups of it are filled in."""
    operation: str = ""
    """The operation that was refused, or a prefix of it: who acts is asked of STS in the course of other calls."""
    failed: bool = False
    """Whether AWS failed (HTTP 5xx) rather than refused."""


SIGNATURES: Final = (
    *(
        Signature(
            code,
            message,
            errors.ThrottledError,
            "AWS gets too many requests of this account to take sagemaker:{action} on model {name}; run the "
            "same command again, with --parallel 4 if that does not help. AWS says: {message}",
        )
        # The rest of the codes that mean the same say so in the message.
        for code, message in (
            ("Throttl", ""),
            ("TooManyRequests", ""),
            ("RequestLimitExceeded", ""),
            ("", "rate exceeded"),
        )
    ),
    Signature(
        "",
        "",
        errors.UnreachableError,
        "AWS failed at sagemaker:{action} on model {name}, and whether it was done is not known; run the same command "
        "again. AWS says: {message}",
        failed=True,
    ),
    # "Could not find model data at s3://..." and "... model package ..." are refusals of a request, not absence.
    Signature(
        "ValidationException",
        r"could not find model(?! data| package)",
        errors.NotFoundError,
        "there is no model {name}; run pulumi refresh, and the next pulumi up creates it again",
    ),
    Signature(
        "ValidationException",
        r"could not find (endpoint|inference component)",
        errors.NotFoundError,
        "what sagemaker:{action} was to find for model {name} is not there. AWS says: {message}",
    ),
    Signature(
        "ValidationException",
        "already existing model",
        errors.AlreadyExistsError,
        "a model named {name} exists already",
    ),
    Signature(
        "ValidationException",
        r"could not assume role",
        errors.NotReadyError,
        "SageMaker may not assume the execution role of model {name}; let the role's trust policy allow sts:AssumeRole "
        "to sagemaker.amazonaws.com. AWS says: {message}",
    ),
    Signature(
        "ValidationException",
        r"(?s)could not access model data.*trust relationship",
        errors.NotReadyError,
        "the execution role of model {name} cannot read the model data; allow it s3:GetObject and s3:ListBucket there, "
        "and let its trust policy name sagemaker.amazonaws.com. AWS says: {message}",
    ),
    Signature(
        "ValidationException",
        r"does not have batchgetimage permission",
        errors.NotReadyError,
        "the image of model {name} may not be pulled; allow ecr:BatchGetImage to the execution role and, across "
        "accounts, in the repository's policy. AWS says: {message}",
    ),
    Signature(
        "ValidationException",
        r"requested image .*not found|ecr image .* is invalid",
        errors.RejectedError,
        "the image of model {name} cannot be found; push it, or correct its tag or digest. AWS says: {message}",
    ),
    Signature(
        "ValidationException",
        r"could not find model data",
        errors.RejectedError,
        "there is no model data for model {name}; upload it, or correct its location. AWS says: {message}",
    ),
    Signature(
        "ValidationException",
        r"accepteula",
        errors.RejectedError,
        "the model data of {name} has terms of use; read them, and accept them by model_access_config.accept_eula. "
        "AWS says: {message}",
    ),
    Signature(
        "AccessDenied",
        "",
        errors.AccessDeniedError,
        "you may not assume the role that aws:assumeRoles or the profile names; let its trust policy name you, and "
        "check the external id. AWS says: {message}",
        operation="AssumeRole",
    ),
    Signature(
        "AccessDenied",
        "",
        errors.AccessDeniedError,
        "you may not call sts:GetCallerIdentity, by which the account is checked; allow it. AWS says: {message}",
        operation="GetCallerIdentity",
    ),
    Signature(
        "AccessDenied",
        r"iam:passrole",
        errors.AccessDeniedError,
        "you may not hand this execution role to SageMaker; allow iam:PassRole on it. AWS says: {message}",
    ),
    Signature(
        "AccessDenied",
        r"not authorized to perform: (?P<needed>[\w-]+:\w+) on resource: (?P<resource>\S+)",
        errors.AccessDeniedError,
        "sagemaker:{action} on model {name} needs {needed} on {resource}, which you may not do; allow it. "
        "AWS says: {message}",
    ),
    Signature(
        "AccessDenied",
        "",
        errors.AccessDeniedError,
        "you may not call sagemaker:{action} on model {name}; allow it. AWS says: {message}",
    ),
    Signature(
        "ResourceLimitExceeded",
        r"limit '(?P<quota>[^']+)' is (?P<limit>[\d.,]+)",
        errors.LimitExceededError,
        "the account's quota '{quota}' of {limit} is used up; delete models that are not needed, or ask for more in "
        "Service Quotas. AWS says: {message}",
    ),
    Signature(
        "ResourceLimitExceeded",
        "",
        errors.LimitExceededError,
        "the account's quota is used up; delete models that are not needed, or ask for more in Service Quotas. "
        "AWS says: {message}",
    ),
    Signature(
        "ExpiredToken",
        "",
        errors.AccessDeniedError,
        "the AWS credentials have expired; renew them and run again",
    ),
    # The first code of each pair is SageMaker's, the other is STS's.
    *(
        Signature(
            code,
            "",
            errors.AccessDeniedError,
            "AWS does not know these credentials; check the profile or the access key. AWS says: {message}",
        )
        for code in ("UnrecognizedClient", "InvalidClientTokenId")
    ),
    *(
        Signature(
            code,
            "",
            errors.AccessDeniedError,
            "AWS does not accept the secret key of these credentials; check it. AWS says: {message}",
        )
        for code in ("InvalidSignature", "SignatureDoesNotMatch")
    ),
)
"""Refusals that have more to say than AWS's own words, most specific first. CreateModel models only
ResourceLimitExceeded; the others are known by code and message."""


def explained(action: str, name: str, error: ClientError, confidential: Sequence[str]) -> errors.ModelError:
    """Return what a refusal of AWS means, in one sentence.

    Args:
        action: the operation that was asked for.
        name: the model that it was asked for.
        error: what the SDK made of the refusal.
        confidential: values that AWS might quote and that no log may show.
    """
    # The SDK hands on whatever the body has in their places, null too.
    code, message = (str(error.response.get("Error", {}).get(part) or "") for part in ("Code", "Message"))
    metadata: Mapping[str, Any] = error.response.get("ResponseMetadata", {})
    clean = redaction.shown(message, confidential)
    operation, failed = error.operation_name, metadata.get("HTTPStatusCode", 0) >= SERVER_ERROR
    for signature in SIGNATURES:
        if (
            code.startswith(signature.code)
            and operation.startswith(signature.operation)
            and (failed or not signature.failed)
            and (found := re.search(signature.message, message, re.IGNORECASE))
        ):
            # A part of the message may begin or end within a value that is hidden; a part of what is shown does not.
            parts = re.search(signature.message, clean, re.IGNORECASE) or found
            told = {key: redaction.shown(text, confidential) for key, text in parts.groupdict().items()}
            sentence = signature.sentence.format(name=name, action=action, message=clean, **told)
            explained = signature.error(sentence)
            if isinstance(explained, errors.AlreadyExistsError):
                explained.lost_since = metadata.get(lost_answers.LOST_SINCE)
            return explained
    needed = "" if operation == action else f" {operation}, which is needed for"
    return errors.RejectedError(f"AWS refuses{needed} sagemaker:{action} on model {name}: {clean} ({code})")
