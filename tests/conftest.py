# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every test: no window on the desk, no network, no home folder of a real person."""

import functools
import gc
import hashlib
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import low_level
from hypothesis import HealthCheck, settings

from caseworker.exchange import rulebook
from caseworker.scans.limits import Cost

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Most of a test's time went into waiting for the disk, which a store does before it calls something written.
# A container may have no such memory, or little: there the tests lie where pytest puts them.
_MEMORY = Path("/dev/shm")  # noqa: S108
_ROOM = 2 << 30
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

_derived: dict[bytes, bytes] = {}
_derive = low_level.hash_secret_raw


def derived_once(*given: Any) -> bytes:
    """The same secret, salt and cost give the same key: that it takes a tenth of a second each time is meant
    for those who guess, and most tests open a copy of one store.

    Only a digest of them is kept: no passphrase stays in memory, which is tested too.
    """
    at = hashlib.sha256(repr(given).encode()).digest()
    if at not in _derived:
        _derived[at] = _derive(*given)
    return _derived[at]


low_level.hash_secret_raw = derived_once


@pytest.fixture
def derived_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every attempt takes its time, as at a desk: for tests of the door and its clock."""
    monkeypatch.setattr(low_level, "hash_secret_raw", _derive)


# Every letter reads the rules that decided it again from the same bytes: half of what making it takes.
rulebook.read_rulebook = functools.lru_cache(8)(rulebook.read_rulebook)

# How fast a machine makes its examples says nothing about the program.
_SLOW = [HealthCheck.too_slow]
settings.register_profile("desk", deadline=None, suppress_health_check=_SLOW)
settings.register_profile("ci", deadline=None, suppress_health_check=_SLOW, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_sessionstart() -> None:
    """Make the translations anew where they are older than their source: they are not in git."""
    from tests.words.catalogue import compile_catalogues

    compile_catalogues()


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Where a window was open in this process, Python collects nothing by itself any more."""
    yield
    if not gc.isenabled():
        gc.collect(1)


# For honest files, on any machine; what must be given up for its time says so itself.
PATIENT = Cost(cpu_seconds=600, wall_seconds=600.0)


@pytest.fixture(autouse=True)
def patient_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine reads honest files too: the usual limits are for whoever waits at a desk."""
    from caseworker.scans import reader

    for ask in (reader.examine, reader.page, reader.thumbnail, reader.zone, reader.ask):
        monkeypatch.setitem(ask.__kwdefaults__, "cost", PATIENT)


class NetworkForbidden(AssertionError):
    """A test tried to leave this machine."""


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):  # a socket in the file system
        return True
    host = str(address[0])
    return host.startswith("127.") or host in {"", "::1", "localhost", "0.0.0.0"}  # noqa: S104


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _is_here(address):
            raise NetworkForbidden(f"a test tried to connect to {address!r}")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_here(address):
            raise NetworkForbidden(f"a test tried to connect to {address!r}")
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        if host is not None and not _is_here((host,)):
            raise NetworkForbidden(f"a test tried to look up {host!r}")
        return getaddrinfo(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, so that a test neither finds nor leaves anything in a real one."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name, part in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
    }.items():
        monkeypatch.setenv(name, str(folder / part))
    return folder


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread which would keep the program from ending."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + 120
    while left := [t for t in threading.enumerate() if t not in before and not t.daemon and t.is_alive()]:
        if time.monotonic() > until:
            pytest.fail(f"threads left running: {', '.join(t.name for t in left)}")
        time.sleep(0.01)
