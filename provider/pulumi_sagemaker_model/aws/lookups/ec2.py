"""What EC2 tells of subnets and security groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple, TypeAlias

from pulumi_sagemaker_model.aws import sdk
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, Outcome, asked


class _Kind(NamedTuple):
    """How EC2 is asked about one kind of resource, and where its answer has what."""

    operation: str
    filter: str
    items: str
    id: str


_IN_VPC: Final[Mapping[str, _Kind]] = {
    "subnet": _Kind("DescribeSubnets", "subnet-id", "Subnets", "SubnetId"),
    "security group": _Kind("DescribeSecurityGroups", "group-id", "SecurityGroups", "GroupId"),
}


Vpcs: TypeAlias = Mapping[str, str | None]
"""The VPC of each that is there, by its id; None where AWS does not say."""


@dataclass(frozen=True)
class InVpc:
    """Subnets, or security groups: which are there, and in which VPC is each."""

    kind: str
    ids: tuple[str, ...]
    service: ClassVar = "ec2"

    def ask(self, clients: Clients) -> Outcome[Vpcs]:
        """Answer with the VPCs of those that are there."""
        ec2, kind = clients.of("ec2"), _IN_VPC[self.kind]

        def described() -> Outcome[Vpcs]:
            describe = getattr(ec2, sdk.botocore.xform_name(kind.operation))
            # By a filter: of ids, one that is not there would make AWS tell nothing of the others.
            found = describe(Filters=[{"Name": kind.filter, "Values": list(self.ids)}]).get(kind.items)
            return CannotTell() if found is None else Found({one[kind.id]: one.get("VpcId") for one in found})

        return asked(ec2, f"ec2:{kind.operation}", described)
