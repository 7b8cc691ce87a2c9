# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programme files: a broken one is refused whole, with each place, fault and remedy."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from caseworker.domain.rules.programme import Programme
from caseworker.exchange.programme.file import FaultyProgramme, ProgrammeFault, read_programme
from caseworker.paths import resource
from caseworker.services.programmes.library import load_library
from caseworker.services.programmes.shipped import shared_criteria
from caseworker.words import words_for
from tests.domain.examples import library

WHOLE = """
id = "mars"
kind = "entry"
checked_on = 2022-12-01
name = { en = "Mars", es = "Marte" }

[[source]]
id = "law"
cite = "1 MR 1"

[[version]]
from = 2022-01-01
until = 2022-06-30
title = { en = "First", es = "Primera" }
cite = "1 MR 1"
[[version]]
from = 2022-07-01
title = { en = "Second", es = "Segunda" }

[[status]]
from = 2022-01-01
status = "open"

[[value]]
name = "covered"
is = ["VEN", "COL"]
source = "law"
[[value]]
name = "last_day"
until = 2022-06-30
is = 2022-03-31
[[value]]
name = "last_day"
from = 2022-07-01
is = 2022-09-30

[[criterion]]
id = "nationality"
step = "intake"
title = { en = "Nationality", es = "Nacionalidad" }
source = ["law"]
proofs = ["comar_constancia"]
[[criterion.answer]]
when = { fact = "applicant.nationalities", contains_any = "$covered" }
result = "met"
reason = { en = "Yes.", es = "Sí." }
[[criterion.answer]]
result = "not_met"
then = "not_eligible"
code = "NAT_NOT_COVERED"
reason = { en = "No.", es = "No." }

[[criterion]]
id = "entry"
step = "entry"
title = { en = "Entry", es = "Ingreso" }
source = ["law"]
applies = { all = [{ fact = "applicant.located_in", is = "MEX" }, { not = { any = [{ fact = "applicant.age", below = 3 }] } }] }
[[criterion.answer]]
when = { fact = "entry.proof", country = "MEX", by = "$last_day", is = "proved_before" }
result = "met"
reason = { en = "By {last_day}.", es = "A más tardar el {last_day}." }

[[caution]]
id = "dust"
source = ["law"]
words = { en = "Dust.", es = "Polvo." }
"""  # noqa: E501 - a test stands in one line


def read(text: str, **shared: str) -> Programme:
    files = {name: body.encode() for name, body in shared.items()}
    return read_programme(text.encode(), files, library().reference)


def faults(text: str, **shared: str) -> tuple[ProgrammeFault, ...]:
    with pytest.raises(FaultyProgramme) as caught:
        read(text, **shared)
    for fault in caught.value.faults:
        assert fault.place
        assert fault.fault
        assert fault.remedy
    return caught.value.faults


