# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a person travelled: manner of entry, exits, crossings of the border, returns."""

from __future__ import annotations

from caseworker.domain.case import applicant as people
from caseworker.words import N_
from caseworker.words.labels import options

from ..fields.choice_editor import ChoiceEditor, ListChoiceEditor
from ..fields.country_editor import CountryEditor
from ..fields.day_editor import DayEditor
from ..fields.records_editor import RecordsEditor
from .form import Form


class TravelForm(Form):
    """The fields of the applicant at the path `at`."""

    def __init__(self, at: str, countries: list[str], first: tuple[str, ...]) -> None:
        super().__init__()
        self.group(N_("How the person travelled"))
        manners = options("manner", people.MANNERS)
        self.add(f"{at}/entry_manner/MEX", N_("Manner of entry to Mexico"), ChoiceEditor(manners))
        self.add(f"{at}/entry_manner/PAN", N_("Manner of entry to Panama"), ChoiceEditor(manners))
        self.add(
            f"{at}/exits_declared",
            N_("Did the person leave the country and come back?"),
            RecordsEditor(
                [
                    ("country", N_("Country left"), lambda: CountryEditor(countries, first)),
                    ("on", N_("Day"), lambda: DayEditor(spans=True)),
                ],
                N_("Add an exit"),
            ),
            N_("The person's own statement is enough. It is never guessed."),
        )
        self.add(
            f"{at}/us_border",
            N_("Was the person at or over the border of the United States?"),
            RecordsEditor(
                [
                    ("on", N_("Day"), lambda: DayEditor(spans=True)),
                    (
                        "manner",
                        N_("How"),
                        lambda: ListChoiceEditor(options("crossing", people.CROSSING_MANNERS)),
                    ),
                    (
                        "ended_by",
                        N_("How it ended"),
                        lambda: ListChoiceEditor(options("ended_by", people.CROSSING_ENDS)),
                    ),
                ],
                N_("Add a crossing"),
            ),
        )
        self.add(
            f"{at}/returned_to",
            N_("Was the person returned by the United States?"),
            RecordsEditor(
                [
                    ("country", N_("Returned to"), lambda: CountryEditor(countries, first)),
                    ("on", N_("Day"), lambda: DayEditor(spans=True)),
                    (
                        "under",
                        N_("Under"),
                        lambda: ListChoiceEditor(options("ended_by", people.CROSSING_ENDS)),
                    ),
                ],
                N_("Add a return"),
            ),
        )
