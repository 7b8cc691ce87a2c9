# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case: the file of one family or person asking. One frozen tree, one JSON document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .applicant import Applicant, Consent
from .days import days_of
from .evidence import Evidence
from .fields import CLOCK, ID, TEXT, Kind, Maybe, asked, listed, record, records, required
from .sponsor import Sponsor

FORMAT = "caseworker/case@1"
GAPS = ("not_asked", "refused", "does_not_know")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything known about one request; see `case-file.md` for the public format."""

    format: str = required(Kind("format"))
    number: Maybe[str] = asked(ID)
    site: Maybe[str] = asked(TEXT)
    opened_on: Maybe[str] = asked(Kind("exact_day"))
    assess_on: Maybe[str] = asked(Kind("exact_day"))
    # The clock of the authority that the request goes to, "15:00", on the reference day.
    asked_at: Maybe[str] = asked(CLOCK)
    programme: Maybe[str] = asked(ID)
    language: Maybe[str] = asked(Kind("text", limit=20))
    applicants: Maybe[tuple[Applicant, ...]] = asked(records(Applicant))
    sponsor: Maybe[Sponsor] = asked(record(Sponsor))
    evidence: Maybe[tuple[Evidence, ...]] = asked(records(Evidence))
    consent: Maybe[Consent] = asked(record(Consent))
    gaps: Maybe[tuple[tuple[str, str], ...]] = asked(Kind("by_path", choices=GAPS))

    def people(self) -> tuple[Applicant, ...]:
        """The applicants, the principal first where there is one."""
        return tuple(sorted(listed(self.applicants), key=lambda person: person.role != "principal"))

    def principal(self) -> Applicant | None:
        """The principal applicant, or None."""
        for person in listed(self.applicants):
            if person.role == "principal":
                return person
        return None

    def applicant(self, applicant_id: str) -> Applicant:
        """The applicant with this id. Raises KeyError."""
        for person in listed(self.applicants):
            if person.id == applicant_id:
                return person
        raise KeyError(applicant_id)

    def reference_day(self) -> date | None:
        """The day whose rules apply: `assess_on`, else `opened_on`, else None."""
        for text in (self.assess_on, self.opened_on):
            if isinstance(text, str):
                return days_of(text).first
        return None

    def evidence_about(self, applicant_id: str) -> tuple[Evidence, ...]:
        """The evidence that speaks of this applicant; evidence that names nobody speaks of all."""
        return tuple(
            item for item in listed(self.evidence) if not item.about or applicant_id in listed(item.about)
        )
