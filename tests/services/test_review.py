# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second person: in a session of their own, at the desk of another, and never walked round."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseworker.domain.case.document_paths import with_value
from caseworker.domain.errors import CaseworkerError, Refused
from caseworker.services import cases, eligibility, intake, review, settings
from caseworker.services.desk import Desk
from caseworker.services.letter import handing_over, issuing
from caseworker.services.programmes.library import Library
from caseworker.services.staff import people
from caseworker.services.training import training_cases
from caseworker.store.opening.check import check_store
from caseworker.store.records.ledger import list_ledger
from tests.colleagues import change, colleague, desk_as, second_approves

from .office import OWN, Office


def case_of(desk: Desk, surname: str = "Fonseca") -> str:
    return next(row.id for row in cases.listing(desk) if surname in row.principal)


@pytest.fixture
def ana(desk: Desk) -> Desk:
    """A caseworker who decides, and nothing more."""
    return colleague(desk, ["caseworker"], name="Ana Paz")


@pytest.fixture
def luis(desk: Desk) -> Desk:
    return colleague(desk, ["supervisor"], name="Luis Mora", own_passphrase=True)


@pytest.fixture
def case_id(desk: Desk) -> str:
    return case_of(desk)


def decide(desk: Desk, case_id: str, outcome: str = "eligible", reason: str = "") -> str:
    return eligibility.determine(desk, case_id, "a1", outcome, reason)


def test_a_supervisor_approves_in_a_session_of_their_own(ana: Desk, luis: Desk, case_id: str) -> None:
    made = decide(ana, case_id, "needs_review", "The passport looks altered.")
    (waiting,) = [one for one in review.waiting(luis) if one.determination_id == made]
    assert (waiting.case_id, waiting.applicant_id, waiting.departs) == (case_id, "a1", True)
    assert (waiting.outcome, waiting.determined_by) == ("needs_review", "Ana Paz")
    review.approve(luis, [made])
    (found,) = cases.open_case(ana, case_id).determinations
    assert (found.approved_by, found.appointed) == ("Luis Mora", False)
    assert made not in [one.determination_id for one in review.waiting(luis)]
    with luis.store.read() as tx:
        (entry,) = list_ledger(tx, object_kind="determination", object_id=made, limit=1)
    assert (entry.action, entry.staff_id) == ("approve", luis.worker.id)
    assert issuing.issue(ana, case_id, "a1", "en", "A4")
    assert check_store(luis.store).whole


def test_what_is_sent_back_comes_to_who_decided_and_is_never_approved(
    ana: Desk, luis: Desk, case_id: str
) -> None:
    made = decide(ana, case_id)
    with pytest.raises(Refused, match="remarks_needed"):
        review.send_back(luis, [made], "  ")
    review.send_back(luis, [made], "Ask for the passport again.")
    (back,) = review.sent_back(ana)
    assert (back.determination_id, back.remarks, back.sent_by) == (
        made,
        "Ask for the passport again.",
        "Luis Mora",
    )
    assert review.sent_back(luis) == ()
    assert made not in [one.determination_id for one in review.waiting(luis)]
    with pytest.raises(Refused, match="determination_sent_back"):
        review.approve(luis, [made])
    settings.allow_alone(colleague(luis, ["administrator"]), allowed=True)
    with pytest.raises(Refused, match="determination_sent_back"):
        issuing.issue(ana, case_id, "a1", "en", "A4", "Nobody is here")
    (shown,) = cases.open_case(ana, case_id).determinations
    assert shown.sent_back is not None
    assert shown.sent_back.text == "Ask for the passport again."
    again = decide(ana, case_id)
    assert review.sent_back(ana) == ()
    review.approve(luis, [again])


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("needs_review", "A doubt came up."), ("not_eligible", "I think not.")],
)
def test_what_always_needs_a_second_person_never_goes_alone(
    ana: Desk, luis: Desk, desk: Desk, case_id: str, outcome: str, reason: str
) -> None:
    settings.allow_alone(desk, allowed=True)
    first = decide(ana, case_id, outcome, reason)
    with pytest.raises(Refused, match="second_person_needed"):
        issuing.issue(ana, case_id, "a1", "en", "A4", "Nobody is here")
    # Nor where it replaces one that was approved.
    review.approve(luis, [first])
    issuing.issue(ana, case_id, "a1", "en", "A4")
    decide(ana, case_id, outcome, "Once more.")
    with pytest.raises(Refused, match="second_person_needed"):
        issuing.issue(ana, case_id, "a1", "en", "A4", "Nobody is here")


