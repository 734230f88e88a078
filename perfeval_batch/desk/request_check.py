"""Lets through what the desk's own page asks, and nothing that another page or program asks.

The desk listens on 127.0.0.1, where any page in the browser could send requests. So: the host
must be ours (no other name may point at it), the cookie must be ours (it is given for the token
in the address alone, and is never sent along from another site), and whatever changes something
must come from a page of ours.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_HARMLESS = ("GET", "HEAD")
_REFUSED = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>不能打开</title>
<style>body{font:18px/1.8 sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style><body>
<h1>这个网页不能这样打开</h1><p>为了保护资料，工作台只认它自己打开的网页。</p>
<p>请双击“双击运行.cmd”重新打开；如果程序的黑色窗口还在，窗口里写着的网址也可以直接打开。</p></body></html>"""


@dataclass(frozen=True, slots=True)
class Access:
    """What a request must know.

    Attributes:
        port: where the desk listens.
        token: in the address that the program opens; whoever knows it gets the cookie.
        session: the cookie's value.
    """

    port: int
    token: str
    session: str

    @property
    def host(self) -> str:
        """The only name that the desk answers to."""
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        """Where the desk's own pages come from."""
        return f"http://{self.host}"

    @property
    def address(self) -> str:
        """What is opened in the browser."""
        return f"{self.origin}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """Its name: cookies of one host are shared by all its ports."""
        return f"perfeval-{self.port}"


class Wall:
    """Stands before every page."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                message["headers"] += [
                    (name.encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.encode() not in own
                ]
            await send(message)

        answer = self.answer(scope)
        await (answer or self._app)(scope, receive, guarded)

    def answer(self, scope: Scope) -> Response | None:
        """What is answered at once: a refusal, or the cookie for the token; None: go on."""
        headers = _headers(scope)
        if headers.get("host") != self._access.host:
            return _refused()
        if self._token_given(scope):
            return self._welcome()
        if not self._is_known(headers) or not self._is_ours(scope["method"], headers):
            return _refused()
        return None

    def _token_given(self, scope: Scope) -> bool:
        if scope["path"] != "/" or scope["method"] != "GET":
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return len(given) == 1 and _same(given[0], self._access.token)

    def _welcome(self) -> Response:
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            self._access.cookie, self._access.session, httponly=True, samesite="strict", path="/"
        )
        return answer

    def _is_known(self, headers: dict[str, str]) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._access.cookie)
        except CookieError:
            return False
        return found is not None and _same(found.value, self._access.session)

    def _is_ours(self, method: str, headers: dict[str, str]) -> bool:
        """The request comes from a page of ours, or from the person: typed, or a bookmark."""
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        if method in _HARMLESS:
            return headers.get("origin", self._access.origin) == self._access.origin
        return headers.get("origin") == self._access.origin


def _headers(scope: Scope) -> dict[str, str]:
    """The headers; one that is sent twice counts as none of ours."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = f"{found[key]}, …" if key in found else value.decode("latin-1")
    return found


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _refused() -> Response:
    policy = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return HTMLResponse(_REFUSED, status_code=403, headers=policy)
