# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every service that takes a desk, the operation that it is, and a call of it that succeeds for who may.

`python -m tests.services.permission_calls` writes `docs/permissions.md` anew.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from caseworker.domain.case.document import read_case
from caseworker.domain.case.document_paths import with_value
from caseworker.domain.permissions import OPERATIONS, ROLES
from caseworker.domain.second_person import ALWAYS
from caseworker.paths import resource
from caseworker.services import (
    case_index,
    cases,
    drafts,
    eligibility,
    intake,
    matrix_page,
    outdated,
    review,
    settings,
    summary,
    upkeep,
    waivers,
)
from caseworker.services.desk import Desk
from caseworker.services.evidence import files, papers, scanner_folder
from caseworker.services.letter import drafting, handing_over, issuing, revocation, slip, verifying
from caseworker.services.programmes import impact, installing, reassess, replay
from caseworker.services.staff import people, recovery
from caseworker.store.database.ids import new_id
from caseworker.store.secrets.keys import FLOOR_KDF
from caseworker.store.staff import slots
from caseworker.words import words_for
from tests.colleagues import change, colleague, second_approves

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "permissions.md"


@dataclass(frozen=True)
class Scene:
    """A training store in which everything a call needs is there. `first` holds all roles."""

    first: Desk
    case_id: str
    evidence_id: str
    sha256: str
    folder: Path

    def document(self, desk: Desk | None = None) -> dict[str, Any]:
        return cases.open_case(desk or self.first, self.case_id).document

    def rev(self) -> int:
        return cases.open_case(self.first, self.case_id).rev

    def decided(self) -> str:
        """A decision of the first person that waits."""
        return eligibility.determine(self.first, self.case_id, "a1", "needs_review", "A doubt came up.")

    def approved(self) -> None:
        second_approves(self.first, self.decided())

    def issued(self) -> str:
        self.approved()
        return issuing.issue(self.first, self.case_id, "a1", "en", "A4")

    def child_alone(self) -> None:
        """Makes the person a child whom nobody accompanies."""
        opened = cases.open_case(self.first, self.case_id)
        first = {**opened.document["applicants"][0], "born_on": "2014-01-01", "accompanied_by": "nobody"}
        document = {**opened.document, "applicants": [first, *opened.document["applicants"][1:]]}
        intake.record(self.first, self.case_id, document, base_rev=opened.rev)

    def alone(self) -> str:
        settings.allow_alone(self.first, allowed=True)
        assessed = case_index.assessment_of(
            read_case(self.document(), self.first.library.reference.vocabulary()), self.first.library
        )
        assert assessed is not None
        outcome = assessed.of("a1").outcome
        assert outcome not in ALWAYS
        eligibility.determine(self.first, self.case_id, "a1", outcome)
        return issuing.issue(self.first, self.case_id, "a1", "en", "A4", "Nobody else is here")

    def lacking(self) -> None:
        """Takes away what shows that the passport is there."""
        opened = cases.open_case(self.first, self.case_id)
        applicants = [dict(one) for one in opened.document["applicants"]]
        applicants[0]["passport"] = {
            key: value for key, value in applicants[0]["passport"].items() if key != "number"
        }
        intake.record(
            self.first, self.case_id, {**opened.document, "applicants": applicants}, base_rev=opened.rev
        )

    def surname(self) -> str:
        """The name of somebody who reads like nobody before."""
        return f"Rosa {''.join(chr(97 + int(digit, 16)) for digit in new_id(self.first.at())[-8:])}"

    def newcomer(self) -> str:
        """A colleague who has no passphrase yet, by id."""
        return colleague(self.first, ["intake"]).worker.id

    def let_in(self, staff_id: str) -> None:
        """Gives somebody a passphrase, cheaply."""
        slots.add_passphrase(
            self.first.store, staff_id, PASSPHRASE, by="", now=self.first.at(), kdf=FLOOR_KDF
        )

    def two_inside(self) -> tuple[str, str]:
        """Two colleagues with passphrases, the second of whom chose theirs."""
        one = colleague(self.first, ["intake"]).worker.id
        second = colleague(self.first, ["intake"], own_passphrase=True).worker.id
        for staff_id in (one, second):
            self.let_in(staff_id)
        return one, second

    def recovered(self) -> str:
        """A colleague whose account waits to be confirmed."""
        one = colleague(self.first, ["supervisor"], own_passphrase=True).worker.id
        change(self.first, one, recovered_at=self.first.at())
        return one

    def candidate(self) -> installing.Candidate:
        path = self.folder / "venezuela.toml"
        path.write_bytes(resource("programmes", "venezuela.toml").read_bytes())
        return installing.read_candidate(self.first, path)

    def draft_letter(self) -> Path:
        path = self.folder / "draft.pdf"
        path.write_bytes(DRAFT)
        return path


