"""What the engine asks of one rule about one resource: to judge it, and to remediate it."""

from __future__ import annotations

from typing import Any, Final

from pulumi_policy import EnforcementLevel, ReportViolation, ResourceValidationArgs

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.declarations.adapters import adapter, declared
from pulumi_sagemaker_policy.declarations.subject import ModelSubject
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.judging import judge_all
from pulumi_sagemaker_policy.pack.reading import read_once
from pulumi_sagemaker_policy.pack.remediation import REMEDIATORS, Remediation, visible
from pulumi_sagemaker_policy.pack.reporting import conclude, failure
from pulumi_sagemaker_policy.pack.rule_policy import RulePolicy
from pulumi_sagemaker_policy.pack.sdk import NotKnownYetError, report_at
from pulumi_sagemaker_policy.pack.verdicts import Finding

_NO_MODEL: Final = "not a SageMaker model"
_NOT_SEEN: Final = "what this declares is out of sight, which one rule says for all unless the place is trusted"


def validate_resource(
    policy: RulePolicy, args: ResourceValidationArgs, report: ReportViolation, today: waivers.Today
) -> None:
    """Report what a rule finds in a resource, and note it."""
    policy.notes.ask(args.urn)
    if adapter(args.resource_type) is None:
        args.not_applicable(_NO_MODEL)
    reason = None
    try:
        reason = _judge(policy, args, report, today)
    except Exception as error:  # noqa: BLE001 - whatever it is would end the other rules' run too
        report(failure(error), None)
    if reason:
        args.not_applicable(reason)


def _judge(
    policy: RulePolicy, args: ResourceValidationArgs, report: ReportViolation, today: waivers.Today
) -> str | None:
    """Judge a resource, or return why there is nothing to judge."""
    rule, configured = policy.rule, policy.configured(args.get_config())
    if not configured.problems and not configured.applies:
        return f"no setting of {rule.id} is given"
    parts = [part for part in read_once(args, report, rule.id) if rule.concerns(part)]
    if not parts:
        return _NO_MODEL
    for problem in configured.problems:
        # Always a violation, whatever the rule's level: wrong settings may hide what was meant.
        report_at(EnforcementLevel.MANDATORY, report, rule.misconfigured(problem).message(args.name))
    if configured.problems:
        return None
    settings = configured.settings
    verdicts = judge_all(rule, args.name, parts, settings, report)
    policy.notes.record(args.urn, verdicts)
    if not verdicts and not any(isinstance(part, ModelSubject) for part in parts):
        return _NOT_SEEN
    if verdicts or settings["waivers"]:
        conclude(args, report, verdicts, settings, today)
    return None


def remediate_resource(policy: RulePolicy, args: ResourceValidationArgs, today: waivers.Today) -> Any:
    """Write what a rule wants into a resource's properties, and return them if that changes any."""
    rule, write = policy.rule, REMEDIATORS.get(args.resource_type)
    if rule.remediate is None or write is None:
        return None
    try:
        configured = policy.configured(args.get_config())
        if not configured.applies:
            return None  # the validation that follows says so
        settings = configured.settings
        wanted = [
            rule.remediate(model, settings)
            for model in declared(visible(args))
            if isinstance(model, ModelSubject)
            and rule.concerns(model)
            and _stands(rule, model, args.urn, settings, today)
        ]
        changes = [remediation for remediation in wanted if remediation != Remediation()]
        for remediation in changes:
            write(args.props, remediation)
    except Exception as error:  # noqa: BLE001 - whatever it is would end the other rules' run too
        raise NotKnownYetError(failure(error)) from None
    return args.props if changes else None


def _stands(rule: RuleDefinition, model: ModelSubject, urn: str, settings: Settings, today: waivers.Today) -> bool:
    """Tell whether something is wrong with a model that no waiver lifts."""
    covering = waivers.covering(settings["waivers"], urn)
    if not covering.waivers:
        return True
    return any(
        isinstance(verdict, Finding) and not covering.lift(model.name, verdict.path, today)
        for verdict in rule.check(model, settings)
    )
