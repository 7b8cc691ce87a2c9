# SPDX-License-Identifier: AGPL-3.0-or-later
"""What differs between the facts a determination was taken on and the facts as they stand now.

Both sides were assessed under the same rules, those frozen with the determination.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..case.document_paths import same_field, value_at
from ..case.fields import listed
from ..rules.assess import Assessment
from ..rules.finding import Finding
from .matrix import backing_document, matrix_of

# What is written about a paper and never weighed.
_REMARKS = ("note", "marks")
# Fields that no condition need read, and that a letter or its seal tells.
_TOLD = ("given_names", "surnames", "born_on")
_TOLD_OF_CASE = ("programme", "assess_on", "opened_on")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed since a determination.

    `kind` is field, paper_added, paper_gone, file_added, file_gone, file_replaced, finding, waiver, principal
    or person_gone. `path` is the document path of a field; `about` names, by language, the paper or the other
    person it belongs to; `title` the condition of a waiver that lapsed, or of a finding, whose result was
    `before` and is `after`. For the principal, `after` is the outcome.
    """

    kind: str
    path: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    title: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Rests:
    """What a determination of one applicant rests on, read off one assessment.

    `findings` are criterion -> (result, code), `files` the SHA-256s of each paper used, `paths` the document
    paths that were read, `principal` the outcome of the principal applicant.
    """

    findings: Mapping[str, tuple[str, str | None]]
    titles: Mapping[str, Mapping[str, str]]
    backing: Mapping[str, Any]
    files: Mapping[str, tuple[str, ...]]
    paths: frozenset[str]
    principal: str


def rests_on(assessment: Assessment, applicant_id: str) -> Rests:
    """What a determination on this assessment rests on. Raises KeyError, NoValueInForce."""
    one = assessment.of(applicant_id)
    findings = one.findings
    paths = frozenset(path for finding in findings for path in finding.paths())
    backing = backing_document(matrix_of(one))
    papers = _papers(findings, backing)
    files = {item.id: listed(item.attachments) for item in one.view.evidence() if item.id in papers}
    principal = one.view.case.principal()
    return Rests(
        {finding.criterion.id: (finding.result, finding.code) for finding in findings},
        {finding.criterion.id: finding.criterion.title for finding in findings},
        backing,
        files,
        paths,
        assessment.of(principal.id).outcome if principal is not None else "",
    )


def same_grounds(then: Rests, now: Rests) -> bool:
    """Whether every finding, and what shows it, is the same."""
    return (then.findings, then.backing, then.files) == (now.findings, now.backing, now.files)


def finding_changes(then: Rests, now: Rests) -> Iterator[Change]:
    """The findings that come out otherwise, in the order of the rules."""
    for criterion in dict.fromkeys((*then.findings, *now.findings)):
        before, after = then.findings.get(criterion), now.findings.get(criterion)
        if before != after:
            title = then.titles.get(criterion) or now.titles.get(criterion) or {}
            yield Change(
                "finding", title=title, before=before[0] if before else "", after=after[0] if after else ""
            )


def field_changes(
    changes: Iterable[Mapping[str, Any]],
    applicant_id: str,
    then: Rests,
    now: Rests | None,
    about: Mapping[str, Mapping[str, str]],
) -> tuple[Change, ...]:
    """The changed fields, papers and files that bear on an applicant; all of them where none is known to.

    `changes` are those of the documents (`{path, old, new}`), `about` the names of papers and people by id;
    `now` is None where nothing can be assessed any more.
    """
    read, papers = then.paths, {*then.files}
    if now is not None:
        read, papers = read | now.paths, papers | {*now.files}
    found = [(str(one["path"]).strip("/"), one) for one in changes]
    telling = [one for one in found if _tells(one[0], applicant_id, read, papers)]
    said = (_said(path, one, applicant_id, about) for path, one in telling or found)
    return tuple({(one.kind, one.path, *one.about.values()): one for many in said for one in many}.values())


def _papers(findings: Iterable[Finding], backing: Mapping[str, Any]) -> set[str]:
    used = {one for finding in findings for one in finding.evidence()}
    for row in backing.values():
        used.update(row["tied"])
        used.update(one for grounds in row["shown"].values() for kind, one in grounds if kind == "paper")
    return used


def _tells(path: str, applicant_id: str, read: frozenset[str], papers: set[str]) -> bool:
    parts = path.split("/")
    if parts[0] == "evidence" and len(parts) > 1:
        return parts[1] in papers and not (parts[2:] and parts[2] in _REMARKS)
    own = parts[0] == "applicants" and parts[1:2] == [applicant_id]
    if own and (len(parts) == 2 or parts[2] in _TOLD):
        return True
    return path in _TOLD_OF_CASE or any(same_field(path, one) for one in read)


def _said(
    path: str, change: Mapping[str, Any], applicant_id: str, about: Mapping[str, Mapping[str, str]]
) -> Iterator[Change]:
    parts = path.split("/")
    of = about.get(parts[1], {}) if parts[1:] and parts[1] != applicant_id else {}
    if parts[0] != "evidence" or len(parts) < 2:
        yield Change("field", path, of)
    elif len(parts) == 2 and "old" not in change:
        yield Change("paper_added", path, of)
    elif len(parts) == 2 and "new" not in change:
        yield Change("paper_gone", path, of)
    elif parts[2:] == ["attachments"]:
        old, new = set(change.get("old") or ()), set(change.get("new") or ())
        kind = "file_replaced" if old - new and new - old else "file_gone" if old - new else "file_added"
        yield Change(kind, path, of)
    else:
        yield Change("field", path, of)


def principal_id(document: Mapping[str, Any]) -> str:
    """The id of the principal applicant in a case document, or an empty text."""
    people = value_at(document, "applicants")
    found = [one for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    return next((str(one.get("id", "")) for one in found if one.get("role") == "principal"), "")
