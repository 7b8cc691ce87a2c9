# SPDX-License-Identifier: AGPL-3.0-or-later
"""One open case: the document as typed so far, its assessment, saving by itself, undo by name."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from caseworker.domain.case.case import Case
from caseworker.domain.case.day_of_issue import day_of_issue
from caseworker.domain.case.document import Fault, FaultyDocument, read_case
from caseworker.domain.case.document_paths import path_of_place, same_field, value_at, with_value
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.errors import StaleRevision
from caseworker.domain.flow import Station, stations
from caseworker.domain.letter_state import stands
from caseworker.domain.rules.assess import Assessment
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.domain.rules.relevance import may_matter
from caseworker.services import cases, drafts, intake
from caseworker.services.desk import Desk

from ..background import Background, still_there
from .draft_keeper import DraftKeeper, OnDesk
from .file_adder import FileAdder
from .left_behind import left_behind
from .outdated_watch import OutdatedWatch
from .undo_steps import UndoSteps

# A revision comes at a pause, so that half a word is no history; drafts do not wait for one.
PAUSE_MS = 700
AGAIN_MS = 5000
Document = dict[str, Any]
Told = tuple[Callable[[Any], None], Callable[[Exception], None]]


class CaseEditor(QObject):
    """The case on the desk. Screens read `document` and call `put`; everything else follows by signal."""

    document_changed = Signal(str)
    assessment_changed = Signal()
    saving = Signal()
    saved = Signal()
    save_failed = Signal(object)
    undo_changed = Signal()
    # A decision, an approval, a letter: something beside the document.
    records_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        background: Background,
        opened: cases.OpenedCase,
        today: date,
        keeper: DraftKeeper,
    ) -> None:
        # Of the window, and deleted when it was left: a collector in another thread must never do that.
        super().__init__(background)
        self.desk, self._background, self.today = desk, background, today
        self.keeper = keeper
        self.case_id = opened.case_id
        self.document: dict[str, Any] = opened.document
        self.rev = opened.rev
        self.drafts: dict[str, tuple[str, str]] = {}
        self.determinations = opened.determinations
        self.letters = opened.letters
        self.waivers = opened.waivers
        # Papers and files that this person may not take off.
        self.fixed = opened.fixed
        self.permitted, self.alone = opened.permitted, opened.alone
        self.applicant_id = ""
        self.case: Case | None = None
        self.assessment: Assessment | None = None
        self.assessment_error: Exception | None = None
        self.save_error: Exception | None = None
        # Paths that were put back from a draft and have not been changed since.
        self.restored: frozenset[str] = frozenset()
        self._overwritten: dict[str, Any] = {}
        self._saved_document = self.document
        self._edit = max(opened.edit, keeper.saved_edit(self.case_id))
        self._steps = UndoSteps()
        self._saving = False
        self._leaving = False
        self._when_saved: list[tuple[Callable[[], None], Callable[[Exception], None]]] = []
        self.halted = False
        self._gone: set[str] = set()
        self.adder = FileAdder(self)
        self.outdated = OutdatedWatch(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.save)
        keeper.enter_case(self.case_id, opened.document)
        self._restore(opened)
        self.reassess()

    @property
    def unsaved(self) -> bool:
        """Whether something is in no revision yet."""
        return self.document is not self._saved_document or self._saving

    @property
    def dirty(self) -> bool:
        """Whether something typed has not reached the store where it belongs."""
        return self.unsaved or self.keeper.pending(self.case_id)

    @property
    def day_of_issue(self) -> date:
        """The day that a letter would bear if it were issued now."""
        return day_of_issue(self.desk.today(), self.case, training=self.desk.store.training)

    @property
    def faults(self) -> tuple[tuple[str, Fault], ...]:
        """What keeps the document from being saved, each with the path where it stands."""
        if not isinstance(self.assessment_error, FaultyDocument):
            return ()
        return tuple((path_of_place(self.document, one.place), one) for one in self.assessment_error.faults)

    @property
    def overwritten(self) -> dict[str, Any]:
        """What somebody saved meanwhile at paths that were put back, as `drafts.overwritten` gives it."""
        return {
            path: value
            for path, value in self._overwritten.items()
            if any(same_field(path, at) for at in self.restored)
        }

    def value(self, path: str) -> Any:
        return value_at(self.document, path)

    def put(self, path: str, value: Any, *, undoing: bool = False, gap: str = "") -> None:
        """Sets a field (NOT_ASKED takes it away), reassesses at once and saves soon.

        `gap` says why the field is empty, where undoing takes back the value that replaced it.
        """
        old = self.value(path)
        if old == value and type(old) is type(value):
            self.forget_draft(path)
            return
        document = with_value(self.document, path, value)
        gaps = document.get("gaps")
        known = gaps if isinstance(gaps, dict) else {}
        replaced = ""
        if path in known and value is not NOT_ASKED:
            replaced = known[path]
            document = with_value(document, "gaps", {key: why for key, why in known.items() if key != path})
        elif gap:
            document = with_value(document, "gaps", {**known, path: gap})
        self._change(document)
        if not undoing:
            self._remember(path, old, value, gap=replaced)
        self.forget_draft(path)
        self.restored -= {path}
        self._tell_changed(path)

    def put_many(self, path: str, changes: Mapping[str, Any], *, undoing: bool = False) -> None:
        """Sets several fields in one step, which undo names as a change of `path`."""
        old = {at: self.value(at) for at in changes}
        document = self.document
        for at, value in changes.items():
            document = with_value(document, at, value)
        self._change(document)
        if not undoing:
            self._steps.remember_many(path, old, changes)
            self.undo_changed.emit()
        self._tell_changed("")

    def _change(self, document: Document) -> None:
        self._edit += 1
        self._gone |= _ids(self.document) - _ids(document)
        self.document = document
        self._note()

    def _note(self) -> None:
        self.keeper.note_case(OnDesk(self.case_id, self._saved_document, self.document, self._edit))

    def _tell_changed(self, path: str) -> None:
        self.reassess()
        self.document_changed.emit(path)
        self._timer.start(PAUSE_MS)

    def _restore(self, opened: cases.OpenedCase) -> None:
        """Puts back what was typed and not saved, as one step that undo takes away again."""
        left = left_behind(opened, self.keeper.held(self.case_id))
        self.drafts, self._edit = left.unfit, max(self._edit, left.edit)
        for path, (code, text) in left.unfit.items():
            self.keeper.know_text(self.case_id, "unfit", path, f"{code}\n{text}")
        for path, text in left.texts.items():
            self.keeper.know_text(self.case_id, "text", path, text)
        before = self.document
        document, paths = drafts.restored(before, left.changes) if left.changes else (before, ())
        if not paths:
            return
        heads = [key for key in {**before, **document} if before.get(key) != document.get(key)]
        self._steps.remember_many(
            paths[0],
            {key: value_at(before, key) for key in heads},
            {key: value_at(document, key) for key in heads},
        )
        self.restored = frozenset(paths)
        self._overwritten = drafts.overwritten(before, left.changes)
        self._change(document)
        self._timer.start(PAUSE_MS)

    def put_gap(self, path: str, why: str) -> None:
        """Says why a field is empty."""
        gaps = self.value("gaps")
        known = dict(gaps) if isinstance(gaps, dict) else {}
        known.pop(path, None)
        if why != "not_asked":
            known[path] = why
        self.put("gaps", known or NOT_ASKED)

    def put_draft(self, path: str, code: str, text: str) -> None:
        """Keeps what was typed although it does not fit; it survives a kill like everything else.

        The value goes: what stands in the field says something else, and a part of it that would fit, as the
        beginning of "52k" does, was not meant. The field itself is not shown anew while somebody types in it.
        """
        self.drafts[path] = (code, text)
        self.keeper.note_text(self.case_id, "unfit", path, f"{code}\n{text}")
        old = NOT_ASKED if "#" in path else self.value(path)
        if text and old is not NOT_ASKED:
            self._change(with_value(self.document, path, NOT_ASKED))
            self._remember(path, old, NOT_ASKED)
            self.reassess()
            self._timer.start(PAUSE_MS)

    def new_ids(self, prefix: str, there: Iterable[str], count: int = 1) -> list[str]:
        """Ids for new people (`a`) or papers (`e`), never those of one that was removed: decisions, letters
        and texts that were typed about that one would be taken for those of the new one.
        """
        people = (
            *(one.applicant_id for one in self.determinations),
            *(one.applicant_id for one in self.letters),
            *(one.applicant_id for one in self.waivers),
        )
        said = " ".join((*people, *self.drafts, *self.keeper.places(self.case_id)))
        used = {*there, *self._gone, *re.findall(rf"\b{prefix}\d+\b", said)}
        found: list[str] = []
        for _ in range(count):
            found.append(cases.new_item_id(prefix, [*used, *found]))
        return found

    def put_text(self, place: str, text: str) -> None:
        """Keeps what was typed beside the document, such as a reason that waits for its button."""
        self.keeper.note_text(self.case_id, "text", place, text)

    def text(self, place: str) -> str:
        """What was typed there last."""
        return self.keeper.text(self.case_id, place)

    def take_restored_away(self) -> None:
        """Undoes what was put back from a draft, and what was changed after it."""
        while self.restored and len(self._steps):
            self.undo()

    def undo(self) -> None:
        """Takes the last change back."""
        self._step(back=True)

    def redo(self) -> None:
        """Makes it again."""
        self._step(back=False)

    def undo_path(self) -> str:
        """The field that undo would change, or an empty text."""
        return self._steps.path

    def save(self) -> None:
        """Saves now, if there is anything to save."""
        self._timer.stop()
        if self._saving:
            self._timer.start(PAUSE_MS)
            return
        if self.document is self._saved_document:
            return
        if isinstance(self.assessment_error, FaultyDocument):
            # It would be refused: the draft carries it, and the page says what is wrong where it stands.
            self.keeper.write()
            self._tell_waiting(self.assessment_error)
            return
        document, rev, edit = self.document, self.rev, self._edit
        self._saving = True
        self.saving.emit()
        keeper, desk, case_id = self.keeper, self.desk, self.case_id

        def work() -> int:
            with keeper.guard:
                new_rev = intake.record(desk, case_id, document, base_rev=rev, drafted=edit)
                keeper.mark_saved(case_id, edit)
            return new_rev

        def done(new_rev: int) -> None:
            self._saving = False
            self.save_error = None
            self.rev = new_rev
            self._saved_document = document
            self.keeper.settle_case(self.case_id, edit)
            self.saved.emit()
            if self.document is document:
                self._run_waiting()
                self._let_go()
            elif self._when_saved or self._leaving:
                self.save()
            else:
                self._timer.start(PAUSE_MS)

        def failed(error: Exception) -> None:
            self._saving = False
            self.save_error = error
            self._note()
            self.keeper.write()
            self.save_failed.emit(error)
            self._tell_waiting(error)
            if not self._leaving and not isinstance(error, StaleRevision):
                self._timer.start(AGAIN_MS)
            self._let_go(failed=True)

        self._background.write(work, done, failed)

    def _tell_waiting(self, error: Exception) -> None:
        waiting, self._when_saved = self._when_saved, []
        for _, tell in waiting:
            tell(error)

    def _run_waiting(self) -> None:
        # What is started may hold saving up again.
        while self._when_saved and not self.unsaved:
            start, _ = self._when_saved.pop(0)
            start()

    def work(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        """Changes something through a service, after what was typed before it has been saved.

        Who asked is not told any more once the case has been left.
        """
        told = self._while_here(done), self._while_here(failed)
        self._when_saved.append((lambda: self._background.write(work, *told), told[1]))
        self.save()
        self._run_waiting()

    def revise(
        self,
        work: Callable[[], tuple[int, Document, Any]],
        path: str,
        merge: Callable[[Document], Document],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        joined: bool = False,
        quiet: bool = False,
    ) -> None:
        """Lets a service write a revision of its own, which undo takes back as a change of `path`.

        `work` returns the new revision number, its document, and what `done` is told. What is typed
        meanwhile stays, with `merge` doing the same to it, and is saved afterwards. With `joined` it is
        one step of undo with the change of the same path before; with `quiet` whoever asks reassesses and
        tells of the change, once for many.
        """
        tell_done, tell_failed = self._while_here(done), self._while_here(failed)

        def start() -> None:
            self._saving = True
            self._background.write(work, finished, broken)

        def finished(found: tuple[int, Document, Any]) -> None:
            self.rev, stored, answer = found
            typed = self.document is not self._saved_document
            old = self.value(path)
            self._saved_document = stored
            with contextlib.suppress(KeyError):  # its item was taken away meanwhile
                self.document = merge(self.document) if typed else stored
            if typed:
                self._edit += 1
                self._note()
            if self.value(path) != old:
                self._remember(path, old, self.value(path), joined=joined)
                if not quiet:
                    self.reassess()
            self._end_revising()
            if not quiet:
                self.document_changed.emit(path)
            tell_done(answer)

        def broken(error: Exception) -> None:
            self._end_revising()
            tell_failed(error)

        self._when_saved.append((start, tell_failed))
        self.save()
        self._run_waiting()

    def _end_revising(self) -> None:
        self._saving = False
        if self.document is self._saved_document:
            self._run_waiting()
            self._let_go()
        elif self._when_saved or self._leaving:
            self.save()
        else:
            self._timer.start(PAUSE_MS)

    def halt(self) -> None:
        """What goes on step by step begins no further step: somebody is leaving."""
        self.halted = True

    def read(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Reads something in the background; the answer falls silent once the case has been left."""
        self._background.read(work, self._while_here(done), self._while_here(failed) if failed else None)

    def glance(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> bool:
        """As `Background.glance`; the answer falls silent once the case has been left."""
        return self._background.glance(work, self._while_here(done), self._while_here(failed))

    def _while_here(self, tell: Callable[[Any], None]) -> Callable[[Any], None]:
        # The screens of a case are gone with it, and an answer may come later.
        return lambda found: None if self._leaving or not still_there(tell) else tell(found)

    def leave(self, *, losing: bool = False) -> None:
        """Saves what is left, also what was typed while a save is under way; a draft of it is kept first.

        With `losing`, somebody chose to let go what is not saved.
        """
        self._leaving = True
        if losing:
            self.document = self._saved_document
        self.halt()
        self.adder.end()
        self.keeper.leave_case(self.case_id)
        self.save()
        # What cannot be saved, or could not, waits as a draft.
        self._let_go(failed=not self._saving)

    def _let_go(self, *, failed: bool = False) -> None:
        """Ends the life of a case that was left, once nothing of it is on its way to the store."""
        if self._leaving and not self._saving and (failed or not self._when_saved):
            self._timer.stop()
            self.deleteLater()

    def reassess(self) -> None:
        """Reads and assesses the document as it stands."""
        self.assessment, self.assessment_error = None, None
        library = self.desk.library
        try:
            self.case = read_case(self.document, library.reference.vocabulary())
            programme, on = self.case.programme, self.case.reference_day()
            if isinstance(programme, str) and on is not None and self.case.applicants:
                self.assessment = library.assess(self.case, programme, on)
        except (FaultyDocument, NoValueInForce, KeyError) as error:
            self.assessment_error = error
        people = [one["id"] for one in self.document.get("applicants") or []]
        if self.applicant_id not in people:
            self.applicant_id = people[0] if people else ""
        self.assessment_changed.emit()

    def choose_applicant(self, applicant_id: str) -> None:
        """Makes one person the one whose findings are shown."""
        if applicant_id != self.applicant_id:
            self.applicant_id = applicant_id
            self.document_changed.emit("")
            self.assessment_changed.emit()

    def stations(self) -> tuple[Station, ...]:
        """How far each station of the case is."""
        if self.case is None:
            return ()
        current = [one.applicant_id for one in self.determinations if one.in_force]
        lettered = [one.applicant_id for one in self.letters if stands(one.state)]
        return stations(self.case, self.assessment, current, lettered, self.outdated.stations())

    def used_for(self, path: str, language: str) -> tuple[tuple[str, str], ...]:
        """The conditions, (id, title) each, whose findings were read from the field at `path`."""
        if self.assessment is None or not self.applicant_id:
            return ()
        return tuple(
            (one.criterion.id, one.criterion.title.get(language, one.criterion.id))
            for one in self.assessment.of(self.applicant_id).findings
            if any(same_field(path, read) for read in one.paths())
        )

    def matters(self, field: str) -> bool:
        """Whether the rules in force may read the field; true while no rules are known."""
        programme, on = (self.case.programme, self.case.reference_day()) if self.case else (None, None)
        if not isinstance(programme, str) or on is None:
            return True
        try:
            return may_matter(field, self.desk.library.rules(programme, on))
        except (NoValueInForce, KeyError):
            return True

    def reload_records(self, told: Told | None = None) -> None:
        """Reads determinations, letters and waivers again, after one was made; `told` hears of the end."""
        heard, failed = told or (None, None)

        def done(found: cases.OpenedCase) -> None:
            self.determinations, self.letters = found.determinations, found.letters
            self.waivers = found.waivers
            self.document_changed.emit("")
            self.assessment_changed.emit()
            self.records_changed.emit()
            if heard is not None:
                heard(found)

        self._background.read(lambda: cases.open_case(self.desk, self.case_id), done, failed)

    def _remember(self, path: str, old: Any, new: Any, *, joined: bool = False, gap: str = "") -> None:
        self._steps.remember(path, old, new, joined=joined, gap=gap)
        self.undo_changed.emit()

    def _step(self, *, back: bool) -> None:
        step = self._steps.take(back=back)
        if step is None:
            return
        value = step.old if back else step.new
        if step.many:
            self.restored = frozenset()
            self.put_many(step.path, value, undoing=True)
        else:
            self.put(step.path, value, undoing=True, gap=step.gap if back else "")
        self.undo_changed.emit()
        self.document_changed.emit("")

    def forget_draft(self, path: str) -> None:
        """What did not fit at a path is over; at all parts of a list where the path ends in `#`."""
        for at in [one for one in self.drafts if one == path or (path[-1:] == "#" and one.startswith(path))]:
            del self.drafts[at]
            self.keeper.note_text(self.case_id, "unfit", at, "")


def _ids(document: Document) -> set[str]:
    lists = (document.get(key) or () for key in ("applicants", "evidence"))
    return {str(one["id"]) for found in lists for one in found if isinstance(one, dict) and "id" in one}
