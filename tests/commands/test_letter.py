# SPDX-License-Identifier: AGPL-3.0-or-later
"""`caseworker letter`, `verify` and `demo`, through the public door."""

import json
from pathlib import Path

import pypdfium2
import pytest

from caseworker.cli import main
from caseworker.store.cases.case_list import CaseRow, list_cases
from caseworker.store.opening.opening import open_store

CASES = Path(__file__).parents[1] / "fixtures" / "cases"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_draft_is_written_for_every_example(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in sorted(CASES.glob("*.json")):
        out = tmp_path / f"{path.stem}.pdf"
        status, _, err = run(capsys, "letter", str(path), "-o", str(out), "--language", language)
        assert (status, err) == (0, "")
        assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("care", ["nobody", None])
@pytest.mark.parametrize("assess_on", ["2020-01-01", "2022-11-01"])
def test_the_draft_for_a_child_alone_is_the_note_whatever_rules_there_are(
    care: str | None, assess_on: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((CASES / "S01.json").read_text(encoding="utf-8"))
    document["assess_on"] = assess_on
    document["applicants"][0] |= {"given_names": "Nadia", "born_on": "2019-11-01", "accompanied_by": care}
    path, out = tmp_path / "child.json", tmp_path / "note.pdf"
    path.write_text(json.dumps(document), encoding="utf-8")
    status, _, err = run(capsys, "letter", str(path), "-o", str(out), "--language", "en")
    assert (status, err) == (0, "")
    page = pypdfium2.PdfDocument(out.read_bytes())[0]
    assert "To the child protection authority" in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Your papers show that you entered Panama on 17 October 2022: Record",
        ),
        (
            "es",
            "Sus documentos muestran que usted ingresó a Panamá el 17 de octubre de 2022: Registro",
        ),
    ],
)
def test_a_draft_says_in_its_language_from_which_papers_an_entry_is_known(
    language: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "draft.pdf"
    run(capsys, "letter", str(CASES / "S26.json"), "-o", str(out), "--language", language)
    document = pypdfium2.PdfDocument(out.read_bytes())
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert said in " ".join(text.split())


@pytest.mark.parametrize(
    ("names", "path", "said"),
    [
        ('"given_names": "\\u0639\\u0644\\u064a"', "applicants/a1/given_names", "cannot print"),
        ('"given_names": " ", "surnames": ""', "applicants/a1/given_names", "has no name"),
    ],
)
def test_a_draft_says_what_would_keep_it_from_being_issued(
    names: str, path: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(CASES.joinpath("S01.json").read_text(encoding="utf-8"))
    case = document.get("case", document)
    case["applicants"][0].update(json.loads(f"{{{names}}}"))
    (tmp_path / "case.json").write_text(json.dumps(document), encoding="utf-8")
    status, _, err = run(capsys, "letter", str(tmp_path / "case.json"), "-o", str(tmp_path / "out.pdf"))
    assert status == 0
    assert path in err
    assert said in err


def test_a_draft_is_never_genuine(tmp_path: Path, capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    out = tmp_path / "draft.pdf"
    run(capsys, "letter", str(CASES / "S01.json"), "-o", str(out))
    status, said, _ = run(capsys, "verify", str(out), "--key", str(demo / "organisation.pub"))
    assert status == 1
    assert said.splitlines()[0] == "draft"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "out"
    assert main(["demo", str(out)]) == 0
    return out


def test_the_demo_writes_what_it_promises(demo: Path) -> None:
    names = {path.name for path in demo.iterdir()}
    assert names == {"store", "letter-es.pdf", "letter-en.pdf", "organisation.pub", "window.png"}
    assert (demo / "window.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["letter-es.pdf", "letter-en.pdf"])
def test_the_letters_of_the_demo_are_genuine(
    name: str, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said, _ = run(capsys, "verify", str(demo / name), "--key", str(demo / "organisation.pub"))
    assert (status, said.splitlines()[0]) == (0, "genuine")
    # The key that lies beside them is anybody's until somebody names it, and the answer says so.
    status, said, _ = run(capsys, "verify", str(demo / name))
    assert (status, said.splitlines()[:2]) == (
        0,
        ["genuine", "Whole, but it is not known whose key sealed it"],
    )


def test_the_letters_of_the_demo_are_dated_in_the_time_they_play_in(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said, _ = run(capsys, "verify", str(demo / "letter-en.pdf"))
    assert "2022-11-01" in said or "1 November 2022" in said


def test_an_altered_letter_is_told(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pdf = (demo / "letter-en.pdf").read_bytes()
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(pdf.replace(b"endobj", b"endobJ", 1))
    status, said, _ = run(capsys, "verify", str(changed), "--key", str(demo / "organisation.pub"))
    assert status == 1
    assert said.splitlines()[0] == "altered"


def test_the_demo_store_is_whole_and_its_index_can_be_made_anew(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(demo / "store")
    assert run(capsys, "check", "--store", store)[0] == 0
    before = rows(demo / "store")
    status, said, _ = run(capsys, "rebuild-index", "--store", store)
    assert (status, "13" in said) == (0, True)
    assert run(capsys, "check", "--store", store)[0] == 0
    assert rows(demo / "store") == before
    assert "in_progress" in {row.steps["letter"] for row in before}


def rows(folder: Path) -> list[CaseRow]:
    with open_store(folder, None, now="2026-11-26T09:00:00+00:00") as store:
        return list_cases(store)


def test_a_demo_is_never_written_over_a_store(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in (demo / "store").iterdir()}
    status, out, err = run(capsys, "demo", str(demo))
    assert (status, out, len(err.strip().splitlines())) == (2, "", 1)
    assert {path: path.stat().st_mtime_ns for path in (demo / "store").iterdir()} == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("letter", "missing.json", "-o", "x.pdf"),
        ("letter", str(CASES / "S01.json"), "-o", "/nowhere/at/all/x.pdf"),
        ("letter", str(CASES / "S01.json"), "-o", "x.pdf", "--language", "xx"),
        ("letter", str(CASES / "S01.json"), "-o", "x.pdf", "--applicant", "zz"),
        ("letter", str(CASES / "S01.json"), "-o", "x.pdf", "--on", "2022-02-30"),
        ("verify", "missing.pdf"),
        ("verify", str(CASES / "S01.json"), "--key", str(CASES / "S01.json")),
        ("check", "--store", "/nowhere/at/all"),
    ],
)
def test_bad_input_gives_one_line_and_writes_nothing(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
