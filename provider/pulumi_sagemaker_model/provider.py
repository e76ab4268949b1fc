"""The dynamic provider: one method for each question of the engine, which other modules answer.

The dotted path of `ModelProvider` is written into users' state; it must never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import checks, codec, errors, lazy_imports, naming, plugin, pulumi_sdk, superseded, tags
from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.aws.account_guard import require_account
from pulumi_sagemaker_model.aws.arns import account_of, region_of
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.session import resolved_region
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.coercion import coerced
from pulumi_sagemaker_model.creation import Creation
from pulumi_sagemaker_model.deletion import Deletion, confirm_gone
from pulumi_sagemaker_model.diffing import Difference, compare, is_in_the_way, is_same_provider
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
    content,
    is_known,
    meaning,
)
from pulumi_sagemaker_model.superseded import Replaced
from pulumi_sagemaker_model.update_tracker import UpdateTracker, place, resource_key

if TYPE_CHECKING:
    from pulumi_sagemaker_model.checks.preflight.report import Preflight

_tracker = UpdateTracker()


def _preflight() -> Preflight:
    """Return the process's preflight. It is loaded with the first model to ask about: programs need none of it."""
    preflight: Preflight = lazy_imports.load("pulumi_sagemaker_model.checks.preflight.report").PREFLIGHT
    return preflight


_KEYS: Final = frozenset({"accessKey", "secretKey", "token"})
"""Settings that are one's credentials together."""


