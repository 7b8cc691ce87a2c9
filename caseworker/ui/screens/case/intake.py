# SPDX-License-Identifier: AGPL-3.0-or-later
"""Intake: who asks, since when, from where, with which passport; consent and the privacy notice."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from caseworker.domain.case import applicant as domain
from caseworker.domain.case.days import age_on, days_of
from caseworker.domain.case.document_paths import value_at
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.case.removing import without_person
from caseworker.domain.mrz import MrzReading
from caseworker.words import LANGUAGE_NAMES, N_
from caseworker.words.labels import options

from ...weakly import weakly
from ...widgets.acts.removal_question import ask_removal
from ...widgets.fields.choice_editor import ChoiceEditor, ListChoiceEditor, PresenceEditor, yes_no
from ...widgets.fields.clock_editor import ClockEditor
from ...widgets.fields.country_editor import CountriesEditor, CountryEditor
from ...widgets.fields.day_editor import DayEditor
from ...widgets.fields.records_editor import DaysEditor, RecordsEditor
from ...widgets.fields.text_editor import TextEditor
from ...widgets.findings.assessment_panel import person_name
from ...widgets.forms.form import Form
from ...widgets.plain.label import Label
from ...widgets.plain.muted_label import muted
from ...widgets.scanner.mrz_editor import MrzEditor
from .case_screen import CaseScreen, PeopleRow

NOTICE = N_(
    "Tell the person, in their language: who we are, what we write down and why, that it is kept encrypted, "
    "who may see it, that help does not depend on consent, and how to see, correct or withdraw it."
)
ADD_PERSON = N_("Add a person")
REMOVE_PERSON = N_("Remove this person")
FULL_AGE = 18


class IntakeScreen(CaseScreen):
    STEP = "intake"
    TITLE = N_("Intake")

    def build(self) -> None:
        library = self.editor.desk.library
        case = Form()
        case.group(N_("The request"))
        names = [(one.id, one.name) for one in library.programmes.values()]
        self._programmes = ListChoiceEditor(names, ask=False)
        case.add("programme", N_("Programme"), self._programmes, gaps=False)
        case.add(
            "assess_on",
            N_("Reference day"),
            DayEditor(exact=True),
            N_("The rules in force on this day are used. Left empty, it is the day the case was opened."),
            gaps=False,
        )
        case.add(
            "asked_at",
            N_("Time of the request (clock of the authority)"),
            ClockEditor(),
            N_("Only where a rule changes at an hour of that day. For example 15:00."),
        )
        self._case = case
        language = ChoiceEditor(list(LANGUAGE_NAMES.items()), ask=False)
        case.add("language", N_("Language of the letter"), language, gaps=False)
        self.body.addWidget(self.watch(case))

        consent = Form()
        consent.group(N_("Privacy notice and consent"))
        self._notice = muted()
        consent.add_widget(self._notice)
        consent.add("x_consent/notice_given_on", N_("Privacy notice given on"), DayEditor())
        consent.add("x_consent/interpreter", N_("Interpreter"), TextEditor(), N_("Optional. Name or number."))
        consent.add(
            "x_consent/share_with_partners",
            N_("May we share this case with partner organisations?"),
            yes_no(),
        )
        consent.add(
            "x_consent/phone", N_("Phone number of the applicant"), TextEditor(220, 40), N_("Optional.")
        )
        consent.add("x_consent/contact_by_phone", N_("May we call this number?"), yes_no())
        self.body.addWidget(self.watch(consent))

        self._people_title = Label()
        self._people_title.setObjectName("heading")
        self.body.addWidget(self._people_title)
        self._people = PeopleRow(add=ADD_PERSON)
        self._people.chosen.connect(self.editor.choose_applicant)
        self._people.added.connect(self._add_person)
        self.body.addWidget(self._people)
        self._person: Form | None = None
        self._person_id = ""
        row = QHBoxLayout()
        self._remove = QPushButton()
        self._remove.setObjectName("link")
        self._remove.clicked.connect(self._remove_person)
        row.addStretch()
        row.addWidget(self._remove)
        self._person_at = self.body.count()
        self.body.addLayout(row)

    def refresh(self, path: str = "") -> None:
        words = self.words
        self._people_title.setText(words(N_("People")))
        self._notice.setText(words(NOTICE))
        self._remove.setText(words(REMOVE_PERSON))
        people = value_at(self.editor.document, "applicants")
        people = people if isinstance(people, list) else []
        self._people.show_people(people, self.editor.applicant_id, words)
        self._remove.setVisible(len(people) > 1)
        if self.editor.applicant_id != self._person_id:
            self._show_person(self.editor.applicant_id)
        super().refresh(path)
        self._show_what_matters()

    def _show_what_matters(self) -> None:
        """Hides what the program would not use: a principal has no relation, an adult no guardian."""
        self._case.fields["asked_at"].setVisible(self._asked("asked_at", "asked_at"))
        if self._person is None:
            return
        at = f"applicants/{self._person_id}"
        member = self.editor.value(f"{at}/role") == "family_member"
        born = self.editor.value(f"{at}/born_on")
        on = self.reference_day()
        adult = isinstance(born, str) and on is not None and age_on(days_of(born).last, on) >= FULL_AGE
        holder = isinstance(self.editor.value(f"{at}/passport"), dict)
        for name, shown in (
            ("relation", member),
            ("travels_with_principal", member),
            ("accompanied_by", not adult),
            ("passport/mrz", holder),
            ("passport/country", holder),
            ("passport/number", holder),
            ("passport/issued_on", holder),
            ("passport/expires_on", holder),
            ("passport/extension/issued_on", holder),
            ("passport/extension/expires_on", holder),
        ):
            self._person.fields[f"{at}/{name}"].setVisible(shown)
        for name in ("refugee_document", "arrives_on", "resided_in"):
            self._person.fields[f"{at}/{name}"].setVisible(self._asked(name, f"{at}/{name}"))

    def _asked(self, field: str, path: str) -> bool:
        """Whether the rules may read it, or somebody wrote it down."""
        return self.editor.matters(field) or self.editor.value(path) is not NOT_ASKED

    def open_path(self, path: str) -> bool:
        parts = path.split("/")
        if parts[0] == "applicants" and len(parts) > 1 and parts[1] != self.editor.applicant_id:
            self.editor.choose_applicant(parts[1])
        return super().open_path(path)

    def _take_zone(self, at: str, reading: MrzReading) -> None:
        """Fills the passport's fields; what a person already wrote of names, sex and birth stays.

        A visa fills nothing of the passport.
        """
        known = self.editor.desk.library.reference.countries
        born = reading.born_on.isoformat() if reading.born_on else ""
        found = {}
        visa = reading.format.startswith("MRV")
        if not visa:
            found = {
                "passport/country": reading.issued_by if reading.issued_by in known else "",
                "passport/number": reading.number,
                "passport/expires_on": reading.expires_on.isoformat() if reading.expires_on else "",
            }
        for name, value in (
            ("surnames", reading.surnames.title()),
            ("given_names", reading.given_names.title()),
            ("born_on", born),
            ("sex", reading.sex),
        ):
            if self.editor.value(f"{at}/{name}") is NOT_ASKED:
                found[name] = value
        unasked = self.editor.value(f"{at}/nationalities") is NOT_ASKED
        if unasked and not visa and reading.nationality in known:
            self.editor.put(f"{at}/nationalities", [reading.nationality])
        for name, value in found.items():
            if value:
                self.editor.put(f"{at}/{name}", value)

    def _add_person(self) -> None:
        people = value_at(self.editor.document, "applicants")
        people = people if isinstance(people, list) else []
        (new_id,) = self.editor.new_ids("a", [one["id"] for one in people])
        role = "family_member" if people else "principal"
        self.editor.put("applicants", [*people, {"id": new_id, "role": role}])
        self.editor.choose_applicant(new_id)
        self.open_path(f"applicants/{new_id}/given_names")

    def _remove_person(self) -> None:
        editor, gone = self.editor, self.editor.applicant_id
        removal = without_person(editor.document, gone)
        decisions = sum(one.applicant_id == gone for one in editor.determinations)
        letters = sum(one.applicant_id == gone for one in editor.letters)
        people = value_at(editor.document, "applicants")
        at = next(n for n, one in enumerate(people) if one["id"] == gone)
        said = people[at].keys() - {"id", "role"}
        if not (said or removal.alone or removal.shared or decisions or letters):
            self._remove_now(gone)
            return
        name = person_name(people[at], at, self.words)
        kept = (decisions, letters)
        ask_removal(self, name, removal, kept, self.words, weakly(self, lambda self: self._remove_now(gone)))

    def _remove_now(self, applicant_id: str) -> None:
        removal = without_person(self.editor.document, applicant_id)
        self.editor.put_many("applicants", removal.changes)
        self.refresh()

    def _show_person(self, applicant_id: str) -> None:
        if self._person is not None:
            self.unwatch(self._person)
            self._person.hide()
            self._person.deleteLater()
            self._person = None
        self._person_id = applicant_id
        if not applicant_id:
            return
        form = self._form(f"applicants/{applicant_id}")
        self._person = form
        self.body.insertWidget(self._person_at, self.watch(form))

    def _form(self, at: str) -> Form:
        countries, first = self.countries(), self.countries_first()
        form = Form()
        form.group(N_("Person"))
        form.add(f"{at}/given_names", N_("Given names"), TextEditor(), N_("As in the passport."))
        form.add(f"{at}/surnames", N_("Surnames"), TextEditor(), N_("All surnames, as in the passport."))
        form.add(
            f"{at}/born_on",
            N_("Date of birth"),
            DayEditor(age_on=self.reference_day),
            N_("A month or a year alone is fine. Or type it in one go: 27 mar 1990."),
        )
        form.add(f"{at}/sex", N_("Sex"), ChoiceEditor(options("sex", ("female", "male", "other"))))
        form.add(
            f"{at}/nationalities",
            N_("Nationalities"),
            CountriesEditor(countries, first, always=True),
            N_("Every nationality the person holds."),
        )
        form.add(f"{at}/role", N_("Role in the case"), ChoiceEditor(options("role", domain.ROLES), ask=False))
        form.add(
            f"{at}/relation",
            N_("Relation to the principal applicant"),
            ListChoiceEditor(options("relation", domain.RELATIONS)),
        )
        form.add(f"{at}/travels_with_principal", N_("Travels with the principal applicant"), yes_no())
        form.add(
            f"{at}/marital_status",
            N_("Marital status"),
            ListChoiceEditor(options("marital_status", domain.MARITAL_STATUSES)),
        )
        form.add(
            f"{at}/accompanied_by",
            N_("Travels in the care of"),
            ChoiceEditor(options("accompanied_by", domain.ACCOMPANIED_BY)),
            N_("Only for people under 18."),
        )
        form.group(N_("Where the person is"))
        form.add(f"{at}/located_in", N_("Country where the person is now"), CountryEditor(countries, first))
        form.add(
            f"{at}/permanent_resident_of",
            N_("Permanent resident of another country"),
            CountriesEditor(countries, first),
        )
        form.add(
            f"{at}/refugee_in",
            N_("Recognised as a refugee"),
            CountriesEditor(countries, first),
            N_("A pending claim is not recognition."),
        )
        form.add(
            f"{at}/refugee_document",
            N_("Document of recognition as a refugee"),
            ChoiceEditor(options("refugee_document", domain.REFUGEE_DOCUMENTS)),
        )
        form.add(f"{at}/temporary_permits", N_("Temporary permit"), CountriesEditor(countries, first))
        form.add(
            f"{at}/resided_in",
            N_("Places of residence"),
            RecordsEditor(
                [
                    ("country", N_("Country"), lambda: CountryEditor(countries, first)),
                    ("from", N_("From"), DayEditor),
                    ("to", N_("Until"), DayEditor),
                ],
                N_("Add a place of residence"),
            ),
            N_("Only where the programme asks where somebody lived on a day."),
        )
        form.add(f"{at}/arrives_on", N_("Arrival planned on"), DayEditor())
        form.group(N_("Passport"))
        form.add(
            f"{at}/passport",
            N_("Has the person a passport?"),
            PresenceEditor(),
        )
        zone = MrzEditor(self.editor.today, self.editor.read)
        zone.taken.connect(weakly(self, lambda self, reading: self._take_zone(at, reading)))
        form.add(
            f"{at}/passport/mrz",
            N_("Machine-readable lines"),
            zone,
            N_("Optional. Type, paste, scan or drop a picture: they fill the fields when you say so."),
            gaps=False,
        )
        form.add(f"{at}/passport/country", N_("Issued by"), CountryEditor(countries, first))
        form.add(f"{at}/passport/number", N_("Passport number"), TextEditor(200, 40))
        form.add(f"{at}/passport/issued_on", N_("Issued on"), DayEditor())
        form.add(f"{at}/passport/expires_on", N_("Expires on"), DayEditor())
        form.add(
            f"{at}/passport/extension/issued_on",
            N_("Extension (prórroga): issued on"),
            DayEditor(),
            N_("Only if there is a certified extension."),
        )
        form.add(f"{at}/passport/extension/expires_on", N_("Extension (prórroga): expires on"), DayEditor())
        form.group(N_("Health and earlier contact with the United States"))
        form.add(f"{at}/vaccinations_attested", N_("Vaccinations attested"), yes_no())
        form.add(
            f"{at}/removal_orders",
            N_("Removal orders by the United States"),
            DaysEditor(N_("Add an order")),
            N_("The day of each order."),
        )
        form.add(
            f"{at}/sea_interdictions",
            N_("Stopped at sea"),
            DaysEditor(N_("Add a day")),
            N_("The day of each."),
        )
        form.add(
            f"{at}/job_offer/employer",
            N_("Employer in the United States who made an offer"),
            TextEditor(),
            N_("Only for the work visa referral."),
        )
        form.add(f"{at}/job_offer/fee_demanded", N_("Does anyone ask for money for the job?"), yes_no())
        return form
