# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts: passports, removals, crossings, residence, means and numbers, by the tables of domain-facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from caseworker.domain.case.applicant import (
    Applicant,
    BorderCrossing,
    JobOffer,
    Passport,
    PassportExtension,
    Returned,
)
from caseworker.domain.case.case import FORMAT, Case
from caseworker.domain.case.days import Days
from caseworker.domain.case.evidence import Evidence
from caseworker.domain.case.sponsor import Address, CoSponsor, Sponsor
from caseworker.domain.rules.facts import DETAILS, FACTS, KINDS, UNKNOWN, VALUES, Fact, View
from caseworker.exchange.situations import NO_RULES, read_situations
from tests.domain.examples import CASES, FIXTURES, case_of, document, library

ON = date(2022, 11, 1)
REFERENCE = library().reference


def fact(
    name: str, on: date = ON, *, sponsor: Any = None, evidence: Any = (), people: int = 1, **fields: Any
) -> Fact:
    """The fact of an applicant with these fields, in a case of `people` applicants."""
    parameters = fields.pop("parameters", {})
    person = Applicant(id="a1", **fields)
    others = tuple(Applicant(id=f"a{at}") for at in range(2, people + 1))
    case = Case(format=FORMAT, applicants=(person, *others), sponsor=sponsor, evidence=evidence)
    return FACTS[name](View(case, person, on, REFERENCE), **parameters)


def passport(on: date = ON, *, decree: bool = True, **fields: Any) -> object:
    held = Passport(**{"country": "VEN", **fields})
    return fact("applicant.passport", on, passport=held, parameters={"decree": decree}).value


PRORROGA = PassportExtension


@pytest.mark.parametrize(
    ("issued", "expires", "extension", "on", "want"),
    [
        # A-17 (1): issued before 7 June 2019, no prórroga: printed expiry + 5 years.
        ("2016-03-10", "2021-03-10", None, "2022-11-01", "valid_by_decree"),
        ("2019-06-06", "2021-06-06", None, "2026-06-06", "valid_by_decree"),
        ("2019-06-06", "2021-06-06", None, "2026-06-07", "expired"),
        ("2012-06-15", "2017-06-15", None, "2022-06-15", "valid_by_decree"),
        ("2012-06-15", "2017-06-15", None, "2022-06-16", "expired"),
        ("2016-03-10", "2026-03-10", None, "2022-11-01", "valid"),
        # The source is silent on 29 February: 28 February is used.
        ("2011-02-28", "2016-02-29", None, "2021-02-28", "valid_by_decree"),
        ("2011-02-28", "2016-02-29", None, "2021-03-01", "expired"),
        # A-17 (2): issued from 7 June 2019, no prórroga: printed expiry.
        ("2019-06-07", "2021-06-07", None, "2021-06-07", "valid"),
        ("2019-06-07", "2021-06-07", None, "2021-06-08", "expired"),
        # A-17 (3): prórroga issued before 7 June 2019: its expiry + 5 years.
        ("2012-01-10", "2017-01-10", ("2018-05-01", "2020-05-01"), "2025-05-01", "valid_by_decree"),
        ("2012-01-10", "2017-01-10", ("2018-05-01", "2020-05-01"), "2025-05-02", "expired"),
        ("2012-01-10", "2017-01-10", ("2019-06-06", "2021-06-06"), "2022-11-01", "valid_by_decree"),
        # A-17 (4): prórroga issued from 7 June 2019: its expiry, whenever the passport was issued.
        ("2012-01-10", "2017-01-10", ("2019-06-07", "2021-06-07"), "2021-06-08", "expired"),
        ("2012-01-10", "2017-01-10", ("2021-11-02", "2023-11-02"), "2022-11-01", "valid"),
        ("2012-01-10", "2017-01-10", ("2021-11-02", "2022-11-01"), "2022-11-01", "valid"),
        ("2012-01-10", "2017-01-10", ("2021-11-02", "2022-10-31"), "2022-11-01", "expired"),
    ],
)
def test_the_passport_decree(
    issued: str, expires: str, extension: tuple[str, str] | None, on: str, want: str
) -> None:
    more = {}
    if extension:
        more = {"extension": PRORROGA(issued_on=extension[0], expires_on=extension[1])}
    day = date.fromisoformat(on)
    assert passport(day, issued_on=issued, expires_on=expires, **more) == want
    if want == "valid_by_decree":
        assert passport(day, decree=False, issued_on=issued, expires_on=expires, **more) == "expired"


