"""The AWS of the demo and the tests: moto on the loopback interface, its SageMaker models corrected."""

from tools.local_aws.loopback import require_loopback
from tools.local_aws.server import Call, LocalAws

__all__ = ["Call", "LocalAws", "require_loopback"]
