"""What SageMaker tells of model packages and models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from pulumi_sagemaker_model.aws import sdk
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, NotThere, Outcome, asked

_NO_PACKAGE: Final = r"(?is)model ?package.*(does not exist|not found|not find)"


class PackageFacts(NamedTuple):
    """What SageMaker tells of a model package, as far as it does."""

    approval: str | None
    status: str | None


@dataclass(frozen=True)
class ModelPackage:
    """A model package: whether it is there, complete, and approved."""

    name: str
    """Its ARN, or its name."""
    service: ClassVar = "sagemaker"

    def ask(self, clients: Clients) -> Outcome[PackageFacts]:
        """Answer with facts, or that it is not there."""
        sagemaker = clients.of("sagemaker")

        def described() -> Outcome[PackageFacts]:
            try:
                answer = sagemaker.describe_model_package(ModelPackageName=self.name)
            except sdk.exceptions.ClientError as error:
                told = error.response.get("Error", {})
                if told.get("Code") == "ValidationException" and re.search(_NO_PACKAGE, str(told.get("Message"))):
                    return NotThere("model package")
                raise
            if not answer.get("ModelPackageArn"):
                return CannotTell()
            return Found(PackageFacts(answer.get("ModelApprovalStatus"), answer.get("ModelPackageStatus")))

        return asked(sagemaker, f"sagemaker:DescribeModelPackage on {self.name}", described)


@dataclass(frozen=True)
class Model:
    """A model: whether it is there."""

    name: str
    service: ClassVar = "sagemaker"

    def ask(self, clients: Clients) -> Outcome[None]:
        """Answer only where it is there: what else AWS may say is no reason to do anything."""
        sagemaker = clients.of("sagemaker")

        def described() -> Outcome[None]:
            return Found(None) if sagemaker.describe_model(ModelName=self.name).get("ModelArn") else CannotTell()

        return asked(sagemaker, f"sagemaker:DescribeModel on {self.name}", described)
