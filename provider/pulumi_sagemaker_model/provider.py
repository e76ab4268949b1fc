"""The dynamic provider: what the engine asks, answered by the modules that know.

The dotted path of `ModelProvider` is written into users' state; it must never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

import pulumi
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import codec, errors, naming, plugin, validation
from pulumi_sagemaker_model.client import ModelClient, account_of, client_for, region_of, require_account
from pulumi_sagemaker_model.content import IDENTITY, OUTPUTS, TAGGED, TAGS, content, is_known
from pulumi_sagemaker_model.diffing import Difference, compare
from pulumi_sagemaker_model.ledger import Ledger
from pulumi_sagemaker_model.settings import Settings

LEFTOVER_AGE = timedelta(hours=1)
"""How long after its creation a model of the derived name counts as what an interrupted update left.

An older one is taken for somebody's, and the new model gets another name: an orphan costs nothing, a shared model is
lost to one of the two when the other deletes it.
"""

TAGS_SPREAD = timedelta(seconds=30)
"""How long after a change of tags AWS may still show those from before."""

_ATTEMPTS = 3
"""Derived names to try before giving up."""

_ledger = Ledger()


class ModelProvider(dynamic.ResourceProvider):
    """Manages SageMaker models. Has no state of its own, so that every resource serializes it to the same bytes."""

    serialize_as_secret_always = False

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Take the stack's configuration; called once a process, before anything else."""
        self._configuration: dynamic.Config = req.config
        plugin.prepare()

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Find what AWS would refuse, then fill in region, default tags and name. Asks AWS nothing."""
        try:
            settings = self._settings()
            usual_region = settings.resolved_region()
        except errors.SettingsError as error:
            return _refused(news, [str(error)])
        region = news.get("region") or usual_region
        inputs = {**news, "tagsAll": _all_tags(settings, news.get("tags", {}))}
        if region is not None:
            inputs["region"] = region
        found = [str(problem) for problem in validation.problems(inputs)]
        if region is None:
            found.append("region: is not set; set it on the model, with pulumi config set aws:region, or in AWS_REGION")
        if found:
            return _refused(news, found)
        return dynamic.CheckResult(_named(_olds, inputs), [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Compare state and program: tags change in place, everything else takes another model."""
        if _is_of_another_provider(_olds):
            difference = self._difference_of_predecessor(_olds, _news)
        else:
            difference = compare(_olds["name"], _olds, _news)
        if not difference.replaces and "arn" in _olds:
            _ledger.keep(_who(_news), _olds["arn"])
        return dynamic.DiffResult(
            changes=bool(difference.replaces) or difference.in_place,
            replaces=difference.replaces,
            delete_before_replace=difference.delete_first,
        )

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Create the model, or find the one that an interrupted update of the same program created."""
        settings = self._settings()
        client = client_for(settings, props["region"])
        # Looked for before, so that nothing more stands between CreateModel and the saved state.
        alike = _named_alike(client, props)
        name, arn = _created(client, settings, props)
        # The model exists from here on, and the engine will know of it only if nothing below fails.
        try:
            decided = codec.outputs(client.describe(name))
        except errors.ModelError as error:
            pulumi.log.warn(f"model {name} was created, but not described ({error}); pulumi refresh fills in the rest")
            decided = {"arn": arn}
        if props.get("tagsAll"):
            decided[TAGGED] = _now()
        _tell_of_leftovers(alike, props, name)
        return dynamic.CreateResult(name, {**props, **decided, "name": name})

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Read the model as AWS has it; what AWS fills in by itself is no drift."""
        settings = self._settings()
        region = props.get("region") or settings.resolved_region()
        if region is None:
            raise errors.SettingsError(f"model {id_} cannot be read without a region; set aws:region on the stack")
        client = client_for(settings, region)
        # What aws-native left has an ARN for its id, until a refresh.
        name = props["name"] if "arn" in props else id_
        try:
            answer = client.describe(name)
            expected = props.get("tagsAll") or {}
            tags = client.settled_tags(
                name,
                answer["ModelArn"],
                lambda found: _considered(settings, found) == expected,
                _patience(props),
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
        state = {key: value for key, value in props.items() if key not in TAGS | OUTPUTS}
        inputs = {
            **codec.refreshed(state, answer),
            **codec.refreshed_tags(props, tags, settings.ignores),
            "name": name,
            "region": region,
        }
        outs = {**inputs, **codec.outputs(answer)}
        if TAGGED in props:
            outs[TAGGED] = props[TAGGED]
        return dynamic.ReadResult(name, outs, inputs)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the tags in line; nothing else of a model can change."""
        settings = self._settings()
        if _is_of_another_provider(_olds):
            client = client_for(settings, _news["region"])
            found = client.describe(_news["name"])
            _taken_over(client, settings, _news, found, "the stack had it by another provider")
            return dynamic.UpdateResult({**_news, **codec.outputs(found), TAGGED: _now()})
        name = _olds["name"]
        before = _considered(settings, _olds.get("tagsAll") or {})
        kept = {key: _olds[key] for key in OUTPUTS if key in _olds}
        if _retag(client_for(settings, _olds["region"]), name, _olds["arn"], before, _news.get("tagsAll") or {}):
            kept[TAGGED] = _now()
        return dynamic.UpdateResult({**_news, **kept, "name": name})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the model, unless a live endpoint serves it, or this very update found it to be what is declared."""
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
            f"AWS knows no model {name}, so it counts as gone; that account {account_of(arn)} was asked, where it was "
            f"made, could not be checked: {error}"
        )


