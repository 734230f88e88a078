"""Nothing but the desk's own page gets anything done: attempts from elsewhere are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from perfeval_batch.desk import serving
from perfeval_batch.desk.request_check import HEADERS
from perfeval_batch.desk.year_folder import YearFolder
from tests.desk.desks import Visitor, quoted

Change = Callable[[dict[str, str], Visitor], Mapping[str, str]]


def without(name: str) -> Change:
    return lambda own, _: {key: value for key, value in own.items() if key != name}


def with_(name: str, value: str) -> Change:
    return lambda own, _: {**own, name: value}


READING: dict[str, Change] = {
    "without a cookie": without("Cookie"),
    "with another's cookie": lambda own, visitor: {
        **own,
        "Cookie": f"{visitor.access.cookie}=guessed",
    },
    "with the token as the cookie": lambda own, visitor: {
        **own,
        "Cookie": f"{visitor.access.cookie}={visitor.access.token}",
    },
    "with a broken cookie": with_("Cookie", '="";;;=,'),
    "under another host name": with_("Host", "evil.example"),
    "under another host name that ends in ours": with_("Host", "127.0.0.1.evil.example"),
    "under localhost, which another program may own": lambda own, visitor: {
        **own,
        "Host": f"localhost:{visitor.access.port}",
    },
    "without a host": without("Host"),
    "on another port": with_("Host", "127.0.0.1:1"),
    "from another site": with_("Sec-Fetch-Site", "cross-site"),
    "from another port of this computer": with_("Sec-Fetch-Site", "same-site"),
    "with the origin of another page": with_("Origin", "https://evil.example"),
}
CHANGING: dict[str, Change] = READING | {
    "without an origin": without("Origin"),
    "with the origin of a sandbox or file": with_("Origin", "null"),
    "with our origin over https": lambda own, visitor: {
        **own,
        "Origin": f"https://{visitor.access.host}",
    },
    "with our origin and more": lambda own, visitor: {
        **own,
        "Origin": f"{visitor.access.origin}.evil.example",
    },
}


@pytest.mark.parametrize("attempt", READING.values(), ids=READING.keys())
def test_a_page_is_not_shown(visitor: Visitor, attempt: Change) -> None:
    answer = visitor.ask("/results", headers=attempt(visitor.own, visitor))
    assert answer.status in (400, 403)
    assert "2023" not in answer.text


@pytest.mark.parametrize("attempt", CHANGING.values(), ids=CHANGING.keys())
def test_nothing_is_done(visitor: Visitor, attempt: Change) -> None:
    headers = attempt(visitor.own, visitor)
    for address in ("/run/start", "/open", "/settings", "/leave"):
        answer = visitor.ask(address, "POST", b"root=year&name=", headers)
        assert answer.status in (400, 403)
    upload = visitor.ask("/inbox/check?name=a.xlsx", "PUT", b"PK", headers)
    assert upload.status in (400, 403)
    assert not visitor.opened
    assert not visitor.left
    assert not visitor.desk.work.activity.task


@pytest.mark.parametrize(
    "address",
    [
        *("/?token=", "/?token=guessed", "/?token=a&token=b", "/results?token={token}"),
        *("/?Token={token}", "/?token={session}", "/?token={token}x"),
    ],
)
def test_a_token_that_is_not_ours_opens_nothing(visitor: Visitor, address: str) -> None:
    access = visitor.access
    asked = address.format(token=access.token, session=access.session)
    answer = visitor.ask(asked, headers={"Host": access.host})
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


def test_the_token_gives_a_cookie_that_no_other_site_sends_along(visitor: Visitor) -> None:
    access = visitor.access
    answer = visitor.ask(f"/?token={access.token}", headers={"Host": access.host})
    assert answer.status == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "SameSite=strict" in cookie
    assert "HttpOnly" in cookie
    assert access.token not in cookie


def test_a_form_may_not_be_sent_by_reading(visitor: Visitor) -> None:
    for address in ("/run/start", "/run/stop", "/open", "/choose/new", "/send/roster"):
        assert visitor.ask(f"{address}?root=year&name=").status == 404
    assert not visitor.opened


OUTSIDE = [
    "../秘密.docx",
    "报告/../../秘密.docx",
    "..\\秘密.docx",
    "..%2f秘密.docx",
    "%2e%2e/秘密.docx",
    "/etc/passwd",
    "//server/share/秘密.docx",
    "\\\\server\\share\\秘密.docx",
    "C:\\Windows\\win.ini",
    "C:/Windows/win.ini",
    "file:///etc/passwd",
    "./秘密.docx",
    "报告//秘密.docx",
    "报告/秘密.docx:stream",
    "报告/\x00秘密.docx",
    "报告/.",
    "链接.docx",
    "链接夹/秘密.docx",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_file_outside_the_chosen_folders_is_opened(
    visitor: Visitor, year: YearFolder, name: str
) -> None:
    secret = year.folder.parent / "秘密.docx"
    secret.write_bytes(b"1")
    for folder in (year.folder, year.output, year.inbox):
        (folder / "报告").mkdir(parents=True, exist_ok=True)
        (folder / "链接.docx").symlink_to(secret)
        (folder / "链接夹").symlink_to(year.folder.parent)
    for root in ("year", "output", "inbox", "home", ""):
        assert visitor.send("/open", root=root, name=name).status == 400
        assert visitor.ask(f"/file?root={root}&name={quoted(name)}").status == 400
    assert not visitor.opened


@pytest.mark.parametrize(
    "path", ["\\\\server\\share", "//server/share", "..", "收件", "/etc/../etc", ""]
)
def test_the_folder_browser_takes_full_paths_of_this_computer_alone(
    visitor: Visitor, path: str
) -> None:
    before = visitor.desk.year
    assert visitor.send("/choose", what="inbox", path=path).status == 400
    assert visitor.desk.year == before


@pytest.mark.parametrize("name", ["宏.xlsm", "程序.exe", "脚本.bat", "快捷.lnk", "页.hta", "无"])
def test_what_a_computer_would_run_is_never_opened_but_its_folder(
    visitor: Visitor, year: YearFolder, name: str
) -> None:
    (year.folder / name).write_bytes(b"MZ")
    assert visitor.send("/open", root="year", name=name).status == 303
    assert visitor.opened == [year.folder]
    assert visitor.ask(f"/file?root=year&name={quoted(name)}").status == 400


def test_a_page_of_the_results_has_no_way_to_the_desk(visitor: Visitor, year: YearFolder) -> None:
    (year.folder / "页.html").write_text("<script>fetch('/leave',{method:'POST'})</script>")
    answer = visitor.ask(f"/file?root=year&name={quoted('页.html')}")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert "allow-same-origin" not in policy


def test_every_answer_forbids_to_load_anything_from_elsewhere(visitor: Visitor) -> None:
    for address in ("/", "/static/desk.js", "/nowhere"):
        answer = visitor.ask(address)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (address, name)
        assert "set-cookie" not in answer.headers


def test_a_form_that_is_too_long_is_refused(visitor: Visitor) -> None:
    assert visitor.ask("/settings", "POST", b"a" * 70_000).status == 413


def test_names_of_the_package_are_not_handed_out(visitor: Visitor) -> None:
    for name in (
        "base.html",
        "../request_check.py",
        "%2e%2e/request_check.py",
        "desk.css/../base.html",
    ):
        assert visitor.ask(f"/static/{name}").status in (404, 400)


def test_it_listens_on_this_computer_alone() -> None:
    with serving.listen(0) as found:
        assert found.getsockname()[0] == "127.0.0.1"