def test_a_letter_goes_alone_where_the_office_allows_it_and_stands_until_looked_at(
    ana: Desk, luis: Desk, desk: Desk, case_id: str
) -> None:
    decide(ana, case_id)
    with pytest.raises(Refused, match="alone_not_allowed"):
        issuing.issue(ana, case_id, "a1", "en", "A4", "Nobody is here")
    settings.allow_alone(desk, allowed=True)
    with pytest.raises(Refused, match="not_approved"):
        issuing.issue(ana, case_id, "a1", "en", "A4", "   ")
    letter_id = issuing.issue(ana, case_id, "a1", "en", "A4", "Nobody is here")
    for other in (luis, colleague(desk, ["supervisor"])):
        assert letter_id in [one.letter_id for one in review.gone_alone(other)]
    assert review.gone_alone(ana) == ()
    review.look(luis, [letter_id])
    for other in (luis, colleague(desk, ["supervisor"])):
        assert letter_id not in [one.letter_id for one in review.gone_alone(other)]
    assert check_store(desk.store).whole


def test_nobody_looks_at_their_own_letter(desk: Desk, case_id: str) -> None:
    settings.allow_alone(desk, allowed=True)
    decide(desk, case_id)
    letter_id = issuing.issue(desk, case_id, "a1", "en", "A4", "Nobody is here")
    assert review.gone_alone(desk) == ()
    with pytest.raises(Refused, match="look_own"):
        review.look(desk, [letter_id])


