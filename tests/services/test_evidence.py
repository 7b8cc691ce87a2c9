# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of evidence come back as they were brought, and whoever changes one is noticed."""

from __future__ import annotations

import io
from hashlib import sha256

import pytest
from PIL import Image

from caseworker.domain.errors import NotFound
from caseworker.services import cases, evidence
from caseworker.services.desk import Desk
from caseworker.store.ledger import list_ledger


def case_of(desk: Desk, surname: str = "Ñáñez") -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


def item_of(desk: Desk, case_id: str) -> str:
    return str(cases.open_case(desk, case_id).document["evidence"][0]["id"])


def photo(colour: str = "navy", size: tuple[int, int] = (640, 480)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", comment=b"by hand")
    return out.getvalue()


def test_a_photo_is_attached_and_its_page_is_read_back(desk: Desk) -> None:
    case_id, data = case_of(desk), photo()
    item = item_of(desk, case_id)
    before = cases.open_case(desk, case_id)
    done = evidence.attach(desk, case_id, item, data, "C:\\scans\\entrada.jpg")
    after = cases.open_case(desk, case_id)
    assert (done.rev, done.document, done.added) == (after.rev, after.document, True)
    assert after.rev == before.rev + 1
    assert done.sha256 == sha256(data).hexdigest()
    assert (done.examined.media_type, done.examined.sizes) == ("image/jpeg", ((640, 480),))
    (row,) = evidence.attachments_of(desk, case_id)
    assert (row.name, row.evidence_id, row.held, row.size) == ("entrada.jpg", item, True, len(data))
    assert evidence.original(desk, done.sha256) == data
    shown = Image.open(io.BytesIO(evidence.page(desk, done.sha256, 1, 320)))
    assert (shown.size, shown.info.get("comment")) == ((320, 240), None)
    with desk.store.read() as tx:
        entry = list_ledger(tx, limit=1)[0]
    assert (entry.action, entry.object_id) == ("attach", case_id)
    assert "entrada" not in str(entry)


def test_nothing_is_kept_for_evidence_that_is_not_there(desk: Desk) -> None:
    case_id = case_of(desk)
    with pytest.raises(NotFound):
        evidence.attach(desk, case_id, "e99", photo(), "x.jpg")
    assert not [path for path in (desk.store.folder / "att").rglob("*") if path.is_file()]
