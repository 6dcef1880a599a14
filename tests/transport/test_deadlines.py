"""However an answer is made to last, it ends in time; and no address or damaged entry of the cache raises."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediakit.errors import SourceError
from mediakit.transport.cache import Answer, Cache
from mediakit.transport.client import Client

OPENING = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


class Trickle:
    """A server that sends the beginning of an answer, and then a piece again and again until nobody listens."""

    def __init__(self, opening: bytes, piece: bytes) -> None:
        self._parts = opening, piece
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/page"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        opening, piece = self._parts
        try:
            peer, _ = self._socket.accept()
            with peer:
                peer.recv(65_536)
                peer.sendall(opening)
                for _ in range(1000):
                    peer.sendall(piece)
                    time.sleep(0.02)
        except OSError:
            pass

    def stop(self) -> None:
        self._socket.close()
        self._thread.join(30)


@pytest.fixture(
    params=[
        (b"HTTP/1.1 2", b"0"),
        (OPENING, b"X"),
        (OPENING, b"X-More: a\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (OPENING + b"Transfer-Encoding: chunked\r\n\r\n5;", b"x"),
        (OPENING + b"Transfer-Encoding: chunked\r\n\r\n1\r\nA\r\n0\r\n", b"X-More: a\r\n"),
        (OPENING + b"Content-Length: 5000\r\n\r\n", b"A"),
    ],
    ids=["status", "header", "headers", "continue", "size of a chunk", "trailer", "body"],
)
def trickle(request: pytest.FixtureRequest) -> Iterator[Trickle]:
    server = Trickle(*request.param)
    yield server
    server.stop()


def test_an_answer_that_trickles_is_given_up(trickle: Trickle) -> None:
    client = Client(timeout=0.15, retries=0, delay=0, allow_private=True)
    answer = client.get(trickle.url, robots=False)
    assert answer.code == "not_fetched" and answer.fault.startswith("the answer was not whole after 0.")


@pytest.mark.parametrize("url", ["http://a.example/\ud800", "http://a.example/?q=\udfff", "http://\ud800.example/"])
def test_an_address_with_half_a_character_is_no_address(url: str) -> None:
    answer = Client(retries=0).get(url)
    assert answer.code == "not_a_source" and answer.fault.startswith("expected a web address")


URL = "https://a.example/page"
KEPT = Answer(URL, 200, "text/html", "utf-8", "2022-05-09T10:00:00+00:00", b"Rain.")


def entry(folder: Path) -> Path:
    (about,) = folder.glob("*.json")
    return about


@pytest.mark.parametrize(
    "change",
    [
        {"status": "200"},
        {"status": None},
        {"url": 5},
        {"content_type": None},
        {"charset": []},
        {"seen": 5},
        {"seen": "yesterday"},
        {"seen": "2022-05-09T10:00:00"},
        {"seen": ""},
        {"fault": "none"},
        {"retry_after": "x"},
        {"sha256": "0"},
        {"requested": None},
    ],
)
def test_an_entry_of_other_facts_is_fetched_again(tmp_path: Path, change: dict[str, object]) -> None:
    cache = Cache(tmp_path)
    cache.put(URL, KEPT)
    assert cache.get(URL) == KEPT
    facts = json.loads(entry(tmp_path).read_text("utf-8"))
    entry(tmp_path).write_text(json.dumps(facts | change), "utf-8")
    assert cache.get(URL) is None
    cache.put(URL, KEPT)
    assert cache.get(URL) == KEPT


@pytest.mark.parametrize("data", [b"", b"7", b"null", b'"a"', b"[]", b"[1]", b"{}", b"\xff\xfe", b"[" * 100_000, b"{"])
def test_an_entry_that_is_none_is_fetched_again(tmp_path: Path, data: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put(URL, KEPT)
    entry(tmp_path).write_bytes(data)
    assert cache.get(URL) is None


def test_what_a_killed_run_left_in_the_cache_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(URL, KEPT)
    whole = {path.name for path in tmp_path.iterdir()}
    for name in whole:
        (tmp_path / f"{name}.part").write_bytes(b"half")
    cache.put(URL, KEPT)
    assert {path.name for path in tmp_path.iterdir()} == whole and cache.get(URL) == KEPT


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    (tmp_path / "kept").rmdir()
    with pytest.raises(SourceError, match="cannot be kept: No such file"):
        cache.put(URL, KEPT)
