"""What SageMaker tells of model packages and models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from pulumi_sagemaker_model.aws import sdk
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, NotThere, Outcome, asked

_NO_PACKAGE: Final = re.compile(r"model ?package.*(does not exist|not found|not find)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class ModelPackage:
    """A model package: whether it is there, complete, and approved."""

    name: str
    """Its ARN, or its name."""
    service: ClassVar = "sagemaker"

    def ask(self, clients: Clients) -> Outcome:
        """Answer with `approval` and `status`."""
        sagemaker = clients.of("sagemaker")

        def described() -> Outcome:
            try:
                answer = sagemaker.describe_model_package(ModelPackageName=self.name)
            except sdk.exceptions.ClientError as error:
                told = error.response.get("Error", {})
                if told.get("Code") == "ValidationException" and _NO_PACKAGE.search(str(told.get("Message"))):
                    return NotThere("model package")
                raise
            if not answer.get("ModelPackageArn"):
                return CannotTell()
            return Found({"approval": answer.get("ModelApprovalStatus"), "status": answer.get("ModelPackageStatus")})

        return asked(sagemaker, f"sagemaker:DescribeModelPackage on {self.name}", described)


@dataclass(frozen=True)
class Model:
    """A model: whether it is there."""

    name: str
    service: ClassVar = "sagemaker"

    def ask(self, clients: Clients) -> Outcome:
        """Answer only where it is there: what else AWS may say is no reason to do anything."""
        sagemaker = clients.of("sagemaker")

        def described() -> Outcome:
            return Found() if sagemaker.describe_model(ModelName=self.name).get("ModelArn") else CannotTell()

        return asked(sagemaker, f"sagemaker:DescribeModel on {self.name}", described)