def test_the_decree_is_of_venezuela_only() -> None:
    days = {"issued_on": "2016-03-10", "expires_on": "2021-03-10"}
    assert passport(country="COL", **days) == "expired"
    assert passport(country=None, **days) == "expired"


def test_the_decree_is_not_applied_to_a_passport_of_an_unknown_country() -> None:
    held = Passport(issued_on="2016-03-10", expires_on="2021-03-10")
    decree = {"decree": True}
    for nationalities, want in (
        (("VEN",), "valid_by_decree"),
        (("VEN", "COL"), UNKNOWN),
        (("COL",), "expired"),
    ):
        found = fact("applicant.passport", passport=held, nationalities=nationalities, parameters=decree)
        assert found.value == want
    found = fact("applicant.passport", passport=held, parameters=decree)
    assert found.value is UNKNOWN
    assert found.paths == ("applicants/a1/passport/country",)


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ({"expires_on": "2022-11"}, "valid"),
        ({"expires_on": "2022-10/2022-12"}, UNKNOWN),
        ({"issued_on": "2020", "expires_on": "2022-10/2022-12"}, UNKNOWN),
        ({"issued_on": "2016", "expires_on": "2022-10/2022-12"}, "valid_by_decree"),
        ({"issued_on": "2019-06", "expires_on": "2021-06"}, UNKNOWN),
        ({"expires_on": "2021-03-10"}, UNKNOWN),
        ({"expires_on": "2015-03-10"}, "expired"),
        ({"issued_on": "2012", "expires_on": "2017"}, UNKNOWN),
        ({}, UNKNOWN),
        ({"expires_on": None}, UNKNOWN),
        ({"expires_on": "2030", "extension": PRORROGA()}, UNKNOWN),
        ({"issued_on": "2016-03-10", "expires_on": "2021-03-10", "extension": None}, "valid_by_decree"),
    ],
)
def test_partial_and_missing_days_of_a_passport(fields: dict[str, Any], want: object) -> None:
    assert passport(**fields) == want


def test_no_passport_and_nobody_asked_are_different() -> None:
    assert fact("applicant.passport", passport=None).value == "missing"
    assert fact("applicant.passport").value is UNKNOWN


def test_a_child_may_be_entered_in_the_passport_of_the_parent() -> None:
    parent = Applicant(id="a1", role="principal", passport=Passport(expires_on="2030"))
    child = Applicant(id="a2", role="family_member", relation="child", passport=None)
    view = View(Case(format=FORMAT, applicants=(parent, child)), child, ON, REFERENCE)
    assert FACTS["applicant.passport"](view, child_on_parents=True).value == "on_parents"
    assert FACTS["applicant.passport"](view).value == "missing"


@pytest.mark.parametrize(
    ("ordered", "on", "within", "further_back"),
    [
        ("2018-03-01", "2023-02-28", True, False),
        ("2018-03-01", "2023-03-01", False, True),  # the anniversary itself: a lawyer looks at it
        ("2018-03-01", "2023-03-02", False, True),
        ("2020-02-29", "2025-02-27", True, False),
        ("2020-02-29", "2025-02-28", False, True),
        ("2018-03", "2023-02-28", True, False),
        ("2018-03", "2023-03-15", UNKNOWN, UNKNOWN),
        ("2018-03", "2023-03-31", False, True),
        ("2018", "2022-11-01", True, False),
        ("2017", "2022-11-01", UNKNOWN, UNKNOWN),
    ],
)
def test_five_years_of_a_removal_order(ordered: str, on: str, within: object, further_back: object) -> None:
    day = date.fromisoformat(on)
    for asked, want in ((True, within), (False, further_back)):
        found = fact(
            "us_border.removal_order",
            day,
            removal_orders=(ordered,),
            parameters={"years": 5, "within": asked},
        )
        assert found.value == want
    assert fact("us_border.removal_order", day, parameters={"years": 5, "within": True}).value is UNKNOWN
    none = fact("us_border.removal_order", day, removal_orders=None, parameters={"years": 5, "within": True})
    assert none.value is False


def crossing(on: Any, **fields: Any) -> BorderCrossing:
    return BorderCrossing(**{"manner": "between_ports", **({"on": on} if on else {}), **fields})


