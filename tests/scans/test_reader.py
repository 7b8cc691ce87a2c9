# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reading process gets nothing but the file, is ended in time, and is believed only within limits."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.errors import AttachmentRefused
from caseworker.scans import answers, reader
from caseworker.scans.answers import Distrusted, Examined, PhotoFacts
from caseworker.scans.limits import COST, HEAD_MOST, MAX_BYTES, Cost
from tests.conftest import PATIENT

from . import papers

SAY = """
import json, os, struct, subprocess, sys, time
got = sys.stdin.buffer.read()
def say(head, data=b"", magic=b"CWS1", head_size=None, data_size=None):
    head = head if isinstance(head, bytes) else json.dumps(head).encode()
    sizes = len(head) if head_size is None else head_size, len(data) if data_size is None else data_size
    sys.stdout.buffer.write(struct.pack("!4sIQ", magic, *sizes) + head + data)
    sys.stdout.buffer.flush()
photo = {"taken": None, "offset": None, "latitude": 1, "longitude": 1}
def shot(**other):
    return {"found": {**seen, "photo": {**photo, **other}}}
seen = {"media_type": "image/jpeg", "pages": 1, "sizes": [[9, 9]], "flags": [], "photo": None}
"""


def lying(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a process of our own in the place of the reading one."""
    monkeypatch.setattr(reader, "command", lambda: [sys.executable, "-S", "-c", SAY + script])


@pytest.mark.parametrize(
    "script",
    [
        "",
        "sys.exit(3)",
        "os.abort()",
        "print('hello' * 1000)",
        "say(b'{}', magic=b'CWS2')",
        "say(b'no json')",
        "say(b'[' * 60000)",
        "say(b'{}', head_size=4000000000)",
        "say({'found': seen}, head_size=9000)",
        "say({'found': seen}, data_size=1)",
        "say({'found': seen}, data_size=2**60)",
        "say({})",
        "say({'found': 7})",
        "say({'found': seen, 'more': 1})",
        "say({'refused': 'because'})",
        "say({'refused': 7})",
        "say({'found': {**seen, 'media_type': 'image/png'}})",
        "say({'found': {**seen, 'media_type': 'text/html'}})",
        "say({'found': {**seen, 'pages': 0}})",
        "say({'found': {**seen, 'pages': 2}})",
        "say({'found': {**seen, 'pages': 10**9}})",
        "say({'found': {**seen, 'pages': '1'}})",
        "say({'found': {**seen, 'sizes': [[9, -9]]}})",
        "say({'found': {**seen, 'sizes': [[9, 9, 9]]}})",
        "say({'found': {**seen, 'flags': ['<b>']}})",
        "say({'found': {**seen, 'note': 'x'}})",
        "say(shot(taken='x'))",
        "say(shot(taken='2022-10-12T04:30:11+00:00'))",
        "say(shot(latitude=91))",
        "say(shot(longitude=None))",
        "say(shot(offset='noon'))",
        "say(shot(owner='x'))",
        'say(b\'{"found": {"pages": NaN}}\')',
    ],
)
def test_an_answer_that_no_honest_process_gives_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    lying(monkeypatch, script)
    with pytest.raises(AttachmentRefused) as refused:
        reader.examine(papers.jpeg())
    assert refused.value.reason == "reader_stopped"


@pytest.mark.parametrize(
    "page",
    [
        "{'mode': 'RGB', 'width': 10, 'height': 10}, bytes(299)",
        "{'mode': 'RGB', 'width': 10, 'height': 10}, bytes(301)",
        "{'mode': 'L', 'width': 101, 'height': 1}, bytes(101)",
        "{'mode': 'L', 'width': 1, 'height': 401}, bytes(401)",
        "{'mode': 'P', 'width': 10, 'height': 10}, bytes(100)",
        "{'mode': 'L', 'width': 0, 'height': 0}, b''",
        "{'mode': 'L', 'width': 2.5, 'height': 4}, bytes(10)",
    ],
)
def test_a_page_that_is_not_what_it_says_is_a_refusal(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    head, _, data = page.partition("}, ")
    lying(monkeypatch, f"say({{'found': {head}}}}}, {data})")
    with pytest.raises(AttachmentRefused, match="reader_stopped"):
        reader.page(papers.jpeg(), 1, 100)


def test_a_process_that_does_not_end_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    lying(
        monkeypatch,
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)']);"
        f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(99)",
    )
    # On a slow machine the time is over before there is a child: then once more, with more of it.
    for seconds in (1.0, 4.0, 16.0, 64.0):
        with pytest.raises(AttachmentRefused, match="too_slow"):
            reader.examine(papers.jpeg(), cost=Cost(wall_seconds=seconds))
        if note.exists() and note.read_text():
            break
    if sys.platform == "linux":
        state = Path(f"/proc/{note.read_text()}/stat")
        # Whoever collects it may take its time; the limit of the whole test is the only one.
        while state.exists() and state.read_text().split()[2] != "Z":
            time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit of processor time")
def test_a_process_that_uses_up_its_processor_time_was_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """It works for ever, so that the limit is reached on any machine."""
    lying(monkeypatch, "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass")
    with pytest.raises(AttachmentRefused, match="too_slow"):
        reader.examine(papers.jpeg(), cost=PATIENT)


def test_a_process_that_talks_without_end_is_not_heard_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    lying(
        monkeypatch, "say({'found': seen}, data_size=2**40)\nwhile True: sys.stdout.buffer.write(bytes(9999))"
    )
    with pytest.raises(AttachmentRefused, match="reader_stopped"):
        reader.examine(papers.jpeg())


def test_it_gets_the_file_and_the_job_and_learns_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWORKER_PASSPHRASE", "secret")
    lying(monkeypatch, "say({'found': [sorted(os.environ), os.listdir(), os.getcwd(), got[16:].hex()]})")
    data = papers.jpeg()
    head, _ = reader.ask("examine", data, {"a": 1}, most=0, cost=COST)
    environment, lying_here, place, sent = json.loads(head)
    assert set(environment) <= set(reader.environment())
    assert not {name for name in environment if "CASEWORKER" in name or name in ("HOME", "PATH", "USER")}
    assert lying_here == []
    assert not Path(place).exists()
    assert Path(place).parent.parent == Path(tempfile.gettempdir())
    request, _, file = bytes.fromhex(sent).partition(b"}\xff\xd8")
    assert json.loads(request + b"}") == {
        "job": "examine",
        "arguments": {"a": 1},
        "cpu_seconds": 10,
        "memory": 2**30,
    }
    assert b"\xff\xd8" + file == data


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep other limits")
def test_it_limits_itself_before_it_reads_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    script = """
import contextlib, resource
sys.path.insert(0, os.environ["PYTHONPATH"])
from caseworker.scans.limits import COST
from caseworker.scans.worker import limit_self
limit_self(COST)
names = "AS CPU CORE FSIZE NOFILE".split()
limits = {name: resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0] for name in names}
try:
    bytearray(2 * 2**30)