class TestWhoApproves:
    def test_one_with_a_first_passphrase_cannot(self, tmp_path: Path, library: Library) -> None:
        office = Office(tmp_path / "office", library)
        document = next(one for one in training_cases() if one["applicants"][0]["surnames"] == "Fonseca")
        case_id = intake.start(
            office.desk, programme="cuba", language="es", opened_on=office.desk.today(), document=document
        )
        ben, first = people.add(office.desk, "Ben Soto", ("supervisor",), "es")
        made = decide(office.desk, case_id)
        for passphrase in (first, "anything else at all"):
            with pytest.raises(CaseworkerError):
                review.approve(office.desk, [made], ben, passphrase)
        with pytest.raises(Refused, match="own_passphrase_first"):
            review.approve(office.open(first), [made])
        people.set_own_passphrase(office.desk, first, OWN["Ben Soto"])
        review.approve(office.open(OWN["Ben Soto"]), [made])
        (shown,) = cases.open_case(office.desk, case_id).determinations
        assert shown.approved_by == "Ben Soto"
        office.desk.store.close()

    def test_an_inactive_account_cannot_by_any_door(self, ana: Desk, luis: Desk, case_id: str) -> None:
        made = decide(ana, case_id)
        change(ana, luis.worker.id, active=False)
        with pytest.raises(Refused, match="may_not"):
            review.approve(luis, [made])
        with pytest.raises(Refused, match="may_not_approve"):
            review.approve(ana, [made], luis.worker.id)
        assert luis.worker.id not in [one.id for one in review.second_readers(ana)]

    def test_a_recovered_account_cannot_until_somebody_confirmed_it(
        self, ana: Desk, luis: Desk, desk: Desk, case_id: str
    ) -> None:
        made = decide(ana, case_id)
        change(ana, luis.worker.id, recovered_at=desk.at())
        with pytest.raises(Refused, match="recovered_account"):
            review.approve(luis, [made])
        assert luis.worker.id not in [one.id for one in review.second_readers(ana)]
        change(ana, luis.worker.id, confirmed_by=desk.worker.id)
        review.approve(luis, [made])

    def test_who_confirmed_a_recovered_account_is_taken_for_who_gave_access(
        self, ana: Desk, luis: Desk, desk: Desk, case_id: str
    ) -> None:
        made = decide(ana, case_id)
        change(ana, luis.worker.id, recovered_at=desk.at(), confirmed_by=ana.worker.id)
        with pytest.raises(Refused, match="appointed_by_decider"):
            review.approve(luis, [made])

    def test_whom_the_decider_appointed_cannot_while_there_is_somebody_else(
        self, desk: Desk, case_id: str
    ) -> None:
        boss = colleague(desk, ["caseworker", "administrator"], name="Boss One")
        made = decide(boss, case_id)
        friend = colleague(desk, ["supervisor"], name="Friend Two", appointed_by=boss.worker.id)
        further = colleague(desk, ["supervisor"], name="Further Three", appointed_by=friend.worker.id)
        for other in (friend, further):
            with pytest.raises(Refused, match="appointed_by_decider"):
                review.approve(other, [made])
        readers = {one.id for one in review.second_readers(boss)}
        assert readers
        assert readers.isdisjoint({friend.worker.id, further.worker.id})

    def test_an_office_of_two_works_and_the_letter_says_so(self, desk: Desk, case_id: str) -> None:
        """Everybody else is gone: what is left is who decided, and the one whom they gave access."""
        boss = colleague(desk, ["caseworker", "administrator"], name="Boss One")
        friend = colleague(desk, ["supervisor"], name="Friend Two", appointed_by=boss.worker.id)
        with desk.store.read() as tx:
            from caseworker.store.staff.staff import list_staff

            others = [one.id for one in list_staff(tx)]
        for one in others:
            if one not in (boss.worker.id, friend.worker.id):
                change(desk, one, active=False)
        assert [one.id for one in review.second_readers(boss)] == [friend.worker.id]
        made = decide(boss, case_id)
        review.approve(boss, [made], friend.worker.id)
        (shown,) = cases.open_case(boss, case_id).determinations
        assert (shown.approved_by, shown.appointed) == ("Friend Two", True)
        with boss.store.read() as tx:
            (entry,) = list_ledger(tx, object_kind="determination", object_id=made, limit=1)
        assert entry.payload["mark"] == "appointed"
        for language, said in (
            ("en", "given access by the person who decided"),
            ("es", "con acceso dado por"),
        ):
            pdf = handing_over.issued_pdf(boss, issuing.issue(boss, case_id, "a1", language, "A4"))
            assert said in text_of(pdf)

    def test_two_accounts_of_one_name_are_not_two_people(self, desk: Desk, case_id: str) -> None:
        first = colleague(desk, ["caseworker"], name="Rosa María Lima")
        second = colleague(desk, ["supervisor"], name="lima, ROSA MARIA")
        made = decide(first, case_id)
        with pytest.raises(Refused, match="reads_like_decider"):
            review.approve(second, [made])