def test_a_whole_file_is_read() -> None:
    programme = read(WHOLE)
    assert programme.id == "mars"
    assert programme.value_on("last_day", date(2022, 6, 30)) == date(2022, 3, 31)
    assert programme.value_on("last_day", date(2022, 7, 1)) == date(2022, 9, 30)
    assert [one.id for one in programme.criteria] == ["nationality", "entry"]
    assert programme.digest == hashlib.sha256(WHOLE.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "place", "fault", "remedy"),
    [
        ('id = "mars"\n', "", "file", "id is missing", "give id"),
        ('id = "mars"\n', "id = 4\n", "file", "id has another shape", "quotes"),
        ('kind = "entry"\n', 'knd = "entry"\n', "file", "unknown key 'knd'", "'kind'"),
        ("checked_on = 2022-12-01\n", 'checked_on = "soon"\n', "file", "checked_on is not a day", "quotes"),
        ("checked_on = 2022-12-01\n", "", "file", "checked_on is missing", "2022-10-12"),
        ('name = { en = "Mars", es = "Marte" }\n', "", "name", "words are missing", "en, es"),
        (', es = "Marte"', "", "name", "the words in 'es' are missing", "add name.es"),
        ('es = "Marte"', 'es = ""', "name", "the words in 'es' are missing", "add name.es"),
        (
            "checked_on",
            'shares = ["nowhere"]\nchecked_on',
            "shares",
            "no shared file 'nowhere'",
            "use one of",
        ),
        ('cite = "1 MR 1"\n\n[[version]]', "\n[[version]]", "source law", "cite is missing", "give cite"),
        ("until = 2022-06-30\ntitle", "until = 2022-06-29\ntitle", "version", "nothing is in force", "gap"),
        ("until = 2022-06-30\ntitle", "until = 2022-07-01\ntitle", "version", "two are in force", "earlier"),
        (
            "until = 2022-06-30\ntitle",
            "until = 2021-01-01\ntitle",
            "version 2022-01-01",
            "until lies",
            "swap",
        ),
        ("from = 2022-01-01\nuntil", "until", "version None", "from is missing", "say from"),
        ("[[version]]\nfrom = 2022-07-01", "[[version]]\nfrm = 2022-07-01", "version", "unknown key", "from"),
        ('status = "open"', 'status = "ajar"', "status 2022-01-01", "unknown status 'ajar'", "announced"),
        (
            'is = ["VEN", "COL"]',
            'is = ["VEN", "CLO"]',
            "value covered",
            "unknown country 'CLO'",
            "ISO 3166-1",
        ),
        ('is = ["VEN", "COL"]\n', "", "value covered", "has no value", "is ="),
        ('name = "covered"\n', "", "value None", "name is missing", "give name"),
        ("until = 2022-06-30\nis", "until = 2022-07-01\nis", "value last_day", "two are in force", "earlier"),
        (
            "until = 2022-06-30\nis",
            "until = 2022-06-29\nis",
            "criterion entry",
            "'last_day' is not",
            "extend",
        ),
        ("from = 2022-07-01\nis", "from = 2022-07-02\nis", "criterion entry", "'last_day' is not", "extend"),
        ('step = "intake"', 'step = "intke"', "criterion nationality", "unknown step 'intke'", "intake"),
        ('source = ["law"]\nproofs', "proofs", "criterion nationality", "no source", "cite at least one"),
        (
            'source = ["law"]\nproofs',
            'source = ["lw"]\nproofs',
            "criterion nationality",
            "'lw'",
            "[[source]]",
        ),
        (
            "comar_constancia",
            "comar_constanca",
            "criterion nationality",
            "unknown evidence",
            "comar_constancia",
        ),
        (
            "applicant.nationalities",
            "applicant.nationality",
            "answer 1: when",
            "unknown fact",
            "nationalities",
        ),
        ("contains_any", "contains_all", "answer 1: when", "has no single operator", "contains_any"),
        (
            'contains_any = "$covered"',
            'contains_any = ["VEN"], empty = true',
            "when",
            "no single operator",
            "one",
        ),
        ("$covered", "$cover", "answer 1: when: contains_any", "unknown value '$cover'", "[[value]]"),
        ('country = "MEX", by', 'country = "MXE", by', "when: country", "unknown country 'MXE'", "ISO"),
        ('country = "MEX", by', "by", "criterion entry", "entry.proof needs 'country'", "add country"),
        (
            'country = "MEX", by',
            'land = "MEX", country = "MEX", by',
            "entry",
            "takes no 'land'",
            "country, by",
        ),
        (
            'result = "met"\nreason = { en = "Yes',
            'result = "mt"\nreason = { en = "Yes',
            "answer 1",
            "'mt'",
            "met",
        ),
        ('then = "not_eligible"\n', "", "answer 2", "what follows is missing", "not_eligible"),
        ('then = "not_eligible"\n', 'then = "shot"\n', "answer 2", "what follows is missing", "not_eligible"),
        ('reason = { en = "Yes.", es = "Sí." }\n', "", "answer 1: reason", "words are missing", "en, es"),
        ('es = "Sí."', 'fr = "Oui."', "answer 1: reason", "the words in 'es' are missing", "reason.es"),
        ("applies = { all = [", "applies = { al = [", "criterion entry: applies", "unknown fact", "FACTS"),
        (
            "{ not = { any = [",
            "{ not = 3, x = { any = [",
            "criterion entry: applies",
            "unknown fact",
            "FACTS",
        ),
        ('id = "dust"', 'id = "dust"\nfrm = 2022-01-01', "caution", "unknown key 'frm'", "from"),
        ('words = { en = "Dust.", es = "Polvo." }', "", "caution dust: words", "words are missing", "en, es"),
        (
            'proofs = ["comar_constancia"]',
            'if_unknown = "maybe"',
            "criterion nationality",
            "if_unknown",
            "needs_review",
        ),
        (
            'when = { fact = "applicant.nationalities", contains_any = "$covered" }\n',
            "",
            "answer 2",
            "can never be reached",
            "`when`",
        ),
        ('title = { en = "Entry", es = "Ingreso" }\n', "", "criterion entry: title", "words are", "en, es"),
    ],
)
def test_a_fault_is_named_with_its_place_and_remedy(
    old: str, new: str, place: str, fault: str, remedy: str
) -> None:
    assert old in WHOLE
    found = faults(WHOLE.replace(old, new, 1))
    assert any(place in one.place and fault in one.fault and remedy in one.remedy for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "place", "line"),
    [
        ('kind = "entry"', 'knd = "entry"', "file", 'knd = "entry"'),
        ('status = "open"', 'status = "ajar"', "status 2022-01-01", 'status = "ajar"'),
        ('is = ["VEN", "COL"]', 'is = ["VEN", "CLO"]', "value covered", "CLO"),
        ('step = "intake"', 'step = "intke"', "criterion nationality", 'step = "intke"'),
        ('then = "not_eligible"', 'then = "shot"', "criterion nationality: answer 2", "[[criterion.answer]]"),
        ("below = 3", 'below = "x"', "criterion entry", 'below = "x"'),
        ('country = "MEX", by', 'country = "MXE", by', "criterion entry: answer 1: when: country", "MXE"),
        ('es = "Sí."', 'fr = "Oui."', "criterion nationality: answer 1: reason", "Oui."),
        ('source = ["law"]\nwords', 'source = ["lw"]\nwords', "caution dust", "lw"),
        (
            "until = 2022-06-30\nis",
            "until = 2022-07-01\nis",
            "value last_day",
            "[[value]]",
        ),
    ],
)
def test_a_fault_names_its_line(old: str, new: str, place: str, line: str) -> None:
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    (fault,) = [one for one in faults(text) if one.place == place]
    assert (line in text.splitlines()[fault.line - 1], fault.file) == (True, ""), fault
    assert f"(line {fault.line})" in fault.in_words(words_for("en"))
    assert f"(línea {fault.line})" in fault.in_words(words_for("es"))