except MemoryError:
    limits["two gigabytes"] = "no"
try:
    open("x", "wb", buffering=0).write(b"x")
except OSError:
    limits["a file"] = "no"
say({"found": limits})
"""
    lying(monkeypatch, script)
    head, _ = reader.ask("examine", papers.jpeg(), {}, most=0)
    found = json.loads(head)
    assert found.pop("AS") == 2**30
    assert found.pop("CPU") == 10
    assert found.pop("NOFILE") <= 64
    assert found == {"CORE": 0, "FSIZE": 0, "two gigabytes": "no", "a file": "no"}


def test_it_is_started_by_the_program_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reader.command() == [sys.executable, "-m", "caseworker", "scan-worker"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reader.command() == [sys.executable, "scan-worker"]


def test_what_is_no_file_of_ours_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "command", lambda: ["/nowhere"])
    for data, why in ((b"", "empty"), (bytes(99), "unknown_kind"), (bytes(MAX_BYTES + 1), "too_big")):
        with pytest.raises(AttachmentRefused, match=why):
            reader.examine(data)


def test_nothing_of_it_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reader.thumbnail(papers.jpeg())
    assert list(tmp_path.iterdir()) == []


def test_of_several_files_each_has_its_own_process_and_none_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    started: list[int] = []
    command = reader.command
    monkeypatch.setattr(reader, "command", lambda: started.append(1) or command())
    with reader.Ahead(3) as ahead:
        for _ in range(3):
            assert reader.examine(papers.jpeg(), ahead=ahead).pages == 1
        assert len(started) == 3
    with reader.Ahead(9) as ahead:
        reader.examine(papers.jpeg(), ahead=ahead)
    assert len(started) == 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sent", [b"", b"hello\n" * 99, b"CWS1" + b"\xff" * 20])
def test_asked_by_hand_it_says_nothing_and_ends(sent: bytes) -> None:
    done = subprocess.run(reader.command(), input=sent, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")


PHOTOS = st.none() | st.builds(
    PhotoFacts,
    st.none() | st.datetimes().map(lambda moment: moment.isoformat()),
    st.sampled_from([None, "-07:00", "+05:30"]),
    st.just(None),
    st.just(None),
)


@given(st.lists(st.tuples(st.integers(1, 40_000), st.integers(1, 40_000)), min_size=1, max_size=9), PHOTOS)
def test_what_was_said_is_kept_and_read_again(sizes: list[tuple[int, int]], photo: PhotoFacts | None) -> None:
    said = Examined("application/pdf", len(sizes), tuple(sizes), ("javascript",), photo)
    assert answers.examined_of(answers.examined_text(said)) == said


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text(), st.lists).map(lambda x: json.dumps(x).encode())
)
def test_any_other_answer_is_distrusted(text: bytes) -> None:
    with pytest.raises(Distrusted):
        answers.examined_of(text)
    with pytest.raises(Distrusted):
        answers.pixels_of(text, b"", (9, 9))
    with pytest.raises((Distrusted, AttachmentRefused)):
        answers.examined_of(answers.found_in(text))


def test_the_longest_honest_answer_fits() -> None:
    said = Examined("application/pdf", 500, ((40_000, 40_000),) * 500, answers.FLAGS)
    assert len(answers.examined_text(said)) < HEAD_MOST
