# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a host or a sponsoring group brings: status, home, support, checks, members, money set aside."""

from __future__ import annotations

from caseworker.domain.case import sponsor as domain
from caseworker.words import N_
from caseworker.words.labels import options

from ..fields.choice_editor import ChoiceEditor, ListChoiceEditor, yes_no
from ..fields.day_editor import DayEditor
from ..fields.documents_editor import DocumentsEditor
from ..fields.number_editor import NumberEditor
from ..fields.records_editor import RecordsEditor
from ..fields.text_editor import TextEditor
from .form import Form

PASSED = (N_("Passed"), N_("Not passed"))


class HostingForm(Form):
    """The fields of the sponsor that programmes with hosts and groups read."""

    def __init__(self) -> None:
        super().__init__()
        status = options("host_status", domain.HOST_STATUSES)
        checks = options("check", domain.CHECKS)
        self.group(N_("Hosting and support"))
        self.add(
            "sponsor/host_status",
            N_("Sponsor's status in the country of the programme"),
            ListChoiceEditor(status),
        )
        self.add("sponsor/host_status_until", N_("Sponsor may stay until"), DayEditor())
        self.add("sponsor/offers_accommodation", N_("Offers a place to live"), yes_no())
        self.add("sponsor/months_offered", N_("Months of housing or support offered"), NumberEditor())
        self.add(
            "sponsor/checks_passed",
            N_("Checks of the sponsor passed"),
            DocumentsEditor(checks, answers=PASSED),
        )
        self.add(
            "sponsor/members",
            N_("Members of the group"),
            RecordsEditor(
                [
                    ("name", N_("Name"), TextEditor),
                    ("born_on", N_("Date of birth"), DayEditor),
                    (
                        "host_status",
                        N_("Status in the country of the programme"),
                        lambda: ListChoiceEditor(status),
                    ),
                    ("in_community", N_("Lives where the people will live"), yes_no),
                    ("checks_passed", N_("Checks passed"), lambda: DocumentsEditor(checks, answers=PASSED)),
                ],
                N_("Add a member"),
            ),
        )
        self.add(
            "sponsor/funds/amount",
            N_("Money set aside: amount"),
            NumberEditor(money=True, sign=""),
            N_("Of all who give together."),
        )
        self.add(
            "sponsor/funds/currency",
            N_("Money set aside: currency"),
            ChoiceEditor(options("currency", domain.CURRENCIES)),
        )