WORDS = words_for("en")
DRAFT = b"%PDF-1.7 caseworker letter draft \n"
PASSPHRASE, OTHER = "lamp river fig stone", "piano oven walnut crow"


def _quiet(*_: object) -> None:
    pass


def _go_on() -> bool:
    return False


# service: operation, what has to be there before, the call
CALLS: dict[str, tuple[str, Callable[[Scene], Any] | None, Callable[[Scene, Desk, Any], object]]] = {
    "upkeep.cases_off_the_index": ("own", None, lambda s, d, _: upkeep.cases_off_the_index(d)),
    "cases.listing": ("read_cases", None, lambda s, d, _: cases.listing(d, "Perez")),
    "cases.keys": ("read_cases", None, lambda s, d, _: cases.keys(d)),
    "cases.rows": ("read_cases", None, lambda s, d, _: cases.rows(d, [1])),
    "cases.named": ("read_cases", None, lambda s, d, _: cases.named(d, [s.case_id])),
    "cases.count": ("read_cases", None, lambda s, d, _: cases.count(d)),
    "cases.outdated": ("read_cases", None, lambda s, d, _: cases.outdated(d, limit=1)),
    "cases.open_case": ("read_cases", None, lambda s, d, _: cases.open_case(d, s.case_id)),
    "drafts.keep": (
        "own",
        None,
        lambda s, d, _: drafts.keep(d, [drafts.Typed("", "text", "settings/name", "C")]),
    ),
    "drafts.mine": ("own", None, lambda s, d, _: drafts.mine(d)),
    "drafts.unsaved": ("own", None, lambda s, d, _: drafts.unsaved(d)),
    "drafts.beside": ("own", None, lambda s, d, _: drafts.beside(d, "settings")),
    "drafts.discard": ("own", None, lambda s, d, _: drafts.discard(d, "", under="settings")),
    "eligibility.determine": (
        "determine",
        None,
        lambda s, d, _: eligibility.determine(d, s.case_id, "a1", "needs_review", "A doubt came up."),
    ),
    "eligibility.determine_all": (
        "determine",
        None,
        lambda s, d, _: eligibility.determine_all(
            d, s.case_id, [eligibility.Decision("a1", "needs_review", "A doubt came up.")]
        ),
    ),
    "evidence.papers.attach": (
        "record",
        None,
        lambda s, d, _: papers.attach(d, s.case_id, s.evidence_id, picture(), "a.png"),
    ),
    "evidence.papers.attach_all": (
        "record",
        None,
        lambda s, d, _: papers.attach_all(
            d, s.case_id, s.evidence_id, [papers.Incoming("a.png", picture())], _quiet, _go_on
        ),
    ),
    "evidence.papers.detach": (
        "record",
        None,
        lambda s, d, _: papers.detach(d, s.case_id, s.evidence_id, "0" * 64),
    ),
    "evidence.files.attachments_of": (
        "read_cases",
        None,
        lambda s, d, _: files.attachments_of(d, s.case_id),
    ),
    "evidence.files.original": ("read_cases", None, lambda s, d, _: files.original(d, s.sha256)),
    "evidence.files.examined": ("read_cases", None, lambda s, d, _: files.examined(d, s.sha256)),
    "evidence.files.keep_examined": (
        "record",
        lambda s: files.examined(s.first, s.sha256),
        lambda s, d, seen: files.keep_examined(d, s.sha256, seen),
    ),
    "evidence.files.page": ("read_cases", None, lambda s, d, _: files.page(d, s.sha256, 1, 64)),
    "evidence.files.thumbnail": ("read_cases", None, lambda s, d, _: files.thumbnail(d, s.sha256)),
    "evidence.files.prepare": (
        "read_cases",
        None,
        lambda s, d, _: files.prepare(d, s.case_id, _quiet, _go_on),
    ),
    "evidence.files.changed_files": (
        "read_cases",
        None,
        lambda s, d, _: files.changed_files(d, s.case_id),
    ),
    "evidence.files.damaged_files": (
        "read_cases",
        None,
        lambda s, d, _: files.damaged_files(d, s.case_id),
    ),
    "programmes.impact.impact_of": (
        "own",
        Scene.candidate,
        lambda s, d, candidate: impact.impact_of(d, candidate, _quiet, _go_on),
    ),
    "intake.start": (
        "record",
        None,
        lambda s, d, _: intake.start(d, programme="venezuela", language="es", opened_on=d.today()),
    ),
    "intake.record": (
        "record",
        Scene.rev,
        lambda s, d, rev: intake.record(
            d, s.case_id, with_value(s.document(), "language", f"e{'ns'[rev % 2]}"), base_rev=rev
        ),
    ),
    "letter.drafting.preview": (
        "read_cases",
        Scene.document,
        lambda s, d, document: drafting.preview(d, document, "a1", "en", "A4"),
    ),
    "letter.issuing.issue": (
        "issue",
        Scene.approved,
        lambda s, d, _: issuing.issue(d, s.case_id, "a1", "en", "A4"),
    ),
    "letter.issuing.issue_all": (
        "issue",
        Scene.approved,
        lambda s, d, _: issuing.issue_all(d, s.case_id, [issuing.Issue("a1", "en")], "A4"),
    ),
    "letter.issuing.issue_note": (
        "hand_over",
        Scene.child_alone,
        lambda s, d, _: issuing.issue_note(d, s.case_id, "a1", "en", "A4"),
    ),
    "letter.handing_over.issued_pdf": (
        "hand_over",
        Scene.issued,
        lambda s, d, one: handing_over.issued_pdf(d, one),
    ),
    "letter.handing_over.hand_over": (
        "hand_over",
        Scene.issued,
        lambda s, d, one: handing_over.hand_over(d, one),
    ),
    "letter.handing_over.hand_over_all": (
        "hand_over",
        Scene.issued,
        lambda s, d, one: handing_over.hand_over_all(d, [one]),
    ),
    "letter.handing_over.note_printed": (
        "hand_over",
        Scene.issued,
        lambda s, d, one: handing_over.note_printed(d, one),
    ),
    "letter.verifying.public_key_file": ("own", None, lambda s, d, _: verifying.public_key_file(d)),
    "upkeep.look_through": ("own", None, lambda s, d, _: upkeep.look_through(d)),
    "upkeep.rebuild_index": ("own", None, lambda s, d, _: upkeep.rebuild_index(d)),
    "matrix_page.page": (
        "read_cases",
        Scene.document,
        lambda s, d, document: matrix_page.page(d, document, "a1", (), WORDS, "A4"),
    ),
    "staff.people.staff": ("own", None, lambda s, d, _: people.staff(d)),
    "staff.people.colleagues": ("own", None, lambda s, d, _: people.colleagues(d)),
    "staff.people.add": ("staff", Scene.surname, lambda s, d, name: people.add(d, name, ("intake",), "es")),
    "staff.people.first_passphrase": (
        "staff",
        Scene.newcomer,
        lambda s, d, one: people.first_passphrase(d, one),
    ),
    "staff.people.change_roles": (
        "staff",
        Scene.newcomer,
        lambda s, d, one: people.change_roles(d, one, ("auditor",)),
    ),
    "staff.people.deactivate": ("staff", Scene.newcomer, lambda s, d, one: people.deactivate(d, one)),
    "staff.people.reset": (
        "staff",
        Scene.two_inside,
        lambda s, d, two: people.reset(d, two[0], two[1], PASSPHRASE),
    ),
    "staff.people.seconds_for_reset": (
        "staff",
        Scene.newcomer,
        lambda s, d, one: people.seconds_for_reset(d, one),
    ),
    "staff.people.set_own_passphrase": (
        "own",
        None,
        lambda s, d, _: (s.let_in(d.worker.id), people.set_own_passphrase(d, PASSPHRASE, OTHER)),
    ),
    "staff.people.recovered": ("own", None, lambda s, d, _: people.recovered(d)),
    "staff.people.confirm": ("own", Scene.recovered, lambda s, d, one: people.confirm(d, one)),
    "outdated.compare_case": (
        "read_cases",
        Scene.document,
        lambda s, d, document: outdated.compare_case(d, s.case_id, document),
    ),
    "programmes.installing.accept": (
        "install",
        Scene.candidate,
        lambda s, d, candidate: installing.accept(d, candidate, _quiet, _go_on),
    ),
    "programmes.installing.in_force": ("own", None, lambda s, d, _: installing.in_force(d)),
    "programmes.reassess.reassess_all": (
        "own",
        None,
        lambda s, d, _: reassess.reassess_all(d, _quiet, _go_on),
    ),
    "programmes.replay.replay_all": (
        "read_cases",
        None,
        lambda s, d, _: replay.replay_all(d, _quiet, _go_on),
    ),
    "staff.recovery.new_key": ("staff", None, lambda s, d, _: recovery.new_key(d)),
    "staff.recovery.sheet_kept": ("staff", None, lambda s, d, _: recovery.sheet_kept(d)),
    "staff.recovery.sheet": ("own", None, lambda s, d, _: recovery.sheet(d, "ABC", WORDS)),
    "review.approve": ("approve", Scene.decided, lambda s, d, one: review.approve(d, [one])),
    "review.send_back": (
        "send_back",
        Scene.decided,
        lambda s, d, one: review.send_back(d, [one], "Ask again"),
    ),
    "review.look": ("look", Scene.alone, lambda s, d, one: review.look(d, [one])),
    "review.second_readers": ("read_cases", None, lambda s, d, _: review.second_readers(d)),
    "letter.revocation.revoke": (
        "revoke",
        Scene.issued,
        lambda s, d, one: revocation.revoke(d, one, "Issued by mistake"),
    ),
    "letter.revocation.withdrawn_file": ("own", None, lambda s, d, _: revocation.withdrawn_file(d)),
    "evidence.scanner_folder.delete_attached": (
        "read_cases",
        None,
        lambda s, d, _: scanner_folder.delete_attached(d, s.case_id, s.folder, [("x", "0" * 64)]),
    ),
    "settings.office": ("own", None, lambda s, d, _: settings.office(d)),
    "settings.set_office": (
        "letterhead",
        None,
        lambda s, d, _: settings.set_office(d, settings.Office("Casa")),
    ),
    "settings.alone_allowed": ("own", None, lambda s, d, _: settings.alone_allowed(d)),
    "settings.allow_alone": ("office", None, lambda s, d, _: settings.allow_alone(d, allowed=False)),
    "settings.set_language": ("own", None, lambda s, d, _: settings.set_language(d, "es")),
    "letter.slip.waiting_slip": (
        "hand_over",
        Scene.document,
        lambda s, d, document: slip.waiting_slip(d, s.case_id, document, "a1", "es", "A4"),
    ),
    "summary.summary_here": (
        "read_cases",
        Scene.document,
        lambda s, d, document: summary.summary_here(d, document, (), "A4", WORDS),
    ),
    "summary.note_printed": ("hand_over", None, lambda s, d, _: summary.note_printed(d, s.case_id)),
    "letter.verifying.verify_here": ("own", None, lambda s, d, _: verifying.verify_here(d, DRAFT)),
    "letter.verifying.verify_text_here": ("own", None, lambda s, d, _: verifying.verify_text_here(d, "L-1")),
    "letter.verifying.own_fingerprint": ("own", None, lambda s, d, _: verifying.own_fingerprint(d)),
    "letter.verifying.verify_file_here": (
        "own",
        Scene.draft_letter,
        lambda s, d, path: verifying.verify_file_here(d, path),
    ),
    "waivers.waive": (
        "waive",
        Scene.lacking,
        lambda s, d, _: waivers.waive(d, s.case_id, "a1", "passport", "Seen", d.worker.id, ""),
    ),
    "waivers.waive_all": (
        "waive",
        Scene.lacking,
        lambda s, d, _: waivers.waive_all(d, s.case_id, ["a1"], "passport", "Seen", d.worker.id, ""),
    ),
    "waivers.supervisors": ("read_cases", None, lambda s, d, _: waivers.supervisors(d)),
}
# What anybody may call, since it answers for whoever asks, or touches nothing that somebody recorded.
FOR_ANYBODY = {
    "drafts.settle": "brings what people typed from the room set aside to where it belongs",
    "drafts.forget_reserved": "forgets there what was saved",
    "evidence.files.tidy": "sweeps files that a crash left without a row",
    "programmes.installing.may_install": "says whether they may",
    "programmes.installing.read_candidate": "reads a file that they chose",
    "programmes.installing.shipped_candidate": "reads a file that came with the program",
    "staff.coming_in.asked_first": "says what whoever came in has to do first",
    "staff.coming_in.first_passphrase_waits": "says what whoever came in has to do first",
    "staff.coming_in.key_that_is_due": "makes nothing for those who may not",
    "staff.recovery.may_renew": "says whether they may",
    "staff.recovery.recoverable": "asks for the recovery key instead of an account",
    "staff.recovery.recover": "asks for the recovery key instead of an account",
    "review.waiting": "tells nothing to those who may not approve",
    "review.sent_back": "tells nothing to those who may not decide",
    "review.gone_alone": "tells nothing to those who may not look",
}