@pytest.mark.parametrize(
    ("crossings", "want"),
    [
        ((), False),
        (None, False),
        ((crossing("2022-10-19"),), False),
        ((crossing("2022-10-20"),), True),
        ((crossing("2022-10"),), UNKNOWN),
        ((crossing("2022-10"), crossing("2022-11")), True),
        ((crossing(None),), UNKNOWN),
        ((crossing("2022-10-20", manner="land_port_of_entry"),), False),
        ((BorderCrossing(on="2022-10-20"),), UNKNOWN),
        ((BorderCrossing(on="2022-10-19"),), False),
    ],
)
def test_crossings_between_ports(crossings: Any, want: object) -> None:
    first = {"first": date(2022, 10, 20)}
    found = fact("us_border.crossed_between_ports", us_border=crossings, parameters=first)
    assert found.value == want


LEFT = "voluntary_departure"
WITHDREW = "withdrawal_of_application"


@pytest.mark.parametrize(
    ("crossings", "want"),
    [
        ((crossing("2023-02-01", ended_by=LEFT),), True),
        ((crossing("2023-02-01", ended_by=WITHDREW),), True),
        ((crossing("2023-02-01", ended_by="title_42"),), False),
        ((crossing("2023-02-01", ended_by="removal"),), False),
        # Asked, and it ended in neither way.
        ((crossing("2023-02-01", ended_by=None),), False),
        ((crossing("2023-02-01"),), UNKNOWN),
        # One time only.
        ((crossing("2023-02-01", ended_by=LEFT), crossing("2023-03-01", ended_by=WITHDREW)), False),
        ((crossing("2022-10-19", ended_by="title_42"), crossing("2023-03-01", ended_by=LEFT)), True),
        # A second crossing that may have been between ports.
        ((crossing("2023-02-01", ended_by=LEFT), BorderCrossing(on="2023-03-01")), UNKNOWN),
        ((crossing("2023-02-01", ended_by=LEFT), BorderCrossing(on="2022-03-01")), True),
        ((crossing("2023-02-01", ended_by="removal"), BorderCrossing(on="2023-03-01")), False),
        # A second crossing of an unknown day.
        ((crossing("2023-02-01", ended_by=LEFT), crossing("2022", ended_by=LEFT)), UNKNOWN),
        ((crossing("2023-02-01", ended_by=LEFT), crossing("2022", ended_by="title_42")), UNKNOWN),
    ],
)
def test_the_one_exception_for_a_crossing(crossings: Any, want: object) -> None:
    found = fact(
        "us_border.crossing_excepted",
        us_border=crossings,
        parameters={"first": date(2022, 10, 20), "ended_by": (LEFT, WITHDREW), "times": 1},
    )
    assert found.value == want


@pytest.mark.parametrize(
    ("returns", "want"),
    [
        ((), False),
        ((Returned(country="MEX", on="2022-10-13", under="title_42"),), True),
        ((Returned(country="MEX", on="2022-10-11", under="title_42"),), False),
        ((Returned(country="MEX", on="2022-10", under="title_42"),), UNKNOWN),
        ((Returned(country="VEN", on="2022-10-13", under="title_42"),), False),
        ((Returned(country="MEX", on="2022-10-13", under="title_8"),), False),
        ((Returned(country="MEX", on="2022-10-13"),), UNKNOWN),
        ((Returned(on="2022-10-13", under="title_42"),), UNKNOWN),
        ((Returned(on="2022-10-01"),), False),
    ],
)
def test_returns(returns: Any, want: object) -> None:
    found = fact(
        "us_border.returned",
        returned_to=returns,
        parameters={"country": "MEX", "under": "title_42", "first": date(2022, 10, 12)},
    )
    assert found.value == want


GUIDELINES = {
    # domain-facts F-05: the first person and each one more.
    "2022-11-01": {"TX": (13_590, 4_720), "AK": (16_990, 5_900), "HI": (15_630, 5_430)},
    "2023-03-01": {"TX": (14_580, 5_140), "AK": (18_210, 6_430), "HI": (16_770, 5_910)},
    "2024-03-01": {"TX": (15_060, 5_380), "AK": (18_810, 6_730), "HI": (17_310, 6_190)},
    "2025-03-01": {"TX": (15_650, 5_500), "AK": (19_550, 6_880), "HI": (17_990, 6_330)},
}
PUBLISHED_48 = {
    "2022-11-01": [13590, 18310, 23030, 27750, 32470, 37190, 41910, 46630],
    "2023-03-01": [14580, 19720, 24860, 30000, 35140, 40280, 45420, 50560],
    "2024-03-01": [15060, 20440, 25820, 31200, 36580, 41960, 47340, 52720],
    "2025-03-01": [15650, 21150, 26650, 32150, 37650, 43150, 48650, 54150],
}


