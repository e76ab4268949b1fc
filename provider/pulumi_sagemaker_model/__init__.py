"""Amazon SageMaker models as Pulumi resources, checked at preview and safe to replace.

Importing this package costs next to nothing over `import pulumi`: botocore is loaded in the provider's process only.
"""

from pulumi_sagemaker_model.args import ContainerArgs, VpcConfigArgs
from pulumi_sagemaker_model.resource import Model

__all__ = ["ContainerArgs", "Model", "VpcConfigArgs"]
