# SPDX-License-Identifier: AGPL-3.0-or-later
"""The assessment so far: every condition with its result and reason, live, and what is still missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from caseworker.domain.case.child import is_child
from caseworker.domain.reasons.explain import place_of, why
from caseworker.domain.reasons.protection import follows_on
from caseworker.domain.rules.assess import ApplicantAssessment
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import OVER, STEPS
from caseworker.domain.rules.reference import NoValueInForce
from caseworker.services.letter.child_note import child_authority
from caseworker.words import N_, Words
from caseworker.words.rules.reasons import cure, reason
from caseworker.words.rules.referrals import referral_name
from caseworker.words.rules.rules import cites_of

from ... import theme
from ...models.case_editor import CaseEditor
from ...weakly import weakly
from ..plain.label import Label
from ..plain.link_label import LinkLabel

TITLE = N_("Assessment so far")
FOR = N_("Applicant")
MISSING = N_("Still missing")
REFERRALS = N_("Referrals")
NOTHING = N_("Add an applicant, a programme and a reference day, and the assessment appears here.")
NO_RULES = N_("No rules of this programme are in force on the reference day. Choose another day.")
FAULTY = N_("Nothing can be assessed while something in the case is wrong: it is named above.")
NOT_A_DECISION = N_("Changes nothing: a person decides.")
CHILD_PROTECTION = "child-protection"
COUNT = N_("{met} of {all} conditions met")


class AssessmentPanel(QWidget):
    """Follows the case editor.

    `finding_opened` carries the document path that decides a finding, and the criterion's id.
    """

    finding_opened = Signal(str, str)

    def __init__(self, editor: CaseEditor, words: Words) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._editor, self._words = editor, words
        self.setMinimumWidth(300)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 8, 0)
        column.setSpacing(8)
        self._title = Label()
        self._title.setObjectName("group")
        column.addWidget(self._title)
        self._who = QComboBox()
        self._who.currentIndexChanged.connect(
            weakly(self, lambda self, at: editor.choose_applicant(self._who.itemData(at)))
        )
        column.addWidget(self._who)
        row = QHBoxLayout()
        self._mark = Label()
        self._outcome = Label()
        self._outcome.setObjectName("heading")
        self._outcome.setWordWrap(True)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._outcome, 1)
        column.addLayout(row)
        self._count = Label()
        self._count.setObjectName("muted")
        self._count.setWordWrap(True)
        column.addWidget(self._count)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("panelScroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        self._key: object = None
        self._titles: dict[str, LinkLabel] = {}
        editor.assessment_changed.connect(self.refresh)
        self.refresh()

    def set_words(self, words: Words) -> None:
        """Speaks another language."""
        self._words, self._key = words, None
        self.refresh()

    def refresh(self) -> None:
        """Shows the assessment as it is now; the place in the list is kept."""
        words, editor = self._words, self._editor
        self._title.setText(words(TITLE))
        self._fill_people()
        one = self._current()
        if one is None:
            self._outcome.setText("")
            self._mark.clear()
            wrong = isinstance(editor.assessment_error, NoValueInForce)
            # Why, and where, stands over the stations.
            self._count.setText(words(FAULTY if editor.faults else NO_RULES if wrong else NOTHING))
            self._scroll.setWidget(QWidget())
            self._key = None
            return
        self._outcome.setText(words.label("outcome", one.outcome))
        self._mark.setPixmap(theme.mark_pixmap(one.outcome, 22))
        asked = [finding for finding in one.findings if finding.result != "not_applicable"]
        met = sum(finding.result == "met" for finding in asked)
        self._count.setText(f"{words(COUNT, met=met, all=len(asked))}. {words(NOT_A_DECISION)}")
        key = (
            words.language,
            one.applicant.id,
            one.applicant.located_in,
            *((f.criterion.id, f.result, reason(f, words)) for f in asked),
        )
        if key == self._key:
            return
        self._key = key
        at = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(self._body(one, asked))
        self._scroll.verticalScrollBar().setValue(at)

    def show_finding(self, criterion: str) -> None:
        """Puts the focus on a finding."""
        title = self._titles.get(criterion)
        if title is not None:
            title.setFocus()
            self._scroll.ensureWidgetVisible(title, 0, 60)

    def _fill_people(self) -> None:
        people = self._editor.document.get("applicants") or []
        self._who.blockSignals(True)
        self._who.clear()
        for at, person in enumerate(people):
            self._who.addItem(person_name(person, at, self._words), person["id"])
        self._who.setCurrentIndex(self._who.findData(self._editor.applicant_id))
        self._who.setVisible(len(people) > 1)
        self._who.setAccessibleName(self._words(FOR))
        self._who.blockSignals(False)

    def _current(self) -> ApplicantAssessment | None:
        if self._editor.assessment is None:
            return None
        try:
            return self._editor.assessment.of(self._editor.applicant_id)
        except KeyError:
            return None

    def _body(self, one: ApplicantAssessment, asked: list[Finding]) -> QWidget:
        words = self._words
        body = QWidget()
        self._titles.clear()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 6, 12)
        column.setSpacing(6)
        wanted = list(dict.fromkeys(text for f in one.open_findings() if (text := cure(f, words))))
        if wanted and not self._over():
            column.addWidget(_small_title(words(MISSING)))
            for text in wanted:
                column.addWidget(_wrapped(f"• {text}"))
        codes = (code for code in one.referrals if code != CHILD_PROTECTION and not self._stopped(code))
        referred = [self._referral(code) for code in codes]
        day = self._editor.day_of_issue
        if follows_on(one, day) or (CHILD_PROTECTION in one.referrals and is_child(one.applicant, day)):
            named = child_authority(one.applicant, words)
            referred.insert(0, f"{self._referral(CHILD_PROTECTION)}: {named}")
        if referred:
            column.addWidget(_small_title(words(REFERRALS)))
            for text in referred:
                column.addWidget(_wrapped(text))
        for step in STEPS:
            findings = [finding for finding in asked if finding.criterion.step == step]
            if not findings:
                continue
            column.addWidget(_small_title(words.label("step", step)))
            for finding in sorted(findings, key=_open_first):
                column.addWidget(self._row(one, finding))
        column.addStretch()
        return body

    def _over(self) -> bool:
        """Whether the programme of the case is over on the day of issue: nothing is still to be brought."""
        programme = self._editor.assessment.programme if self._editor.assessment is not None else None
        known = self._editor.desk.library.programmes.get(programme.id, programme) if programme else None
        state = known.stopped_on(self._editor.day_of_issue) if known is not None else None
        return state is not None and state.status in OVER

    def _stopped(self, code: str) -> bool:
        """Whether the referral is to a programme that nobody can use any more."""
        known = self._editor.desk.library.programmes.get(code)
        return known is not None and known.stopped_on(self._editor.day_of_issue) is not None

    def _referral(self, code: str) -> str:
        return referral_name(code, self._editor.desk.library.programmes, self._words)

    def _row(self, one: ApplicantAssessment, finding: Finding) -> QWidget:
        words = self._words
        kind = finding.shown_as
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        mark = Label()
        mark.setPixmap(theme.mark_pixmap(kind, 16))
        mark.setAccessibleName(words.label("result", kind))
        mark.setToolTip(words.label("result", kind))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(0)
        text.setContentsMargins(0, 0, 0, 4)
        title = LinkLabel(finding.criterion.title.get(words.language, finding.criterion.id))
        title.setAccessibleName(f"{title.text()}: {words.label('result', kind)}")
        title.setToolTip("\n".join(self._sources(finding)))
        criterion = finding.criterion.id
        title.clicked.connect(
            weakly(self, lambda self: self.finding_opened.emit(place_of(why(one, finding)), criterion))
        )
        self._titles[criterion] = title
        text.addWidget(title)
        if finding.result != "met" or finding.code:
            text.addWidget(_wrapped(f"{words.label('result', kind)}. {reason(finding, words)}"))
        row.addLayout(text, 1)
        return holder

    def _sources(self, finding: Finding) -> tuple[str, ...]:
        assert self._editor.assessment is not None  # noqa: S101 - the finding came from it
        return cites_of(self._editor.assessment.programme, finding.criterion.sources, self._words)


def person_name(person: dict[str, object], at: int, words: Words) -> str:
    """A person's name in a list, or which applicant it is."""
    parts = [person.get("given_names"), person.get("surnames")]
    name = " ".join(part for part in parts if isinstance(part, str) and part)
    return name or words("Applicant {number}", number=at + 1)


def _open_first(finding: Finding) -> int:
    order = {"not_eligible": 0, "needs_review": 1, "more_evidence_needed": 2}
    return order.get(finding.then, 3)


def _small_title(text: str) -> QLabel:
    label = Label(text)
    label.setObjectName("strong")
    label.setContentsMargins(0, 6, 0, 0)
    return label


def _wrapped(text: str) -> QLabel:
    label = Label(text)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label
