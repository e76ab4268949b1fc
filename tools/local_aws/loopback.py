"""The guard of everything that talks to an AWS endpoint here: nothing but this machine may answer."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def require_loopback(endpoint: str) -> str:
    """Return the endpoint (a URL) if its host is a loopback address, else raise ValueError.

    The host must be written as an address (127.0.0.0/8, ::1) or as `localhost`: any other name could resolve
    to anything.
    """
    host = urlsplit(endpoint).hostname
    if host is None or not _is_loopback(host):
        raise ValueError(
            f"The AWS endpoint {endpoint!r} is not on this machine: "
            "use a URL whose host is 127.0.0.1, ::1 or localhost, such as the one LocalAws().endpoint gives."
        )
    return endpoint


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, not an address
        return False
