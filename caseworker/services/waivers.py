# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waivers: a supervisor accepts a condition that counts as met although nothing shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caseworker.domain.case.document import read_case
from caseworker.domain.errors import Refused
from caseworker.domain.permissions import may
from caseworker.domain.reasons.matrix import Matrix, Row, matrix_of
from caseworker.domain.said import says_something

from .case_index import assessment_of
from .desk import Desk, Worker

if TYPE_CHECKING:
    from caseworker.store.records.waivers import WaiverRow


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver as screens show it; `accepted` is what was found when it was given."""

    id: str
    applicant_id: str
    criterion: str
    accepted: dict[str, Any]
    reason: str
    waived_by: str
    waived_at: str


def waive(
    desk: Desk,
    case_id: str,
    applicant_id: str,
    criterion: str,
    reason: str,
    waiver_by: str,
    passphrase: str,
) -> str:
    """Records a waiver for one applicant and returns its id. As `waive_all`."""
    return waive_all(desk, case_id, [applicant_id], criterion, reason, waiver_by, passphrase)[0]


def waive_all(
    desk: Desk,
    case_id: str,
    applicant_ids: Sequence[str],
    criterion: str,
    reason: str,
    waiver_by: str,
    passphrase: str,
) -> tuple[str, ...]:
    """Records that a met condition is accepted without evidence, for each of these people in one act, all or
    none, and returns the ids of the waivers.

    `waiver_by` proves who they are, unless they sit here; in a training store no passphrase is asked. Raises
    Refused (`may_not_waive`, `waiver_reason_needed`, `no_assessment`, `waived_by_decider`,
    `nothing_to_waive` where the condition is not met or something shows it already), WrongPassphrase,
    TooSoon.
    """
    from caseworker.store.cases.cases import load_case
    from caseworker.store.database.ids import new_id
    from caseworker.store.records.determinations import in_force_of, list_determinations
    from caseworker.store.records.ledger import append_ledger
    from caseworker.store.records.waivers import WaiverRow, insert_waiver
    from caseworker.store.staff.slots import check_own_passphrase
    from caseworker.store.staff.staff import get_staff

    from .staff.second_person import must_be_ready

    why = reason.strip()
    if not says_something(why):
        raise Refused("waiver_reason_needed")
    at = desk.at()
    if waiver_by != desk.worker.id and not desk.trains():
        check_own_passphrase(desk.store, waiver_by, passphrase)
    found = []
    with desk.writing("read_cases") as tx:
        desk.ask_of(tx.run, waiver_by, "waive")
        must_be_ready(get_staff(tx, waiver_by), training=desk.is_training(tx.run))
        document, _ = load_case(tx, case_id)
        case = read_case(document, desk.library.reference.vocabulary())
        assessment = assessment_of(case, desk.library)
        if assessment is None:
            raise Refused("no_assessment")
        rows = list_determinations(tx, case_id)
        for who in applicant_ids:
            decided = in_force_of(rows, who)
            if decided is not None and decided.determined_by == waiver_by:
                raise Refused("waived_by_decider")
            row = matrix_of(assessment.of(who)).row(criterion)
            if row is None or not row.wanting:
                raise Refused("nothing_to_waive")
            waiver_id = new_id(at)
            insert_waiver(
                tx, WaiverRow(waiver_id, case_id, who, criterion, accepted(row), why, waiver_by, at)
            )
            append_ledger(
                tx,
                at=at,
                staff_id=waiver_by,
                action="waive",
                object_kind="waiver",
                object_id=waiver_id,
                reason=why,
                payload={"case": case_id, "applicant": who, "criterion": criterion},
            )
            found.append(waiver_id)
    return tuple(found)


def supervisors(desk: Desk) -> tuple[Worker, ...]:
    """Who may waive: whoever sits here comes last, since who waives cannot decide."""
    from caseworker.store.staff.staff import list_staff

    with desk.reading("read_cases") as tx:
        found = list_staff(tx, active=True)
    people = [Worker(one.id, one.name, one.roles, one.language) for one in found if may(one.roles, "waive")]
    return tuple(sorted(people, key=lambda one: one.id == desk.worker.id))


def accepted(row: Row) -> dict[str, Any]:
    """What a waiver of this row accepts: the code of the finding and the facts that it rests on."""
    # Codecs wait until the first picture stands.
    from caseworker.exchange.assessment_file import plain_value

    facts = {
        node.fact: [{name: plain_value(value) for name, value in node.params}, plain_value(node.value)]
        for node in row.looked_at
    }
    return {"code": row.finding.code or "", "facts": facts}


def standing(row: Row, applicant_id: str, waivers: Iterable[Waiver]) -> Waiver | None:
    """The waiver that covers a row now, the newest, or None.

    It lapses once the condition is not met any more, or is met by other facts than those it accepted.
    """
    if row.finding.result != "met":
        return None
    found = [one for one in waivers if (one.applicant_id, one.criterion) == (applicant_id, row.criterion)]
    now = accepted(row) if found else {}
    return next((one for one in reversed(found) if one.accepted == now), None)


def uncovered(matrix: Matrix, waivers: Iterable[Waiver]) -> tuple[Row, ...]:
    """The conditions that keep a decision waiting: met, shown by nothing, and waived by nobody."""
    given = tuple(waivers)
    who = matrix.one.applicant.id
    return tuple(row for row in matrix.wanting() if standing(row, who, given) is None)


def shown(
    rows: Iterable[WaiverRow], names: dict[str, str], local: Callable[[str], str] = str
) -> tuple[Waiver, ...]:
    """Rows as screens show them, with the names of staff, and instants as `local` gives them."""
    return tuple(
        Waiver(
            one.id,
            one.applicant_id,
            one.criterion,
            one.accepted,
            one.reason,
            names.get(one.waived_by, one.waived_by),
            local(one.waived_at),
        )
        for one in rows
    )
