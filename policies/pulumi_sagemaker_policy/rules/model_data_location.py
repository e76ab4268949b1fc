"""Rule model-data-location: a model's artefacts come from buckets that the organization watches over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.aws_facts.s3 import Location, parse_s3_url
from pulumi_sagemaker_policy.aws_facts.sources import elsewhere, names_source
from pulumi_sagemaker_policy.checks.fields import no_text, unjudged
from pulumi_sagemaker_policy.checks.model_packages import (
    MODEL_PACKAGES,
    brings_artefacts,
    check_package,
    explain_packages,
    impossible_packages,
)
from pulumi_sagemaker_policy.configuration.patterns import BUCKET, possible
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings
from pulumi_sagemaker_policy.configuration.wildcard import any_matches, matches
from pulumi_sagemaker_policy.declarations.subject import ABSENT, Entry, Field, ModelSubject
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict
from pulumi_sagemaker_policy.quoting import quote, quoted

_SCHEME: Final = "s3://"
_AS_IN: Final = 'a bucket, and perhaps a prefix, as in "s3://ml-models/fraud/"'

_HUB: Final = Setting(
    name="hub_models",
    schema=STRINGS,
    default=[],
    meaning=(
        "Patterns for what variables of the environment may name outside S3, such as models of the Hugging Face hub: "
        "`our-organization/*`. `*` is any run of characters, `?` any one. Empty allows none."
    ),
)


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    yield from unjudged(model.containers)
    for container in model.containers.known:
        yield from unjudged(container.model_data)
        for place in container.model_data.known:
            yield from _check_place(place, settings["allowed"])
        yield from unjudged(container.environment)
        for entry in container.environment.known:
            if names_source(entry.key):
                yield from _check_variable(entry, settings["allowed"], settings[_HUB.name])
        if brings_artefacts(container):
            yield from check_package(
                container.model_package,
                settings[MODEL_PACKAGES.name],
                rule=RULE.id,
                instead="artefacts of the model's own",
                brought="its artefacts",
            )


def _check_place(field: Field, allowed: Sequence[str]) -> Iterator[Verdict]:
    location = parse_s3_url(field.value) if isinstance(field.value, str) else None
    if location is not None and _is_allowed(location, allowed):
        return
    wanted = _wanted(allowed)
    if not isinstance(field.value, str):
        yield no_text(field, wanted)
    elif location is None:
        yield Finding(f"{field.path} is no URL of S3 that can be judged.", field.path, wanted, "write it as s3://")
    else:
        yield Finding(
            problem=f"{field.path} is a place that is not allowed.",
            path=field.path,
            wanted=wanted,
            fix=f"copy the artefact there, or have its place added to {RULE.id}.allowed",
        )


def _check_variable(entry: Entry, allowed: Sequence[str], hub: Sequence[str]) -> Iterator[Verdict]:
    """Judge a variable that tells the container where to load from; one that names a path in it says nothing new."""
    field = entry.field
    if field.value is ABSENT:
        return
    wanted = f"{_wanted(allowed)}, a path in the container" + (f", or what is {quoted(hub)}" if hub else "")
    if not isinstance(field.value, str):
        yield no_text(field, wanted)
        return
    for place in elsewhere(entry.key, field.value):
        location = parse_s3_url(place)
        if any_matches(hub, place) or (location is not None and _is_allowed(location, allowed)):
            continue
        what = "a source outside S3" if location is None else "a place"
        yield Finding(
            problem=f"{field.path} names {what} that is not allowed.",
            path=field.path,
            wanted=wanted,
            fix="copy it to S3 and load it by modelDataSource, "
            f"or have it added to {RULE.id}.{_HUB.name if location is None else 'allowed'}",
        )
        return


def _wanted(allowed: Sequence[str]) -> str:
    return f"a place in {quoted(allowed)}" if allowed else "a place in S3"


def _is_allowed(location: Location, allowed: Sequence[str]) -> bool:
    return not allowed or any(_fits(pattern, location) for pattern in allowed)


def _fits(pattern: str, location: Location) -> bool:
    # Apart, or a `*` in the bucket could reach across the `/` and let a folder of that name pass for it.
    bucket, _, prefix = pattern.removeprefix(_SCHEME).partition("/")
    return matches(bucket, location.bucket) and matches(f"{prefix}*", location.key)


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    for index, pattern in enumerate(settings["allowed"]):
        if not pattern.startswith(_SCHEME) or pattern.startswith(f"{_SCHEME}/") or pattern == _SCHEME:
            yield SettingProblem(
                f"allowed[{index}]",
                f"is {quote(pattern)}, which is no place in S3",
                _AS_IN,
            )
        elif not possible(pattern.removeprefix(_SCHEME).partition("/")[0], BUCKET):
            yield SettingProblem(f"allowed[{index}]", f"is {quote(pattern)}, which no bucket can fit", _AS_IN)
    yield from impossible_packages(settings)


def _explain(settings: Settings) -> Iterator[str]:
    yield f"A model's artefacts are in {quoted(settings['allowed']) if settings['allowed'] else 'S3'}."
    yield from explain_packages(settings)


RULE: Final = Rule(
    id="model-data-location",
    title="SageMaker models must be loaded from agreed buckets.",
    rationale=(
        "An artefact is as good as code: most frameworks run what is in it when they load it. Whoever may write to "
        "its bucket decides what the model does, and a bucket outside the organization may change, vanish or change "
        "hands while the model is in use."
    ),
    scope=(
        "Every place that a container loads from: `modelDataUrl`, all data sources and additional ones, and manifests; "
        "as `s3://` or `https://`, virtual-hosted or by path, dual-stack, FIPS, of any partition. What a manifest "
        "lists is not seen. A container made from a model package has artefacts that are not seen either, so the "
        "package is judged. So are the variables of the environment by which AWS's containers are told where to load "
        "code or weights from, such as `HF_MODEL_ID`, `OPTION_MODEL_ID`, `SM_VLLM_MODEL` and "
        "`SAGEMAKER_SUBMIT_DIRECTORY`: a path in the container will do, and the name of a model of a hub is a place "
        "outside S3. What is known only at update is an advisory in the preview, and the update decides "
        "before it creates or changes anything."
    ),
    severity=Severity.HIGH,
    remediation_steps=(
        "Copy the artefact to an allowed place and load it from there, or have its place added to the rule's settings. "
        "A new place replaces the model."
    ),
    url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html",
    frameworks=(Framework("NIST SP 800-53 Rev. 5", "SI-7 Software, firmware, and information integrity", "derived"),),
    opt_in=True,
    settings=(
        Setting(
            name="allowed",
            schema=STRINGS,
            default=[],
            meaning=(
                "Buckets, and prefixes of keys in them, as `s3://BUCKET/PREFIX`; without a prefix, all of the bucket. "
                "In both, `*` is any run of characters, `?` any one; in the bucket, neither reaches into the prefix. "
                "End a prefix with `/` to mean a folder. Empty allows all of S3."
            ),
        ),
        MODEL_PACKAGES,
        _HUB,
    ),
    validate_settings=_validate_settings,
    explain=_explain,
    check=_check,
    example={"allowed": ["s3://ml-models/", "s3://ml-models-*/released/"]},
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2",
        "model_data_url": "https://s3.eu-west-1.amazonaws.com/someones-bucket/model.tar.gz",
    },
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2",
        "model_data_url": "s3://ml-models/fraud/1.4.2/model.tar.gz",
    },
)
""",
)
