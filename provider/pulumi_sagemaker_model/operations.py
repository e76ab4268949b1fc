"""What comes of each question of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import (
    checks,
    codec,
    errors,
    lazy_imports,
    ownership,
    pulumi_sdk,
    states,
    superseded,
    tags,
)
from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.aws.account_guard import require_account
from pulumi_sagemaker_model.aws.arns import account_of, region_of
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.coercion import coerced
from pulumi_sagemaker_model.creation import Creation
from pulumi_sagemaker_model.deletion import Deletion, confirm_gone
from pulumi_sagemaker_model.diffing import Difference, compare, is_same_provider
from pulumi_sagemaker_model.model_settings import ModelSettings
from pulumi_sagemaker_model.program import options
from pulumi_sagemaker_model.properties import (
    AWS_PROVIDER,
    IDENTITY,
    IMPORTED,
    OUTPUTS,
    PREVIEW,
    RETAINED,
    RETAINS,
    SUPERSEDED,
    SUPERSEDED_NAMES,
    TAGGED,
    TAGS,
    all_tags,
    is_known,
)
from pulumi_sagemaker_model.superseded import Replaced
from pulumi_sagemaker_model.update_tracker import UpdateTracker, resource_key

if TYPE_CHECKING:
    from pulumi_sagemaker_model.checks.preflight.report import Preflight

_tracker = UpdateTracker()


def _preflight() -> Preflight:
    """Return the process's preflight. It is loaded with the first model to ask about: programs need none of it."""
    preflight: Preflight = lazy_imports.load("pulumi_sagemaker_model.checks.preflight.report").PREFLIGHT
    return preflight


