"""The folder for Windows PCs without Python, internet or administrator rights (contract §7).

::

    interpreter   python.org's embeddable Python, checked by its SHA-256, or the trial's
    packages      the program and its dependencies: win_amd64 wheels by the lock file
    building      the whole folder, with its start files and pages to read
"""

from perfeval_batch.portable import building
from perfeval_batch.portable.building import build

__all__ = ["build", "building"]
