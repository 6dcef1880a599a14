"""Connections to public addresses only: what is checked is the very address that is connected to."""

from __future__ import annotations

import http.client
import io
import socket
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from mediakit.errors import MediakitError

_GLOBAL = IPv6Network("2000::/3")  # the only part of IPv6 from which public addresses are given
_TRANSLATED = IPv6Network("64:ff9b::/96")  # an address of IPv4 in its last 32 bits, for networks without IPv4
_CLOUD = IPv4Address("168.63.129.16")  # public by its number, but answers inside a cloud of Microsoft only
_SLOWEST = 50_000  # bytes a second
_Connect = Callable[..., socket.socket]


class PrivateAddressError(MediakitError):
    """An address on this machine or in a private network, which nobody has allowed."""

    def __init__(self, host: str, found: str) -> None:
        leads = f"{host} leads to {found}" if found != host else host
        super().__init__(
            f"expected a public address, but {leads} is on this machine or in a private or reserved network",
            next_step="If that is meant, pass allow_private=True.",
        )


class TooSlowError(MediakitError):
    """An answer that is not whole after twice the timeout, and more for long ones."""


def is_public(address: str) -> bool:
    """Return whether a numerical address is one of the public internet.

    Addresses of IPv4 inside those of IPv6 count as what they lead to.

    Examples
    --------
    >>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    number = ip_address(address)
    if isinstance(number, IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if number in _TRANSLATED:
            inner = IPv4Address(int(number) & 0xFFFFFFFF)
        return is_public(str(inner)) if inner else number in _GLOBAL and number.is_global
    return number.is_global and not number.is_multicast and number != _CLOUD


def build_opener(*, allow_private: bool, own: str) -> urllib.request.OpenerDirector:
    """Return an opener that connects to public addresses only.

    A proxy that the environment names is used wherever it is. As it is the proxy that connects then, the check is on
    what the name of the host means here, where it means anything.

    Parameters
    ----------
    allow_private : bool
        Whether all other addresses are connected to as well.
    own : str
        Host and port, as in an address, for which they are.
    """
    opener = urllib.request.OpenerDirector()
    proxies = urllib.request.getproxies()
    opener.add_handler(urllib.request.ProxyHandler(proxies))
    for handler in (_HTTPHandler, _HTTPSHandler):
        opener.add_handler(handler(allow_private, own, set(map(_proxy_host, proxies.values()))))
    return opener


class _Checked(urllib.request.AbstractHTTPHandler):
    """Makes the connections of a handler."""

    def __init__(self, allow_private: bool, own: str, proxies: set[str]) -> None:
        super().__init__()
        self._allow_private, self._own, self._proxies = allow_private, own, proxies

    def do_open(self, http_class: Any, req: urllib.request.Request, **options: Any) -> http.client.HTTPResponse:
        target = urlsplit(req.full_url)
        allowed = self._allow_private or target.netloc == self._own
        connect: _Connect = _connect_anywhere if allowed else _connect_to_public
        if not allowed and req.host != target.netloc and req.host in self._proxies:
            _check_behind_proxy(target.hostname or "")
            connect = _connect_anywhere

        def make(host: str, **more: Any) -> http.client.HTTPConnection:
            connection: Any = http_class(host, **more)
            # Name, certificate and the header Host stay those of the address; only the socket is made here.
            connection._create_connection = connect
            connection.response_class = partial(_TimedResponse, timeout=more["timeout"])
            made: http.client.HTTPConnection = connection
            return made

        return super().do_open(make, req, **options)


def _proxy_host(address: str) -> str:
    """Return host and port of a proxy, as a request that goes through it names them."""
    return unquote(urlsplit(address if "//" in address else f"//{address}").netloc.rpartition("@")[2])


class _TimedResponse(http.client.HTTPResponse):
    """An answer that has to be whole in time, its headers and the lines between its chunks as well."""

    def __init__(self, sock: socket.socket, *options: Any, timeout: float, **more: Any) -> None:
        super().__init__(sock, *options, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_Timed(sock, timeout))


class _Timed(io.RawIOBase):
    """What comes from a socket, until it takes too long; a single wait ends with the socket's own timeout."""

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        self._raw, self._timeout = sock.makefile("rb", buffering=0), timeout
        self._size, self._started = 0, time.monotonic()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        got = self._raw.readinto(buffer)
        self._size += got or 0
        took = time.monotonic() - self._started
        if took > 2 * self._timeout + self._size / _SLOWEST:
            raise TooSlowError(f"the answer was not whole after {took:.1f} seconds")
        return got

    def close(self) -> None:
        self._raw.close()
        super().close()


class _HTTPHandler(_Checked, urllib.request.HTTPHandler):
    """For http."""


class _HTTPSHandler(_Checked, urllib.request.HTTPSHandler):
    """For https."""


_connect_anywhere = socket.create_connection


def _connect_to_public(place: tuple[str, int], *options: Any) -> socket.socket:
    """Connect to the first public address of a host that takes the connection; a name is looked up only once."""
    host, port = place
    numbers = _numbers(host, port)
    public = [number for number in numbers if is_public(number)]
    if not public:
        raise PrivateAddressError(host, numbers[0])
    for number in public[:-1]:
        try:
            return socket.create_connection((number, port), *options)
        except OSError:
            continue
    return socket.create_connection((public[-1], port), *options)


def _check_behind_proxy(host: str) -> None:
    try:
        numbers = _numbers(host, None)
    except OSError:
        return
    for number in numbers:
        if not is_public(number):
            raise PrivateAddressError(host, number)


def _numbers(host: str, port: int | None) -> list[str]:
    """Return the numerical addresses of a host."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
