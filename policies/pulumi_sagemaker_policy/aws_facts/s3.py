"""Where in S3 a URL points, in whichever of AWS's forms it is written."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from pulumi_sagemaker_policy.aws_facts.partitions import ANY_REGION, SUFFIXES
from pulumi_sagemaker_policy.lazy_re import LazyPattern

_HOST: Final = LazyPattern(
    r"(?:(?P<bucket>[a-z0-9][a-z0-9.-]*)\.)?"
    # Global, regional with a dot or the older hyphen, dual-stack, FIPS, and the oldest of them all.
    rf"s3(?:-fips)?(?:\.dualstack)?(?:[.-]{ANY_REGION}|-external-1)?\.(?:{SUFFIXES})"
)


class Location(NamedTuple):
    """A bucket, or the alias of an access point, and a key or the prefix of keys in it."""

    bucket: str
    key: str


def parse_s3_url(url: str) -> Location | None:
    """Take a URL of S3 apart; return None for any other URL."""
    scheme, _, rest = url.partition("://")
    host, _, key = rest.partition("/")
    if scheme == "s3":
        # The key is taken as it is: nothing in it is decoded, and `?` and `#` are characters like any other.
        return Location(host, key) if host else None
    found = _HOST.fullmatch(host)
    # Between here and S3, a client may resolve dots or cut off a query.
    if scheme != "https" or found is None or re.search(r"(?:^|/)\.\.?(?:/|$)|[?#]", unquote(key)):
        return None
    bucket, _, key = (found["bucket"], "", key) if found["bucket"] else key.partition("/")
    return Location(unquote(bucket), unquote(key)) if bucket else None
