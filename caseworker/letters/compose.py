# SPDX-License-Identifier: AGPL-3.0-or-later
"""Composing: an assessment and a determination become the finished words of a letter.

Kept out, whatever the case holds: identifiers in full, red flags, other people's data, medical facts.
"""

from __future__ import annotations

from typing import cast

from caseworker.domain.case.child import grown_since, in_care_of, is_child, surely_child
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.case.fields import listed
from caseworker.domain.reasons.protection import follows_on, says_what_follows
from caseworker.domain.rules.assess import ApplicantAssessment, Assessment
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import CONTACT, NOTE, OVER
from caseworker.domain.rules.staleness import is_stale
from caseworker.letters.content import (
    Block,
    Bullets,
    CriteriaTable,
    CriterionRow,
    LetterContent,
    Notice,
    Pair,
    Paragraph,
    ResultCode,
    Section,
)
from caseworker.letters.content import words as all_words
from caseworker.words import Words
from caseworker.words.rules.reasons import evidence_text, letter_cure, letter_reason

from .child_note import compose_note, contact_of, footer, short_header
from .child_protection import authority
from .entry import OPEN_OUTCOMES, entries_read
from .safety import by_country, country_texts, safety
from .said import LetterFacts, name_of
from .signing import signatures
from .texts import letter_texts, result_sentence, say

CHILD_PROTECTION = "child-protection"
DISCREET_HELP = "anti-trafficking"


def compose(assessment: Assessment, applicant_id: str, facts: LetterFacts, words: Words) -> LetterContent:
    """The letter for one applicant in the language of `words`; for a child alone the note instead."""
    one = assessment.of(applicant_id)
    if follows_on(one, facts.issued_on) == NOTE:
        return compose_note(one.applicant, facts, words)
    return _Composer(assessment, one, facts, words).letter()


def points_to_address(content: LetterContent) -> bool:
    """Whether the letter sends its reader to the address at its head."""
    named = letter_texts()["address"]["named"]
    said = str(named.get(content.language) or named["en"])
    return any(said in text for text in all_words(content))


