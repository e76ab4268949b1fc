"""What each fault does to each operation; tools/fault_page.py writes it as a page.

tests/engine/test_faults.py holds the provider to every cell, through the real CLI.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pulumi_sagemaker_model.aws import timings
from tests.faults.proxy import Fault, broken_after, broken_before, cut_after, cut_before, refusal, silence

Operation = Literal["create", "read", "tag update", "delete"]
CALLS: Mapping[Operation, str] = MappingProxyType(
    {"create": "CreateModel", "read": "DescribeModel", "tag update": "AddTags", "delete": "DeleteModel"}
)
"""The call that the fault strikes in each operation."""


@dataclass(frozen=True)
class Succeeds:
    """The command succeeds, for it tries again or waits."""

    def __str__(self) -> str:
        return "succeeds"


@dataclass(frozen=True)
class Fails:
    """The model has one error; the same command, run again without the fault, repairs everything."""

    sentence: str
    """Part of the error; `{action}` is the call."""

    def __str__(self) -> str:
        return "error"


@dataclass(frozen=True)
class Ends:
    """The command ends with the engine; run again, it repairs everything."""

    def __str__(self) -> str:
        return "ends"


@dataclass(frozen=True)
class Never:
    """The fault does not exist there."""

    reason: str

    def __str__(self) -> str:
        return "n/a"


Cell = Succeeds | Fails | Ends | Never


@dataclass(frozen=True)
class Row:
    """A fault, and what comes of it."""

    title: str
    remedy: str
    """What the user does: a sentence, or nothing."""
    cells: Mapping[Operation, Cell]
    creates: tuple[int, int]
    """How many times CreateModel is sent: by the update that the fault strikes, and by the next one."""
    fault: Fault | None = None
    """What strikes the call; None where a process is killed."""
    lasting: bool = False
    """Whether it strikes every call, and not the first alone."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Configuration of the stack."""

    @property
    def model(self) -> str:
        """The resource's name, which has no hyphen."""
        return "".join(filter(str.isalnum, self.title.lower()))


def _everywhere(cell: Cell) -> Mapping[Operation, Cell]:
    return dict.fromkeys(CALLS, cell)


def _only_at_create(cell: Cell, reason: str) -> Mapping[Operation, Cell]:
    return {**_everywhere(Never(reason)), "create": cell}


_TWO_ATTEMPTS = {"aws__maxRetries": "2"}
_CANCEL = "Run `pulumi cancel` where the backend still has the stack locked, then the same command again."
_RUN_AGAIN = "Run the same command again."
_NOT_READY = "AWS looks at {} only when a model is created"
_NOT_READY_FOR_GOOD = "The permission is missing: grant it as the error says, and run the same command again."
_BROKEN = "AWS failed at sagemaker:{action} on model"
_NO_ANSWER = "got no answer from AWS"
_LOST = "error reading from server"

_not_assumed = refusal(
    "ValidationException",
    "Could not assume role arn:aws:iam::123456789012:role/inference. Please ensure that the role exists and allows "
    "principal 'sagemaker.amazonaws.com' to assume the role.",
)
_no_data = refusal(
    "ValidationException",
    'Could not access model data at s3://models-123456789012/model.tar.gz. Please ensure that the role "inference" '
    'exists and that its trust relationship policy allows the action "sts:AssumeRole".',
)
_no_pull = refusal(
    "ValidationException", 'The execution role "inference" does not have BatchGetImage permission for the image.'
)
_throttled = refusal("ThrottlingException", "Rate exceeded")

TABLE = (
    *(
        row
        for title, fault, looked_at, sentence in (
            ("IAM not ready", _not_assumed, "the role", "SageMaker may not assume the execution role of model"),
            ("S3 not ready", _no_data, "the data", "cannot read the model data"),
            ("ECR not ready", _no_pull, "the image", "may not be pulled"),
        )
        for row in (
            Row(
                f"{title} at first",
                "",
                _only_at_create(Succeeds(), _NOT_READY.format(looked_at)),
                (2, 0),
                fault,
                settings=_TWO_ATTEMPTS,
            ),
            Row(
                f"{title} for {timings.IAM_SPREAD.seconds:g} s",
                _NOT_READY_FOR_GOOD,
                _only_at_create(Fails(sentence), _NOT_READY.format(looked_at)),
                (len(timings.IAM_PAUSES) + 1, 1),
                fault,
                lasting=True,
            ),
        )
    ),
    Row("Throttled once", "", _everywhere(Succeeds()), (2, 0), _throttled),
    Row(
        "Throttled always",
        "Run the same command again in a minute, with `--parallel 4` if that does not help.",
        _everywhere(Fails("AWS gets too many requests of this account to take sagemaker:{action} on model")),
        (6, 1),
        _throttled,
        lasting=True,
    ),
    *(
        row
        for what, fault, sentence in (
            ("HTTP 500 before AWS acted", broken_before, _BROKEN),
            ("HTTP 500 after AWS acted", broken_after, _BROKEN),
            ("Connection cut before AWS acted", cut_before, _NO_ANSWER),
            ("Connection cut after AWS acted", cut_after, _NO_ANSWER),
        )
        for row in (
            Row(f"{what}, once", "", _everywhere(Succeeds()), (2, 0), fault, settings=_TWO_ATTEMPTS),
            Row(
                f"{what}, always",
                _RUN_AGAIN,
                _everywhere(Fails(sentence)),
                (2, 1),
                fault,
                lasting=True,
                settings=_TWO_ATTEMPTS,
            ),
        )
    ),
    Row(
        "30 s of silence, then the answer",
        "",
        _everywhere(Succeeds()),
        (1, 0),
        silence(30),
        settings=_TWO_ATTEMPTS,
    ),
    Row(
        "Access denied",
        "Grant the permission that the error names, and run the same command again.",
        _everywhere(Fails("you may not call sagemaker:{action} on model")),
        (1, 1),
        refusal("AccessDeniedException", "User is not authorized to perform this action on the resource"),
        lasting=True,
        settings=_TWO_ATTEMPTS,
    ),
    Row(
        "Limit exceeded",
        "Delete models, or have the quota raised, and run the same command again.",
        _only_at_create(Fails("the account's quota"), "AWS counts models only when one is created"),
        (1, 1),
        refusal("ResourceLimitExceeded", "The account-level service limit 'Models' is 1000."),
        lasting=True,
        settings=_TWO_ATTEMPTS,
    ),
)
"""What the network and AWS do."""

KILLED: Mapping[Literal["provider", "engine"], Mapping[Literal["before", "after"], Row]] = MappingProxyType(
    {
        "provider": {
            "before": Row("Provider killed before AWS acted", _RUN_AGAIN, _everywhere(Fails(_LOST)), (1, 1)),
            "after": Row("Provider killed after AWS acted", _RUN_AGAIN, _everywhere(Fails(_LOST)), (1, 1)),
        },
        "engine": {
            "before": Row("Engine killed before AWS acted", _CANCEL, _everywhere(Ends()), (1, 1)),
            "after": Row("Engine killed after AWS acted", _CANCEL, _everywhere(Ends()), (1, 1)),
        },
    }
)
"""What SIGKILL does."""
