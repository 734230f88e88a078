"""A workbook with a password opens with it, and only with it."""

from __future__ import annotations

import io
import sys
from functools import lru_cache

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from perfeval_batch import parsing
from perfeval_batch.model import Rejected
from tests import judges
from tests.reading import build

PASSWORD = "绩效2023"  # noqa: S105  # of a workbook that the test makes


@lru_cache
def locked() -> bytes:
    """The seed's workbook behind a password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(build.seed())).encrypt(PASSWORD, out)
    return out.getvalue()


def _message(data: bytes, password: str) -> str:
    found = parsing.read(data, build.NAME, password)
    assert isinstance(found, Rejected)
    (finding,) = found.findings
    assert finding.code == "PE002"
    return finding.message


def test_with_its_password_a_workbook_is_read_like_any_other() -> None:
    assert parsing.read(locked(), build.NAME, PASSWORD) == build.read(build.seed())


def test_without_a_password_or_with_another_it_stays_locked() -> None:
    assert _message(locked(), "") == "文件设有打开密码。"
    assert "密码不对" in _message(locked(), "别的")


def test_a_password_changes_nothing_for_a_workbook_without_one() -> None:
    assert parsing.read(build.seed(), build.NAME, PASSWORD) == build.read(build.seed())


def test_without_the_optional_library_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert "msoffcrypto-tool" in _message(locked(), PASSWORD)


@pytest.mark.parametrize("cut", [600, 2000, 5000])
def test_a_locked_workbook_that_is_damaged_stays_locked(cut: int) -> None:
    assert _message(locked()[:-cut], PASSWORD)


def test_what_is_inside_a_locked_workbook_is_guarded_like_any_other() -> None:
    out = io.BytesIO()
    bomb = build.zipped({**build.unzipped(build.seed()), "xl/worksheets/sheet4.xml": b" " * 10**8})
    OOXMLFile(io.BytesIO(bomb)).encrypt(PASSWORD, out)
    found = parsing.read(out.getvalue(), build.NAME, PASSWORD)
    assert isinstance(found, Rejected)
    assert [each.code for each in found.findings] == ["PE003"]


@pytest.mark.libreoffice
def test_an_encrypted_ods_says_that_it_is_and_stays_closed() -> None:
    parts = build.unzipped(judges.convert(build.seed(), ".xlsx", "ods"))
    manifest = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    data = build.zipped({**parts, "META-INF/manifest.xml": manifest})
    assert "不能打开" in _message(data, PASSWORD)
