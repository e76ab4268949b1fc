"""A pack out of rules: their policies, and those that look at the whole stack for them at the end of a run."""

from collections.abc import Iterator
from typing import Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_sagemaker_policy import waivers
from pulumi_sagemaker_policy.adapters import adapter, declared
from pulumi_sagemaker_policy.config import Settings
from pulumi_sagemaker_policy.declarations.cloudformation import forget
from pulumi_sagemaker_policy.remediation import AMENDERS
from pulumi_sagemaker_policy.rule import Finding, Rule, failure
from pulumi_sagemaker_policy.sdk import configured
from pulumi_sagemaker_policy.subject import Unreadable
from pulumi_sagemaker_policy.wildcard import matches

UNUSED_WAIVERS: Final = "unused-waivers"
LOST_REMEDIATION: Final = "lost-remediation"


def policies(*rules: Rule, today: waivers.Today = waivers.utc_today) -> list[Policy]:
    """Make the policies of a pack with these rules, for `PolicyPack`; `today` decides which waivers are over."""
    return [*(rule.policy(today) for rule in rules), _unused_waivers(rules), _lost_remediation(rules, today)]


def _unused_waivers(rules: tuple[Rule, ...]) -> Policy:
    """Report waivers that no resource of the stack needs to be there for."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        forget()  # the run is over
        urns = [resource.urn for resource in args.resources if adapter(resource.resource_type)]
        for rule in rules:
            level, config = configured(report, rule.policy())
            settings, wrong = rule.read(config)
            if level is EnforcementLevel.DISABLED or wrong:
                continue
            for waiver in waivers.read(settings["waivers"]):
                if not any(matches(waiver.urn, urn) for urn in urns):
                    report(
                        f"The waiver of {rule.id} for {waiver.urn} matches no resource of this stack.\n"
                        f"  waiver: until {waiver.expires}: {waiver}\n"
                        "  fix:    remove it, or correct its urn; if it is for other stacks, name them in the urn",
                        None,
                    )

    return StackValidationPolicy(
        name=UNUSED_WAIVERS,
        description="Waivers should match something.",
        validate=validate,
        enforcement_level=EnforcementLevel.ADVISORY,
    )


def _lost_remediation(rules: tuple[Rule, ...], today: waivers.Today) -> Policy:
    """Block models that the engine goes on with as the program has them, after a rule has remediated them.

    Before a replacement the engine asks the provider to check the program's inputs once more, and goes on with
    those. So a remediation holds only for a model that is created or that stays. What the stack ends up with is
    known here: at a preview, before anything is done.
    """

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for rule in rules:
            level, config = configured(report, rule.policy())
            if rule.mend is None or level is not EnforcementLevel.REMEDIATE:
                continue
            settings, wrong = rule.read(config)
            if wrong:
                continue
            for resource in args.resources:
                if resource.resource_type not in AMENDERS or waivers.waived(settings["waivers"], resource.urn, today):
                    continue
                try:
                    for message in _lost(rule, resource, config):
                        report(message, resource.urn)
                except Exception as error:  # noqa: BLE001 - whatever it is would end the run
                    report(failure(error), resource.urn)

    return StackValidationPolicy(
        name=LOST_REMEDIATION,
        description="What a rule has remediated must be what is deployed.",
        validate=validate,
        enforcement_level=EnforcementLevel.MANDATORY,
    )


def _lost(rule: Rule, resource: PolicyResource, config: Settings) -> Iterator[str]:
    declaration = ResourceValidationArgs(
        resource.resource_type, resource.props, resource.urn, resource.name, resource.opts, resource.provider
    )
    for model in declared(declaration):
        if isinstance(model, Unreadable):
            continue  # which the rule blocks itself
        for verdict in rule.judge(model, config):
            if isinstance(verdict, Finding):
                yield (
                    f"{rule.id} has remediated this model, but it is to be replaced, and Pulumi replaces it with what "
                    f"the program says.\n{verdict.message(model.name)}"
                )