class TestBehindTheServices:
    """Plain SQL on the program's own connection: refused, or named by the check and by issuing."""

    def test_an_approval_put_there_is_refused_or_named(self, ana: Desk, luis: Desk, case_id: str) -> None:
        made = decide(ana, case_id, "needs_review", "A doubt came up.")
        update = "UPDATE determinations SET approved_by = '{}', approved_at = '2026-03-05' WHERE id = '{}'"
        with pytest.raises(Refused, match=r"four_eyes|may_not_approve"), ana.store.write() as tx:
            tx.run(update.format(ana.worker.id, made))
        intake = colleague(ana, ["intake"]).worker.id
        with pytest.raises(Refused, match="may_not_approve"), ana.store.write() as tx:
            tx.run(update.format(intake, made))
        with ana.store.write() as tx:
            tx.run(update.format(luis.worker.id, made))
        with pytest.raises(Refused, match="row_altered"):
            issuing.issue(ana, case_id, "a1", "en", "A4")
        assert f"row:determination:{made}" in check_store(ana.store).faults

    def test_roles_put_there_give_nothing(self, ana: Desk, luis: Desk, case_id: str) -> None:
        made = decide(luis, case_id)
        with ana.store.write() as tx:
            tx.run("UPDATE staff SET roles = 'supervisor', own_passphrase = 1 WHERE id = ?", (ana.worker.id,))
        with pytest.raises(Refused, match="row_altered"):
            review.approve(ana, [made])
        assert f"row:staff:{ana.worker.id}" in check_store(ana.store).faults

    def test_an_account_put_there_approves_nothing(self, ana: Desk, case_id: str) -> None:
        made = decide(ana, case_id)
        with ana.store.write() as tx:
            tx.run("INSERT INTO staff VALUES ('eve', 'Eve', 'supervisor', 'en', 1, 1, '', NULL, NULL)")
        with pytest.raises(Refused, match="row_altered"):
            review.approve(desk_as(ana, "eve"), [made])
        with pytest.raises(Refused, match="row_altered"):
            review.approve(ana, [made], "eve")

    def test_a_leave_to_send_letters_alone_put_there_gives_none(self, ana: Desk, case_id: str) -> None:
        decide(ana, case_id)
        with ana.store.write() as tx:
            tx.run("INSERT INTO settings VALUES ('letters_alone', 'true')")
        with pytest.raises(Refused, match="row_altered"):
            issuing.issue(ana, case_id, "a1", "en", "A4", "Nobody is here")

    def test_a_letter_cannot_be_put_there(self, ana: Desk, case_id: str) -> None:
        made = decide(ana, case_id, "needs_review", "A doubt came up.")
        draft = (
            "INSERT INTO letters (id, case_id, determination_id, applicant_id, language, paper, state, kind)"
            " VALUES ('l9', ?, ?, 'a1', 'en', 'A4', 'draft', 'decision')"
        )
        issued = (
            "UPDATE letters SET state = 'issued', number = 'L-9', pdf = X'00', sha256 = 'ab',"
            " issued_by = 'x', issued_at = 'y' WHERE id = 'l9'"
        )
        with pytest.raises(Refused, match="letter_not_drafted"), ana.store.write() as tx:
            tx.run(draft.replace("'draft'", "'handed_over'"), (case_id, made))
        with ana.store.write() as tx:
            tx.run(draft, (case_id, made))
        with pytest.raises(Refused, match="second_person_needed"), ana.store.write() as tx:
            tx.run(issued)

    def test_what_second_readers_did_is_never_changed(self, ana: Desk, luis: Desk, case_id: str) -> None:
        review.send_back(luis, [decide(ana, case_id)], "Ask again.")
        for statement in ("UPDATE reviews SET remarks = 'x'", "DELETE FROM reviews"):
            with pytest.raises(Refused, match="reviews_append_only"), ana.store.write() as tx:
                tx.run(statement)
        with pytest.raises(Refused, match="staff_kept"), ana.store.write() as tx:
            tx.run("DELETE FROM staff")


class TestOneAct:
    def test_a_second_click_records_no_second_decision(self, ana: Desk, case_id: str) -> None:
        eligibility.determine(ana, case_id, "a1", "eligible", replaces="")
        with pytest.raises(Refused, match="decided_meanwhile"):
            eligibility.determine(ana, case_id, "a1", "eligible", replaces="")
        (made,) = cases.open_case(ana, case_id).determinations
        eligibility.determine(ana, case_id, "a1", "eligible", replaces=made.id)

    def test_a_family_is_decided_approved_issued_and_handed_over_in_one_act_each(
        self, ana: Desk, luis: Desk, desk: Desk
    ) -> None:
        case_id = case_of(desk, "Hernández")
        people = [one["id"] for one in cases.open_case(ana, case_id).document["applicants"]]
        assert len(people) == 12
        before = entries(desk)
        made = eligibility.determine_all(
            ana, case_id, [eligibility.Decision(one, "eligible", replaces="") for one in people]
        )
        review.approve(luis, made)
        letters = issuing.issue_all(ana, case_id, [issuing.Issue(one, "es") for one in people], "A4")
        handing_over.hand_over_all(ana, letters)
        assert entries(desk) == before + 4 * len(people)
        opened = cases.open_case(ana, case_id)
        assert {one.state for one in opened.letters} == {"handed_over"}
        row = next(row for row in cases.listing(ana) if row.id == case_id)
        assert (row.steps["eligibility"], row.steps["letter"]) == ("completed", "completed")
        assert check_store(desk.store).whole

    def test_one_act_is_all_or_none(self, ana: Desk, luis: Desk, desk: Desk) -> None:
        case_id = case_of(desk, "Hernández")
        people = [one["id"] for one in cases.open_case(ana, case_id).document["applicants"]]
        before = entries(desk)
        decisions = [eligibility.Decision(one, "eligible") for one in people]
        with pytest.raises(Refused, match="reason_needed"):
            eligibility.determine_all(ana, case_id, [*decisions, eligibility.Decision("a1", "not_eligible")])
        assert entries(desk) == before
        made = eligibility.determine_all(ana, case_id, decisions)
        own = eligibility.determine(luis, case_id, people[0], "eligible")
        with pytest.raises(Refused, match="four_eyes"):
            review.approve(luis, [*made[1:], own])
        assert not [one for one in cases.open_case(ana, case_id).determinations if one.approved_by]