def test_a_fault_in_a_shared_criterion_names_that_file_and_its_line() -> None:
    shared = SHARED.replace('result = "met"', 'result = "mt"')
    found = faults(TAKES, pool=shared)
    fault = next(one for one in found if "'mt'" in one.fault)
    assert (fault.file, 'result = "mt"' in shared.splitlines()[fault.line - 1]) == ("pool.toml", True)
    assert f"(pool.toml, line {fault.line})" in fault.in_words(words_for("en"))


@pytest.mark.parametrize(
    ("old", "new", "place", "fault"),
    [
        (
            "[[criterion]]",
            '[[value]]\nname = "cap"\nuntil = 2021-12-31\nis = 3\n[[criterion]]',
            "value cap",
            "never in force",
        ),
        ('id = "dust"\n', 'id = "dust"\nuntil = 2021-12-31\n', "caution dust", "never in force"),
        (
            'id = "entry"\n',
            'id = "entry"\nuntil = 2021-12-31\n',
            "criterion entry",
            "never in force",
        ),
        ('source = "law"\n', 'source = "lw"\n', "value covered", "unknown source 'lw'"),
        (
            '"comar_constancia"',
            '"self_declaration"',
            "criterion nationality",
            "self_declaration is too weak",
        ),
        ('"comar_constancia"', '"photo_no_exif"', "criterion nationality", "photo_no_exif proves nothing"),
    ],
)
def test_what_can_never_count_is_refused(old: str, new: str, place: str, fault: str) -> None:
    assert old in WHOLE
    (found,) = [one for one in faults(WHOLE.replace(old, new, 1)) if one.place == place]
    assert fault in found.fault


CHILD = """
[[criterion.answer]]
when = { fact = "applicant.accompanied_by", is = "nobody" }
result = "not_known"
then = "needs_review"
follows = "child_protection_note"
reason = { en = "Alone.", es = "Sin compañía." }
"""


def with_child(text: str) -> str:
    at = WHOLE.index("[[criterion.answer]]")
    return WHOLE[:at] + text.lstrip() + WHOLE[at:]


def test_an_answer_says_what_follows_for_a_child() -> None:
    answers = [answer for one in read(with_child(CHILD)).criteria for answer in one.answers]
    assert [one.follows for one in answers if one.follows] == ["child_protection_note"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("child_protection_note", "child_protection_letter", "unknown follows 'child_protection_letter'"),
        ('result = "not_known"\nthen = "needs_review"', 'result = "met"', "although nothing is wrong"),
        (
            'fact = "applicant.accompanied_by", is = "nobody"',
            'fact = "applicant.unmarried", is = true',
            "nothing asks who is with the child",
        ),
    ],
)
def test_what_follows_for_a_child_stands_where_it_may(old: str, new: str, fault: str) -> None:
    assert old in CHILD
    found = faults(with_child(CHILD.replace(old, new)))
    assert [one for one in found if fault in one.fault and one.remedy]