class _Composer:
    def __init__(
        self, assessment: Assessment, one: ApplicantAssessment, facts: LetterFacts, words: Words
    ) -> None:
        self.assessment = assessment
        self.one = one
        self.facts = facts
        self.words = words
        self.outcome = facts.outcome or one.outcome
        self.follows = follows_on(one, facts.issued_on)
        # As known now: the rules that decided may be from before the programme was stopped.
        self.now = facts.programmes.get(assessment.programme.id, assessment.programme)
        self.stopped = self.now.stopped_on(facts.issued_on)
        self.over = self.stopped is not None and self.stopped.status in OVER
        self.referral = assessment.programme.kind == "referral"
        self.paused_then = assessment.status == "paused"
        self.grown = grown_since(one.applicant, assessment.on, facts.issued_on)

    def say(self, section: str, key: str, **values: str) -> str:
        return say(self.words, section, key, **values)

    def letter(self) -> LetterContent:
        facts, words = self.facts, self.words
        kind = "referral" if self.referral else "decision"
        return LetterContent(
            language=words.language,
            paper=facts.paper,
            state=facts.state,
            training=facts.training,
            letterhead=facts.letterhead,
            title=self.say("title", kind),
            number=facts.number,
            case_number=facts.case_number,
            issued_on=words.day(facts.issued_on),
            addressee=self.addressee(),
            facts=self.fact_line(),
            statement=self.say("statement", "all"),
            result=self.result(),
            result_kind="closed" if self.stopped or self.paused_then else self.outcome,
            sections=self.sections(),
            footer=footer(words, self.rules_checked()),
            short_header=short_header(facts),
        )

    def rules_checked(self) -> str:
        checked = self.assessment.programme.checked_on
        key = "rules_stale" if is_stale(checked, self.facts.issued_on) else "rules_checked"
        return self.say("footer", key, day=self.words.day(checked))

    def addressee(self) -> tuple[str, ...]:
        name = name_of(self.one.applicant)
        if is_child(self.one.applicant, self.facts.issued_on):
            return (self.say("addressee", "guardian", name=name),)
        return (name,)

    def fact_line(self) -> tuple[Pair, ...]:
        pairs = [
            Pair(self.say("facts", "case"), self.facts.case_number),
            Pair(self.say("facts", "letter"), self.facts.number),
            *self.rules_line(),
            Pair(self.say("facts", "caseworker"), self.facts.caseworker),
        ]
        return tuple(pair for pair in pairs if pair.value)

    def rules_line(self) -> tuple[Pair, ...]:
        words, version, programme = self.words, self.assessment.version, self.assessment.programme
        first = version.span.first
        rules = self.say(
            "facts",
            "rules_in_force",
            title=version.title.get(words.language, version.title.get("en", "")),
            cite=version.cite.get(words.language) or version.cite.get("en", ""),
            day=words.day(first) if first else "",
        )
        return (
            Pair(self.say("facts", "programme"), programme.name.get(words.language, programme.id)),
            Pair(self.say("facts", "rules"), rules),
            Pair(self.say("facts", "reference_day"), words.day(self.assessment.on)),
        )

    def result(self) -> str:
        settled = {
            "needs_review": not self.open_review(),
            "more_evidence_needed": self.grown and not self.missing(),
        }
        return result_sentence(
            self.now,
            self.outcome,
            self.assessment.on,
            self.facts.issued_on,
            self.words,
            grown=self.grown,
            settled=settled.get(self.outcome, False),
        )

    def of_minors(self, finding: Finding) -> bool:
        """Whether the finding is about the care of a minor who is of age by now."""
        return self.grown and says_what_follows(finding.criterion)

    def open_review(self) -> bool:
        """Whether a colleague has something to look at that is still of use."""
        asked = [one for one in self.one.findings if one.then == "needs_review"]
        return not asked or any(not self.of_minors(one) for one in asked)

    def sections(self) -> tuple[Section, ...]:
        said = [
            Section(self.say("headings", "criteria"), self.criteria()),
            Section(self.say("headings", "missing"), self.missing()),
            Section(self.say("headings", "protection"), self.protection()),
            Section(self.say("headings", "doubts"), self.doubts()),
            Section(self.say("headings", "next"), (Bullets(self.next_steps()),)),
            Section(self.say("headings", "review"), (Paragraph(self.review()),)),
            Section(self.say("headings", "safety"), self.safety()),
            Section(self.say("headings", "referrals"), self.referrals()),
            Section(self.say("headings", "privacy"), (Paragraph(self.say("privacy", "all")),)),
            Section(self.say("headings", "signatures"), (signatures(self.facts, self.words),)),
        ]
        return tuple(section for section in said if section.blocks)

    def protection(self) -> tuple[Block, ...]:
        """Who protects a child of whom it is not shown that somebody beside them may act for them."""
        if self.follows != CONTACT:
            return ()
        named = authority(self.one.applicant, self.words)
        key = "contact" if in_care_of(self.one.applicant) == "other_adult" else "unknown"
        return (Notice(self.say("protection", key, authority=named)),)

    def shown(self) -> list[Finding]:
        """The findings that a letter may show, those that ask for something first."""
        order = {"closed": 0, "not_eligible": 1, "needs_review": 2, "more_evidence_needed": 3}
        found = [
            one for one in self.one.findings if one.criterion.in_letters and one.result != "not_applicable"
        ]
        return sorted(found, key=lambda one: order.get(one.then, 4))

    def criteria(self) -> tuple[Block, ...]:
        rows = (*self.looked_into(), *(self.row(one) for one in self.shown()))
        headers = (self.say("table", "criterion"), self.say("table", "result"), self.say("table", "reason"))
        blocks: list[Block] = []
        if self.facts.departs:
            blocks.append(Notice(self.say("table", "departs", reason=self.facts.departs)))
        blocks.append(CriteriaTable(headers, rows))
        return tuple(blocks)

    def looked_into(self) -> tuple[CriterionRow, ...]:
        """What a colleague looks into of the findings kept out of letters, in the words made for letters:
        once, however many there are, so that nobody reads from it which it was. Nobody looks any more where
        the programme is over."""
        said = [letter_reason(one, self.words) for one in self.withheld()] if not self.over else []
        title = self.say("table", "looked_into")
        label = self.words.label("result", "needs_review")
        return tuple(CriterionRow(title, label, "needs_review", reason, ()) for reason in dict.fromkeys(said))

    def withheld(self) -> list[Finding]:
        """The findings to be looked into that are kept out of letters but for words of their own."""
        return [
            one
            for one in self.one.findings
            if not one.criterion.in_letters
            and one.then == "needs_review"
            and one.answer
            and one.answer.letter
        ]

    def row(self, finding: Finding) -> CriterionRow:
        words = self.words
        code = finding.shown_as
        if self.of_minors(finding):
            # Nobody reviews it any more.
            return self.row_of_minors(finding, finding.result)
        reason = letter_reason(finding, words)
        entries = list(entries_read(self.one, finding))
        approved = self.outcome == "eligible"
        lines = [line for one in entries for line in one.shown(self.say, words, reason, approved=approved)]
        used = set(finding.evidence()).difference(*(one.proof.rests_on for one in entries))
        case = finding.view.case
        seen = [
            self.evidence_line(item)
            for item in listed(case.evidence)
            if item.id in used and self.one.applicant.id in (listed(item.about) or (self.one.applicant.id,))
        ]
        if seen:
            key = "more_evidence" if lines else "evidence"
            lines.append(self.say("table", key, evidence="; ".join(seen)))
        return CriterionRow(
            finding.criterion.title.get(words.language, finding.criterion.id),
            words.label("result", code),
            cast(ResultCode, code),
            reason,
            tuple(lines),
        )

    def row_of_minors(self, finding: Finding, code: str) -> CriterionRow:
        """What was asked of a minor, told to somebody who is of age by now."""
        words, on = self.words, self.assessment.on
        key = "row" if surely_child(self.one.applicant, on) else "row_doubt"
        return CriterionRow(
            finding.criterion.title.get(words.language, finding.criterion.id),
            words.label("result", code),
            cast(ResultCode, code),
            self.say("grown", key, day=words.day(on)),
            (),
        )

    def evidence_line(self, item: Evidence) -> str:
        return evidence_text(item, self.one.view.reference.evidence_types, self.words)

    def missing(self) -> tuple[Block, ...]:
        shown = [one for one in self.shown() if not self.of_minors(one)]
        items = [letter_cure(one, self.words) for one in self.one.open_findings() if one in shown]
        if self.outcome in OPEN_OUTCOMES:
            read = [entry for one in shown for entry in entries_read(self.one, one)]
            items += [line for entry in read for line in entry.settled_by(self.say, self.words)]
        items = list(dict.fromkeys(item for item in items if item))
        if self.facts.departs and self.outcome == "eligible":
            return ()
        if self.facts.departs and self.outcome == "more_evidence_needed" and not items:
            items = [self.facts.departs]
        held_back = [one for one in self.one.open_findings() if not one.criterion.in_letters]
        if held_back and not items:
            items = [self.say("missing", "in_person")]
        # Nobody is sent for papers that change nothing any more.
        if not items or self.over or self.outcome in ("closed", "not_eligible"):
            return ()
        return (Bullets(tuple(items)),)

    def doubts(self) -> tuple[Block, ...]:
        cautions = [one for one in self.one.cautions() if one.letter]
        items = tuple(one.words.get(self.words.language, one.words.get("en", "")) for one in cautions)
        return (Bullets(items),) if items else ()

    def next_steps(self) -> tuple[str, ...]:
        language = self.words.language
        if self.stopped is not None:
            said = letter_texts()["next"]["closed" if self.over else "paused"]
            note = self.stopped.note.get(language) or self.stopped.note.get("en", "")
            return tuple(one for one in (note, *(said.get(language) or said["en"])) if one)
        if self.grown:
            again = self.say("grown", "next")
            useful = self.missing() or self.outcome == "not_eligible" or self.asks_colleague()
            return (again, *(self.steps() if useful else (self.by_country("decides"),)))
        return (*self.not_before(), *self.steps())

    def asks_colleague(self) -> bool:
        return self.outcome == "needs_review" and self.open_review()

    def steps(self) -> tuple[str, ...]:
        """The steps by the outcome and by who decides."""
        language, programme = self.words.language, self.assessment.programme
        key = "referral" if self.referral and self.outcome == "eligible" else self.outcome
        if key == "eligible" and self.paused_then:
            key = "again"
        elif key == "eligible" and programme.next:
            return tuple(one.get(language) or one["en"] for one in programme.next)
        text = country_texts(programme.country).get(key) or letter_texts()["next"][key]
        decides = self.by_country("decides")
        return tuple(one.format(decides=decides) for one in text.get(language) or text["en"])

    def not_before(self) -> tuple[str, ...]:
        """From when on steps can be taken, where requests are not taken yet."""
        state = self.now.state_on(self.facts.issued_on)
        if state is None or state.status != "announced" or self.outcome != "eligible":
            return ()
        opens = self.now.opens_after(self.facts.issued_on)
        if opens is None:
            return (self.say("announced", "unknown"),)
        return (self.say("announced", "from", day=self.words.day(opens)),)

    def review(self) -> str:
        return self.say("review", "all", contact=contact_of(self.facts, self.words))

    def safety(self) -> tuple[Block, ...]:
        return safety(self.one.applicant, self.assessment.programme.country, self.now.country, self.words)

    def by_country(self, key: str) -> str:
        return by_country(self.assessment.programme.country, key, self.words)

    def referrals(self) -> tuple[Block, ...]:
        items = []
        # Offered with every such review, so that the offer does not tell what the review is about.
        discreet = {DISCREET_HELP} if self.withheld() else set()
        for code in sorted({*self.one.referrals, *discreet}):
            if code == CHILD_PROTECTION:
                if not self.follows and is_child(self.one.applicant, self.facts.issued_on):
                    named = authority(self.one.applicant, self.words)
                    items.append(self.say("referrals", code, authority=named))
            elif code in letter_texts()["referrals"]:
                items.append(self.say("referrals", code))
            else:
                other = self.facts.programmes.get(code)
                if other is not None and other.stopped_on(self.facts.issued_on) is not None:
                    continue
                name = other.name.get(self.words.language, code) if other else code
                items.append(self.say("referrals", "programme", programme=name))
        return (Bullets(tuple(items)),) if items else ()
