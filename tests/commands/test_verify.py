# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker verify`: what a letter is, and what its code says and does not say."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest

from caseworker import app
from caseworker.letters.sealing.keys import OrganisationKey, fingerprint, write_key
from caseworker.letters.sealing.seal import seal
from caseworker.letters.sealing.withdrawn import WithdrawnList, write_list
from tests.letters.samples import (
    OTHER_KEY,
    OTHER_PUBLIC,
    OUR_KEY,
    OUR_PUBLIC,
    SPANISH,
    older_code,
    payload_of,
    saved_again,
    sealed,
)

from .conftest import Run

PAYLOAD = payload_of(SPANISH)


def coded(number: int, key: bytes = OUR_KEY) -> str:
    return seal(replace(PAYLOAD, number=f"L-TIJ-2026-K7-{number:06d}"), key)


# The text of nearly every code has a "/" in it.
CODE = next(code for code in map(coded, range(1, 1000)) if "/" in code)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "organisation.pub"
    path.write_text(write_key(OrganisationKey(OUR_PUBLIC, "Casa de la Frontera")), encoding="utf-8")
    return path


def test_a_file_is_genuine_and_its_seal_is_shown(run: Run, key: Path, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(sealed())
    said = run("verify", path, "--key", key)
    assert (said.status, said.out.splitlines()[0]) == (0, "genuine")
    assert "Every word of this file is as the office that has this key issued it." in said.out
    assert f"Checked with the key in {key}; its fingerprint is {fingerprint(OUR_PUBLIC)}." in said.out
    assert "The file names \u201cCasa de la Frontera\u201d." in said.out
    assert "the one that the office itself told you" in said.out


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("what", ["file", "code", "copy", "altered", "other"])
def test_a_key_that_lay_beside_the_letter_makes_nothing_genuine(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, what: str
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    monkeypatch.chdir(tmp_path)
    # Whoever forges a letter has a key of their own, with the name of the office on it.
    forged = write_key(OrganisationKey(OTHER_PUBLIC, "Casa de la Frontera"))
    (tmp_path / "organisation.pub").write_text(forged, encoding="utf-8")
    letter = sealed(key=OUR_KEY if what == "other" else OTHER_KEY)
    letter += b"x" if what == "altered" else b""
    (tmp_path / "letter.pdf").write_bytes(saved_again(letter) if what == "copy" else letter)
    said = run("verify", coded(1, OTHER_KEY) if what == "code" else tmp_path / "letter.pdf")
    states = {"file": "genuine", "code": "genuine_code", "copy": "seal_missing", "other": "not_ours"}
    status = 0 if what == "file" else 1
    assert (said.status, said.out.splitlines()[0]) == (status, states.get(what, "altered"))
    assert fingerprint(OTHER_PUBLIC) in said.out
    assert "organisation.pub" in said.out
    for claim in ("our office", "is ours", "enuine.", "nuestra oficina", "es nuestro", "Genuina"):
        assert claim not in said.out
    doubt = {"en": "Until then do not rely on this answer", "es": "Hasta entonces no conf\u00ede en esta"}
    assert doubt[language] in said.out


def test_the_list_is_named_with_the_key_that_signed_it(run: Run, key: Path, tmp_path: Path) -> None:
    withdrawn = listed(tmp_path, date(2022, 10, 31))
    said = run("verify", CODE, "--key", key, "--list", withdrawn)
    assert f"The list of withdrawn letters is {withdrawn}, signed with the same key." in said.out


def test_a_code_with_a_slash_is_read_and_claims_nothing_of_the_paper(run: Run, key: Path) -> None:
    said = run("verify", CODE, "--key", key)
    assert (said.status, said.err) == (1, "")
    assert said.out.splitlines()[:2] == ["genuine_code", "This code was made with the key"]
    assert "Compare these with the paper:" in said.out
    compare, _, rest = said.out.partition("Compare these with the name on the paper and the person's own")
    person, _, besides = rest.partition("The code says besides")
    for part, line in (
        (compare, f"Issued by: {SPANISH.letterhead.name}"),
        (compare, "Day of issue: 26 October 2022"),
        (compare, "Reference day: 25 October 2022"),
        (compare, "Programme: Process for Venezuelans"),
        (
            compare,
            "Result: We cannot say yet whether you meet the conditions: some things are still missing. They "
            "can be cured, and this letter says how.",
        ),
        (person, "Initials of the person: MN"),
        (person, "Year of birth: 1990"),
        (besides, "Programme on the day of issue: open"),
    ):
        assert f"  {line}\n" in part
    assert "Every word" not in said.out


@pytest.mark.parametrize("outcome", ["eligible", "not_eligible", "needs_review", "closed"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_answer_of_a_code_is_in_words(
    run: Run, key: Path, monkeypatch: pytest.MonkeyPatch, outcome: str, language: str
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    said = run("verify", seal(replace(PAYLOAD, outcome=outcome, birth_year=None), OUR_KEY), "--key", key)
    assert said.out.startswith("genuine_code\n")
    assert "_" not in said.out.replace("genuine_code", "").replace(str(key), "")
    assert outcome not in said.out.split(":")
    assert {"en": "Year of birth: not known", "es": "Año de nacimiento: "}[language] in said.out


def test_a_note_has_no_result_and_its_programme_is_not_compared(run: Run, key: Path) -> None:
    said = run("verify", seal(replace(PAYLOAD, kind="note", outcome=""), OUR_KEY), "--key", key)
    compare, _, rest = said.out.partition("Compare these with the name")
    assert f"  Note: {PAYLOAD.number}\n" in compare
    assert "Venezuelans" not in compare
    assert "25 October 2022" not in compare
    assert "Result on the reference day" not in said.out
    assert "Programme: Process for Venezuelans" in rest


def test_a_result_that_this_program_cannot_word_is_told_apart(run: Run, key: Path) -> None:
    for other in (replace(PAYLOAD, programme="unheard-of"), replace(PAYLOAD, programme_status="paused")):
        said = run("verify", seal(other, OUR_KEY), "--key", key)
        compare, _, rest = said.out.partition("Compare these with the name")
        assert "Result" not in compare
        assert "Result on the reference day: cannot be said yet: some things are missing" in rest


def test_a_name_that_was_cut_in_the_seal_is_compared_as_far_as_it_goes(run: Run, key: Path) -> None:
    said = run("verify", seal(replace(PAYLOAD, issuer="Casa " * 60), OUR_KEY), "--key", key)
    assert "Issued by, the name begins with: Casa Casa" in said.out


def test_json_holds_all_that_a_code_says(run: Run, key: Path) -> None:
    said = run("verify", CODE, "--key", key, "--json")
    assert said.status == 1
    assert said.json() == {
        "state": "genuine_code",
        "paper": "code",
        "number": said.json()["number"],
        "issuer": SPANISH.letterhead.name,
        "issued_on": "2022-10-26",
        "initials": "MN",
        "birth_year": 1990,
        "kind": "decision",
        "outcome": "more_evidence_needed",
        "reference_day": "2022-10-25",
        "programme": "venezuela",
        "programme_status": "open",
        "case": "",
        "training": False,
        "known_by": "",
        "list_made_on": "",
        "key_from": "named",
        "key_name": "Casa de la Frontera",
        "key_file": str(key),
        "fingerprint": fingerprint(OUR_PUBLIC),
        "pages": 0,
        "pages_looked": 0,
        "also": [],
    }


def test_the_code_of_an_older_letter_is_ours_and_shows_what_it_has(run: Run, key: Path) -> None:
    older = older_code(replace(PAYLOAD, case_number="TIJ-2022-000042"))
    said = run("verify", older, "--key", key)
    assert said.out.startswith("genuine_code\n")
    assert "  Case: TIJ-2022-000042\n" in said.out
    assert "Result" not in said.out


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (coded(1, OTHER_KEY), "not_ours"),
        (CODE[:-9], "altered"),
        (CODE[:40], "altered"),
        (CODE[:20], "not_ours"),
        (CODE[:100] + ("A" if CODE[100] != "A" else "B") + CODE[101:], "altered"),
        (f"{CODE[:80]}\n{CODE[80:]}\n", "genuine_code"),
        (seal(replace(PAYLOAD, state="draft"), OUR_KEY), "draft"),
    ],
)
def test_no_code_is_genuine_by_itself(run: Run, key: Path, code: str, state: str) -> None:
    said = run("verify", code, "--key", key)
    assert (said.status, said.out.splitlines()[0]) == (1, state)


COPIES = {
    "blanks": f"  {CODE} \n",
    "quotes": f'"{CODE}"',
    "curly quotes": f"\u201c{CODE}\u201d.",
    "byte order mark": f"\ufeff{CODE}",
    "no-break space": f"\u00a0{CODE}\u00a0",
    "invisible signs": f"\u200b{CODE[:100]}\u200b{CODE[100:]}\u2060",
    "blanks made no-break": CODE.replace(" ", "\u00a0"),
    "lines": "\r\n".join(CODE[at : at + 60] for at in range(0, len(CODE), 60)),
    "many lines": "\n".join(CODE[at : at + 20] for at in range(0, len(CODE), 20)),
    "answered mail": "\n".join(f"> {CODE[at : at + 76]}" for at in range(0, len(CODE), 76)),
    "scanner": f"QR-Code:{CODE}\n",
}
SPACED = next(code for code in map(coded, range(1, 1000)) if " " in code[50:70] and "  " not in code)


@pytest.mark.parametrize("how", COPIES)
def test_what_copying_adds_to_a_code_is_passed_over(run: Run, key: Path, tmp_path: Path, how: str) -> None:
    said = run("verify", COPIES[how], "--key", key)
    assert (said.status, said.out.splitlines()[0]) == (1, "genuine_code")
    for name, encoding in (("a.txt", "utf-8"), ("b.txt", "utf-16")):
        (tmp_path / name).write_text(COPIES[how], encoding=encoding)
        assert run("verify", tmp_path / name, "--key", key).out.startswith("genuine_code\n")


def test_a_blank_at_which_a_mail_broke_the_line_is_put_back(run: Run, key: Path) -> None:
    at = SPACED.index(" ", 50)
    assert run("verify", f"{SPACED[:at]}\n{SPACED[at + 1 :]}", "--key", key).out.startswith("genuine_code")


def test_two_blanks_of_which_a_page_of_the_web_made_one_are_two_again(run: Run, key: Path) -> None:
    twice = next(code for code in map(coded, range(1, 5000)) if "  " in code and "   " not in code)
    assert run("verify", twice.replace("  ", " "), "--key", key).out.startswith("genuine_code")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "The file is empty"),
        (b"%!PS-Adobe-3.0\n", "of the kind PostScript"),
        (b"Dear colleague,\n", "neither a PDF nor a picture"),
        (b"%PDF-1.7\nand nothing more", "damaged or cut off"),
    ],
)
def test_of_a_file_that_was_not_looked_at_nothing_is_said(
    run: Run, key: Path, tmp_path: Path, data: bytes, fault: str
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(data)
    said = run("verify", path, "--key", key)
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert str(path) in said.err
    assert fault in said.err


def test_a_file_with_a_password_was_not_looked_at(run: Run, key: Path, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    with pikepdf.open(io.BytesIO(sealed())) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))
    said = run("verify", path, "--key", key)
    assert (said.status, said.out) == (2, "")
    assert "opens only with a password, so it was not looked at" in said.err


