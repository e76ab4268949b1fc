"""The dynamic provider: one method for each question of the engine, which other modules answer.

The dotted path of `ModelProvider` is written into users' state; it must never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import checks, codec, errors, naming, plugin, pulumi_sdk, tags
from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.aws.account_guard import require_account
from pulumi_sagemaker_model.aws.arns import account_of, region_of
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.session import resolved_region
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.coercion import coerced
from pulumi_sagemaker_model.creation import Creation
from pulumi_sagemaker_model.deletion import Deletion, confirm_gone
from pulumi_sagemaker_model.diffing import Difference, compare, is_in_the_way
from pulumi_sagemaker_model.program import options
from pulumi_sagemaker_model.properties import (
    IDENTITY,
    IMPORTED,
    OUTPUTS,
    RETAINED,
    TAGGED,
    TAGS,
    all_tags,
    content,
    is_known,
    meaning,
)
from pulumi_sagemaker_model.update_tracker import UpdateTracker, resource_key

_tracker = UpdateTracker()


class ModelProvider(dynamic.ResourceProvider):
    """Manages SageMaker models. Has no state of its own, so that every resource serializes it to the same bytes."""

    serialize_as_secret_always = False

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Take the stack's configuration; called once a process, before anything else."""
        self._configuration: dynamic.Config = req.config
        self._read_settings: Settings | None = None
        plugin.prepare(self)

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Give values their types, find what AWS would refuse, fill in region, tags and name. Asks AWS nothing."""
        try:
            settings = self._settings()
            usual_region = resolved_region(settings)
        except errors.SettingsError as error:
            return _refused(news, [str(error)])
        if news.get(IMPORTED):
            return _refused(news, [options.IMPORT])
        given, news = news, coerced(news)
        region = news.get("region") or usual_region
        inputs = {key: value for key, value in news.items() if key not in TAGS or key == "tags"}
        inputs |= tags.defaults(settings) | tags.ignored(settings)
        if region is not None:
            inputs["region"] = region
        found = [str(problem) for problem in checks.problems(inputs)]
        if region is None:
            found.append("region: is not set; set it on the model, with pulumi config set aws:region, or in AWS_REGION")
        found += _name_conflicts(_olds, inputs)
        if found:
            return _refused(given, found)
        return dynamic.CheckResult(_named(_olds, inputs), [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Compare state and program: tags change in place, everything else takes another model."""
        redaction.hide_secrets_of(_olds, _news)
        if _is_of_another_provider(_olds):
            difference = self._difference_of_predecessor(_olds, _news)
        elif _has_model(_olds):
            difference = compare(_olds["name"], _olds, _news)
        else:
            raise errors.ModelError(
                "the stack has this name for a dynamic resource that is no model; give one of the two another name"
            )
        if not difference.replaces and _has_model(_olds):
            difference = _retained(difference, _olds, _news)
        return dynamic.DiffResult(
            changes=bool(difference.replaces) or difference.in_place,
            replaces=difference.replaces,
            delete_before_replace=difference.delete_first,
        )

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Create the model, or find the one that an interrupted update of the same program created."""
        redaction.hide_secrets_of(props)
        settings = self._settings()
        client = client_for(settings, props["region"])
        name, arn = Creation(client, settings, _tracker).create(props)
        # The model exists from here on, and the engine will know of it only if nothing below fails.
        try:
            decided = codec.outputs(client.describe(name))
        except errors.ModelError as error:
            pulumi.log.warn(f"model {name} was created, but not described ({error}); pulumi refresh fills in the rest")
            decided = {"arn": arn}
        if all_tags(props):
            decided[TAGGED] = tags.now()
        return dynamic.CreateResult(name, _state({**props, **decided, "name": name}))

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Read the model as AWS has it; what AWS fills in by itself is no drift."""
        redaction.hide_secrets_of(props)
        settings = self._settings()
        region = props.get("region") or resolved_region(settings)
        if region is None:
            raise errors.SettingsError(f"model {id_} cannot be read without a region; set aws:region on the stack")
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
            return pulumi_sdk.read_result("", {}, None)
        if _has_model(props):
            require_account(name, props["arn"], account_of(answer["ModelArn"]))
        declared = {key: value for key, value in props.items() if key not in TAGS | OUTPUTS | {RETAINED}}
        inputs = {
            **codec.refreshed(declared, answer),
            **({} if _keeps_sum_of_tags(props) else tags.ignored(settings)),
            **codec.refreshed_tags(props, found, settings.ignores),
            "name": name,
            "region": region,
        }
        outs = {**inputs, **codec.outputs(answer)}
        if TAGGED in props:
            outs[TAGGED] = props[TAGGED]
        return pulumi_sdk.read_result(name, outs, inputs)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the tags in line; nothing else of a model can change."""
        redaction.hide_secrets_of(_olds, _news)
        settings = self._settings()
        if _is_of_another_provider(_olds):
            client = client_for(settings, _news["region"])
            found = client.describe(_news["name"])
            Creation(client, settings, _tracker).take_over(_news, found, "the stack had it by another provider")
            return dynamic.UpdateResult(_state({**_news, **codec.outputs(found), TAGGED: tags.now()}))
        name = _olds["name"]
        before = tags.considered(settings, all_tags(_olds))
        kept = {key: _olds[key] for key in OUTPUTS if key in _olds}
        if tags.retag(client_for(settings, _olds["region"]), name, _olds["arn"], before, all_tags(_news)):
            kept[TAGGED] = tags.now()
        return dynamic.UpdateResult(_state({**_news, **kept, "name": name}))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the model, unless a live endpoint serves it, or this very update found it to be what is declared."""
        redaction.hide_secrets_of(_props)
        name = _props["name"]
        if _is_what_replaced_itself(_props):
            pulumi.log.info(f"model {name} stays: it is what replaced itself")
            return
        settings = self._settings()
        Deletion(client_for(settings, _props["region"]), settings).delete(name, _props["arn"])

    def _difference_of_predecessor(self, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> Difference:
        """Compare a model that the stack has by another provider with checked `inputs`; AWS knows what it is."""
        if inputs["name"] != _name_of(state):
            return Difference(replaces=["name"])
        arn = state.get("arn") or state.get("modelArn")
        if not is_known(inputs["region"]) or (arn and region_of(arn) != inputs["region"]):
            return Difference(replaces=["region"])
        found = client_for(self._settings(), inputs["region"]).describe(inputs["name"])
        if arn:
            require_account(inputs["name"], arn, account_of(found["ModelArn"]))
        replaces = codec.differing(inputs, found)
        return Difference(replaces, in_place=True, delete_first=bool(replaces) and IDENTITY not in inputs)

    def _settings(self) -> Settings:
        if self._read_settings is None:
            self._read_settings = Settings.from_configuration(self._configuration)
        return self._read_settings


def _is_of_another_provider(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is what pulumi-aws or aws-native left of a resource that `Model` is an alias of."""
    return "__provider" not in state


def _has_model(state: Mapping[str, Any]) -> bool:
    """Tell whether a state has a model; that of a reference (`Model.get`) has none before it is read."""
    return "arn" in state


def _keeps_sum_of_tags(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is of a version before 0.1.0, which kept the stack's tags and the model's own as one."""
    return "tagsAll" in state


def _is_what_replaced_itself(state: Mapping[str, Any]) -> bool:
    """Tell whether a model that is to be deleted is the one that this very update found to be what is declared.

    A forced replacement of an unchanged model creates it, finds it, and then deletes what it takes for the original.
    """
    return _tracker.is_retained(state["arn"])


def _state(properties: dict[str, Any]) -> dict[str, Any]:
    """Return `properties` without what is among the inputs alone."""
    return {key: value for key, value in properties.items() if key != RETAINED}


def _name_of(state: Mapping[str, Any]) -> str | None:
    """Return the name of a model in a state of pulumi-aws, of aws-native, or our own."""
    return state.get("name") or state.get("modelName")


def _refused(news: dict[str, Any], reasons: list[str]) -> dynamic.CheckResult:
    # With a property name the engine would print the property's value, secret or not, before the reason.
    return dynamic.CheckResult(news, [dynamic.CheckFailure("", reason) for reason in reasons])


def _name_conflicts(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a given name cannot be this model's: another resource has it, or a model that is retained keeps it."""
    given = [inputs.get(key) for key in (IDENTITY, "region", "name")]
    if all(isinstance(one, str) for one in given) and not _tracker.claim_name(*cast("list[str]", given)):
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
    if not own or (IDENTITY in inputs and _tracker.is_name_claimed(inputs[IDENTITY], inputs["region"], name)):
        raise errors.AlreadyExistsError.of_another_resource(name)
    return difference


def _named(olds: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Return `inputs` with a name: the given one, the one that the model has, or a derived one."""
    dropped = IDENTITY if "name" in inputs else RETAINED
    inputs = {key: value for key, value in inputs.items() if key != dropped}
    owner = resource_key(inputs)
    present = _name_of(olds)
    if present:
        _tracker.record_name(owner, present)
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
    return {**inputs, "name": naming.automatic(inputs[IDENTITY], wanted, _tracker.predecessor(owner))}
