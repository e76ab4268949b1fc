"""The dynamic provider: what the engine asks, answered by the modules that know.

The dotted path of `ModelProvider` is written into users' state; it must never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import codec, errors, naming, options, plugin, redaction, tags, validation
from pulumi_sagemaker_model.client import ModelClient, account_of, client_for, region_of, require_account
from pulumi_sagemaker_model.coercion import coerced
from pulumi_sagemaker_model.content import (
    IDENTITY,
    IMPORTED,
    OUTPUTS,
    RETAINED,
    TAGGED,
    TAGS,
    all_tags,
    content,
    is_known,
)
from pulumi_sagemaker_model.creation import Creation
from pulumi_sagemaker_model.diffing import Difference, compare, is_in_the_way
from pulumi_sagemaker_model.ledger import Ledger, who
from pulumi_sagemaker_model.settings import Settings

_ledger = Ledger()


class ModelProvider(dynamic.ResourceProvider):
    """Manages SageMaker models. Has no state of its own, so that every resource serializes it to the same bytes."""

    serialize_as_secret_always = False

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Take the stack's configuration; called once a process, before anything else."""
        self._configuration: dynamic.Config = req.config
        plugin.prepare()

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Give values their types, find what AWS would refuse, fill in region, tags and name. Asks AWS nothing."""
        try:
            settings = self._settings()
            usual_region = settings.resolved_region()
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
        found = [str(problem) for problem in validation.problems(inputs)]
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
        elif "arn" in _olds:
            difference = compare(_olds["name"], _olds, _news)
        else:
            raise errors.ModelError(
                "the stack has this name for a dynamic resource that is no model; give one of the two another name"
            )
        if not difference.replaces and "arn" in _olds:
            difference = _kept(difference, _olds, _news)
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
        name, arn = Creation(client, settings, _ledger).create(props)
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
        region = props.get("region") or settings.resolved_region()
        if region is None:
            raise errors.SettingsError(f"model {id_} cannot be read without a region; set aws:region on the stack")
        client = client_for(settings, region)
        # What aws-native left has an ARN for its id, until a refresh.
        name = props["name"] if "arn" in props else id_
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
            if "arn" not in props:
                # No state yet: this is `Model.get`, and the engine would go on with nothing.
                raise errors.NotFoundError(
                    f"there is no model {name} in {region}; correct the id or the region"
                ) from None
            _confirm_gone(client, name, props["arn"])
            return dynamic.ReadResult("", {})
        if "arn" in props:
            require_account(name, props["arn"], account_of(answer["ModelArn"]))
        state = {key: value for key, value in props.items() if key not in TAGS | OUTPUTS | {RETAINED}}
        inputs = {
            **codec.refreshed(state, answer),
            **({} if "tagsAll" in props else tags.ignored(settings)),
            **codec.refreshed_tags(props, found, settings.ignores),
            "name": name,
            "region": region,
        }
        outs = {**inputs, **codec.outputs(answer)}
        if TAGGED in props:
            outs[TAGGED] = props[TAGGED]
        return dynamic.ReadResult(name, outs, inputs)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the tags in line; nothing else of a model can change."""
        redaction.hide_secrets_of(_olds, _news)
        settings = self._settings()
        if _is_of_another_provider(_olds):
            client = client_for(settings, _news["region"])
            found = client.describe(_news["name"])
            Creation(client, settings, _ledger).take_over(_news, found, "the stack had it by another provider")
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
        if _ledger.is_kept(_props["arn"]):
            pulumi.log.info(f"model {name} stays: it is what replaced itself")
            return
        settings = self._settings()
        client = client_for(settings, _props["region"])
        try:
            answer = client.describe(name)
            require_account(name, _props["arn"], account_of(answer["ModelArn"]))
            _require_unused(client, settings, name)
            client.delete(name)
        except errors.NotFoundError:
            _confirm_gone(client, name, _props["arn"])

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
        return Settings.from_configuration(self._configuration)