@pytest.mark.parametrize("name", ["letters/2026/L1.pdf", "letter", "L-TIJ-2026-K7-000042"])
def test_what_is_neither_a_file_nor_a_code_is_said(run: Run, key: Path, name: str) -> None:
    said = run("verify", name, "--key", key)
    assert (said.status, said.out) == (2, "")
    assert "there is no such file, and it is not the text of a letter's code" in said.err


def listed(
    folder: Path, made_on: date, *, superseded: str = "", revoked: str = "", key: bytes = OUR_KEY
) -> Path:
    path = folder / "list.txt"
    numbers = (frozenset(filter(None, [superseded])), frozenset(filter(None, [revoked])))
    path.write_text(write_list(WithdrawnList("Casa", made_on, *numbers), key), encoding="utf-8")
    return path


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    moment = datetime(2022, 11, 10, 12, tzinfo=UTC)
    monkeypatch.setattr(app, "now", lambda: moment)
    return moment.date()


def test_without_a_list_it_is_said_that_nobody_here_knows_whether_it_is_in_force(run: Run, key: Path) -> None:
    assert "is not known here: ask the office, or for its list" in run("verify", CODE, "--key", key).out


def test_by_the_list_a_letter_is_in_force_and_its_age_is_said(
    run: Run, key: Path, tmp_path: Path, today: date
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(sealed())
    said = run("verify", path, "--key", key, "--list", listed(tmp_path, date(2022, 10, 31)))
    assert (said.status, said.out.splitlines()[0]) == (0, "genuine")
    assert "By the list that the office made on 31 October 2022 (10 days ago) it was neither" in said.out


@pytest.mark.parametrize("state", ["superseded", "revoked"])
def test_by_the_list_a_letter_is_withdrawn(
    run: Run, key: Path, tmp_path: Path, today: date, state: str
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(sealed())
    withdrawn = listed(tmp_path, today, **{state: PAYLOAD.number})
    for given in (path, seal(PAYLOAD, OUR_KEY)):
        said = run("verify", given, "--key", key, "--list", withdrawn)
        assert (said.status, said.out.splitlines()[0]) == (1, state)
        assert "So says the list that the office made on 10 November 2022 (today)." in said.out


def test_a_list_from_before_the_letter_says_nothing_of_it(
    run: Run, key: Path, tmp_path: Path, today: date
) -> None:
    said = run("verify", CODE, "--key", key, "--list", listed(tmp_path, date(2022, 10, 1)))
    assert "before this letter was issued: it says nothing of it" in said.out


def test_a_list_that_is_not_ours_or_was_altered_is_refused(run: Run, key: Path, tmp_path: Path) -> None:
    for number, fault in enumerate(
        ("of another organisation", "was changed since", "not a list", "not a list")
    ):
        path = listed(tmp_path, date(2022, 10, 1), key=OTHER_KEY if number == 0 else OUR_KEY)
        if number == 1:
            path.write_text(path.read_text().replace("2022-10-01", "2022-11-01"), encoding="utf-8")
        if number > 1:
            path.write_text("" if number == 2 else "L-1 revoked", encoding="utf-8")
        said = run("verify", CODE, "--key", key, "--list", path)
        assert (said.status, said.out) == (2, "")
        assert fault in said.err
        assert "ask the office for its list again" in said.err


def test_the_office_writes_its_list(run: Run, tmp_path: Path) -> None:
    run("demo", tmp_path / "demo")
    out = tmp_path / "withdrawn.txt"
    said = run("withdrawn", "-o", out, "--store", tmp_path / "demo" / "store")
    assert (said.status, said.out) == (0, "")
    assert out.read_text().startswith("caseworker-withdrawn-1\n")
    demo = tmp_path / "demo"
    said = run("verify", demo / "letter-en.pdf", "--key", demo / "organisation.pub", "--list", out)
    assert (said.status, said.out.splitlines()[0]) == (0, "genuine")


def test_a_recovery_sheet_is_no_letter(run: Run, key: Path, tmp_path: Path) -> None:
    from caseworker.letters.sheets.recovery_sheet import SheetFacts, recovery_sheet
    from caseworker.words import words_for

    path = tmp_path / "sheet.pdf"
    path.write_bytes(
        recovery_sheet("ABCD", SheetFacts("Casa", "TIJ", "K7", date(2026, 1, 1)), words_for("en"))
    )
    said = run("verify", path)
    assert (said.status, said.out.splitlines()[:2]) == (1, ["not_ours", "A recovery sheet, not a letter"])
    # Saved by another program, or scanned, it can no longer be told from other papers.
    path.write_bytes(saved_again(path.read_bytes()))
    assert "If it is a recovery sheet" in run("verify", path).out


def test_a_letter_that_somebody_marked_as_a_recovery_sheet_is_altered(
    run: Run, key: Path, tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(sealed().replace(b"\n%", b"\n% caseworker recovery \n%", 1))
    said = run("verify", path)
    assert (said.status, said.out.splitlines()[:2]) == (1, ["altered", "Altered"])
