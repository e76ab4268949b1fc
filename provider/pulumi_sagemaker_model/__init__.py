"""Amazon SageMaker models as Pulumi resources."""
