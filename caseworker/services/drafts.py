# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed and not saved: kept encrypted while somebody types, offered to its author again.

It goes into the database; where that takes nothing, into the room set aside for it beside the database.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.errors import CaseworkerError, DiskFull, NotFound, Refused

from .desk import Desk

if TYPE_CHECKING:
    from caseworker.store.opened.draft_reserve import Reserved
    from caseworker.store.opened.draft_row import DraftKind, DraftRow, Key
    from caseworker.store.opened.transaction import Transaction

Document = dict[str, Any]
# Of the second that may be lost, so much for whoever writes already.
WAIT = 0.2
# No case is nested so deeply, and Python takes apart what is.
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Typed:
    """What a place holds that is not saved; the author is whoever sits at the desk.

    Kinds as in `store.draft_row`: `changes` of a case have the empty path, `unfit` text is
    `<fault code>\\n<text>`. `over` says that nothing is left to keep there.
    """

    case_id: str
    kind: DraftKind
    path: str
    text: str = ""
    edit: int = 0
    over: bool = False


@dataclass(frozen=True, slots=True)
class UnsavedField:
    """A place with something unsaved, and the person it is about; no person, an empty text."""

    kind: DraftKind
    path: str
    person: str


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What is unsaved in one case; with an empty `case_id`, outside of cases."""

    case_id: str
    number: str
    fields: tuple[UnsavedField, ...]


def keep(desk: Desk, typed: Sequence[Typed], *, at_once: bool = False) -> bool:
    """Keeps what was typed, durably; True where the database took it, False for the room set aside.

    Another writer is waited for only a moment, with `at_once` not at all. A full disk gives the store's
    reserve up first. Raises DiskFull, ReadOnlyStore, TransientIo or another
    CaseworkerError where nothing could be written at all.
    """
    rows = [_row(desk, one) for one in typed if not one.over]
    gone = [_row(desk, one) for one in typed if one.over]
    if at_once:
        _into_reserve(desk, rows, gone)
        return False
    try:
        try:
            _into_store(desk, rows, gone)
        except DiskFull:
            _into_store(desk, rows, gone)
    except Refused:
        # Whoever has no account any more keeps nothing here.
        raise
    except CaseworkerError:
        _into_reserve(desk, rows, gone)
        return False
    return True


def settle(desk: Desk) -> bool:
    """Brings what waits in the room set aside into the database; True if nothing waits there any more."""
    if not desk.store.draft_reserve.rows():
        return True
    try:
        _into_store(desk, (), ())
    except CaseworkerError:
        return False
    return True


def mine(desk: Desk, case_id: str | None = None) -> list[DraftRow]:
    """What whoever sits at the desk left unsaved, of one case or of all places, oldest first.

    A draft that cannot be read is left out, and left where it is: it must keep nobody from anything.
    """
    from caseworker.store.cases.drafts import get_drafts

    with desk.reading("own") as tx:
        found = {row.key: row for row in get_drafts(tx, desk.worker.id, case_id)}
    for one in desk.store.draft_reserve.rows():
        row = one.row
        if row.author != desk.worker.id or case_id not in (None, row.case_id):
            continue
        if one.gone:
            found.pop(row.key, None)
        elif row.key not in found or found[row.key].at <= row.at:
            found[row.key] = row
    readable = [row for row in found.values() if row.kind != "changes" or _changes_of(row.text)]
    return sorted(readable, key=lambda row: (row.at, row.path))


def unsaved(desk: Desk) -> tuple[Unsaved, ...]:
    """What is offered to whoever sits at the desk, case by case. A change that the case holds is none."""
    from caseworker.store.cases.cases import load_case

    by_case: dict[str, list[DraftRow]] = {}
    for row in mine(desk):
        by_case.setdefault(row.case_id, []).append(row)
    found = []
    for case_id, rows in by_case.items():
        document: Document = {}
        # Whoever may not see cases any more is told of none.
        with contextlib.suppress(NotFound, Refused), desk.reading("read_cases") as tx:
            document = load_case(tx, case_id)[0] if case_id else {}
        if case_id and not document:
            continue
        fields = tuple(field for row in rows for field in fields_of(document, row))
        if fields:
            found.append(Unsaved(case_id, str(document.get("number", "")), fields))
    return tuple(found)


def beside(desk: Desk, place: str) -> dict[str, str]:
    """What whoever sits at the desk typed under a place outside of cases, by its path."""
    rows = mine(desk, "")
    return {row.path: row.text for row in rows if row.kind == "text" and row.path.startswith(f"{place}/")}


def discard(desk: Desk, case_id: str, *, under: str = "") -> None:
    """Forgets what whoever sits at the desk left unsaved in a case, or outside of cases `under` a place."""
    rows = [row for row in mine(desk, case_id) if not under or row.path.startswith(f"{under}/")]
    keep(desk, [Typed(case_id, row.kind, row.path, over=True) for row in rows])


def changes_text(saved: Document, document: Document) -> str:
    """The changes from a saved document to the one on the desk, as a draft keeps them; empty if none."""
    from caseworker.domain.case.changes import changes_between

    found = changes_between(saved, document)
    return json.dumps(found, ensure_ascii=False) if found else ""


def restored(document: Document, text: str) -> tuple[Document, tuple[str, ...]]:
    """The document with the changes of a draft, and the paths of those that found their place in it.

    Paths are as in `document_paths`. What is the same already is no change, and what leads nowhere any more
    (a person whom somebody took off meanwhile) is left out, as is what cannot be read.
    """
    from caseworker.domain.case.changes import apply_changes, changes_between

    after = document
    for change in _changes_of(text):
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            after = apply_changes(after, [change])
    paths = [_plain(one["path"]) for one in changes_between(document, after)]
    leaves = [leaf.removeprefix("gaps/") for path in paths if path for leaf in _leaves(after, path)]
    return after, tuple(dict.fromkeys(leaves))


def overwritten(document: Document, text: str) -> Document:
    """What the document holds, by path, where a draft puts its own in and began from something else.

    The value is NOT_ASKED where somebody emptied the field, or only said why it is empty.
    """
    from caseworker.domain.case.changes import apply_changes

    found: Document = {}
    for change in _changes_of(text):
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            apply_changes(document, [change])
            path, old, new = _plain(change["path"]), *(change.get(key, NOT_ASKED) for key in ("old", "new"))
            if change["path"].startswith("/gaps"):
                gaps = document.get("gaps", {})
                stored = gaps if path == "gaps" else gaps.get(path, NOT_ASKED)
                for at, _ in _clashes(path, old, stored, new):
                    found.setdefault(at.removeprefix("gaps/"), NOT_ASKED)
            elif "~order" not in change["path"]:
                found.update(_clashes(path, old, value_at(document, path), new))
    return found


def saved(tx: Transaction, desk: Desk, case_id: str, upto: int) -> None:
    """Forgets the changes of a case that the revision of this transaction contains."""
    from caseworker.store.cases.drafts import drop_saved

    drop_saved(tx, case_id, desk.worker.id, upto)


def forget_reserved(desk: Desk, case_id: str, upto: int) -> None:
    """After such a transaction: forgets them also in the room set aside."""
    me = desk.worker.id

    def left(waiting: Sequence[Reserved]) -> list[Reserved]:
        mine = (case_id, me, "changes")
        return [
            one
            for one in waiting
            if (one.row.case_id, one.row.author, one.row.kind) != mine or one.row.edit > upto
        ]

    # Left there it is the same as the case has, and changes nothing when it is put back.
    with contextlib.suppress(CaseworkerError):
        desk.store.draft_reserve.change(left)


def _changes_of(text: str) -> list[dict[str, Any]]:
    """The changes in the text of a draft; what is none is left out."""
    from caseworker.store.database.faults import SuspectedDamage
    from caseworker.store.database.json_text import from_json

    try:
        found = from_json(text)
    except SuspectedDamage:
        return []
    changes = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [one for one in changes if isinstance(one.get("path"), str) and _flat(one, DEEPEST)]


def _flat(value: Any, levels: int) -> bool:
    """Whether a value is nested no deeper than that."""
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_flat(one, levels - 1) for one in inner)


def _row(desk: Desk, one: Typed) -> DraftRow:
    from caseworker.store.opened.draft_row import DraftRow

    return DraftRow(one.case_id, desk.worker.id, one.kind, one.path, one.text, one.edit, desk.at())


def _into_store(desk: Desk, rows: Iterable[DraftRow], gone: Iterable[DraftRow]) -> None:
    from caseworker.store.cases.drafts import drop_drafts, get_drafts, put_drafts

    waiting = desk.store.draft_reserve.rows()
    with desk.writing("own", wait=WAIT) as tx:
        # What stays there, where emptying failed, is older than what came into the database since.
        authors = {one.row.author for one in waiting}
        known = {row.key: row.at for who in authors for row in get_drafts(tx, who)}
        newer = [one for one in waiting if known.get(one.row.key, "") <= one.row.at]
        drop_drafts(tx, [one.row.key for one in newer if one.gone])
        put_drafts(tx, [one.row for one in newer if not one.gone])
        drop_drafts(tx, [row.key for row in gone])
        put_drafts(tx, rows)
    if waiting:
        with contextlib.suppress(CaseworkerError):
            desk.store.draft_reserve.change(lambda now: [one for one in now if one not in waiting])


def _into_reserve(desk: Desk, rows: Iterable[DraftRow], gone: Iterable[DraftRow]) -> None:
    from caseworker.store.opened.draft_reserve import Reserved

    def added(waiting: Sequence[Reserved]) -> list[Reserved]:
        found: dict[Key, Reserved] = {one.row.key: one for one in waiting}
        found |= {row.key: Reserved(row, gone=True) for row in gone}
        found |= {row.key: Reserved(row) for row in rows}
        return list(found.values())

    desk.store.draft_reserve.change(added)


def fields_of(document: Document, row: DraftRow | Typed) -> list[UnsavedField]:
    """The places of a draft, with their people, in the document as it is saved."""
    if row.kind != "changes":
        about = row.path if row.kind == "unfit" else f"applicants/{row.path.partition('/')[2]}"
        return [UnsavedField(row.kind, row.path, _person(document, about) if row.case_id else "")]
    after, paths = restored(document, row.text) if row.text else (document, ())
    return [UnsavedField("changes", path, _person(after, path)) for path in paths]


def _person(document: Document, path: str) -> str:
    """The name of the person at a path, of those whom a paper is about, or of the principal applicant."""
    people = _records(document, "applicants")
    room, _, rest = path.partition("/")
    record = rest.partition("/")[0]
    wanted = [record] if room == "applicants" else []
    if room == "evidence":
        about = [one.get("about") for one in _records(document, "evidence") if one.get("id") == record]
        wanted = [one for ids in about if isinstance(ids, list) for one in ids]
    named = [one for one in people if one.get("id") in wanted] or people[:1]
    names = (" ".join(str(one[key]) for key in ("given_names", "surnames") if one.get(key)) for one in named)
    return ", ".join(name for name in names if name)


def _records(document: Document, name: str) -> list[Document]:
    found = document.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _leaves(document: Document, path: str) -> Iterator[str]:
    """The fields at a path: each of a record that was not there before; a person or a paper is one."""
    found = value_at(document, path)
    if isinstance(found, dict) and found and "id" not in found:
        for key in found:
            yield from _leaves(document, f"{path}/{key}")
    else:
        yield path


def _clashes(path: str, old: Any, stored: Any, new: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(stored, dict) and isinstance(new, dict):
        before = old if isinstance(old, dict) else {}
        for key in dict.fromkeys((*stored, *new)):
            yield from _clashes(f"{path}/{key}", *(one.get(key, NOT_ASKED) for one in (before, stored, new)))
    elif stored not in (old, new):
        yield path, stored


def _plain(path: str) -> str:
    """A path of `case.changes` as one of the document; the order of a list is the list."""
    steps = [step for step in path.split("/")[1:] if step != "~order"]
    if steps[:1] == ["gaps"] and len(steps) > 1:
        # Why a field is empty stands apart from it, under the field's own path.
        steps = steps[1:]
    return "/".join(step.replace("~1", "/").replace("~0", "~") for step in steps)
