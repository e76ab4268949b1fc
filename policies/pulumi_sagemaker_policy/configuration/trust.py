"""Templates that policies cannot read, and that an organization trusts because of where they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting
from pulumi_sagemaker_policy.configuration.wildcard import matches
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN, Unknown
from pulumi_sagemaker_policy.quoting import quote

TRUSTED: Final = "trusted_templates"

_SCHEME: Final = "https://"

TRUSTED_TEMPLATES: Final = Setting(
    name=TRUSTED,
    schema=STRINGS,
    default=[],
    meaning=(
        "Places of templates that need not be read, as `https://HOST/PATH`: `*` is any run of characters, `?` any "
        "one; in the host, neither reaches into the path. Whoever may write there decides what models do, so name "
        "places whose templates are checked before they get there. Empty trusts none."
    ),
)


def trusts(patterns: Iterable[str], url: object) -> bool | Unknown:
    """Tell whether the template behind a URL is at a trusted place."""
    if url is UNKNOWN:
        return UNKNOWN if list(patterns) else False
    return isinstance(url, str) and any(_fits(pattern, url) for pattern in patterns)


def _fits(pattern: str, url: str) -> bool:
    (_, _, host), (_, _, other) = pattern.partition(_SCHEME), url.partition(_SCHEME)
    host, _, path = host.partition("/")
    other, _, rest = other.partition("/")
    # What a reader may take for the way to another place is not at this one.
    odd = any(sign in url.removeprefix(_SCHEME) for sign in ("..", "//", "\\", "@", "%", "#"))
    return url.startswith(_SCHEME) and not odd and matches(host, other) and matches(path, rest)


def trusted_templates_problems(patterns: Iterable[str]) -> Iterator[SettingProblem]:
    """Find patterns that no URL of a template can fit, and those that any host could."""
    for index, pattern in enumerate(patterns):
        host, slash, _ = pattern.removeprefix(_SCHEME).partition("/")
        if not pattern.startswith(_SCHEME) or not slash or not host.strip("*?."):
            yield SettingProblem(
                f"{TRUSTED}[{index}]",
                f"is {quote(pattern)}, which names no host and no place there",
                'a pattern as in "https://templates.s3.eu-west-1.amazonaws.com/monitoring/*"',
            )