def means(state: Any, income: Any, household: Any = 1, others: Any = 0, **fields: Any) -> Sponsor:
    return Sponsor(
        kind="individual",
        address=Address(state=state),
        annual_income_usd=income,
        household_size=household,
        other_beneficiaries=others,
        **fields,
    )


def income(sponsor: Sponsor, on: str = "2022-11-01", people: int = 1) -> Fact:
    day = date.fromisoformat(on)
    return fact("sponsor.income", day, sponsor=sponsor, people=people, parameters={"percent": 100})


@pytest.mark.parametrize("on", sorted(GUIDELINES))
@pytest.mark.parametrize("state", ["TX", "AK", "HI", "PR", "DC"])
@pytest.mark.parametrize("size", range(2, 13))
def test_equality_passes_and_a_dollar_less_does_not(on: str, state: str, size: int) -> None:
    first, more = GUIDELINES[on].get(state, GUIDELINES[on]["TX"])
    limit = first + more * (size - 1)
    for household, others, people in ((size - 1, 0, 1), (1, size - 2, 1), (0, 0, size)):
        assert income(means(state, limit, household, others), on, people).value == "passes"
        assert income(means(state, limit - 1, household, others), on, people).value == "below"
        found = income(means(state, limit, household, others), on, people)
        assert (found.details["limit"], found.details["people"]) == (limit, size)


@pytest.mark.parametrize("on", sorted(PUBLISHED_48))
def test_the_guideline_is_the_published_table(on: str) -> None:
    guideline = REFERENCE.guideline(date.fromisoformat(on))
    assert [guideline.amount("48", size) for size in range(1, 9)] == PUBLISHED_48[on]


@pytest.mark.parametrize(
    ("on", "year"),
    [
        ("2022-01-12", 2022),
        ("2023-01-11", 2022),
        ("2023-01-12", 2023),
        ("2024-01-10", 2023),
        ("2024-01-11", 2024),
        ("2025-01-14", 2024),
        ("2025-01-15", 2025),
        ("2026-01-12", 2025),
        ("2026-01-13", 2026),
    ],
)
def test_each_guideline_begins_on_its_day(on: str, year: int) -> None:
    assert REFERENCE.guideline(date.fromisoformat(on)).year == year


def test_a_day_before_the_first_guideline_is_an_error() -> None:
    with pytest.raises(LookupError):
        REFERENCE.guideline(date(2022, 1, 11))


def test_co_sponsors_bring_income_and_household() -> None:
    helper = CoSponsor(household_size=2, annual_income_usd=12_000)
    # Sponsor 2 + co-sponsor 2 + applicant 1 = 5 people: 32,470 in 2022.
    assert income(means("TX", 20_469, 2, co_sponsors=(helper,))).value == "below"
    found = income(means("TX", 20_470, 2, co_sponsors=(helper,)))
    assert found.value == "passes_with_co_sponsors"
    assert found.details["total_income"] == 32_470
    # Enough alone for sponsor 2 + applicant 1: no co-sponsor needed.
    assert income(means("TX", 30_000, 2, co_sponsors=(helper,))).value == "passes"


@pytest.mark.parametrize(
    "sponsor",
    [
        Sponsor(kind="individual", household_size=1, other_beneficiaries=0, address=Address(state="TX")),
        Sponsor(kind="individual", annual_income_usd=9, other_beneficiaries=0, address=Address(state="TX")),
        Sponsor(kind="individual", annual_income_usd=9, household_size=1, address=Address(state="TX")),
        Sponsor(kind="individual", annual_income_usd=9, household_size=1, other_beneficiaries=0),
        means("TX", 9, co_sponsors=(CoSponsor(household_size=1),)),
        means("TX", 9, co_sponsors=(CoSponsor(annual_income_usd=1),)),
    ],
)
def test_without_a_figure_the_means_are_not_known(sponsor: Sponsor) -> None:
    assert income(sponsor).value is UNKNOWN


@pytest.mark.parametrize("text", ["219-09-9998", "001-01-0001", "665-12-3456", "667-12-3456", "899-99-9999"])
def test_numbers_that_may_be_an_ssn(text: str) -> None:
    assert REFERENCE.identifiers.ssn_fits(text)
    assert REFERENCE.identifiers.ssn_fits(text.replace("-", ""))
    assert REFERENCE.identifiers.ssn_fits(f" {text} ")