def picture() -> bytes:
    """A small picture, as a scanner might make it."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 180, 160)).save(out, "PNG")
    return out.getvalue()


def services() -> Iterator[str]:
    """The name of every public service that is handed a desk and opens the store by itself."""
    for path in sorted((ROOT / "caseworker" / "services").rglob("*.py")):
        for one in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
                names = [argument.arg for argument in one.args.args]
                # With a transaction at hand it is part of a service that was asked already.
                if "desk" in names and "tx" not in names:
                    room = path.relative_to(ROOT / "caseworker" / "services").with_suffix("")
                    yield ".".join((*room.parts, one.name))


def table() -> str:
    """The page in `docs/`: operations by role, then services by operation."""
    lines = [
        "# Who may do what",
        "",
        "Made by `python -m tests.services.permission_calls` from `caseworker/domain/permissions.py`; the",
        "test `tests/services/test_permissions.py` calls every service as everybody and keeps the page in",
        "step.",
        "",
        f"| Operation | {' | '.join(ROLES)} | Services |",
        f"|---|{'---|' * (len(ROLES) + 1)}",
    ]
    for operation, roles in OPERATIONS.items():
        marks = " | ".join("yes" if role in roles else "-" for role in ROLES)
        named = ", ".join(f"`{name}`" for name, (of, _, _) in CALLS.items() if of == operation)
        lines.append(f"| {operation} | {marks} | {named or 'within other services'} |")
    lines += ["", "For anybody who is signed in:", ""]
    lines += [f"- `{name}`: {why}" for name, why in FOR_ANYBODY.items()]
    return "\n".join(lines) + "\n"


def all_roles(desk: Desk) -> Desk:
    """The desk of the first person, with every role."""
    from tests.colleagues import change

    change(desk, desk.worker.id, roles=ROLES)
    desk.worker = replace(desk.worker, roles=frozenset(ROLES))
    return desk


if __name__ == "__main__":
    DOCUMENT.write_text(table(), encoding="utf-8")
