"""The roles that settings say to assume: the parameters of the calls that do so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_sagemaker_model.aws import setting_kinds
from pulumi_sagemaker_model.aws.configuration import Source
from pulumi_sagemaker_model.aws.setting_kinds import Kind
from pulumi_sagemaker_model.errors import SettingsError


def assumed(source: Source) -> tuple[Mapping[str, Any], ...]:
    """Return the parameters of AssumeRole, once for each role of the chain.

    Raises:
        SettingsError: `aws:assumeRole` or `aws:assumeRoles` is malformed, or both are set.
    """
    chain, single = (source.given(f"aws:{key}", structured=True) for key in ("assumeRoles", "assumeRole"))
    if chain is not None and single is not None:
        both = source.called("aws:assumeRole", "aws:assumeRoles")
        raise SettingsError(f"{both} are both set; keep {source.called('aws:assumeRoles')} alone")
    key, setting = ("aws:assumeRole", single) if chain is None else ("aws:assumeRoles", chain)
    if setting is None:
        return ()
    if isinstance(setting, list):
        return tuple(_role(source, role, f"{key}[{index}]", setting_kinds.ROLE) for index, role in enumerate(setting))
    return (_role(source, setting, key, setting_kinds.ROLE),)


def web_identity(source: Source) -> Mapping[str, Any] | None:
    """Return the parameters of AssumeRoleWithWebIdentity, or None where that is not set.

    Raises:
        SettingsError: `aws:assumeRoleWithWebIdentity` is malformed.
    """
    where = "aws:assumeRoleWithWebIdentity"
    setting = source.given(where, structured=True)
    if setting is None:
        return None
    role = _role(source, setting, where, setting_kinds.WEB_IDENTITY)
    if ("WebIdentityToken" in role) == ("WebIdentityTokenFile" in role):
        raise SettingsError(
            f"{source.called(where)} needs one of webIdentityToken and webIdentityTokenFile; give one of the two"
        )
    return role


def _role(source: Source, setting: Any, where: str, members: Mapping[str, Kind]) -> dict[str, Any]:
    """Return the parameters of the call that assumes a role."""
    role = source.meaning(setting, setting_kinds.ROLE_OBJECT, where)
    given = {member: value for member, value in role.items() if value is not None}
    if given.keys() - members.keys():
        # To pass over one could be to act with more rights than were meant.
        raise SettingsError(
            f"{source.called(where)} has a member that is none of {', '.join(sorted(members))}; correct or remove it"
        )
    if "roleArn" not in given:
        raise SettingsError(
            f"{source.called(f'{where}.roleArn')} is missing; give the ARN of the role, arn:aws:iam::ACCOUNT:role/NAME"
        )
    parameters = {
        members[member].name: source.meaning(value, members[member], f"{where}.{member}")
        for member, value in given.items()
    }
    return {"RoleSessionName": "pulumi-sagemaker-model", **parameters}