@pytest.mark.parametrize(
    "text",
    [
        "000-12-3456",
        "666-12-3456",
        "900-12-3456",
        "999-12-3456",
        "123-00-3456",
        "123-45-0000",
        "078-05-1120",
        "457-55-5462",
        "219-09-9999",
        "111-11-1111",
        "123-45-6789",
        "12-345-6789",
        "123456789 0",
        "１２３-45-6780",
        "",
    ],
)
def test_numbers_that_are_no_ssn(text: str) -> None:
    assert not REFERENCE.identifiers.ssn_fits(text)


NOT_ASSIGNED = "00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97"


@pytest.mark.parametrize("prefix", [f"{at:02}" for at in range(100)])
def test_an_ein_has_an_assigned_prefix(prefix: str) -> None:
    assert REFERENCE.identifiers.ein_fits(f"{prefix}-1234567") is (prefix not in NOT_ASSIGNED.split())
    assert not REFERENCE.identifiers.ein_fits(f"{prefix}-123456")


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("A1234567", True),
        ("A12345678", True),
        ("A123456789", True),
        ("a012345678", True),
        ("A 123 456 789", True),
        ("A-123456789", True),
        ("123456789", True),
        ("A123456", False),
        ("A1234567890", False),
        ("B12345678", False),
        ("A12345X78", False),
        ("", False),
    ],
)
def test_an_a_number_has_seven_to_nine_digits(text: str, fits: bool) -> None:
    assert REFERENCE.identifiers.a_number_fits(text) is fits


def test_only_misshapen_numbers_are_named() -> None:
    sponsor = Sponsor(kind="individual", ssn="666-12-3456", ein="00-1234567", a_number="A12345678")
    found = fact("sponsor.identifiers_misshapen", sponsor=sponsor)
    assert found.value == ("ssn", "ein")
    assert fact("sponsor.identifiers_misshapen", sponsor=Sponsor()).value == ()


@pytest.mark.parametrize(
    ("code", "states"),
    [
        ("77002", {"TX"}),
        ("06390", {"NY"}),
        ("88515", {"TX"}),
        ("99501", {"AK"}),
        ("96813-1234", {"HI"}),
        ("00901", {"PR"}),
        ("00000", set()),
        ("7700", set()),
    ],
)
def test_a_zip_code_lies_in_its_states(code: str, states: set[str]) -> None:
    found = REFERENCE.states_of_zip(code)
    assert states <= found
    assert bool(found) == bool(states)


def stays(*found: dict[str, Any]) -> object:
    from caseworker.domain.case.applicant import Residence

    parameters = {"country": "UKR", "on": date(2022, 2, 11)}
    rows = tuple(Residence(**one) for one in found)
    return fact("applicant.resident_on", resided_in=rows, parameters=parameters).value


@pytest.mark.parametrize(
    ("stay", "want"),
    [
        ({"country": "UKR", "from_": "1990", "to": "2022-02-24"}, True),
        ({"country": "UKR", "to": "2022-02-11"}, True),
        ({"country": "UKR", "to": "2022-02-10"}, False),
        ({"country": "UKR", "from_": "2022-02-11"}, True),
        ({"country": "UKR", "from_": "2022-02-12"}, False),
        ({"country": "UKR"}, True),
        ({"country": "UKR", "to": "2022-02"}, UNKNOWN),
        ({"country": "UKR", "from_": "2022"}, UNKNOWN),
        ({"country": "POL", "from_": "2020"}, False),
        ({"from_": "2020"}, UNKNOWN),
    ],
)
def test_residence_on_a_day(stay: dict[str, Any], want: object) -> None:
    assert stays(stay) == want


def test_one_stay_that_fits_is_enough_and_no_stays_are_no_residence() -> None:
    assert stays({"country": "POL"}, {"country": "UKR"}) is True
    assert stays() is False
    unasked = fact("applicant.resident_on", parameters={"country": "UKR", "on": ON})
    assert unasked.value is UNKNOWN


