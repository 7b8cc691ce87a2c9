# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker entry`: `{country, last_acceptable_day, evidence, declared_exit}` in, the entry proof out."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from caseworker.commands.status import DONE, WRONG, WrongInput
from caseworker.domain.case.days import NotADay, days_of
from caseworker.domain.case.document import Fault, FaultyDocument, read_record, shown
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.entry.proof import EntryProof, prove_entry, sightings
from caseworker.domain.rules.reference import Reference
from caseworker.exchange.assessment_file import encode, entry_document
from caseworker.exchange.case_file import UnreadableJson, decode_json
from caseworker.services.programmes.library import load_library
from caseworker.words import N_, Words

from .output import write_json
from .reading import document_text, line_text, lines_of, read_json, unreadable_text

_KEYS = ("country", "last_acceptable_day", "evidence", "declared_exit")
_ABOUT_THE_EXAMPLE = ("id", "title", "why", "note")


def entry(parsed: argparse.Namespace, words: Words) -> int:
    """Proves the entry of each file, or of each line of standard input for `-`."""
    reference = load_library().reference
    if parsed.files == ["-"]:
        return _lines(reference, words)
    proofs = []
    for name in parsed.files:
        document = read_json(name, words)
        try:
            proofs.append(entry_proof_of(document, reference))
        except FaultyDocument as error:
            raise WrongInput(f"{name}: {document_text(error, words)}") from None
    for proof in proofs:
        if parsed.json:
            write_json(encode(entry_document(proof), pretty=len(parsed.files) == 1))
        else:
            print_entry(proof, words)
    return DONE


def entry_proof_of(document: Any, reference: Reference) -> EntryProof:
    """The entry proof of an evidence document. Raises FaultyDocument."""
    faults: list[Fault] = []
    if not isinstance(document, dict):
        raise FaultyDocument([Fault("", "not_an_object")])
    for key in document:
        if key not in (*_KEYS, *_ABOUT_THE_EXAMPLE) and not key.startswith(("expected", "x_")):
            faults.append(Fault(shown(key), "unknown_key"))
    country = document.get("country")
    if not isinstance(country, str) or country not in reference.countries:
        faults.append(
            Fault("country", "unknown_country" if "country" in document else "missing", shown(country))
        )
    last = _exact(document.get("last_acceptable_day"), "last_acceptable_day", faults)
    left = document.get("declared_exit")
    exits = []
    if left is not None:
        days = _read_days(left, "declared_exit", faults)
        exits = [days] if days else []
    evidence = document.get("evidence")
    items: list[Evidence] = []
    if not isinstance(evidence, list):
        faults.append(Fault("evidence", "not_a_list" if "evidence" in document else "missing"))
    else:
        for at, one in enumerate(evidence):
            try:
                items.append(read_record(one, Evidence, f"evidence[{at}]", reference.vocabulary()))
            except FaultyDocument as error:
                faults.extend(error.faults)
    if faults or last is None or not isinstance(country, str):
        raise FaultyDocument(faults)
    found = sightings(items, country, reference.evidence_types, reference.zones)
    return prove_entry(found, last.first, exits)


def _read_days(text: Any, place: str, faults: list[Fault]) -> Any:
    if not isinstance(text, str):
        faults.append(Fault(place, "missing" if text is None else "not_a_day"))
        return None
    try:
        return days_of(text)
    except NotADay as error:
        faults.append(Fault(place, f"day_{error.code}", text[:40]))
        return None


def _exact(text: Any, place: str, faults: list[Fault]) -> Any:
    days = _read_days(text, place, faults)
    if days is not None and not days.exact:
        faults.append(Fault(place, "not_an_exact_day", str(text)))
        return None
    return days


def _lines(reference: Reference, words: Words) -> int:
    status = DONE
    for number, line in enumerate(lines_of(sys.stdin.buffer), start=1):
        try:
            out = encode(entry_document(entry_proof_of(decode_json(line), reference)))
        except FaultyDocument as error:
            out = encode({"error": line_text(number, document_text(error, words), words)})
            status = WRONG
        except UnreadableJson as error:
            out = encode({"error": line_text(number, unreadable_text(error, words), words)})
            status = WRONG
        write_json(out)
    if status == WRONG:
        print(words("some lines were not read; see their error"), file=sys.stderr)
    return status


def print_entry(proof: EntryProof, words: Words) -> None:
    """The entry proof for people."""
    print(words.label("proof", proof.proof))
    # A side that no record bounds is left open.
    earliest = words.day(proof.earliest) if proof.earliest else "…"
    latest = words.day(proof.latest) if proof.latest else "…"
    print(words(N_("Window: {earliest} to {latest}"), earliest=earliest, latest=latest))
    if proof.clash:
        print(words("These records contradict each other: {papers}", papers=", ".join(proof.clash)))
