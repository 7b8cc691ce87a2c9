# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programme files of this office: read one, accept it, go back to the shipped one; what is in force.

What accepting would change in the cases is listed before, in `impact`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseworker.domain.errors import Refused
from caseworker.exchange.programme.faults import ProgrammeFault
from caseworker.exchange.programme.text import ProgrammeText, programme_text, shares_of
from caseworker.exchange.toml_text import LARGEST

from ..desk import Desk
from .library import Library
from .office import OfficeProgrammes
from .reassess import Reassessed, reassess_all

if TYPE_CHECKING:
    from datetime import date

    from caseworker.domain.rules.programme import Programme, Words

_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A programme file that was checked and may be accepted; without `text` it is the shipped one.

    `library` is the desk's with this file in force, `before` the programme in force now. `beside` names the
    shared files that lay beside it. `programme` is None where nothing of the programme would be left.
    """

    programme_id: str
    programme: Programme | None
    library: Library
    before: Programme | None = None
    file: str = ""
    text: ProgrammeText | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InForce:
    """A programme as in force at this desk, and where its file is from.

    `sha256` covers the file and the shared files it names, `file_sha256` the file alone. `shipped_checked_on`
    says when the shipped file was last checked, None where the program ships none. A `fault` says why the
    office's own file does not serve.
    """

    programme_id: str
    name: Words
    checked_on: date | None
    sha256: str
    file_sha256: str
    installed: bool = False
    file: str = ""
    installed_at: str = ""
    installed_by: str = ""
    shipped_checked_on: date | None = None
    fault: ProgrammeFault | None = None


class UnreadableFile(ValueError):
    """A file that cannot be read at all; `code` is missing, folder, too_large or unreadable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_candidate(desk: Desk, path: Path) -> Candidate:
    """The programme in a file, checked whole. Raises UnreadableFile, FaultyProgramme.

    A shared file that it names is taken from the folder `shared` beside it if there is one, else the shipped.
    """
    from caseworker.exchange.programme.file import read_new_programme

    programmes = _office(desk)
    text = _read(path)
    shared = dict(programmes.shared_texts())
    beside = []
    for name in shares_of(text):
        other = path.parent / "shared" / f"{name}.toml"
        if _NAME.fullmatch(name) and other.is_file():
            shared[name] = _read(other)
            beside.append(name)
    programme = read_new_programme(text, shared, desk.library.reference)
    kept = programme_text(text, shared)
    library = desk.library.on_trial(programme.id, kept)
    return Candidate(
        programme.id,
        library.programmes[programme.id],
        library,
        desk.library.programmes.get(programme.id),
        path.name,
        kept,
        tuple(beside),
    )


def shipped_candidate(desk: Desk, programme_id: str) -> Candidate:
    """The way back: the shipped file instead of the office's own. Raises Refused (`nothing_installed`)."""
    programmes = _office(desk)
    refused = any(one.installed == programme_id for one in programmes.refused())
    if not programmes.is_installed(programme_id) and not refused:
        raise Refused("nothing_installed")
    library = desk.library.on_trial(programme_id, None)
    now = desk.library.programmes.get(programme_id)
    return Candidate(programme_id, library.programmes.get(programme_id), library, now)


def may_install(desk: Desk) -> bool:
    """Whether who works here may accept a programme file."""
    return "install" in desk.permitted()


def accept(
    desk: Desk, candidate: Candidate, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> Reassessed:
    """Puts the candidate in force, then renews what the list shows of the open cases.

    Determinations and the cases in which everybody has one stay as they are. `progress` hears (done, all);
    stopping leaves the file in force and the rest of the list for later. Raises Refused (`may_not_install`,
    `nothing_installed`).
    """
    from caseworker.exchange.programme.text import pack_text
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.programmes import ProgrammeRow, install_programme, take_out_programme

    at = desk.at()
    with desk.writing("install") as tx:
        if candidate.text is None:
            action, row_id = "use_shipped", take_out_programme(tx, candidate.programme_id)
            if not row_id:
                raise Refused("nothing_installed")
        else:
            action, row_id = "install", new_id(at)
            row = ProgrammeRow(
                row_id,
                candidate.programme_id,
                candidate.file,
                candidate.programme.digest if candidate.programme else "",
                at,
                desk.worker.id,
                in_force=True,
            )
            install_programme(tx, row, pack_text(candidate.text))
        append_ledger(
            tx,
            at=at,
            staff_id=desk.worker.id,
            action=action,
            object_kind="programme",
            object_id=row_id,
            payload={
                "programme": candidate.programme_id,
                "sha256": candidate.programme.digest if candidate.programme else "",
            },
        )
    # Nobody determines while the rules change over.
    with desk.store.alone():
        _office(desk).reload()
    return reassess_all(desk, progress, stopped, programme=candidate.programme_id, open_only=True)


def in_force(desk: Desk) -> tuple[InForce, ...]:
    """Every programme as in force here, and last the office's own files that do not serve."""
    from caseworker.store.records.programmes import list_programmes
    from caseworker.store.staff.staff import list_staff

    programmes = _office(desk)
    with desk.reading("own") as tx:
        rows = {one.programme: one for one in list_programmes(tx) if one.in_force}
        names = {one.id: one.name for one in list_staff(tx)}
    found = []
    for one in programmes.in_order():
        row = rows.get(one.id) if programmes.is_installed(one.id) else None
        shipped = programmes.shipped.get(one.id)
        found.append(
            InForce(
                one.id,
                one.name,
                one.checked_on,
                one.digest,
                programmes.text_of(one.id).file_sha256,
                installed=row is not None,
                file=row.file if row else "",
                installed_at=desk.local(row.installed_at) if row else "",
                installed_by=names.get(row.installed_by, row.installed_by) if row else "",
                shipped_checked_on=shipped.checked_on if shipped else None,
            )
        )
    for refused in programmes.refused():
        if row := rows.get(refused.installed):
            shipped = programmes.shipped.get(row.programme)
            found.append(
                InForce(
                    row.programme,
                    programmes.words(row.programme),
                    None,
                    row.sha256,
                    "",
                    installed=True,
                    file=row.file,
                    installed_at=desk.local(row.installed_at),
                    installed_by=names.get(row.installed_by, row.installed_by),
                    shipped_checked_on=shipped.checked_on if shipped else None,
                    fault=refused.faults[0],
                )
            )
    return tuple(found)


def _office(desk: Desk) -> OfficeProgrammes:
    programmes = desk.library.programmes
    assert isinstance(programmes, OfficeProgrammes)  # noqa: S101 - a desk has no other
    return programmes


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile("folder")
        # Devices and pipes say no size: no more is read than a file may have, and one byte.
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableFile("missing") from None
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("unreadable") from None
    if len(data) > LARGEST:
        raise UnreadableFile("too_large")
    return data
