"""What these policies look at: rules that are not disabled, and resources that may declare models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pulumi_policy import (
    EnforcementLevel,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    StackValidationArgs,
)

from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.declarations.adapters import adapter, declared
from pulumi_sagemaker_policy.pack.judging import judge_all
from pulumi_sagemaker_policy.pack.reporting import failure
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.sdk import configured
from pulumi_sagemaker_policy.pack.verdicts import Verdict


def active_rules(
    rules: Iterable[Rule], report: ReportViolation, wanted: EnforcementLevel | None = None
) -> Iterator[tuple[Rule, Settings]]:
    """Find the rules that are not disabled, or at the wanted level, and that have valid settings."""
    for rule in rules:
        level, config = configured(report, rule.policy())
        settings, wrong = rule.read_settings(config)
        if not wrong and (level is wanted if wanted else level is not EnforcementLevel.DISABLED):
            yield rule, settings


def declaring_resources(args: StackValidationArgs) -> list[PolicyResource]:
    """Find the resources that may declare models."""
    return [resource for resource in args.resources if adapter(resource.resource_type)]


def validation_args(resource: PolicyResource) -> ResourceValidationArgs:
    """Show a resource of the stack as its own policies saw it."""
    return ResourceValidationArgs(
        resource.resource_type, resource.props, resource.urn, resource.name, resource.opts, resource.provider
    )


def verdicts_on(
    rule: Rule, settings: Settings, resource: PolicyResource, report: ReportViolation
) -> list[tuple[str, Verdict]]:
    """Judge a resource of the stack once more."""
    models = declared(validation_args(resource))
    return judge_all(rule, resource.name, models, settings, report)


def guarded(find: Callable[[], Iterable[str]]) -> list[str]:
    """Return what is found, or say that the search failed: an exception would end the run."""
    try:
        return list(find())
    except Exception as error:  # noqa: BLE001 - see above
        return [failure(error)]
