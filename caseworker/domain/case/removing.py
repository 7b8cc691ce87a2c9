# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a person off a case, and off every paper that names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .document_paths import value_at
from .fields import NOT_ASKED


@dataclass(frozen=True, slots=True)
class Removal:
    """`changes` are the new values of the document's fields, by path. `alone` are the ids of papers about the
    person alone, which go too; `shared` those of papers about others as well, which lose the name."""

    changes: dict[str, Any]
    alone: tuple[str, ...]
    shared: tuple[str, ...]


def without_person(document: dict[str, Any], applicant_id: str) -> Removal:
    """What becomes of a case without one of its applicants. The document stays as it is."""
    people = [one for one in _listed(document, "applicants") if one.get("id") != applicant_id]
    changes: dict[str, Any] = {"applicants": people}
    kept: list[dict[str, Any]] = []
    alone: list[str] = []
    shared: list[str] = []
    for paper in _listed(document, "evidence"):
        about = paper.get("about")
        if not isinstance(about, list) or applicant_id not in about:
            kept.append(paper)
            continue
        others = [one for one in about if one != applicant_id]
        (shared if others else alone).append(str(paper.get("id", "")))
        if others:
            kept.append({**paper, "about": others})
    if alone or shared:
        changes["evidence"] = kept
    gaps = value_at(document, "gaps")
    if isinstance(gaps, dict):
        gone = [f"applicants/{applicant_id}", *(f"evidence/{one}" for one in alone)]
        left = {
            path: why
            for path, why in gaps.items()
            if not any(path == one or path.startswith(f"{one}/") for one in gone)
        }
        if left != gaps:
            changes["gaps"] = left or NOT_ASKED
    return Removal(changes, tuple(alone), tuple(shared))


def _listed(document: dict[str, Any], path: str) -> list[dict[str, Any]]:
    found = value_at(document, path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
