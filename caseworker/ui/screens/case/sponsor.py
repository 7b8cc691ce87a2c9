# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sponsor: who supports the request, what was verified, and the means test with its arithmetic."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from caseworker.domain.case import sponsor as domain
from caseworker.domain.case.fields import NOT_ASKED
from caseworker.domain.rules.facts import View
from caseworker.domain.rules.facts.sponsor import income_sums
from caseworker.words import N_
from caseworker.words.labels import options

from ... import theme
from ...widgets.fields.choice_editor import ChoiceEditor, ListChoiceEditor, PresenceEditor, yes_no
from ...widgets.fields.country_editor import CountryEditor
from ...widgets.fields.day_editor import DayEditor
from ...widgets.fields.documents_editor import DocumentsEditor
from ...widgets.fields.field_block import FieldBlock
from ...widgets.fields.number_editor import NumberEditor, household
from ...widgets.fields.records_editor import RecordsEditor
from ...widgets.fields.text_editor import LongTextEditor, TextEditor
from ...widgets.fields.texts_editor import TextsEditor
from ...widgets.forms.form import Form
from ...widgets.forms.hosting_form import HostingForm
from ...widgets.plain.clearing import clear
from ...widgets.plain.label import Label
from ...widgets.plain.muted_label import muted
from .case_screen import CaseScreen

CANNOT = N_(
    "We can check that the sponsor exists, answers, and has shown papers. We cannot check that a number was "
    "issued, a criminal record, or what the government will decide."
)
ARITHMETIC_WAITS = N_("The arithmetic appears once income, household, state and other people are known.")
AREA = {"48": N_("48 states and DC"), "AK": N_("Alaska"), "HI": N_("Hawaii")}


