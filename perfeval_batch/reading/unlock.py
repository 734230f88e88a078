"""Opens workbooks that have a password, through msoffcrypto.

An optional extra (`pip install "perfeval-batch[password]"`); without it the message says so.
"""

from __future__ import annotations

import io

from perfeval_batch.reading.refusals import ENCRYPTED, RefusedError


def unlock(data: bytes, password: str) -> bytes:
    """Open a workbook with the password that was given for the run.

    Raises:
        RefusedError: PE002: not this password, not this kind of file, or the extra is missing.
    """
    try:
        import msoffcrypto
    except ImportError as problem:
        what = "文件设有打开密码；用密码打开需要可选组件msoffcrypto-tool，本机没有安装"
        raise RefusedError(ENCRYPTED, what) from problem
    out = io.BytesIO()
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(data))
        locked.load_key(password=password, verify_password=locked.format == "ooxml")
        locked.decrypt(out)
    except msoffcrypto.exceptions.InvalidKeyError as problem:
        raise RefusedError(ENCRYPTED, "文件设有打开密码，给出的密码不对") from problem
    except Exception as problem:
        # The library parses hostile bytes: whatever it raises, the file stays locked.
        raise RefusedError(ENCRYPTED, "文件设有打开密码，这种加密方式不能打开") from problem
    return out.getvalue()
