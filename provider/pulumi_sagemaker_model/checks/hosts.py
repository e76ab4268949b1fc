"""What the hosts of private ECR registries look like.

The policies (`aws_facts/ecr.py`) and the local AWS (`tools/local_aws/refusals.py`) know it on their own: either package
is of use without the other, and a stand-in for AWS does not share the mistakes of what it tests.
"""

from __future__ import annotations

import re
from typing import Final

ECR_IMAGE: Final = re.compile(
    r"(?P<account>\d{12})\.dkr(?P<dual_stack>-|\.)ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?P<suffix>[a-z0-9.-]+)/",
    re.IGNORECASE,
)
"""The beginning of an image's name: the host of its registry."""
