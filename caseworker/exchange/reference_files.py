# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reference files: the TOML tables of `resources/reference` and `evidence_types.toml` as one `Reference`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caseworker.domain.case.evidence import ASKED, Consequence, EvidenceQuestion, EvidenceType
from caseworker.domain.rules.reference import Guideline, IdentifierRules, Reference, ZipRange

from .toml_text import read_toml

FILES = (
    "reference/poverty_guidelines.toml",
    "reference/identifiers.toml",
    "reference/zip_ranges.toml",
    "reference/zones.toml",
    "reference/countries.toml",
    "evidence_types.toml",
)


def reference_texts(folder: Path) -> dict[str, bytes]:
    """The files of the reference tables by name, line ends as on every system."""
    return {name: (folder / name).read_bytes().replace(b"\r\n", b"\n") for name in FILES}


def read_reference_texts(texts: Mapping[str, bytes]) -> Reference:
    """The reference tables in the texts of `FILES`. Raises KeyError, ValueError for what is none."""

    def table(*names: str) -> dict[str, Any]:
        return read_toml(texts["/".join(names)])

    identifiers = table("reference", "identifiers.toml")
    return Reference(
        guidelines=tuple(
            Guideline(one["year"], one["effective"], one["cite"], one["first_person"], one["each_additional"])
            for one in table("reference", "poverty_guidelines.toml")["guideline"]
        ),
        identifiers=IdentifierRules(
            frozenset(identifiers["ssn"]["known_bogus"]), frozenset(identifiers["ein"]["valid_prefixes"])
        ),
        zip_ranges=tuple(
            ZipRange(one["state"], one["first"], one["last"])
            for one in table("reference", "zip_ranges.toml")["ranges"]
        ),
        evidence_types={
            one["id"]: EvidenceType(
                id=one["id"],
                asserts=one["asserts"],
                tier=one["tier"],
                place=one.get("place", ""),
                manner=one.get("manner", "unknown"),
                documentary=one.get("documentary", True),
                returned=one.get("returned", False),
                names=tuple(one["name"].items()),
                proves=tuple(one["proves"].items()),
                fields=tuple(one.get("fields", ASKED)),
                often=one.get("often", False),
                questions=tuple(_question(said) for said in one.get("question", ())),
                effort=one["effort"],
            )
            for one in table("evidence_types.toml")["type"]
        },
        zones={country: tuple(zones) for country, zones in table("reference", "zones.toml").items()},
        countries=frozenset(table("reference", "countries.toml")),
    )


def _question(said: dict[str, Any]) -> EvidenceQuestion:
    return EvidenceQuestion(
        text=tuple(said["ask"].items()),
        yes=_consequence(said.get("yes", {})),
        no=_consequence(said.get("no", {})),
        since=said.get("from"),
    )


def _consequence(said: dict[str, Any]) -> Consequence:
    known = {key: said.get(key, "") for key in ("kind", "asserts", "opens")}
    return Consequence(**known, says=tuple((key, text) for key, text in said.items() if key not in known))