def _now() -> str:
    return codec.timestamp(datetime.now(timezone.utc))


def _patience(state: Mapping[str, Any]) -> float:
    """Return for how many seconds AWS may still show other tags than those of `state`."""
    if TAGGED not in state:
        return 0
    left = TAGS_SPREAD - (datetime.now(timezone.utc) - codec.moment(state[TAGGED]))
    # The clock may have been another machine's.
    return max(0, min(left, TAGS_SPREAD).total_seconds())


def _retag(client: ModelClient, name: str, arn: str, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Bring the tags of a model in line; return whether any had to change."""
    added = {key: value for key, value in after.items() if before.get(key) != value}
    removed = sorted(before.keys() - after.keys())
    # New tags come before old ones go, so that no moment is without a required one, unless there is no room for both.
    crowded = len(before.keys() | after.keys()) > validation.MAX_TAGS
    if removed and crowded:
        client.delete_tags(name, arn, removed)
    if added:
        client.add_tags(name, arn, added)
    if removed and not crowded:
        client.delete_tags(name, arn, removed)
    return bool(added or removed)


def _refused(news: dict[str, Any], reasons: list[str]) -> dynamic.CheckResult:
    # With a property name the engine would print the property's value, secret or not, before the reason.
    return dynamic.CheckResult(news, [dynamic.CheckFailure("", reason) for reason in reasons])


def _all_tags(settings: Settings, own: Any) -> Any:
    """Return the tags that the model gets: its `own` over the stack's, without those that the stack ignores."""
    return _considered(settings, {**dict(settings.default_tags), **own}) if isinstance(own, Mapping) else own


def _considered(settings: Settings, tags: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tags.items() if not settings.ignores(key)}


def _who(inputs: Mapping[str, Any]) -> str:
    """Return what the ledger knows a resource by: who it is or, where its name is given, which model that is."""
    return str(inputs.get(IDENTITY) or f"{inputs['region']}/{inputs['name']}")


def _named(olds: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Return `inputs` with a name: the given one, the one that the model has, or a derived one."""
    if "name" in inputs:
        inputs = {key: value for key, value in inputs.items() if key != IDENTITY}
    who, wanted = _who(inputs), content(inputs)
    present = _name_of(olds)
    if present:
        _ledger.remember(who, present)
    else:
        _ledger.release(who)
    if "name" in inputs:
        return inputs
    # What a model of another provider is, only AWS knows, and `diff` asks.
    if present and (_is_of_another_provider(olds) or (IDENTITY in olds and content(olds) == wanted)):
        return {**inputs, "name": present}
    if not is_known([inputs[IDENTITY], wanted]):
        return {**inputs, "name": UNKNOWN}
    return {**inputs, "name": naming.automatic(inputs[IDENTITY], wanted, _ledger.predecessor(who))}


def _created(client: ModelClient, settings: Settings, props: Mapping[str, Any]) -> tuple[str, str]:
    """Return name and ARN of the model, which is there afterwards."""
    name, identity = props["name"], props.get(IDENTITY)
    if props.get("adoptExisting"):
        # AWS makes a model only with its image at hand and iam:PassRole; one that is there needs neither.
        with suppress(errors.NotFoundError):
            found = client.describe(name)
            if not codec.differing(props, found):
                return _taken_over(client, settings, props, found, "adopt_existing says so")
    for _ in range(_ATTEMPTS):
        try:
            arn = client.create(codec.request(name, props), pulumi.log.info)
        except errors.AlreadyExistsError as error:
            refusal = error
        else:
            _ledger.make(arn)
            return name, arn
        found = client.describe(name)
        differing = codec.differing(props, found)
        young = datetime.now(timezone.utc) - found["CreationTime"] < LEFTOVER_AGE
        lost = refusal.lost_since is not None and found["CreationTime"] >= refusal.lost_since
        if not differing and young and (lost or (identity and not _ledger.knows(found["ModelArn"]))):
            return _taken_over(client, settings, props, found, "an earlier update of this program made it")
        if not differing and props.get("adoptExisting"):
            return _taken_over(client, settings, props, found, "adopt_existing says so")
        if identity is None:
            raise errors.AlreadyExistsError(_occupied(name, differing))
        other = naming.automatic(identity, content(props), name)
        pulumi.log.warn(f"a model named {name} is there already and stays; this one is named {other}")
        name = other
    raise errors.AlreadyExistsError(f"models of the names derived for {identity} exist already; give the model a name")


def _named_alike(client: ModelClient, props: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the ARNs, by name, of young models of the same resource, as far as AWS tells."""
    if IDENTITY not in props:
        return {}
    since = datetime.now(timezone.utc) - LEFTOVER_AGE
    try:
        return client.named_alike(props["name"], naming.prefix(props[IDENTITY]), since)
    except errors.WrongAccountError:
        raise
    except errors.ModelError as error:
        pulumi.log.debug(f"models that an interrupted update left could not be looked for: {error}")
        return {}


def _tell_of_leftovers(alike: Mapping[str, str], props: Mapping[str, Any], name: str) -> None:
    """Name the models that a killed update made and that no state has: after an edit the program asks for another."""
    known = {name, props["name"], _ledger.predecessor(_who(props))}
    left = sorted(other for other, arn in alike.items() if other not in known and not _ledger.knows(arn))
    if left:
        # The engine may have one of them to delete later in this update, and another backend a stack of this name.
        remedies = (f"aws sagemaker delete-model --region {props['region']} --model-name {other}" for other in left)
        pulumi.log.warn(
            f"an interrupted update of this program left {', '.join(f'model {other}' for other in left)}, which "
            "nothing knows unless this update deletes it or a stack elsewhere has it; if not, run: "
            f"{'; '.join(remedies)}"
        )


def _taken_over(
    client: ModelClient, settings: Settings, props: Mapping[str, Any], found: Mapping[str, Any], why: str
) -> tuple[str, str]:
    name, arn = found["ModelName"], found["ModelArn"]
    if not _ledger.take(_who(props), arn):
        raise errors.AlreadyExistsError(
            f"another resource of this program has model {name}; give each its own name, or none and one is derived"
        )
    _retag(client, name, arn, _considered(settings, client.tags(name, arn)), props.get("tagsAll") or {})
    pulumi.log.info(f"model {name} was there already and is taken over, as {why}")
    return name, arn


def _occupied(name: str, differing: list[str]) -> str:
    if differing:
        return (
            f"a model named {name} exists already and differs in {', '.join(differing)}; "
            "give another name, or none and one is derived"
        )
    return (
        f"a model named {name} exists already, just as declared; if it is yours, take it over by adopt_existing=True, "
        "else give another name, or none and one is derived"
    )
