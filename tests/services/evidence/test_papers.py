# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files come back as they were brought; what is refused leaves nothing; who changes one is noticed."""

from __future__ import annotations

import errno
import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from caseworker.app import desk_of
from caseworker.domain.case.attached import evidence_showing
from caseworker.domain.case.document import read_case
from caseworker.domain.errors import (
    AttachmentDamaged,
    AttachmentRefused,
    DiskFull,
    NotFound,
    ReadOnlyStore,
)
from caseworker.domain.rules.assess import resting_on
from caseworker.scans import reader
from caseworker.scans.answers import Examined
from caseworker.services import cases
from caseworker.services.case_index import assessment_of
from caseworker.services.desk import Desk
from caseworker.services.evidence import papers
from caseworker.services.evidence.papers import Incoming
from caseworker.store.cases.revisions import case_history
from caseworker.store.cases.work_copies import put_copy
from caseworker.store.opening.check import check_store
from caseworker.store.opening.opening import open_store
from caseworker.store.records.ledger import ledger_head, list_ledger
from tests.scans.hostile import HOSTILE
from tests.scans.test_good_files import FILLED, locked

from ..conftest import NOON


def case_of(desk: Desk, surname: str = "Ñáñez") -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


def photo(colour: str = "navy", size: tuple[int, int] = (640, 480)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", comment=b"by hand")
    return out.getvalue()


def files_in(desk: Desk, folder: str = "att") -> list[Path]:
    return sorted(path for path in (desk.store.folder / folder).rglob("*") if path.is_file())


def state(desk: Desk, case_id: str) -> tuple[Any, ...]:
    """Everything that attaching may change."""
    with desk.store.read() as tx:
        head = ledger_head(tx)
    return cases.open_case(desk, case_id), head, files_in(desk), papers.attachments_of(desk, case_id)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Examined:
    """An answer of the reading process, for tests that are about what happens after it."""
    said = Examined("image/jpeg", 1, ((640, 480),))
    monkeypatch.setattr(reader, "examine", lambda data, ahead: said)
    return said


def test_a_photo_is_attached_and_its_page_is_read_back(desk: Desk) -> None:
    case_id, data = case_of(desk), photo()
    before = cases.open_case(desk, case_id)
    done = papers.attach(desk, case_id, "e2", data, "C:\\scans\\entrada\u202egpj.\n jpg")
    after = cases.open_case(desk, case_id)
    assert (done.rev, done.document, done.added) == (after.rev, after.document, True)
    assert after.rev == before.rev + 1
    assert done.sha256 == sha256(data).hexdigest()
    assert (done.examined.media_type, done.examined.sizes) == ("image/jpeg", ((640, 480),))
    (row,) = papers.attachments_of(desk, case_id)
    assert (row.name, row.evidence_id, row.held, row.size) == ("entradagpj. jpg", "e2", True, len(data))
    assert row.added_by == "Ana Belén Ruiz"
    assert papers.original(desk, done.sha256) == data
    shown = Image.open(io.BytesIO(papers.page(desk, done.sha256, 1, 320)))
    assert (shown.size, shown.info.get("comment")) == ((320, 240), None)
    with desk.store.read() as tx:
        entry = list_ledger(tx, limit=1)[0]
        change = case_history(tx, case_id)[-1].changes
    assert (entry.action, entry.object_id) == ("attach", case_id)
    assert "entrada" not in str(entry)
    assert change == [{"path": "/evidence/e2/attachments", "new": [done.sha256]}]
    assert check_store(desk.store).whole


def test_the_same_bytes_again_change_nothing(desk: Desk, seen: Examined) -> None:
    case_id, data = case_of(desk), photo()
    first = papers.attach(desk, case_id, "e1", data, "a.jpg")
    before = state(desk, case_id)
    again = papers.attach(desk, case_id, "e1", data, "b.jpg")
    assert state(desk, case_id) == before
    assert (again.rev, again.document, again.sha256, again.added) == (
        first.rev,
        first.document,
        first.sha256,
        False,
    )


def test_one_paper_may_show_two_things(desk: Desk, seen: Examined) -> None:
    case_id, data = case_of(desk), photo()
    papers.attach(desk, case_id, "e1", data, "a.jpg")
    done = papers.attach(desk, case_id, "e2", data, "b.jpg")
    assert [(row.evidence_id, row.name) for row in papers.attachments_of(desk, case_id)] == [
        ("e1", "a.jpg"),
        ("e2", "b.jpg"),
    ]
    assert evidence_showing(done.document, [done.sha256]) == ("e1", "e2")
    # One copy may be lost and the bytes are still there.
    files_in(desk)[0].unlink()
    assert papers.original(desk, done.sha256) == data
    assert papers.changed_files(desk, case_id) == (done.sha256,)


def test_what_is_taken_off_stays_in_the_store_and_can_come_back(desk: Desk, seen: Examined) -> None:
    case_id, data = case_of(desk), photo()
    done = papers.attach(desk, case_id, "e1", data, "a.jpg")
    rev, document = papers.detach(desk, case_id, "e1", done.sha256)
    assert (rev, document) == (done.rev + 1, cases.open_case(desk, case_id).document)
    assert papers.attachments_of(desk, case_id) == ()
    assert papers.original(desk, done.sha256) == data
    assert papers.detach(desk, case_id, "e1", done.sha256) == (rev, document)
    back = papers.attach(desk, case_id, "e1", data, "a.jpg")
    assert (back.rev, back.added) == (rev + 1, True)
    assert len(files_in(desk)) == 1
    with desk.store.read() as tx:
        actions = [entry.action for entry in list_ledger(tx, limit=3)]
    assert actions == ["attach", "detach", "attach"]
    assert check_store(desk.store).whole


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(min_size=1, max_size=150_000))
def test_whatever_is_attached_comes_back_the_same(desk: Desk, seen: Examined, data: bytes) -> None:
    done = papers.attach(desk, case_of(desk), "e1", data, "a.jpg")
    assert papers.original(desk, done.sha256) == data
    assert done.sha256 == sha256(data).hexdigest()


