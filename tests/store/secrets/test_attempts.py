# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong passphrases make the next attempt wait, at every door, and starting anew is no way around it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from caseworker.domain.errors import (
    CaseworkerError,
    MistypedRecoveryKey,
    StoreInUse,
    TooSoon,
    WrongPassphrase,
    WrongRecoveryKey,
)
from caseworker.store.opening.opening import open_store
from caseworker.store.secrets import recovery_key
from caseworker.store.secrets.attempts import Attempts, wait_after
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots

from ..conftest import NOW, PASSPHRASE, Made

WRONG = "not the passphrase at all"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.at = 1_700_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "seen"


@pytest.fixture
def started(kept: Path, clock: Clock) -> Callable[[], Attempts]:
    """What a program that was just started knows of the attempts."""
    return lambda: Attempts(kept, clock)


def refused(folder: Path, attempts: Attempts, passphrase: str = WRONG) -> CaseworkerError:
    with pytest.raises(CaseworkerError) as caught:
        open_store(folder, passphrase, now=NOW, attempts=attempts)
    return caught.value


def test_the_wait_doubles_to_half_a_minute_and_outlives_the_program(
    folder: Path, started: Callable[[], Attempts], clock: Clock
) -> None:
    waits = []
    for _ in range(8):
        error = refused(folder, started())
        assert isinstance(error, WrongPassphrase)
        waits.append(int(error.details["wait"]))
        clock.at += waits[-1] - 0.5
        early = refused(folder, started(), PASSPHRASE)
        assert isinstance(early, TooSoon)
        assert early.details == {"seconds": "1"}
        clock.at += 0.5
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_right_one_begins_anew(folder: Path, started: Callable[[], Attempts], clock: Clock) -> None:
    for _ in range(4):
        refused(folder, started())
        clock.at += 30
    open_store(folder, PASSPHRASE, now=NOW, attempts=started()).close()
    assert refused(folder, started()).details["wait"] == "1"


def test_a_clock_that_is_set_back_neither_helps_nor_keeps_anybody_out(
    folder: Path, started: Callable[[], Attempts], clock: Clock
) -> None:
    for _ in range(3):
        refused(folder, started())
        clock.at += 30
    refused(folder, started())
    clock.at -= 365 * 86400
    assert refused(folder, started(), PASSPHRASE).details == {"seconds": "8"}
    clock.at += 7
    assert refused(folder, started(), PASSPHRASE).details == {"seconds": "1"}
    clock.at += 1
    open_store(folder, PASSPHRASE, now=NOW, attempts=started()).close()


def test_each_store_has_a_count_of_its_own(
    folder: Path, tmp_path: Path, started: Callable[[], Attempts]
) -> None:
    from ..conftest import make_store

    make_store(tmp_path / "other").store.close()
    refused(folder, started())
    open_store(tmp_path / "other", PASSPHRASE, now=NOW, attempts=started()).close()
    assert isinstance(refused(folder, started(), PASSPHRASE), TooSoon)


def test_what_was_not_tried_is_not_counted(
    folder: Path, started: Callable[[], Attempts], clock: Clock
) -> None:
    with pytest.raises(MistypedRecoveryKey):
        open_store(folder, now=NOW, recovery="ABC", attempts=started())
    with open_store(folder, PASSPHRASE, now=NOW, attempts=started()):
        for _ in range(3):
            assert isinstance(refused(folder, started()), StoreInUse)
    wrong = recovery_key.written(bytes(20))
    with pytest.raises(WrongRecoveryKey) as caught:
        open_store(folder, now=NOW, recovery=wrong, attempts=started())
    assert caught.value.details["wait"] == "1"


