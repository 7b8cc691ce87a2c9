# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker assess`: case files in, assessments out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date

from caseworker.commands.status import DONE, WRONG, WrongInput
from caseworker.domain.case.document import FaultyDocument, read_case
from caseworker.domain.reasons.explain import why as explained
from caseworker.domain.rules.assess import ApplicantAssessment, Assessment
from caseworker.domain.rules.finding import Finding
from caseworker.domain.rules.programme import Programme
from caseworker.exchange.assessment_file import assessment_document, encode
from caseworker.exchange.case_file import UnreadableJson, decode_json
from caseworker.services.programmes.library import Library, load_library
from caseworker.words import N_, Words
from caseworker.words.rules.reasons import cure, evidence_text, reason
from caseworker.words.rules.referrals import referral_name
from caseworker.words.rules.remedies import remedy_lines
from caseworker.words.rules.rules import cites_of
from caseworker.words.rules.why import why_lines

from .output import write_json
from .reading import (
    document_text,
    line_text,
    lines_of,
    programme_and_day,
    read_day,
    read_json,
    unreadable_text,
)

RULE = N_("Rule: {words}")
# Signs that any terminal shows.
MARKS = {"holds": "+", "fails": "-", "unknown": "?", "unseen": "."}


def assess(parsed: argparse.Namespace, words: Words) -> int:
    """Assesses each file, or each line of standard input for `-`."""
    library = load_library()
    on = read_day(parsed.on, words)
    if parsed.files == ["-"]:
        return _assess_lines(parsed, library, on, words)
    assessments = []
    for name in parsed.files:
        document = read_json(name, words)
        try:
            assessments.append(_assess(document, library, parsed.programme, on, words))
        except FaultyDocument as error:
            raise WrongInput(f"{name}: {document_text(error, words)}") from None
        except WrongInput as error:
            raise WrongInput(f"{name}: {error}") from None
    for assessment in assessments:
        if parsed.json:
            pretty = len(parsed.files) == 1
            write_json(encode(assessment_document(assessment, why=parsed.why), pretty=pretty))
        else:
            print_assessment(assessment, library.programmes, words, why=parsed.why)
    return DONE


def _assess(
    document: object, library: Library, programme: str | None, on: date | None, words: Words
) -> Assessment:
    case = read_case(document, library.reference.vocabulary())
    chosen, day = programme_and_day(case, library, programme, on, words)
    return library.assess(case, chosen, day)


def _assess_lines(parsed: argparse.Namespace, library: Library, on: date | None, words: Words) -> int:
    status = DONE
    for number, line in enumerate(lines_of(sys.stdin.buffer), start=1):
        try:
            assessment = _assess(decode_json(line), library, parsed.programme, on, words)
            out = encode(assessment_document(assessment, why=parsed.why))
        except FaultyDocument as error:
            out = encode({"error": line_text(number, document_text(error, words), words)})
            status = WRONG
        except UnreadableJson as error:
            out = encode({"error": line_text(number, unreadable_text(error, words), words)})
            status = WRONG
        except WrongInput as error:
            out = encode({"error": line_text(number, str(error), words)})
            status = WRONG
        write_json(out)
    if status == WRONG:
        print(words("some lines were not assessed; see their error"), file=sys.stderr)
    return status


def print_assessment(
    assessment: Assessment, programmes: Mapping[str, Programme], words: Words, *, why: bool = False
) -> None:
    """The assessment for people: outcome, findings with reasons, what is missing; with `why` their tests.

    `programmes`, by id, have the names of those that a person is referred to.
    """
    programme = assessment.programme
    title = assessment.version.title.get(words.language, "")
    name = programme.name.get(words.language, programme.id)
    print(f"{name} · {title} · {words.day(assessment.on)}")
    for one in assessment.applicants:
        print(f"\n{one.applicant.id}: {words.label('outcome', one.outcome)}")
        open_findings = one.open_findings()
        for finding in one.findings:
            if finding.result == "not_applicable":
                continue
            kind = finding.shown_as
            label = words.label("result", kind)
            print(f"  {label:<12} {finding.criterion.title.get(words.language, '')}")
            print(f"  {'':<12} {reason(finding, words)}")
            if finding in open_findings and (text := cure(finding, words)):
                print(f"  {'':<12} -> {text}")
            if why:
                print_why(one, finding, words)
        for code in one.referrals:
            referred = referral_name(code, programmes, words)
            print("  " + words("Referral: {name}", name=referred))


def print_why(one: ApplicantAssessment, finding: Finding, words: Words) -> None:
    """The rule's own words, its sources, and the tests with what each found."""
    rule = finding.criterion.rule.get(words.language, "")
    if rule:
        print(f"  {'':<12} {words(RULE, words=rule)}")
    for cite in cites_of(one.rules.programme, finding.criterion.sources, words):
        print(f"  {'':<12} [{cite}]")
    types = finding.view.reference.evidence_types
    names = {item.id: evidence_text(item, types, words) for item in finding.view.evidence()}
    for line in why_lines(explained(one, finding), words):
        found = f" -> {line.found}" if line.found else ""
        papers = f" [{'; '.join(names[item] for item in line.evidence)}]" if line.evidence else ""
        print(f"  {'':<12} {'  ' * line.depth}{MARKS[line.mark]} {line.text}{found}{papers}")
    for text in remedy_lines(one, finding, words):
        print(f"  {'':<12} => {text}")