def test_the_manner_of_entry_is_as_stated_or_as_the_latest_record_shows() -> None:
    stamp = Evidence(id="e1", type="passport_entry_stamp_mx", on="2022-10-25")
    mexico = {"country": "MEX"}
    stated = {"entry_manner": (("MEX", "irregular"),), "evidence": (stamp,)}
    assert fact("entry.manner", **stated, parameters=mexico).value == "irregular"
    assert fact("entry.manner", evidence=(stamp,), parameters=mexico).value == "regular"
    assert fact("entry.manner", entry_manner=(("MEX", "unknown"),), parameters=mexico).value is UNKNOWN
    assert fact("entry.manner", parameters=mexico).value is UNKNOWN
    assert fact("entry.manner_shown", parameters=mexico).value == "unknown"


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ({"marital_status": "single"}, True),
        ({"marital_status": "married"}, False),
        ({"marital_status": "common_law"}, False),
        ({"marital_status": "separated"}, False),
        ({"born_on": "2015-01-01"}, True),
        ({"born_on": "2005-01-01"}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_unmarried(fields: dict[str, Any], want: object) -> None:
    assert fact("applicant.unmarried", **fields).value == want


@pytest.mark.parametrize(
    ("offer", "want"),
    [
        ({"employer": "Gulf Shrimp"}, "named"),
        ({"employer": None}, "none"),
        ({"employer": ""}, "none"),
        ({}, UNKNOWN),
        ({"fee_demanded": True}, UNKNOWN),
    ],
)
def test_an_offer_names_an_employer_or_none(offer: dict[str, Any], want: object) -> None:
    assert fact("applicant.job_offer", job_offer=JobOffer(**offer)).value == want
    assert fact("applicant.job_offer", job_offer=None).value == "none"
    assert fact("applicant.job_offer").value is UNKNOWN


@pytest.mark.parametrize(
    ("kind", "seen", "backed", "missing"),
    [
        ("individual", ("identity", "us_status", "income"), False, ()),
        ("individual", ("identity",), False, ("us_status", "income")),
        ("individual", ("identity", "us_status", "commitment_letter"), True, ()),
        ("individual", ("identity", "us_status", "commitment_letter"), False, ("income",)),
        ("organisation", ("commitment_letter",), True, ()),
        ("organisation", ("identity",), True, ("commitment_letter",)),
        ("individual", None, False, ("identity", "us_status", "income")),
    ],
)
def test_documents_still_to_be_seen(kind: str, seen: Any, backed: bool, missing: tuple[str, ...]) -> None:
    sponsor = Sponsor(kind=kind, documents_seen=seen, supports_each_beneficiary=backed)
    assert fact("sponsor.documents_missing", sponsor=sponsor).value == missing


@pytest.mark.parametrize(
    ("born", "want"),
    [("2004-11-01", True), ("2004-11-02", False), ("2004", UNKNOWN), ("2004-11", UNKNOWN), ("2003", True)],
)
def test_a_sponsor_is_of_age_at_18(born: str, want: object) -> None:
    assert fact("sponsor.of_full_age", sponsor=Sponsor(born_on=born)).value == want


@pytest.mark.parametrize("lives_in", ["USA", "PRI", "GUM", "VIR", "MNP", "ASM"])
def test_the_territories_are_in_the_united_states(lives_in: str) -> None:
    assert fact("sponsor.in_us", sponsor=Sponsor(lives_in=lives_in)).value is True
    assert fact("sponsor.in_us", sponsor=Sponsor(lives_in="MEX")).value is False
    assert fact("sponsor.in_us", sponsor=Sponsor()).value is UNKNOWN


def fits(kind: str, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, tuple) and all(isinstance(one, int) for one in value)
    if kind == "days":
        return isinstance(value, Days)
    if kind == "list":
        return value is None or (isinstance(value, tuple) and all(isinstance(one, str) for one in value))
    return value is None or isinstance(value, str | bool)


def test_facts_give_the_kinds_and_details_that_programme_files_are_checked_by() -> None:
    assert set(KINDS) <= set(FACTS)
    seen: set[str] = set()
    told = [
        (one.case, path.stem, one.on)
        for path in sorted(FIXTURES.parent.joinpath("programmes").glob("*.toml"))
        for one in read_situations(path.read_bytes(), REFERENCE.vocabulary()).situations
        if one.outcome != NO_RULES
    ]
    for path in CASES:
        found = document(path)
        read = case_of(found)
        day = read.reference_day()
        assert day is not None
        told.append((read, found["programme"], day))
    for case, programme, day in told:
        for one in library().assess(case, programme, day).applicants:
            for finding in one.findings:
                for key, given in finding.facts().items():
                    name = key.partition(" ")[0]
                    seen.add(name)
                    assert not given.known or fits(KINDS.get(name, "value"), given.value), key
                    assert set(given.details) <= DETAILS
                    assert not given.known or given.value in VALUES.get(name, (given.value,)), key
    assert set(KINDS) | set(VALUES) <= seen
