"""Policies for Amazon SageMaker models, whichever way a Pulumi program declares them."""