class Operations:
    """Answers the engine's questions about the models of one stack."""

    def __init__(self, configuration: dynamic.Config) -> None:
        self._settings_of = ModelSettings(configuration)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Give values their types, find what AWS would refuse, fill in region, tags and name.

        Asks AWS nothing, but at a preview whether there is what a model that is to be made names.
        """
        try:
            settings = self._settings_of.of(news)
            usual_region = self._settings_of.usual_region(settings)
        except errors.SettingsError as error:
            return _refused(news, [str(error)])
        if news.get(IMPORTED):
            return _refused(news, [options.IMPORT])
        origins = news.get(PREVIEW)
        news = {key: value for key, value in news.items() if key != PREVIEW}
        given, news = news, coerced(news)
        told = news.get(AWS_PROVIDER)
        region = news.get("region") or (usual_region if settings.region or is_known(told) else UNKNOWN)
        inputs = {key: value for key, value in news.items() if key not in TAGS or key == "tags"}
        inputs |= tags.defaults(settings) | tags.ignored(settings)
        if told is not None:
            _tracker.record_provider(told, changed=told != olds.get(AWS_PROVIDER))
            inputs |= {key: UNKNOWN for key in TAGS & told.keys() if not is_known(told[key])}
        if region is not None:
            inputs["region"] = region
        found = [str(problem) for problem in checks.problems(inputs)]
        if region is None:
            usual = "with pulumi config set aws:region" if told is None else "on its provider"
            found.append(f"region: is not set; set it on the model, {usual}, or in AWS_REGION")
        found += ownership.name_conflicts(_tracker, olds, inputs)
        if found:
            return _refused(given, found)
        checked = ownership.named(_tracker, olds, inputs)
        # Of a model that is there the engine sends what it was: without that, another is to be made.
        # As whom to ask is not known before the update if something of the explicit provider is not.
        if (
            isinstance(origins, Mapping)
            and not olds
            and is_known(told)
            and not ownership.is_returned_to(_tracker, settings, checked)
        ):
            missing = _preflight().of_preview(settings, checked, origins, _who(inputs))
            if missing:
                return _refused(given, missing)
        return dynamic.CheckResult(checked, [])

    def diff(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Compare state and program: tags change in place, everything else takes another model."""
        redaction.hide_secrets_of(olds, news)
        if states.is_of_another_provider(olds):
            difference = self._difference_of_predecessor(olds, news)
        elif states.has_model(olds):
            difference = compare(olds["name"], olds, news)
            if self._must_move(olds, news):
                # The name is free in another account, and the old model stays until the new one is there.
                replaces = sorted({*difference.replaces, AWS_PROVIDER})
                difference = Difference(replaces, difference.in_place)
        else:
            raise errors.ModelError(
                "the stack has this name for a dynamic resource that is no model; give one of the two another name"
            )
        if not difference.replaces and states.has_model(olds):
            difference = ownership.unchanged(_tracker, difference, olds, news)
        if states.has_model(olds) and not states.is_of_another_provider(olds):
            difference = self._with_superseded(difference, olds, news)
        return dynamic.DiffResult(
            changes=bool(difference.replaces) or difference.in_place,
            replaces=difference.replaces,
            delete_before_replace=difference.delete_first,
        )

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Create the model, or find the one that an interrupted update of the same program created."""
        redaction.hide_secrets_of(props)
        settings = self._settings_of.of(props)
        made = _creation(settings, props["region"]).create(props)
        # The model exists from here on, and the engine will know of it only if nothing below fails.
        if all_tags(props):
            made[TAGGED] = tags.now()
        return dynamic.CreateResult(made["name"], states.state(props, made))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Read the model as AWS has it; what AWS fills in by itself is no drift."""
        redaction.hide_secrets_of(props)
        settings = self._settings_of.of(props)
        region = props.get("region") or self._settings_of.usual_region(settings)
        if region is None:
            usual = "set aws:region on the stack" if settings.provider is None else f"set that of {settings.provider}"
            raise errors.SettingsError(f"model {id_} cannot be read without a region; {usual}")
        client = client_for(settings, region)
        # What aws-native left has an ARN for its id, until a refresh.
        name = props["name"] if states.has_model(props) else id_
        try:
            answer = client.describe(name)
            expected = all_tags(props)
            found = client.settled_tags(
                name,
                answer["ModelArn"],
                lambda shown: tags.considered(settings, shown) == expected,
                tags.patience(props),
            )
        except errors.NotFoundError:
            if not states.has_model(props):
                # This is `Model.get`, and the engine would go on with nothing.
                raise errors.NotFoundError(
                    f"there is no model {name} in {region}; correct the id or the region"
                ) from None
            confirm_gone(client, name, props["arn"])
            _deletion(settings).tell_of_forgotten(props)
            return pulumi_sdk.read_result("", {}, None)
        if states.has_model(props):
            require_account(name, props["arn"], account_of(answer["ModelArn"]))
        declared = {key: value for key, value in props.items() if key not in TAGS | OUTPUTS | {RETAINED, PREVIEW}}
        inputs = {
            **codec.refreshed(declared, answer),
            **({} if states.keeps_sum_of_tags(props) else tags.ignored(settings)),
            **codec.refreshed_tags(props, found, settings.ignores),
            "name": name,
            "region": region,
        }
        if states.has_model(props):
            _preflight().of_refresh(settings, inputs, name)
        outs = {**inputs, **codec.refreshed_outputs(props, answer), **states.of_provider_alone(props)}
        if superseded.is_aware(props):
            outs |= superseded.outputs(_deletion(settings).there(props))
        return pulumi_sdk.read_result(name, outs, inputs)

    def update(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the tags in line; nothing else of a model can change."""
        redaction.hide_secrets_of(olds, news)
        settings = self._settings_of.of(news)
        if states.is_of_another_provider(olds):
            client = client_for(settings, news["region"])
            found = client.describe(news["name"])
            made = _creation(settings, news["region"]).take_over(news, found, "the stack had it by another provider")
            return dynamic.UpdateResult(states.state(news, {**made, TAGGED: tags.now()}))
        name = olds["name"]
        before, after = tags.considered(settings, all_tags(olds)), all_tags(news)
        kept = {key: olds[key] for key in OUTPUTS - {RETAINS} if key in olds}
        # With other credentials alone there is nothing to do, and a client would look for them.
        if before != after and tags.retag(client_for(settings, olds["region"]), name, olds["arn"], before, after):
            kept[TAGGED] = tags.now()
        if superseded.is_aware(olds):
            kept = {key: value for key, value in kept.items() if key not in {SUPERSEDED, SUPERSEDED_NAMES}}
            kept |= superseded.outputs(_deletion(settings).delete_due(olds))
        return dynamic.UpdateResult(states.state(news, {**kept, "name": name}))

    def delete(self, props: dict[str, Any]) -> None:
        """Delete the model, unless a live endpoint serves it, or this very update found it to be what is declared."""
        redaction.hide_secrets_of(props)
        newest = self._newest_settings(props)
        if newest is not None:
            # With those of another account, the model is not theirs to delete.
            with suppress(errors.WrongAccountError):
                _deletion(newest).delete(props)
                return
        _deletion(self._settings_of.of(props)).delete(props)

    def _with_superseded(
        self, difference: Difference, state: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> Difference:
        """Return the difference, with an update if a listed model may go; note what the state is for a replacement."""
        key = resource_key(inputs)
        if difference.replaces:
            _tracker.record_replaced(key, Replaced.by(state, retained=_tracker.was_retained(key)))
            return difference
        listed = superseded.listed_in(state)
        _tracker.record_listed(one.arn for one in listed)
        _tracker.record_returned(superseded.returned_to(state))
        # Whom to ask AWS as may not be known before the update, which is due then in any case.
        asks = bool(listed) and is_known(inputs.get(AWS_PROVIDER))
        due = _deletion(self._settings_of.of(inputs)).due(state) if asks else []
        for one in due:
            pulumi.log.info(f"model {one.name} was replaced before and is not in use any more: an update deletes it")
        return difference._replace(in_place=difference.in_place or bool(due))

    def _difference_of_predecessor(self, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> Difference:
        """Compare a model that the stack has by another provider with checked `inputs`; AWS knows what it is."""
        if inputs["name"] != states.name_of(state):
            return Difference(replaces=["name"])
        arn = state.get("arn") or state.get("modelArn")
        if not is_known(inputs["region"]) or (arn and region_of(arn) != inputs["region"]):
            return Difference(replaces=["region"])
        if not is_known(inputs.get(AWS_PROVIDER)):
            # Whom to ask AWS as is not known before the update.
            return Difference([], in_place=True)
        found = client_for(self._settings_of.of(inputs), inputs["region"]).describe(inputs["name"])
        if arn:
            require_account(inputs["name"], arn, account_of(found["ModelArn"]))
        replaces = codec.differing(inputs, found)
        return Difference(replaces, in_place=True, delete_first=bool(replaces) and IDENTITY not in inputs)

    def _must_move(self, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
        """Tell whether another explicit provider, or other settings of the same, certainly act in another account."""
        if is_same_provider(state, inputs) or not is_known(inputs.get(AWS_PROVIDER)):
            return False
        return self._settings_of.of(inputs).exclude(account_of(state["arn"]))

    def _newest_settings(self, state: Mapping[str, Any]) -> Settings | None:
        """Return the settings that the explicit provider of a model got in this very update, if that was told others.

        The credentials of the state may have expired. None, too, if the new ones certainly act in another account.
        """
        told = state.get(AWS_PROVIDER)
        newest = told if told is None else _tracker.newest_provider(told)
        if newest == told:
            return None
        settings = self._settings_of.of({AWS_PROVIDER: newest})
        return None if settings.exclude(account_of(state["arn"])) else settings


def _creation(settings: Settings, region: str) -> Creation:
    return Creation(client_for(settings, region), settings, _tracker, partial(client_for, settings))


def _deletion(settings: Settings) -> Deletion:
    return Deletion(partial(client_for, settings), settings, _tracker)


def _who(inputs: Mapping[str, Any]) -> str:
    """Return how people know a resource: by its name in the program, or in AWS."""
    urn, name = inputs.get(IDENTITY), inputs.get("name")
    return urn.rpartition("::")[2] if isinstance(urn, str) else str(name if isinstance(name, str) else "model")


def _refused(news: dict[str, Any], reasons: list[str]) -> dynamic.CheckResult:
    # With a property name the engine would print the property's value, secret or not, before the reason.
    return dynamic.CheckResult(news, [dynamic.CheckFailure("", reason) for reason in reasons])