class ModelProvider(dynamic.ResourceProvider):
    """Manages SageMaker models. Has no state of its own, so that every resource serializes it to the same bytes."""

    serialize_as_secret_always = False

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Take the stack's configuration; called once a process, before anything else."""
        self._configuration: dynamic.Config = req.config
        self._read_settings: Settings | None = None
        plugin.prepare(self)

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Give values their types, find what AWS would refuse, fill in region, tags and name.

        Asks AWS nothing, but at a preview whether there is what a model that is to be made names.
        """
        try:
            settings = self._settings(news)
            usual_region = resolved_region(settings)
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
            _tracker.record_provider(told, changed=told != _olds.get(AWS_PROVIDER))
            inputs |= {key: UNKNOWN for key in TAGS & told.keys() if not is_known(told[key])}
        if region is not None:
            inputs["region"] = region
        found = [str(problem) for problem in checks.problems(inputs)]
        if region is None:
            usual = "with pulumi config set aws:region" if told is None else "on its provider"
            found.append(f"region: is not set; set it on the model, {usual}, or in AWS_REGION")
        found += _name_conflicts(_olds, inputs)
        if found:
            return _refused(given, found)
        checked = _named(_olds, inputs)
        # Of a model that is there the engine sends what it was: without that, another is to be made.
        # As whom to ask is not known before the update if something of the explicit provider is not.
        if isinstance(origins, Mapping) and not _olds and is_known(told) and not _is_returned_to(settings, checked):
            missing = _preflight().of_preview(settings, checked, origins, _who(inputs))
            if missing:
                return _refused(given, missing)
        return dynamic.CheckResult(checked, [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Compare state and program: tags change in place, everything else takes another model."""
        redaction.hide_secrets_of(_olds, _news)
        if _is_of_another_provider(_olds):
            difference = self._difference_of_predecessor(_olds, _news)
        elif _has_model(_olds):
            difference = compare(_olds["name"], _olds, _news)
            if self._must_move(_olds, _news):
                # The name is free in another account, and the old model stays until the new one is there.
                replaces = sorted({*difference.replaces, AWS_PROVIDER})
                difference = Difference(replaces, difference.in_place)
        else:
            raise errors.ModelError(
                "the stack has this name for a dynamic resource that is no model; give one of the two another name"
            )
        if not difference.replaces and _has_model(_olds):
            difference = _retained(difference, _olds, _news)
        if _has_model(_olds) and not _is_of_another_provider(_olds):
            difference = self._with_superseded(difference, _olds, _news)
        return dynamic.DiffResult(
            changes=bool(difference.replaces) or difference.in_place,
            replaces=difference.replaces,
            delete_before_replace=difference.delete_first,
        )

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Create the model, or find the one that an interrupted update of the same program created."""
        redaction.hide_secrets_of(props)
        settings = self._settings(props)
        made = _creation(settings, props["region"]).create(props)
        # The model exists from here on, and the engine will know of it only if nothing below fails.
        if all_tags(props):
            made[TAGGED] = tags.now()
        return dynamic.CreateResult(made["name"], _state(props, made))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Read the model as AWS has it; what AWS fills in by itself is no drift."""
        redaction.hide_secrets_of(props)
        settings = self._settings(props)
        region = props.get("region") or resolved_region(settings)
        if region is None:
            usual = "set aws:region on the stack" if settings.provider is None else f"set that of {settings.provider}"
            raise errors.SettingsError(f"model {id_} cannot be read without a region; {usual}")
        client = client_for(settings, region)
        # What aws-native left has an ARN for its id, until a refresh.
        name = props["name"] if _has_model(props) else id_
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
            if not _has_model(props):
                # This is `Model.get`, and the engine would go on with nothing.
                raise errors.NotFoundError(
                    f"there is no model {name} in {region}; correct the id or the region"
                ) from None
            confirm_gone(client, name, props["arn"])
            _deletion(settings).tell_of_forgotten(props)
            return pulumi_sdk.read_result("", {}, None)
        if _has_model(props):
            require_account(name, props["arn"], account_of(answer["ModelArn"]))
        declared = {key: value for key, value in props.items() if key not in TAGS | OUTPUTS | {RETAINED, PREVIEW}}
        inputs = {
            **codec.refreshed(declared, answer),
            **({} if _keeps_sum_of_tags(props) else tags.ignored(settings)),
            **codec.refreshed_tags(props, found, settings.ignores),
            "name": name,
            "region": region,
        }
        if _has_model(props):
            _preflight().of_refresh(settings, inputs, name)
        outs = {**inputs, **codec.refreshed_outputs(props, answer)}
        if superseded.is_aware(props):
            outs |= superseded.outputs(_deletion(settings).there(props))
        outs |= {key: props[key] for key in (TAGGED, RETAINS) if key in props}
        return pulumi_sdk.read_result(name, outs, inputs)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the tags in line; nothing else of a model can change."""
        redaction.hide_secrets_of(_olds, _news)
        settings = self._settings(_news)
        if _is_of_another_provider(_olds):
            client = client_for(settings, _news["region"])
            found = client.describe(_news["name"])
            made = _creation(settings, _news["region"]).take_over(_news, found, "the stack had it by another provider")
            return dynamic.UpdateResult(_state(_news, {**made, TAGGED: tags.now()}))
        name = _olds["name"]
        before, after = tags.considered(settings, all_tags(_olds)), all_tags(_news)
        kept = {key: _olds[key] for key in OUTPUTS - {RETAINS} if key in _olds}
        # With other credentials alone there is nothing to do, and a client would look for them.
        if before != after and tags.retag(client_for(settings, _olds["region"]), name, _olds["arn"], before, after):
            kept[TAGGED] = tags.now()
        if superseded.is_aware(_olds):
            kept = {key: value for key, value in kept.items() if key not in {SUPERSEDED, SUPERSEDED_NAMES}}
            kept |= superseded.outputs(_deletion(settings).delete_due(_olds))
        return dynamic.UpdateResult(_state(_news, {**kept, "name": name}))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the model, unless a live endpoint serves it, or this very update found it to be what is declared."""
        redaction.hide_secrets_of(_props)
        newest = self._newest_settings(_props)
        if newest is not None:
            # With those of another account, the model is not theirs to delete.
            with suppress(errors.WrongAccountError):
                _deletion(newest).delete(_props)
                return
        _deletion(self._settings(_props)).delete(_props)

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
        _tracker.record_aware(key, aware=superseded.is_aware(state))
        # Whom to ask AWS as may not be known before the update, which is due then in any case.
        asks = bool(listed) and is_known(inputs.get(AWS_PROVIDER))
        due = _deletion(self._settings(inputs)).due(state) if asks else []
        for one in due:
            pulumi.log.info(f"model {one.name} was replaced before and is not in use any more: an update deletes it")
        return difference._replace(in_place=difference.in_place or bool(due))

    def _difference_of_predecessor(self, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> Difference:
        """Compare a model that the stack has by another provider with checked `inputs`; AWS knows what it is."""
        if inputs["name"] != _name_of(state):
            return Difference(replaces=["name"])
        arn = state.get("arn") or state.get("modelArn")
        if not is_known(inputs["region"]) or (arn and region_of(arn) != inputs["region"]):
            return Difference(replaces=["region"])
        if not is_known(inputs.get(AWS_PROVIDER)):
            # Whom to ask AWS as is not known before the update.
            return Difference([], in_place=True)
        found = client_for(self._settings(inputs), inputs["region"]).describe(inputs["name"])
        if arn:
            require_account(inputs["name"], arn, account_of(found["ModelArn"]))
        replaces = codec.differing(inputs, found)
        return Difference(replaces, in_place=True, delete_first=bool(replaces) and IDENTITY not in inputs)

    def _must_move(self, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
        """Tell whether another explicit provider, or other settings of the same, certainly act in another account."""
        if is_same_provider(state, inputs) or not is_known(inputs.get(AWS_PROVIDER)):
            return False
        return self._settings(inputs).exclude(account_of(state["arn"]))

    def _settings(self, properties: Mapping[str, Any]) -> Settings:
        """Return the settings of the explicit provider that these properties name, as far as known, or the stack's."""
        told = properties.get(AWS_PROVIDER)
        if isinstance(told, str):
            raise errors.SettingsError(told)
        if told is not None:
            return Settings.of(_known(told), self._configuration)
        if self._read_settings is None:
            self._read_settings = Settings.of(None, self._configuration)
        return self._read_settings

    def _newest_settings(self, state: Mapping[str, Any]) -> Settings | None:
        """Return the settings that the explicit provider of a model got in this very update, if that was told others.

        The credentials of the state may have expired. None, too, if the new ones certainly act in another account.
        """
        told = state.get(AWS_PROVIDER)
        newest = told if told is None else _tracker.newest_provider(told)
        if newest == told:
            return None
        settings = self._settings({AWS_PROVIDER: newest})
        return None if settings.exclude(account_of(state["arn"])) else settings


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of what an explicit provider is told; keys go together, as one is of no use alone."""
    known = {key: value for key, value in told.items() if is_known(value)}
    if len(_KEYS & known.keys()) < len(_KEYS & told.keys()):
        known = {key: value for key, value in known.items() if key not in _KEYS}
    return known


def _is_of_another_provider(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is what pulumi-aws or aws-native left of a resource that `Model` is an alias of."""
    return "__provider" not in state


def _has_model(state: Mapping[str, Any]) -> bool:
    """Tell whether a state has a model; that of a reference (`Model.get`) has none before it is read."""
    return "arn" in state


def _keeps_sum_of_tags(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is of a version before 0.1.0, which kept the stack's tags and the model's own as one."""
    return "tagsAll" in state


def _creation(settings: Settings, region: str) -> Creation:
    return Creation(client_for(settings, region), settings, _tracker, partial(client_for, settings))


def _deletion(settings: Settings) -> Deletion:
    return Deletion(partial(client_for, settings), settings, _tracker)


def _state(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of checked `inputs` and of `outputs`, without inputs that are outputs or no part of a state."""
    kept = {key: value for key, value in inputs.items() if key not in OUTPUTS | {RETAINED}}
    return {**kept, **({RETAINS: True} if inputs.get(RETAINED) else {}), **outputs}


def _name_of(state: Mapping[str, Any]) -> str | None:
    """Return the name of a model in a state of pulumi-aws, of aws-native, or our own."""
    return state.get("name") or state.get("modelName")


def _who(inputs: Mapping[str, Any]) -> str:
    """Return how people know a resource: by its name in the program, or in AWS."""
    urn, name = inputs.get(IDENTITY), inputs.get("name")
    return urn.rpartition("::")[2] if isinstance(urn, str) else str(name if isinstance(name, str) else "model")


def _refused(news: dict[str, Any], reasons: list[str]) -> dynamic.CheckResult:
    # With a property name the engine would print the property's value, secret or not, before the reason.
    return dynamic.CheckResult(news, [dynamic.CheckFailure("", reason) for reason in reasons])


def _name_conflicts(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a given name cannot be this model's: another resource has it, or a model that is retained keeps it."""
    known = all(isinstance(inputs.get(key), str) for key in (IDENTITY, "region", "name"))
    if known and not _tracker.claim_name(inputs[IDENTITY], place(inputs), inputs["name"]):
        yield f"name: {errors.AlreadyExistsError.of_another_resource(inputs['name'])}"
    elif is_in_the_way(olds, inputs):
        yield (
            "name: the model that has it stays, as retain_on_delete says, and its replacement cannot have it; give "
            "another name, or none and one is derived, or first run pulumi up without that option and any other change"
        )


def _retained(difference: Difference, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> Difference:
    """Note that a resource keeps its model; return `difference`, or another one if the model is another resource's."""
    own, name = _tracker.retain(resource_key(inputs), state["arn"]), str(_name_of(state))
    if IDENTITY in inputs and not own:
        # A resource without a given name gets a model of its own, and the other one keeps this.
        return Difference(replaces=["name"])
    if not own or (IDENTITY in inputs and _tracker.is_name_claimed(inputs[IDENTITY], place(inputs), name)):
        raise errors.AlreadyExistsError.of_another_resource(name)
    return difference


def _is_returned_to(settings: Settings, inputs: Mapping[str, Any]) -> bool:
    """Tell whether a model that is to be made was kept since it was replaced, so that it needs nothing any more."""
    replaced = _tracker.replaced(resource_key(inputs))
    kept = replaced and replaced.listed_as(inputs["name"], inputs["region"])
    return kept is not None and not settings.exclude(account_of(kept.arn))


def _named(olds: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Return `inputs` with a name: the given one, the one that the model has, or a derived one."""
    if "name" in inputs:
        inputs = {key: value for key, value in inputs.items() if key != IDENTITY}
    owner = resource_key(inputs)
    present = _name_of(olds)
    _tracker.record_place(owner, place(inputs))
    if present:
        _tracker.record_name(owner, present)
        _tracker.record_retained(owner, retained=bool(olds.get(RETAINED)))
    else:
        _tracker.release(owner)
    if "name" in inputs:
        return inputs
    # What a model of another provider is, only AWS knows, and `diff` asks.
    if present and (_is_of_another_provider(olds) or (IDENTITY in olds and meaning(olds) == meaning(inputs))):
        return {**inputs, "name": present}
    wanted = content(inputs)
    if not is_known([inputs[IDENTITY], wanted]):
        return {**inputs, "name": UNKNOWN}
    replaced = None if olds else _tracker.replaced(owner)
    if replaced and (earlier := replaced.of_content(wanted)):
        return {**inputs, "name": earlier.name}
    return {**inputs, "name": naming.automatic(inputs[IDENTITY], wanted, _tracker.predecessor(owner))}
