# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong in a document and what to do: the same sentences on the command line and beside the field."""

from __future__ import annotations

from caseworker.domain.case.document import Fault

from . import N_, Words

FAULTS: dict[str, tuple[str, str]] = {
    "not_an_object": (N_("is not an object"), N_("write it as {{ ... }}")),
    "not_a_list": (N_("is not a list"), N_("write it as [ ... ]")),
    "too_many": (N_("has {value} items"), N_("keep it to {hint}")),
    "unknown_key": (N_("is not a field of the format"), N_("remove it")),
    "missing": (N_("is missing"), N_("add it")),
    "wrong_format": (N_('has "{value}"'), N_('use "{hint}"')),
    "not_text": (N_("is not text"), N_("write it in quotes")),
    "too_long": (N_("has {value} characters"), N_("keep it to {hint}")),
    "control_characters": (N_("has control characters"), N_("type it again")),
    "not_a_day": (N_("is not a day"), N_("write a day such as 2022-10-07, or a month such as 2022-10")),
    "day_malformed": (
        N_('"{value}" cannot be read as a day'),
        N_("write a day such as 2022-10-07, or a month such as 2022-10"),
    ),
    "day_impossible": (N_('"{value}" is a day that does not exist'), N_("compare it with the paper")),
    "day_reversed": (N_('"{value}" ends before it begins'), N_("put the earlier day first")),
    "day_incomplete": (
        N_('"{value}" leaves out the month or the year'),
        N_("write them too, such as 3 to 9 October 2022"),
    ),
    "day_vague": (
        N_('"{value}" does not say which days'),
        N_("ask for the first and the last day that are possible, such as 11 to 20 October 2022"),
    ),
    "day_open": (
        N_('"{value}" has one end only'),
        N_("write the first and the last day that are possible, such as 1 to 8 October 2022"),
    ),
    "day_weekday": (
        N_('"{value}" names another weekday than the day has'),
        N_("compare it with the paper, or leave the weekday out"),
    ),
    "day_in_doubt": (
        N_('"{value}" can be read as more than one day'),
        N_("choose the one that is meant"),
    ),
    "day_with_time": (N_('"{value}" has a time of day'), N_("write the day alone")),
    "not_a_time": (
        N_("{value} is not a time of day"),
        N_("write hours and minutes of 24 hours, such as 15:00"),
    ),
    "not_an_exact_day": (
        N_('"{value}" is not an exact day'),
        N_("write the day in full, such as 2022-10-07"),
    ),
    "unknown_country": (
        N_('"{value}" is not a country code'),
        N_("use ISO 3166-1 alpha-3, such as MEX"),
    ),
    "unknown_state": (N_('"{value}" is not a state of the United States'), N_("use a code such as TX")),
    "unknown_evidence_type": (
        N_('"{value}" is not a kind of evidence'),
        N_("see resources/evidence_types.toml for the list"),
    ),
    "not_a_choice": (N_('"{value}" is not one of the choices'), N_("use one of {hint}")),
    "not_yes_or_no": (N_("is neither yes nor no"), N_("write true or false")),
    "not_a_count": (N_('"{value}" is not a whole number'), N_("write a whole number from 0 to 10000")),
    "not_a_household": (
        N_('"{value}" is not the size of a household'),
        N_("write how many people live in it, the sponsor included: 1 or more"),
    ),
    "not_a_page": (N_('"{value}" is not the number of a page'), N_("write a number from 1 to {hint}")),
    "not_a_fraction": (N_('"{value}" is not a part of the page'), N_("write a number from 0 to 1")),
    "mark_of_no_file": (
        N_('"{value}" is not a file of this evidence'),
        N_("list it under attachments, or remove the mark"),
    ),
    "mark_outside": (N_("is empty or reaches beyond the page"), N_("mark the region again")),
    "not_an_amount": (
        N_('"{value}" is not an amount of money'),
        N_("write it in digits, such as 52000 or 52000.50"),
    ),
    "repeated_id": (N_('the id "{value}" is used twice'), N_("give each its own id")),
    "unknown_applicant": (N_('"{value}" is not an applicant of this case'), N_("use one of {hint}")),
    "second_principal": (N_("is a second principal applicant"), N_("make one of them a family member")),
}
HINTED = N_('did you mean "{hint}"?')


def fault_text(fault: Fault, words: Words) -> str:
    """What is wrong, without the place: `"2022-13" is a day that does not exist; compare it with ...`."""
    what, remedy = FAULTS[fault.code]
    values = {"value": fault.value, "hint": fault.hint}
    near = fault.code.startswith("unknown_") and fault.hint and fault.code != "unknown_applicant"
    return f"{words(what, **values)}; {words(HINTED if near else remedy, **values)}"


def fault_line(fault: Fault, words: Words) -> str:
    """One line: place, what is wrong, what to do."""
    return f"{fault.place}: {fault_text(fault, words)}" if fault.place else fault_text(fault, words)