def test_a_citation_may_stand_in_every_language_or_in_all_the_same() -> None:
    second = 'title = { en = "Second", es = "Segunda" }\n'
    cited = WHOLE.replace(second, second + 'cite = { en = "2 MR 2, changes", es = "2 MR 2, cambios" }\n')
    first, changed = read(cited).versions
    assert first.cite == {"en": "1 MR 1"}
    assert changed.cite == {"en": "2 MR 2, changes", "es": "2 MR 2, cambios"}
    assert [one for one in faults(cited.replace(', es = "2 MR 2, cambios"', "")) if "'es'" in one.fault]


@pytest.mark.parametrize("published", ["2021-12", "2022-01", "2022"])
def test_a_state_may_say_that_only_its_month_or_year_was_published(published: str) -> None:
    text = WHOLE.replace('status = "open"', f'status = "open"\npublished = "{published}"')
    found = read(text).state_on(date(2022, 5, 1))
    assert found is not None
    assert found.published == published


@pytest.mark.parametrize("published", ["2022-01-01", "soon", "2021-11", "2022-02"])
def test_what_was_published_is_no_day_and_fits_the_day_assumed(published: str) -> None:
    text = WHOLE.replace('status = "open"', f'status = "open"\npublished = "{published}"')
    (found,) = faults(text)
    assert found.place == "status 2022-01-01"
    assert "published is no month or year" in found.fault


def test_proof_of_another_country_is_refused() -> None:
    text = WHOLE.replace('id = "entry"\n', 'id = "entry"\nproofs = ["panama_snm_record"]\n')
    (found,) = faults(text)
    assert "panama_snm_record is made in PAN, not in MEX" in found.fault
    assert read(text.replace("panama_snm_record", "comar_constancia"))


def test_every_fault_is_found_not_only_the_first() -> None:
    text = WHOLE.replace('"intake"', '"intke"').replace('"open"', '"ajar"').replace("COL", "CLO")
    assert len(faults(text)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id = ",
        "\x00",
        'criterion = "nationality"',
        "criterion = 3",
        "criterion = [1, 2]",
        "criterion = { id = 3 }",
        "source = 3",
        "source = [3]",
        "version = [[]]",
        "status = true",
        "value = [3]",
        'caution = ["x"]',
        "shares = 3",
        "shares = [3]",
        "shares = [[]]",
        "countries_first = 3",
        'name = "Mars"',
        "name = { en = 3, es = [] }",
    ],
)
def test_a_file_of_another_shape_is_refused_not_failed_on(text: str) -> None:
    faults(text)
    if text and "name" not in text:
        faults(text + "\n" + WHOLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = ["law"]\nproofs', "source = 3\nproofs"),
        ('source = ["law"]\nproofs', "source = [[]]\nproofs"),
        ('proofs = ["comar_constancia"]', "proofs = 3"),
        ('proofs = ["comar_constancia"]', "proofs = [[]]"),
        ('when = { fact = "applicant.nationalities", contains_any = "$covered" }', "when = 3"),
        ('when = { fact = "applicant.nationalities", contains_any = "$covered" }', "when = { all = 3 }"),
        ('when = { fact = "applicant.nationalities", contains_any = "$covered" }', "when = { any = [3] }"),
        ('when = { fact = "applicant.nationalities", contains_any = "$covered" }', "when = { not = 3 }"),
        ('fact = "applicant.nationalities"', "fact = 3"),
        ('fact = "applicant.nationalities"', "fact = []"),
        ('step = "intake"', "step = []"),
        ('status = "open"', "status = []"),
        ('result = "met"', "result = []"),
        ('then = "not_eligible"', "then = []"),
        ('id = "nationality"', "id = []"),
        ('id = "law"', "id = []"),
        ('name = "covered"', "name = []"),
        ('cite = "1 MR 1"\n[[version]]', "cite = []\n[[version]]"),
        ("from = 2022-07-01\ntitle", "from = []\ntitle"),
        ('proofs = ["comar_constancia"]', "answer = 3"),
        ('proofs = ["comar_constancia"]', "like = []"),
        ('code = "NAT_NOT_COVERED"', "code = 3"),
        ('code = "NAT_NOT_COVERED"', "referral = []"),
        ('code = "NAT_NOT_COVERED"', 'refer_elsewhere = "yes"'),
        ('proofs = ["comar_constancia"]', 'in_letters = "no"'),
        ('kind = "entry"', "kind = 3"),
    ],
)
def test_a_value_of_another_shape_is_refused_not_failed_on(old: str, new: str) -> None:
    assert old in WHOLE
    faults(WHOLE.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('is = "proved_before"', "is = [1]"),
        ('contains_any = "$covered"', "contains_any = 3"),
        ("below = 3", 'below = "three"'),
        ('by = "$last_day"', 'by = "yesterday"'),
        ('country = "MEX", by', "country = 3, by"),
        ('is = "proved_before"', "before = 2022-01-01"),
        ("below = 3", 'is = "three"'),
        ('contains_any = "$covered"', 'is = "VEN"'),
        ('contains_any = "$covered"', 'contains_any = "$last_day"'),
        ("below = 3", 'below = "$covered"'),
        ('{last_day}.", es', '{lst_day}.", es'),
        ('{last_day}.", es', '{last_day!r}.", es'),
        ('{last_day}.", es', '{last_day:>999999999}.", es'),
        ('{last_day}.", es', '{last_day.", es'),
        ('{last_day}.", es', '{0}.", es'),
        ('{last_day}.", es', '{last_day.__class__}.", es'),
        ('id = "entry"\nstep', 'id = "nationality"\nstep'),
        ('[[status]]\nfrom = 2022-01-01\nstatus = "open"\n', ""),
        ("[[status]]\nfrom = 2022-01-01", "[[status]]\nfrom = 2022-02-01"),
        ("[[status]]\n", '[[status]]\nfrom = 2022-01-01\nstatus = "closed"\n[[status]]\n'),
    ],
)
def test_what_would_fail_only_when_run_is_refused_when_read(old: str, new: str) -> None:
    assert old in WHOLE
    faults(WHOLE.replace(old, new, 1))