class TestTakingOff:
    def test_intake_staff_take_off_their_own_of_the_day_and_nothing_else(
        self, desk: Desk, case_id: str
    ) -> None:
        rosa = colleague(desk, ["intake"])
        add(desk, case_id, "e1")
        add(rosa, case_id, "e2")
        assert cases.open_case(rosa, case_id).fixed == {("e1", "")}
        assert cases.open_case(desk, case_id).fixed == frozenset()
        with pytest.raises(Refused, match="may_not_take_off"):
            take_off(rosa, case_id, "e1")
        take_off(rosa, case_id, "e2")
        take_off(colleague(desk, ["caseworker"]), case_id, "e1")

    def test_the_next_day_it_is_not_their_own_any_more(
        self, desk: Desk, case_id: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from datetime import timedelta

        rosa = colleague(desk, ["intake"])
        add(rosa, case_id, "e2")
        clock = rosa.clock
        rosa.clock = lambda: clock() + timedelta(days=1)
        with pytest.raises(Refused, match="may_not_take_off"):
            take_off(rosa, case_id, "e2")


def test_who_waived_cannot_decide_and_who_decided_cannot_waive(desk: Desk, case_id: str) -> None:
    from caseworker.services import waivers

    opened = cases.open_case(desk, case_id)
    document = with_value(opened.document, "applicants/a1/passport/expires_on", "2031-03-10")
    passport = {key: value for key, value in document["applicants"][0]["passport"].items() if key != "number"}
    document = with_value(document, "applicants/a1/passport", passport)
    intake.record(desk, case_id, document, base_rev=opened.rev)
    supervisor = colleague(desk, ["supervisor"])
    for criterion in ("passport", "nationality"):
        waivers.waive(supervisor, case_id, "a1", criterion, "Seen on a call", supervisor.worker.id, "")
    with pytest.raises(Refused, match="waived_by_decider"):
        decide(supervisor, case_id)
    second_approves(desk, decide(desk, case_id))
    with pytest.raises(Refused, match="waived_by_decider"):
        waivers.waive(desk, case_id, "a1", "passport", "Seen", desk.worker.id, "")


def add(desk: Desk, case_id: str, evidence_id: str) -> None:
    opened = cases.open_case(desk, case_id)
    papers = [*(opened.document.get("evidence") or []), {"id": evidence_id, "type": "bus_ticket_named"}]
    intake.record(desk, case_id, with_value(opened.document, "evidence", papers), base_rev=opened.rev)


def take_off(desk: Desk, case_id: str, evidence_id: str) -> None:
    opened = cases.open_case(desk, case_id)
    papers = [one for one in opened.document["evidence"] if one["id"] != evidence_id]
    intake.record(desk, case_id, with_value(opened.document, "evidence", papers), base_rev=opened.rev)


def entries(desk: Desk) -> int:
    with desk.store.raw() as connection:
        return int(connection.execute("SELECT count(*) FROM ledger").fetchone()[0])


def text_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
