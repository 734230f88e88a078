"""A desk that really listens, and one who asks it."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from perfeval_batch.desk import routing
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.request_check import Access


def quoted(text: str) -> str:
    """Every byte of a text as an address holds it."""
    return "".join(f"%{byte:02x}" for byte in text.encode())


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8", "replace")


@dataclass
class Visitor:
    """Asks a desk as its own page would, but for what a test changes."""

    desk: Desk
    access: Access
    opened: list[Path] = field(default_factory=list)
    left: list[bool] = field(default_factory=list)

    @property
    def own(self) -> dict[str, str]:
        """The headers that the desk's own page sends."""
        return {
            "Host": self.access.host,
            "Origin": self.access.origin,
            "Cookie": f"{self.access.cookie}={self.access.session}",
            "Sec-Fetch-Site": "same-origin",
        }

    def ask(
        self,
        address: str,
        method: str = "GET",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request with exactly these headers; without any: our own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.access.port, timeout=60)
        try:
            connection.putrequest(method, address, skip_host=True, skip_accept_encoding=True)
            for name, value in (self.own if headers is None else headers).items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        except ConnectionResetError:  # it was refused before all of it was read
            return Answer(HTTPStatus.BAD_REQUEST, {}, b"")
        finally:
            connection.close()

    def send(self, address: str, **form: str) -> Answer:
        """Send a form as our own page does."""
        headers = self.own | {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask(address, "POST", urlencode(form).encode(), headers)

    def page(self, address: str) -> str:
        """A page of ours that is shown."""
        answer = self.ask(address)
        assert answer.status == 200, (answer.status, answer.text)
        return answer.text

    def first_event(self, address: str) -> dict[str, object]:
        """The first of the events that a stream sends."""
        connection = http.client.HTTPConnection("127.0.0.1", self.access.port, timeout=60)
        try:
            connection.request("GET", address, headers=self.own)
            line = connection.getresponse().readline().decode()
        finally:
            connection.close()
        found: dict[str, object] = json.loads(line.removeprefix("data: "))
        return found

    def done(self) -> str:
        """Wait for the work going on; how it ended."""
        self.desk.work.wait(120)
        assert not self.desk.work.activity.busy
        return self.desk.work.activity.sentence


@contextmanager
def running(home: Path) -> Iterator[Visitor]:
    """A desk that listens; documents are not opened but noted."""
    opened: list[Path] = []
    left: list[bool] = []

    def open_outside(path: Path) -> bool:
        opened.append(path)
        return True

    desk = Desk(home, open_outside)
    desk.leave = lambda: left.append(True)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    access = Access(listener.getsockname()[1], secrets.token_urlsafe(16), secrets.token_urlsafe(16))
    config = uvicorn.Config(
        routing.application(desk, access),
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Visitor(desk, access, opened, left)
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
        desk.work.stop()
        desk.work.wait(60)
