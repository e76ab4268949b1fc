"""The only module that talks to AWS: the five calls of a model's life, and what their errors mean.

Nothing here knows Pulumi. Every SDK exception becomes one of `errors.py`, once, here.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pulumi_sagemaker_model import codec, errors
from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.aws.endpoint_references import Usage, look
from pulumi_sagemaker_model.aws.settings import Settings

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_sagemaker import SageMakerClient

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Signature:
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


SIGNATURES = (
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


class AccountGuard:
    """Lets nothing change in an account that the stack must leave alone; asks AWS once which account it is."""

    def __init__(self, settings: Settings, get_caller_identity: Callable[[], Mapping[str, Any]]) -> None:
        self._settings = settings
        self._get_caller_identity = get_caller_identity
        self._passed = False

    def check(self, action: str, name: str) -> None:
        """Stop before `action`.

        Raises:
            WrongAccountError: the account is not one that the stack may change.
            ModelError: which account it is cannot be told.
        """
        # Threads that come here together ask twice rather than wait for each other.
        if not self._passed:
            self._settings.require_account(_ask(action, name, lambda: self._get_caller_identity()["Account"]))
            self._passed = True


IAM_SPREADS = (1, 2, 4, 8, 15, 30, 30, 30)
"""Seconds between tries while a change of IAM may be spreading, two minutes in all."""


_USAGE_AGE = 10
"""Seconds for which a look at all endpoints, or that nobody answered, holds for models that it did not find in use."""

_TAGS_PAUSE = 2
"""Seconds between two looks at tags that are late."""


class ModelClient:
    """The SageMaker API of one region, for models. Thread-safe."""

    def __init__(
        self,
        sagemaker: SageMakerClient,
        aside: Callable[[str], Any],
        guard: AccountGuard | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wrap the SDK's clients.

        Args:
            sagemaker: the SDK's client for all that has to be done.
            aside: makes the SDK's client of a service for what is good to know: seconds for one attempt, and no other.
            guard: lets changes pass.
            sleep: waits for so many seconds.
            clock: tells seconds, from any start.
        """
        self._sagemaker = sagemaker
        self._aside = aside
        self._guard = guard
        self._sleep = sleep
        self._clock = clock
        self._account: str | errors.ModelError | None = None
        self._brief_sagemaker: Any = None
        self._usage: tuple[float, Usage] | None = None
        self._unlisted: errors.ModelError | None = None

    def create(self, request: Mapping[str, Any], tell: Callable[[str], None]) -> str:
        """Create a model and return its ARN; wait for IAM, and for nothing else.

        Args:
            request: the parameters of CreateModel, in API form.
            tell: takes a sentence on what is being waited for.

        Raises:
            AlreadyExistsError: a model of this name exists.
            ModelError: any other refusal, or no answer.
        """
        confidential = redaction.suspects(request)
        for seconds in IAM_SPREADS:
            try:
                return self._create(request, confidential)
            except errors.NotReadyError as error:
                tell(f"{error} -- a change of IAM takes a while to spread; trying again in {seconds} s")
            self._sleep(seconds)
        return self._create(request, confidential)

    def _create(self, request: Mapping[str, Any], confidential: Sequence[str]) -> str:
        return self._change(
            "CreateModel",
            request["ModelName"],
            lambda: self._sagemaker.create_model(**request)["ModelArn"],
            confidential,
        )

    def describe(self, name: str) -> Mapping[str, Any]:
        """Return the DescribeModel answer.

        Raises:
            NotFoundError: the account has no such model.
            ModelError: whether there is one cannot be told.
        """

        def described() -> Mapping[str, Any]:
            answer = self._sagemaker.describe_model(ModelName=name)
            return {**answer, **{member: answer[member] for member in ("ModelName", "ModelArn", "CreationTime")}}

        return _ask("DescribeModel", name, described)

    def delete(self, name: str) -> None:
        """Delete a model.

        Raises:
            NotFoundError: the account has no such model.
            ModelError: any other refusal, or no answer.
        """
        self._change("DeleteModel", name, lambda: self._sagemaker.delete_model(ModelName=name))

    def require_account_of(self, name: str, arn: str) -> None:
        """Stop unless the credentials act in the account of `arn`; in another, a model is not seen and not gone.

        Raises:
            WrongAccountError: they act in another account.
            ModelError: which account it is cannot be told.
        """
        if self._account is None:
            try:
                self._account = _ask("DescribeModel", name, lambda: self._aside("sts").get_caller_identity()["Account"])
            except errors.ModelError as error:
                # Asked once: an STS that does not answer would hold up every model of the stack.
                self._account = error
        if isinstance(self._account, errors.ModelError):
            raise self._account
        require_account(name, arn, self._account)

    def tags(self, name: str, arn: str) -> dict[str, str]:
        """Return a model's tags, all pages, without AWS's own."""
        pages = self._sagemaker.get_paginator("list_tags").paginate(ResourceArn=arn)
        found = _ask("ListTags", name, lambda: [tag for page in pages for tag in page.get("Tags", [])])
        return codec.tag_map(found)

    def users_of(self, name: str) -> list[str]:
        """Return which live endpoints serve a model, as people call them.

        Raises:
            ModelError: that cannot be told.
        """
        # A destroy of many models shares a look, but nothing is held back for what may be over. Other threads may
        # replace what was seen at any time.
        last = self._usage
        if last is not None and self._clock() <= last[0] + _USAGE_AGE and name not in last[1].users:
            usage = last[1]
        else:
            began = self._clock()
            usage = look(partial(self._peek, name), self._clock, self._sleep)
            if isinstance(usage.failure, errors.UnreachableError):
                # Where nobody answers, each model would wait for that as long as this one.
                self._usage = (self._clock(), usage)
            else:
                self._usage = None if usage.failure else (began, usage)
        if name in usage.users:
            return usage.users[name]
        if usage.failure:
            raise usage.failure
        if usage.gaps:
            raise errors.UnreachableError("; ".join(usage.gaps))
        return []

    def named_alike(self, name: str, prefix: str, since: datetime) -> dict[str, str]:
        """Return the ARNs, by name, of the models whose names begin with `prefix` and that were created `since`.

        Asked before a change, and like one not of an account that the stack must leave alone.

        Args:
            name: the model for whose sake this is asked.
            prefix: letters, digits and hyphens.
            since: a moment with a time zone.

        Raises:
            WrongAccountError: the account is not one that the stack may change.
            ModelError: that cannot be told.
        """
        if self._guard is not None:
            self._guard.check("ListModels", name)
        if self._unlisted is not None:
            raise self._unlisted
        try:
            answer = self._peek(name, "ListModels", NameContains=prefix, CreationTimeAfter=since, MaxResults=100)
        except errors.UnreachableError as error:
            # Asked once: where nobody answers, that would hold up every model of the stack.
            self._unlisted = error
            raise
        models = ((model["ModelName"], model["ModelArn"]) for model in answer.get("Models", []))
        return {found: arn for found, arn in models if found.startswith(prefix)}

    def _peek(self, name: str, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """Ask for what is good to know about a model, once and briefly."""
        from botocore import xform_name  # noqa: PLC0415

        if self._brief_sagemaker is None:
            self._brief_sagemaker = self._aside("sagemaker")
        call: Callable[..., Mapping[str, Any]] = getattr(self._brief_sagemaker, xform_name(operation))
        return _ask(operation, name, lambda: call(**parameters))

    def settled_tags(
        self, name: str, arn: str, settled: Callable[[Mapping[str, str]], bool], patience: float
    ) -> dict[str, str]:
        """Return a model's tags; while they are not `settled`, ask again for up to `patience` seconds.

        ListTags shows a change of tags up to some 20 seconds late.
        """
        while True:
            tags = self.tags(name, arn)
            if settled(tags) or patience <= 0:
                return tags
            pause = min(_TAGS_PAUSE, patience)
            self._sleep(pause)
            patience -= pause

    def add_tags(self, name: str, arn: str, tags: Mapping[str, str]) -> None:
        """Set tags; a key that is there gets the new value."""
        self._change("AddTags", name, lambda: self._sagemaker.add_tags(ResourceArn=arn, Tags=codec.tag_list(tags)))

    def delete_tags(self, name: str, arn: str, keys: list[str]) -> None:
        """Remove tags by their keys; one that is gone already is as good."""
        self._change("DeleteTags", name, lambda: self._sagemaker.delete_tags(ResourceArn=arn, TagKeys=keys))

    def _change(self, action: str, name: str, call: Callable[[], Answer], confidential: Sequence[str] = ()) -> Answer:
        if self._guard is not None:
            self._guard.check(action, name)
        return _ask(action, name, call, confidential)


def require_account(name: str, arn: str, account: str) -> None:
    """Stop if the model `name`, known by `arn`, is not in `account`.

    Raises:
        WrongAccountError: it is in another.
    """
    theirs = account_of(arn)
    if theirs != account:
        raise errors.WrongAccountError(
            f"model {name} is in account {theirs}, and these AWS credentials act in account {account}, where it cannot "
            f"be seen; use credentials of account {theirs}, or have the stack forget the model by pulumi state delete"
        )


def account_of(arn: str) -> str:
    """Return the account in an ARN, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`."""
    return arn.split(":")[4]


def region_of(arn: str) -> str:
    """Return the region in an ARN."""
    return arn.split(":")[3]


def _ask(action: str, name: str, call: Callable[[], Answer], confidential: Sequence[str] = ()) -> Answer:
    """Make a call; `confidential` are values that AWS might quote back and nobody may read in a log."""
    from botocore.exceptions import (  # noqa: PLC0415  (the provider process alone needs botocore)
        BotoCoreError,
        ClientError,
        CredentialRetrievalError,
        MetadataRetrievalError,
        NoCredentialsError,
        ParamValidationError,
        PartialCredentialsError,
        ProxyConnectionError,
        SSOError,
        TokenRetrievalError,
    )
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    try:
        return call()
    except ClientError as error:
        raise _explained(action, name, error, confidential) from None
    except (NoCredentialsError, PartialCredentialsError):
        raise errors.SettingsError(
            f"sagemaker:{action} on model {name} needs AWS credentials and there are none; set aws:profile on the "
            "stack, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ) from None
    except ParamValidationError:
        # Its text quotes the values that it does not like. `check` walked the same shapes, so this is no one's typo.
        raise errors.RejectedError(
            f"the installed boto3 does not take the parameters of sagemaker:{action} for model {name}; upgrade boto3"
        ) from None
    except (CredentialRetrievalError, MetadataRetrievalError, SSOError, TokenRetrievalError) as error:
        raise errors.SettingsError(
            f"sagemaker:{action} on model {name} needs AWS credentials and these cannot be had: {error}; log in again, "
            "or check the profile"
        ) from None
    except EOFError:
        raise errors.SettingsError(
            f"sagemaker:{action} on model {name} needs AWS credentials and the profile asks for an MFA code, which "
            "nobody can enter here; log in first, and use the credentials of that session"
        ) from None
    except ProxyConnectionError:
        # Its text shows parts of the proxy's password if they occur in its user name or scheme, too.
        raise errors.UnreachableError(
            f"sagemaker:{action} on model {name} did not reach the proxy; check aws:httpsProxy, aws:httpProxy, or "
            "HTTPS_PROXY in the environment, then run again"
        ) from None
    except BotoCoreError as error:
        raise errors.UnreachableError(
            f"sagemaker:{action} on model {name} got no answer from AWS: {error}; check the network and aws:region, "
            "then run again"
        ) from None
    except OSError as error:
        # What the network does is a BotoCoreError; this is a web identity's token file that is not there, or the like.
        raise errors.SettingsError(
            f"sagemaker:{action} on model {name} needs AWS credentials and these cannot be had: {error}; check the "
            "profile and the AWS_ variables of the environment"
        ) from None
    except (ResponseParserError, AttributeError, KeyError, TypeError, ValueError):
        # The SDK's parsers fall in all these ways over bodies that are no object. The texts may quote the whole answer.
        raise errors.UnreachableError(
            f"sagemaker:{action} on model {name} got an answer that nobody at AWS gave; check the proxy and "
            "aws:endpoints, then run again"
        ) from None


def _explained(action: str, name: str, error: ClientError, confidential: Sequence[str]) -> errors.ModelError:
    # The SDK hands on whatever the body has in their places, null too.
    code, message = (str(error.response.get("Error", {}).get(part) or "") for part in ("Code", "Message"))
    metadata: Mapping[str, Any] = error.response.get("ResponseMetadata", {})
    clean = redaction.shown(message, confidential)
    operation, failed = error.operation_name, metadata.get("HTTPStatusCode", 0) >= _SERVER_ERROR
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
                explained.lost_since = metadata.get(_LOST_SINCE)
            return explained
    needed = "" if operation == action else f" {operation}, which is needed for"
    return errors.RejectedError(f"AWS refuses{needed} sagemaker:{action} on model {name}: {clean} ({code})")


_SERVER_ERROR = 500
_BEGAN, _LOST, _LOST_SINCE = "pulumi_began", "pulumi_lost", "PulumiLostSince"
"""Keys in the SDK's context of a call and, the last, in the metadata of its answer."""

_CLOCK_STEP = timedelta(seconds=3)
"""By how much a model may seem older than the call that made it: dates of answers have whole seconds."""


def _watch_for_lost_answers(sagemaker: SageMakerClient) -> None:
    """Have the SDK note, in a refusal of CreateModel, since when an earlier attempt of the call may have made a model.

    The SDK's count of retries would not do: after throttling it tries again, too, and AWS had done nothing.
    """
    sagemaker.meta.events.register("before-call.sagemaker.CreateModel", _begin)
    sagemaker.meta.events.register("needs-retry.sagemaker.CreateModel", _note_answer)


def _begin(context: dict[str, Any], **_: object) -> None:
    context[_BEGAN] = time.monotonic()


def _note_answer(
    request_dict: Mapping[str, Any], response: tuple[Any, Any] | None, caught_exception: Exception | None, **_: object
) -> None:
    from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError  # noqa: PLC0415

    context = request_dict["context"]
    if response is None:
        # Without a connection nothing was sent.
        context[_LOST] = context.get(_LOST) or not isinstance(
            caught_exception, (ConnectTimeoutError, EndpointConnectionError)
        )
        return
    http, parsed = response
    if http.status_code >= _SERVER_ERROR:
        context[_LOST] = True
    elif context.get(_LOST) and (date := http.headers.get("Date")):
        # By AWS's clock, as the model's creation time is; this machine's may be wrong by minutes.
        elapsed = timedelta(seconds=time.monotonic() - context[_BEGAN])
        answered = parsedate_to_datetime(date).replace(tzinfo=timezone.utc)  # -0000 stands for UTC, too
        parsed["ResponseMetadata"][_LOST_SINCE] = answered - elapsed - _CLOCK_STEP


_clients: dict[tuple[Settings, str], ModelClient] = {}
_building = threading.Lock()


def client_for(settings: Settings, region: str) -> ModelClient:
    """Return the process's client for these settings and region; the lock spans its construction, never a call.

    Raises:
        SettingsError: the AWS configuration names what is not there, or there is no such region.
    """
    key = (settings, region)
    with _building:
        if key not in _clients:
            from botocore.exceptions import BotoCoreError  # noqa: PLC0415

            session = settings.session(region)
            places: dict[str, dict[str, Any]] = {
                "sagemaker": {"region_name": region, "endpoint_url": settings.endpoint},
                "sts": {"region_name": settings.sts_region, "endpoint_url": settings.sts_endpoint},
            }

            def made(service: str, **more: Any) -> Any:
                return session.client(cast("Any", service), **places[service], **more)

            guard = None
            try:
                sagemaker = made("sagemaker")
                if settings.allowed_accounts or settings.forbidden_accounts:
                    guard = AccountGuard(settings, made("sts").get_caller_identity)
            except (BotoCoreError, OSError, ValueError) as error:
                # An endpoint that is no URL, a number that is none, a credential process that does not work.
                raise errors.SettingsError(
                    f"the AWS configuration cannot be used: {error}; correct the stack's aws: settings, the profile, "
                    "or the AWS_ variables of the environment"
                ) from None
            _watch_for_lost_answers(sagemaker)
            _clients[key] = ModelClient(sagemaker, partial(_impatient, made), guard)
        return _clients[key]


def _impatient(made: Callable[..., Any], service: str) -> Any:
    from botocore.config import Config  # noqa: PLC0415

    with _building:
        return made(service, config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1}))
