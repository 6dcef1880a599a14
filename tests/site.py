"""A web server on this machine that answers what a test tells it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from mediakit.transport import client

HTML = "text/html; charset=utf-8"


@dataclass
class Reply:
    """One answer; ``stated`` is a Content-Length that may be wrong, ``pause`` seconds before the second half.

    ``chunks`` are sent instead of the body, in chunked transfer; an empty one is its end.
    """

    body: bytes = b""
    status: int = 200
    kind: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    stated: int | None = None
    pause: float = 0.0
    chunks: list[bytes] = field(default_factory=list)


Route = Reply | list[Reply] | Callable[[str], Reply]


class Site:
    """The server: ``routes`` maps paths to replies (of a list each once, the last for ever); ``asked`` is its log."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.hosts: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.agents.add(self.headers["User-Agent"])
                site.hosts.add(self.headers["Host"])
                self.answer(site.reply(self.path))

            def answer(self, reply: Reply) -> None:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                if reply.chunks:
                    self.send_header("Transfer-Encoding", "chunked")
                else:
                    self.send_header("Content-Length", str(len(reply.body) if reply.stated is None else reply.stated))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for chunk in reply.chunks:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                half = len(reply.body) // 2
                try:
                    self.wfile.write(reply.body[:half])
                    if reply.pause:
                        self.wfile.flush()
                        time.sleep(reply.pause)
                    self.wfile.write(reply.body[half:])
                except OSError:
                    pass

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def reply(self, path: str) -> Reply:
        route = self.routes.get(path) or self.routes.get(urlsplit(path).path)
        if route is None:
            return Reply(b"nothing here", 404)
        if isinstance(route, list):
            return route.pop(0) if len(route) > 1 else route[0]
        return route if isinstance(route, Reply) else route(path)

    def pages_asked(self) -> list[str]:
        """Return the paths that were asked for, without robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a running server; waiting between retries is as good as off."""
    monkeypatch.setattr(client, "BACK_OFF", 0.001)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Site()
    yield server
    server.stop()