def test_the_desk_counts_with_the_door(
    folder: Path, made: Made, started: Callable[[], Attempts], clock: Clock
) -> None:
    with open_store(folder, PASSPHRASE, now=NOW, attempts=started()) as store:
        new = "lamp river fig stone"
        with pytest.raises(WrongPassphrase):
            slots.check_own_passphrase(store, made.staff_id, WRONG)
        with pytest.raises(TooSoon):
            slots.check_own_passphrase(store, made.staff_id, PASSPHRASE)
        with pytest.raises(TooSoon):
            slots.change_passphrase(store, made.staff_id, PASSPHRASE, new, now=NOW, kdf=FLOOR_KDF)
        clock.at += 1
        with pytest.raises(WrongPassphrase):
            slots.change_passphrase(store, made.staff_id, WRONG, new, now=NOW, kdf=FLOOR_KDF)
    assert refused(folder, started(), PASSPHRASE).details == {"seconds": "2"}


KILLED = """
import os, signal, sys
from pathlib import Path
from caseworker.store.secrets.attempts import Attempts
with Attempts(Path(sys.argv[1]), lambda: float(sys.argv[2])).one("store"):
    os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
"""


def test_a_kill_while_it_is_tried_is_an_attempt(
    started: Callable[[], Attempts], kept: Path, clock: Clock
) -> None:
    subprocess.run([sys.executable, "-c", KILLED, kept, str(clock.at)], check=False)
    with pytest.raises(TooSoon), started().one("store"):
        pass
    clock.at += 1
    with started().one("store"):
        pass
    assert [path.name for path in kept.iterdir()] == ["turn"]


def test_many_at_once_are_one_after_another(started: Callable[[], Attempts]) -> None:
    tried, waited = [], []

    def guess() -> None:
        try:
            with started().one("store"):
                tried.append(1)
                raise WrongPassphrase
        except WrongPassphrase:
            pass
        except TooSoon:
            waited.append(1)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(tried), len(waited)) == (1, 11)


@pytest.mark.parametrize("way", ["a file is in its place", "nothing may be written", "nothing is asked for"])
def test_where_nothing_can_be_kept_nobody_is_kept_out(
    folder: Path, tmp_path: Path, clock: Clock, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Path | None = tmp_path / "seen"
    assert place is not None
    if way == "a file is in its place":
        place.write_text("mine")
    elif way == "nothing may be written":
        place.mkdir()
        flags = SimpleNamespace(O_WRONLY=1, O_CREAT=2, O_TRUNC=4, open=_refusing)
        monkeypatch.setattr("caseworker.store.secrets.attempts.os", flags)
    else:
        place = None
    attempts = Attempts(place, clock)
    assert refused(folder, attempts).details["wait"] == "1"
    # As long as this program runs it is known here.
    assert isinstance(refused(folder, attempts, PASSPHRASE), TooSoon)
    clock.at += 1
    open_store(folder, PASSPHRASE, now=NOW, attempts=attempts).close()
    assert refused(folder, attempts).details["wait"] == "1"


def _refusing(*_: object) -> int:
    raise PermissionError(13, "no")


@pytest.mark.parametrize(
    "junk",
    [b"", b"\xff" * 40, b"[" * 3000, b"[]", b'{"wrong": "x"}', b'{"wrong": 9, "at": NaN}', b'{"at": 1}'],
)
def test_what_is_no_count_is_none(
    folder: Path, started: Callable[[], Attempts], kept: Path, junk: bytes
) -> None:
    refused(folder, started())
    (file,) = kept.glob("*.tried")
    file.write_bytes(junk)
    open_store(folder, PASSPHRASE, now=NOW, attempts=started()).close()


def test_nothing_that_was_typed_is_kept(folder: Path, started: Callable[[], Attempts], kept: Path) -> None:
    refused(folder, started())
    held = b"".join(path.read_bytes() for path in kept.iterdir())
    assert WRONG.encode() not in held
    assert all(path.stat().st_mode & 0o077 == 0 for path in [kept, *kept.iterdir()])


@pytest.mark.parametrize(("wrong", "seconds"), [(0, 0), (1, 1), (5, 16), (6, 30), (10**9, 30)])
def test_the_longest_wait_is_half_a_minute(wrong: int, seconds: int) -> None:
    assert wait_after(wrong) == seconds
