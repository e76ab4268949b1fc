"""Reads a resource once, however many rules are asked about it in one request of the engine's."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from pulumi_policy import PolicyCustomTimeouts, PolicyResourceOptions, ReportViolation, ResourceValidationArgs

from pulumi_sagemaker_policy.declarations.adapters import declared
from pulumi_sagemaker_policy.declarations.subject import ModelSubject, Unreadable
from pulumi_sagemaker_policy.pack.sdk import RequestMark, mark_of


class _Reading:
    """What was read last, for which request, and the rules that have asked for it."""

    def __init__(self, request: RequestMark, urn: str) -> None:
        self.request, self.urn = request, urn
        self.readers: set[str] = set()
        # None until a reading has succeeded.
        self.parts: Sequence[ModelSubject | Unreadable] | None = None


class _Last(threading.local):
    """The reading of the request that this thread serves. A declaration may hold secrets: there is never more of it."""

    reading: _Reading | None = None


_LAST: Final = _Last()

_NO_OPTIONS: Final = PolicyResourceOptions(
    protect=False,
    ignore_changes=[],
    delete_before_replace=None,
    aliases=[],
    custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
    additional_secret_outputs=[],
    parent=None,
)


def read_once(
    args: ResourceValidationArgs, report: ReportViolation, reader: str
) -> Sequence[ModelSubject | Unreadable]:
    """Read what a resource declares, or return what another rule has read of it in the same request.

    The engine asks each rule once in a request, one after another in one thread. If it asks a rule again, a new request
    has begun, so the resource is read again.
    """
    request, last = mark_of(report), _LAST.reading
    if request is None:
        return list(declared(args))
    if last is None or last.urn != args.urn or reader in last.readers or not last.request.may_be(request):
        last = _LAST.reading = _Reading(request, args.urn)
    last.readers.add(reader)
    if last.parts is None:
        last.parts = list(declared(_without_options(args)))
    return last.parts


def _without_options(args: ResourceValidationArgs) -> ResourceValidationArgs:
    """Leave out the options, which the SDK takes from the request without a copy: nothing may keep a part of that.

    Protobuf frees a request with all its parts, and what uses one later ends the process.
    """
    return ResourceValidationArgs(
        resource_type=args.resource_type,
        props=args.props,
        urn=args.urn,
        name=args.name,
        opts=_NO_OPTIONS,
        provider=args.provider,
        config=None,
        stack_tags=args.stack_tags,
    )