SHARED = """
[[criterion]]
id = "vaccinations"
step = "intake"
title = { en = "Vaccinations", es = "Vacunas" }
[[criterion.answer]]
when = { fact = "applicant.vaccinations_attested", is = true }
result = "met"
reason = { en = "Yes.", es = "Sí." }
"""
TAKES = 'shares = ["pool"]\n' + WHOLE + '\n[[criterion]]\nlike = "vaccinations"\nsource = ["law"]\n'


def test_a_shared_criterion_is_taken_with_what_the_programme_adds() -> None:
    programme = read(TAKES, pool=SHARED)
    taken = programme.criteria[-1]
    assert (taken.id, taken.sources) == ("vaccinations", ("law",))
    assert taken.title["en"] == "Vaccinations"
    own = read(TAKES + 'title = { en = "Mine", es = "Mía" }\n', pool=SHARED)
    assert own.criteria[-1].title["en"] == "Mine"


def test_the_digest_covers_the_shared_file() -> None:
    one, other = read(TAKES, pool=SHARED), read(TAKES, pool=SHARED.replace("Yes.", "Yes!"))
    assert one.digest != other.digest
    assert one.digest != read(TAKES + "\n# note\n", pool=SHARED).digest


def test_a_fault_in_a_shared_file_is_found() -> None:
    (fault,) = faults(TAKES, pool=SHARED.replace('"intake"', '"intke"'))
    assert fault.place == "criterion vaccinations"
    assert faults(TAKES, pool="[[criterion")[0].place == "pool"
    (unknown,) = faults(TAKES.replace('like = "vaccinations"', 'like = "vacinations"'), pool=SHARED)[:1]
    assert unknown.remedy == "did you mean 'vaccinations'?"


def test_one_broken_programme_is_left_out_and_named_the_others_stay(tmp_path: Path) -> None:
    root = tmp_path / "resources"
    for path in resource().rglob("*.toml"):
        copy = root / path.relative_to(resource())
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    broken = root / "programmes" / "cuba.toml"
    broken.write_text(broken.read_text(encoding="utf-8").replace('["CUB"]', '["CBU"]'), encoding="utf-8")
    found = load_library(root)
    assert set(found.programmes) == set(library().programmes) - {"cuba"}
    (refused,) = found.refused
    assert refused.file == "cuba.toml"
    assert refused.faults[0].place == "value nationalities"


def test_our_own_files_are_read_from_their_bytes_alone() -> None:
    for path in sorted(resource("programmes").glob("*.toml")):
        programme = read_programme(path.read_bytes(), shared_criteria(resource()), library().reference)
        assert programme == library().programmes[programme.id]
        assert programme.id == path.stem
