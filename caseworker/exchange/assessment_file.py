# SPDX-License-Identifier: AGPL-3.0-or-later
"""Assessments as JSON, `caseworker/assessment@1`, and entry proofs as the entry examples have them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from caseworker.domain.case.days import Days
from caseworker.domain.entry.proof import EntryProof
from caseworker.domain.reasons.explain import Node
from caseworker.domain.reasons.explain import why as explain
from caseworker.domain.reasons.remedies import Ask, Paper, cheapest_proofs, counterfactuals, met_from
from caseworker.domain.rules.assess import FORMAT, ApplicantAssessment, Assessment
from caseworker.domain.rules.facts import UNKNOWN
from caseworker.domain.rules.finding import Finding
from caseworker.words import LANGUAGES, words_for
from caseworker.words.rules.reasons import reason


def assessment_document(assessment: Assessment, *, why: bool = False) -> dict[str, Any]:
    """The assessment as plain JSON values, reasons in every language; with `why` the tests behind each."""
    first = assessment.version.span.first
    return {
        "format": FORMAT,
        "programme": assessment.programme.id,
        "rules_from": first.isoformat() if first else None,
        "on": assessment.on.isoformat(),
        "applicants": [_applicant(one, why=why) for one in assessment.applicants],
    }


def entry_document(entry: EntryProof) -> dict[str, Any]:
    """An entry proof: proof, earliest, latest, flags."""
    return {
        "proof": entry.proof,
        "earliest": entry.earliest.isoformat() if entry.earliest else None,
        "latest": entry.latest.isoformat() if entry.latest else None,
        "flags": list(entry.flags),
    }


def encode(document: Any, *, pretty: bool = False) -> bytes:
    """JSON bytes, one line or indented."""
    data = msgspec.json.encode(document)
    return msgspec.json.format(data, indent=1) if pretty else data


def _applicant(one: ApplicantAssessment, *, why: bool) -> dict[str, Any]:
    return {
        "id": one.applicant.id,
        "outcome": one.outcome,
        "codes": list(one.codes),
        "referrals": list(one.referrals),
        "findings": [_finding(finding) | (_why(one, finding) if why else {}) for finding in one.findings],
        "entry": {country: entry_document(entry) for country, entry in one.entries_at_issue().items()},
        "next_proofs": [
            {"criterion": finding.criterion.id, "any_of": found}
            for finding in one.open_findings()
            if (found := next_proofs(one, finding))
        ],
    }


def next_proofs(one: ApplicantAssessment, finding: Finding) -> list[str]:
    """The evidence types of which one alone would settle an open finding, the easiest to get first."""
    found = cheapest_proofs(one, finding, most_papers=1) if finding.criterion.proofs else ()
    return [step.kind.id for remedy in found for step in remedy.steps[:1] if isinstance(step, Paper)]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "criterion": finding.criterion.id,
        "step": finding.criterion.step,
        "result": finding.result,
        "code": finding.code,
        "then": finding.then,
        "reason": {language: reason(finding, words_for(language)) for language in LANGUAGES},
        "facts": {key: plain_value(fact.value) for key, fact in finding.facts().items()},
        "missing": list(finding.missing()),
        "evidence": list(finding.evidence()),
        "sources": list(finding.criterion.sources),
    }


def _why(one: ApplicantAssessment, finding: Finding) -> dict[str, Any]:
    found = explain(one, finding)
    return {
        "why": {
            "rule": dict(finding.criterion.rule),
            "applies": _node(found.applies) if found.applies else None,
            "tried": [
                {
                    "result": tried.answer.result,
                    "code": tried.answer.code,
                    "holds": tried.truth,
                    "test": _node(tried.tree) if tried.tree else None,
                }
                for tried in found.tried
            ],
            **_remedies(one, finding),
        }
    }


def _remedies(one: ApplicantAssessment, finding: Finding) -> dict[str, Any]:
    if finding in one.open_findings():
        return {"settled_by": [_steps(remedy.steps) for remedy in cheapest_proofs(one, finding)]}
    if finding.result == "not_met":
        day = met_from(one, finding)
        changes = [_steps(remedy.steps) for remedy in counterfactuals(one, finding)]
        return {"met_if": changes, "met_from": day.isoformat() if day else None}
    return {}


def _steps(steps: tuple[Ask | Paper, ...]) -> list[dict[str, Any]]:
    return [
        {"paper": step.kind.id, "place": step.place, "until": step.on.isoformat()}
        if isinstance(step, Paper)
        else {
            "fact": step.fact,
            "with": {name: plain_value(value) for name, value in step.params},
            "value": plain_value(step.value),
            "paths": list(step.paths),
        }
        for step in steps
    ]


def _node(node: Node) -> dict[str, Any]:
    if node.kind != "test":
        return {node.kind: [_node(part) for part in node.parts], "holds": node.truth, "seen": node.seen}
    return {
        "fact": node.fact,
        "with": {name: plain_value(value) for name, value in node.params},
        "operator": node.operator,
        "operand": plain_value(node.operand),
        "holds": node.truth,
        "seen": node.seen,
        "value": plain_value(node.value) if node.seen else None,
        "paths": list(node.paths),
        "evidence": list(node.evidence),
    }


def plain_value(value: Any) -> Any:
    """A value of a fact or of a programme as JSON."""
    if value is UNKNOWN:
        return {"unknown": True}
    if isinstance(value, Days):
        return value.first.isoformat() if value.exact else f"{value.first}/{value.last}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