class SponsorScreen(CaseScreen):
    STEP = "sponsor"
    TITLE = N_("Sponsor")

    def build(self) -> None:
        countries = self.countries()
        states = sorted(self.editor.desk.library.reference.us_states)
        form = Form()
        form.group(N_("Who supports the request"))
        form.add("sponsor", N_("Is there a sponsor?"), PresenceEditor())
        form.add(
            "sponsor/kind", N_("The sponsor is"), ChoiceEditor(options("sponsor_kind", domain.SPONSOR_KINDS))
        )
        form.add("sponsor/name", N_("Sponsor's name"), TextEditor())
        form.add(
            "sponsor/named_individual",
            N_("Person whom the organisation names"),
            TextEditor(),
            N_("Only for an organisation or group: the person who files and signs."),
        )
        form.add(
            "sponsor/supports_each_beneficiary", N_("Does an organisation support each person?"), yes_no()
        )
        form.add("sponsor/born_on", N_("Sponsor's date of birth"), DayEditor(age_on=self.reference_day))
        form.group(N_("Verification"))
        self._cannot = muted()
        form.add_widget(self._cannot)
        form.add(
            "sponsor/contact_confirmed_on",
            N_("Confirmed by call-back on"),
            DayEditor(),
            N_("Call a number found independently, not one the applicant gave."),
        )
        form.add(
            "sponsor/us_status",
            N_("Sponsor's status in the United States"),
            ListChoiceEditor(options("us_status", domain.US_STATUSES)),
        )
        form.add(
            "sponsor/documents_seen",
            N_("Sponsor's documents seen"),
            DocumentsEditor(options("sponsor_document", domain.SPONSOR_DOCUMENTS)),
        )
        form.add(
            "sponsor/lives_in",
            N_("Country where the sponsor lives"),
            CountryEditor(countries, ("USA", "PRI")),
        )
        form.add("sponsor/address/street", N_("Street"), TextEditor())
        form.add("sponsor/address/unit", N_("Flat or unit"), TextEditor(160, 60), N_("Optional."))
        form.add("sponsor/address/city", N_("City"), TextEditor(260))
        form.add(
            "sponsor/address/state", N_("State"), ListChoiceEditor([(one, one) for one in states], width=160)
        )
        form.add("sponsor/address/zip", N_("ZIP code"), TextEditor(120, 10))
        self._zip = muted()
        form.add_widget(self._zip)
        form.add("sponsor/phones", N_("Sponsor's phone numbers"), TextsEditor(N_("Add a number")))
        form.add("sponsor/emails", N_("Sponsor's e-mail addresses"), TextsEditor(N_("Add an address")))
        form.add(
            "sponsor/ssn",
            N_("Social Security number"),
            TextEditor(200, 20),
            N_("Optional. Never the applicant's. Only its form is checked."),
        )
        form.add("sponsor/ein", N_("Employer identification number"), TextEditor(200, 20), N_("Optional."))
        form.add(
            "sponsor/a_number", N_("A-number"), TextEditor(200, 20), N_("Optional. A and 7 to 9 digits.")
        )
        form.add(
            "sponsor/fee_demanded",
            N_("Does the sponsor ask for money?"),
            yes_no(),
            N_("Ask the applicant alone. Sponsorship is free of charge."),
        )
        form.add("sponsor/statement", N_("Sponsor's statement"), LongTextEditor(), N_("Optional."))
        form.group(N_("Means"))
        form.add("sponsor/household_size", N_("People in the sponsor's household"), household())
        form.add("sponsor/annual_income_usd", N_("Sponsor's income a year"), NumberEditor(money=True))
        form.add(
            "sponsor/other_beneficiaries",
            N_("Other people the sponsor supports"),
            NumberEditor(),
            N_("Besides the applicants of this case and the household. Write 0 if there are none."),
        )
        form.add(
            "sponsor/co_sponsors",
            N_("Co-sponsors"),
            RecordsEditor(
                [
                    ("name", N_("Name"), TextEditor),
                    ("household_size", N_("People in the household"), household),
                    ("annual_income_usd", N_("Income a year"), lambda: NumberEditor(money=True)),
                ],
                N_("Add a co-sponsor"),
            ),
        )
        form.add(
            "sponsor/assets_usd",
            N_("Sponsor's savings and property"),
            NumberEditor(money=True),
            N_("Optional."),
        )
        self._form = form
        self.body.addWidget(self.watch(form))
        self._hosting = HostingForm()
        self.body.addWidget(self.watch(self._hosting))
        self._sums = QFrame()
        self._sums.setObjectName("card")
        self._sums_column = QVBoxLayout(self._sums)
        self.body.addWidget(self._sums)

    def refresh(self, path: str = "") -> None:
        self._cannot.setText(self.words(CANNOT))
        super().refresh(path)
        self._show_what_matters()
        self._show_zip()
        self._show_sums()

    def _show_what_matters(self) -> None:
        """Without a sponsor there is nothing more to ask, nor what the rules in force never read."""
        there = isinstance(self.editor.value("sponsor"), dict)
        group = self.editor.value("sponsor/kind") in ("organisation", "group")
        for form in (self._form, self._hosting):
            for path, block in form.fields.items():
                asked = self.editor.matters(path) and (path != "sponsor/named_individual" or group)
                # What somebody wrote down is never hidden from them.
                block.setVisible(
                    path == "sponsor" or (there and (asked or self.editor.value(path) is not NOT_ASKED))
                )
            for card in form.cards():
                fields = card.findChildren(FieldBlock)
                card.setVisible(any(not one.isHidden() for one in fields))
        self._sums.setVisible(there and self.editor.matters("sponsor/annual_income_usd"))

    def _show_zip(self) -> None:
        words = self.words
        zip_code, state = self.editor.value("sponsor/address/zip"), self.editor.value("sponsor/address/state")
        text = ""
        if isinstance(zip_code, str) and zip_code:
            states = self.editor.desk.library.reference.states_of_zip(zip_code)
            if not states:
                text = words(N_("No ZIP range holds this code. It may be new or mistyped: ask the sponsor."))
            elif isinstance(state, str) and state not in states:
                text = words(
                    N_("This ZIP code belongs to {states}: compare it with the state."),
                    states=words.listing(sorted(states)),
                )
        self._zip.setText(text)
        self._zip.setVisible(bool(text))

    def _show_sums(self) -> None:
        words, editor = self.words, self.editor
        layout = self._sums_column
        clear(layout)
        title = Label(words(N_("The arithmetic of the means test")))
        title.setObjectName("group")
        layout.addWidget(title)
        sums = None
        if editor.case is not None and editor.assessment is not None and editor.case.applicants:
            view = View(
                editor.case, editor.case.people()[0], editor.assessment.on, editor.desk.library.reference
            )
            sums = income_sums(view, 100)
        if sums is None:
            layout.addWidget(muted(words(ARITHMETIC_WAITS)))
            return
        layout.addWidget(self._table(sums))
        passes = sums["total_income"] >= sums["limit"]
        verdict = (
            words(
                N_("{total} reaches {limit}."),
                total=words.money(sums["total_income"]),
                limit=words.money(sums["limit"]),
            )
            if passes
            else words(
                N_(
                    "{total} is {short} below {limit}. A co-sponsor, savings or an organisation can "
                    "make it up."
                ),
                total=words.money(sums["total_income"]),
                short=words.money(sums["shortfall"]),
                limit=words.money(sums["limit"]),
            )
        )
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 4, 0, 0)
        mark = Label()
        mark.setPixmap(theme.mark_pixmap("met" if passes else "more_evidence_needed", 16))
        text = Label(verdict)
        text.setObjectName("strong")
        text.setWordWrap(True)
        grid.addWidget(mark, 0, 0)
        grid.addWidget(text, 0, 1)
        grid.setColumnStretch(1, 1)
        layout.addWidget(row)
        layout.addWidget(
            muted(words(N_("No text sets a numeric income: a lower one can be cured and never bars anyone.")))
        )

    def _table(self, sums: dict[str, object]) -> QWidget:
        words = self.words
        rows = [
            (words(N_("Sponsor's household")), str(sums["own_household"])),
            (words(N_("Households of co-sponsors")), f"+ {sums['co_sponsor_households']}"),
            (words(N_("Applicants of this case")), f"+ {sums['applicants']}"),
            (words(N_("Other people supported")), f"+ {sums['others']}"),
            (words(N_("People in all")), f"= {sums['people']}"),
            (
                words(
                    N_("Guideline {year}, {area}, for {people} people"),
                    year=sums["year"],
                    area=words(AREA[str(sums["area"])]),
                    people=sums["people"],
                ),
                words.money(sums["limit"]),  # type: ignore[arg-type]
            ),
            (words(N_("Sponsor's income")), words.money(sums["own_income"])),  # type: ignore[arg-type]
            (words(N_("Income of co-sponsors")), f"+ {words.money(sums['co_sponsor_income'])}"),  # type: ignore[arg-type]
            (words(N_("Income in all")), f"= {words.money(sums['total_income'])}"),  # type: ignore[arg-type]
        ]
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for at, (name, value) in enumerate(rows):
            number = Label(value)
            number.setObjectName("strong" if value.startswith("=") else "")
            grid.addWidget(Label(name), at, 0)
            grid.addWidget(number, at, 1)
            number.setAlignment(theme.RIGHT)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(1, 110)
        cite = muted(f"{sums['cite']}")
        grid.addWidget(cite, len(rows), 0, 1, 3)
        return holder