@pytest.mark.parametrize("item", ["e99", "e1/attachments", ""])
def test_nothing_is_kept_for_evidence_that_is_not_there(desk: Desk, seen: Examined, item: str) -> None:
    case_id = case_of(desk)
    before = state(desk, case_id)
    with pytest.raises(NotFound):
        papers.attach(desk, case_id, item, photo(), "x.jpg")
    with pytest.raises(NotFound):
        papers.detach(desk, case_id, item, "0" * 64)
    assert state(desk, case_id) == before


@pytest.mark.parametrize("name", ["nothing", "a ZIP", "PNG of 30,000 x 30,000", "PDF with a password"])
def test_what_is_refused_leaves_nothing_in_the_store(desk: Desk, name: str) -> None:
    case_id = case_of(desk)
    before = state(desk, case_id)
    with pytest.raises(AttachmentRefused):
        papers.attach(desk, case_id, "e1", HOSTILE[name].make(), "visa.pdf")
    assert state(desk, case_id) == before
    assert files_in(desk, "work") == []


def test_a_full_disk_leaves_nothing_in_the_store(
    desk: Desk, seen: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = case_of(desk)
    before = state(desk, case_id)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(DiskFull):
            papers.attach(desk, case_id, "e1", photo(), "a.jpg")
    assert state(desk, case_id) == before


def test_a_save_that_fails_takes_the_stored_file_with_it(
    desk: Desk, seen: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = case_of(desk)
    before = state(desk, case_id)
    monkeypatch.setattr("caseworker.store.records.ledger.append_ledger", lambda *_, **__: None)
    with pytest.raises(Exception, match="unrecorded"):
        papers.attach(desk, case_id, "e1", photo(), "a.jpg")
    assert state(desk, case_id) == before


def test_many_files_are_attached_one_by_one_and_a_bad_one_keeps_none_back(desk: Desk, tmp_path: Path) -> None:
    case_id = case_of(desk)
    (tmp_path / "scan.jpg").write_bytes(photo("red"))
    heard: list[tuple[int, int]] = []
    done = papers.attach_all(
        desk,
        case_id,
        "e1",
        [
            Incoming("1.jpg", photo("blue")),
            Incoming("2.jpg", b"MZ"),
            Incoming("3.jpg", tmp_path / "gone.jpg"),
            Incoming("4.jpg", tmp_path / "scan.jpg"),
        ],
        lambda *so_far: heard.append(so_far),
        lambda: False,
    )
    assert [(one.position, getattr(one.error, "reason", "")) for one in done.refused] == [
        (1, "unknown_kind"),
        (2, "unreadable"),
    ]
    assert [row.name for row in papers.attachments_of(desk, case_id)] == ["1.jpg", "4.jpg"]
    assert (len(done.attached), done.whole) == (2, True)
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_stopping_leaves_what_was_done(desk: Desk, seen: Examined) -> None:
    case_id = case_of(desk)
    heard: list[int] = []
    done = papers.attach_all(
        desk,
        case_id,
        "e1",
        [Incoming(f"{number}.jpg", photo(size=(9, 9 + number))) for number in range(5)],
        lambda so_far, _: heard.append(so_far),
        lambda: len(heard) == 2,
    )
    assert (len(done.attached), done.refused, done.whole) == (2, (), False)
    assert [row.name for row in papers.attachments_of(desk, case_id)] == ["0.jpg", "1.jpg"]
    assert cases.open_case(desk, case_id).rev == done.attached[-1].rev
    assert check_store(desk.store).whole


def test_one_changed_byte_is_noticed_and_named_with_the_findings_that_rest_on_it(
    desk: Desk, seen: Examined
) -> None:
    case_id = case_of(desk, "Pérez")
    done = papers.attach(desk, case_id, "e2", photo(), "form.jpg")
    papers.attach(desk, case_id, "e3", photo("red"), "ticket.jpg")
    assert papers.changed_files(desk, case_id) == ()
    opened = cases.open_case(desk, case_id)
    case = read_case(opened.document, desk.library.reference.vocabulary())
    assessment = assessment_of(case, desk.library)
    assert assessment is not None
    with desk.store.raw() as connection:
        (stored,) = connection.execute(
            "SELECT stored_as FROM attachments WHERE sha256 = ?", (done.sha256,)
        ).fetchone()
    path = desk.store.folder / "att" / stored[:2] / stored
    whole = bytearray(path.read_bytes())
    for place in (0, 25, len(whole) // 2, len(whole) - 1):
        whole[place] ^= 1
        path.write_bytes(whole)
        assert papers.changed_files(desk, case_id) == (done.sha256,)
        with pytest.raises(AttachmentDamaged):
            papers.original(desk, done.sha256)
        whole[place] ^= 1
    path.unlink()
    changed = papers.changed_files(desk, case_id)
    assert changed == (done.sha256,)
    items = evidence_showing(opened.document, changed)
    assert items == ("e2",)
    resting = resting_on(assessment.applicants[0], items)
    assert resting == ("no-irregular-entry-mexico",)
    assert resting_on(assessment.applicants[0], ("e1",)) == ()


def test_the_same_file_attached_again_mends_what_was_changed(desk: Desk, seen: Examined) -> None:
    case_id, data = case_of(desk), photo()
    done = papers.attach(desk, case_id, "e1", data, "a.jpg")
    files_in(desk)[0].write_bytes(b"x")
    again = papers.attach(desk, case_id, "e1", data, "a.jpg")
    assert (again.rev, again.added) == (done.rev, False)
    assert papers.original(desk, done.sha256) == data
    with desk.store.read() as tx:
        assert list_ledger(tx, limit=1)[0].action == "restore"
    assert check_store(desk.store).whole


def test_working_copies_are_made_again_whenever_they_are_lost_or_changed(desk: Desk) -> None:
    case_id, data = case_of(desk), photo()
    digest = papers.attach(desk, case_id, "e1", data, "a.jpg").sha256
    small, page = papers.thumbnail(desk, digest), papers.page(desk, digest, 1, 100)
    copies = files_in(desk, "work")
    assert len(copies) == 3
    for copy in copies:
        whole = copy.read_bytes()
        assert digest not in copy.name
        assert b"JFIF" not in whole
        assert b"image/" not in whole
        copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert papers.thumbnail(desk, digest) == small
    for copy in copies:
        copy.unlink()
    assert papers.page(desk, digest, 1, 100) == page
    assert papers.examined(desk, digest).sizes == ((640, 480),)
    assert papers.original(desk, digest) == data


def test_small_pictures_are_made_ahead_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = case_of(desk)
    one = papers.attach(desk, case_id, "e1", photo(), "a.jpg").sha256
    papers.attach(desk, case_id, "e1", photo("red"), "b.jpg")
    papers.attach(desk, case_id, "e2", photo("red"), "c.jpg")
    files_in(desk)[0].write_bytes(b"x")
    heard: list[tuple[int, int]] = []
    assert not papers.prepare(desk, case_id, lambda *so_far: heard.append(so_far), lambda: True)
    assert papers.prepare(desk, case_id, lambda *so_far: heard.append(so_far), lambda: False)
    assert heard == [(1, 2), (2, 2)]
    monkeypatch.setattr(reader, "command", lambda: ["/nowhere"])
    made = [
        Image.open(io.BytesIO(papers.thumbnail(desk, row.sha256))).size
        for row in papers.attachments_of(desk, case_id)
        if row.sha256 != one
    ]
    assert made == [(256, 192)] * 2


def test_a_page_that_is_there_starts_no_process(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = papers.attach(desk, case_of(desk), "e1", photo(), "a.jpg").sha256
    page = papers.page(desk, digest, 1, 100)
    monkeypatch.setattr(reader, "command", lambda: ["/nowhere"])
    assert papers.page(desk, digest, 1, 100) == page
    assert papers.examined(desk, digest).pages == 1


def test_a_case_that_came_without_its_files_says_so(desk: Desk, seen: Examined) -> None:
    from caseworker.domain.case.attached import with_attachment
    from caseworker.services import intake

    case_id, data = case_of(desk), photo()
    opened = cases.open_case(desk, case_id)
    digest = sha256(data).hexdigest()
    intake.record(desk, case_id, with_attachment(opened.document, "e1", digest), base_rev=opened.rev)
    (row,) = papers.attachments_of(desk, case_id)
    assert (row.sha256, row.held, row.name) == (digest, False, "")
    with pytest.raises(NotFound):
        papers.original(desk, digest)
    assert papers.changed_files(desk, case_id) == ()
    done = papers.attach(desk, case_id, "e1", data, "a.jpg")
    assert (done.rev, done.added) == (opened.rev + 1, True)
    assert papers.attachments_of(desk, case_id)[0].held
    assert check_store(desk.store).whole


def test_a_viewer_sees_and_changes_nothing(desk: Desk, seen: Examined) -> None:
    case_id = case_of(desk)
    digest = papers.attach(desk, case_id, "e1", photo(), "a.jpg").sha256
    folder, library = desk.store.folder, desk.library
    desk.store.close()
    with open_store(folder, None, now=NOON.isoformat(), viewer=True) as store:
        viewer = desk_of(store, library, desk.clock)
        before = sorted(path.name for path in folder.rglob("*"))
        assert papers.page(viewer, digest, 1, 100).startswith(b"\xff\xd8")
        with pytest.raises(ReadOnlyStore):
            papers.attach(viewer, case_id, "e1", photo("red"), "b.jpg")
        assert papers.tidy(viewer) == 0
        assert sorted(path.name for path in folder.rglob("*")) == before


def test_what_a_crash_left_is_tidied_up(desk: Desk, seen: Examined) -> None:
    digest = papers.attach(desk, case_of(desk), "e1", photo(), "a.jpg").sha256
    (desk.store.folder / "att" / "00").mkdir(exist_ok=True)
    (desk.store.folder / "att" / "00" / ("0" * 32)).write_bytes(b"no row")
    assert papers.tidy(desk) == 1
    assert papers.original(desk, digest) == photo()


def test_a_pdf_that_limits_editing_is_kept_byte_for_byte_and_shown(desk: Desk) -> None:
    case_id = case_of(desk)
    data = locked(FILLED, "AES of 256 bits", "")
    done = papers.attach(desk, case_id, "e1", data, "form.pdf")
    assert papers.original(desk, done.sha256) == data
    assert papers.page(desk, done.sha256, 1, 400).startswith(b"\xff\xd8")


def test_a_working_copy_made_before_forms_were_drawn_is_not_shown(desk: Desk) -> None:
    case_id = case_of(desk)
    digest = papers.attach(desk, case_id, "e1", FILLED, "form.pdf").sha256
    for name in (f"thumbnail {digest}", f"page 1 400 {digest}"):
        put_copy(desk.store, name, b"an empty form")
    assert papers.thumbnail(desk, digest) != b"an empty form"
    assert papers.page(desk, digest, 1, 400) != b"an empty form"