def _is_of_another_provider(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is what pulumi-aws or aws-native left of a resource that `Model` is an alias of."""
    return "__provider" not in state


def _state(properties: dict[str, Any]) -> dict[str, Any]:
    """Return `properties` without what is among the inputs alone."""
    return {key: value for key, value in properties.items() if key != RETAINED}


def _name_of(state: Mapping[str, Any]) -> str | None:
    """Return the name of a model in a state of pulumi-aws, of aws-native, or our own."""
    return state.get("name") or state.get("modelName")


def _require_unused(client: ModelClient, settings: Settings, name: str) -> None:
    """Stop before a model is deleted that a live endpoint serves, as far as the stack wants that and it can be told."""
    if settings.delete_in_use == "allow":
        return
    try:
        users = client.users_of(name)
    except errors.ModelError as error:
        pulumi.log.warn(f"could not check whether an endpoint uses model {name}, which is deleted: {error}")
        return
    if users and settings.delete_in_use == "refuse":
        raise errors.InUseError(
            f"model {name} is in use by {', '.join(users)} and stays; point it at another model and run again, or set "
            "sagemaker:deleteInUse to warn, which pulumi destroy takes with --run-program"
        )
    if users:
        pulumi.log.warn(f"model {name} is deleted while in use by {', '.join(users)}, as sagemaker:deleteInUse says")


def _confirm_gone(client: ModelClient, name: str, arn: str) -> None:
    """Take a model that AWS does not know for gone, unless these credentials look for it in another account."""
    try:
        client.require_account_of(name, arn)
    except errors.WrongAccountError:
        raise
    except errors.ModelError as error:
        pulumi.log.warn(
            f"AWS knows no model {name}, so it counts as gone; whether these credentials act in account "
            f"{account_of(arn)}, where it was made, could not be checked: {error}"
        )


def _refused(news: dict[str, Any], reasons: list[str]) -> dynamic.CheckResult:
    # With a property name the engine would print the property's value, secret or not, before the reason.
    return dynamic.CheckResult(news, [dynamic.CheckFailure("", reason) for reason in reasons])


def _name_conflicts(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a given name cannot be this model's: another resource has it, or a model that is retained keeps it."""
    given = [inputs.get(key) for key in (IDENTITY, "region", "name")]
    if all(isinstance(one, str) for one in given) and not _ledger.give(*cast("list[str]", given)):
        yield f"name: {errors.AlreadyExistsError.of_another_resource(inputs['name'])}"
    elif is_in_the_way(olds, inputs):
        yield (
            "name: the model that has it stays, as retain_on_delete says, and its replacement cannot have it; give "
            "another name, or none and one is derived, or first run pulumi up without that option and any other change"
        )


def _kept(difference: Difference, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> Difference:
    """Note that a resource keeps its model; return `difference`, or another one if the model is another resource's."""
    own, name = _ledger.keep(who(inputs), state["arn"]), str(_name_of(state))
    if IDENTITY in inputs and not own:
        # A resource without a given name gets a model of its own, and the other one keeps this.
        return Difference(replaces=["name"])
    if not own or (IDENTITY in inputs and _ledger.is_given(inputs[IDENTITY], inputs["region"], name)):
        raise errors.AlreadyExistsError.of_another_resource(name)
    return difference


def _named(olds: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Return `inputs` with a name: the given one, the one that the model has, or a derived one."""
    dropped = IDENTITY if "name" in inputs else RETAINED
    inputs = {key: value for key, value in inputs.items() if key != dropped}
    owner, wanted = who(inputs), content(inputs)
    present = _name_of(olds)
    if present:
        _ledger.remember(owner, present)
    else:
        _ledger.release(owner)
    if "name" in inputs:
        return inputs
    # What a model of another provider is, only AWS knows, and `diff` asks.
    if present and (_is_of_another_provider(olds) or (IDENTITY in olds and content(olds) == wanted)):
        return {**inputs, "name": present}
    if not is_known([inputs[IDENTITY], wanted]):
        return {**inputs, "name": UNKNOWN}
    return {**inputs, "name": naming.automatic(inputs[IDENTITY], wanted, _ledger.predecessor(owner))}
