# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts about hosts and groups: leave to stay, members, money set aside, and the time of the request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ...case.days import age_on, days_of, moments_of, whole_months
from ...case.fields import NOT_ASKED, listed
from ...case.sponsor import Funds, Member
from .view import Fact, View, unknown


def asked(view: View, at: datetime) -> Fact:
    """`before`, `at` (within that minute) or `after` the local date-time `at`; the reference day counts.

    On the day of `at` itself the case says the time of the request; without it this is not known.
    """
    path = "asked_at"
    clock = view.case.asked_at
    moments = moments_of(view.on, clock if isinstance(clock, str) and view.on == at.date() else None)
    if moments.last < at:
        return Fact("before", (path,))
    if moments.first > at:
        return Fact("after", (path,))
    return Fact("at", (path,)) if isinstance(clock, str) else unknown(path)


def host_leave_months(view: View) -> Fact:
    """How many whole months the sponsor may still stay: a range where the last day is partial."""
    sponsor, path = view.sponsor, "sponsor/host_status_until"
    if sponsor is None or not isinstance(sponsor.host_status_until, str):
        return unknown(path)
    days = days_of(sponsor.host_status_until)
    return Fact((whole_months(view.on, days.first), whole_months(view.on, days.last)), (path,))


def months_offered(view: View) -> Fact:
    """For how many months housing or support is offered; asked and none is 0."""
    sponsor, path = view.sponsor, "sponsor/months_offered"
    if sponsor is None or sponsor.months_offered is NOT_ASKED:
        return unknown(path)
    months = sponsor.months_offered or 0
    return Fact((months, months), (path,), details={"months": months})


def members(
    view: View,
    statuses: tuple[str, ...] = (),
    age: int = 0,
    in_community: bool = False,
    check: str = "",
) -> Fact:
    """How many of the group have one of `statuses`, that age, live in the community, passed the check.

    What is not asked about counts for nobody; what is not known of a member makes a range.
    """
    found = [_fits(view, one, statuses, age, in_community, check) for one in _members(view)]
    return _counted(view, found)


def members_lacking(view: View, check: str) -> Fact:
    """How many of the group have not passed the check; not known of a member makes a range."""
    found = [None if passed is None else not passed for passed in (_passed(m, check) for m in _members(view))]
    return _counted(view, found)


def funds(view: View, currency: str, by_people: tuple[int, ...], each_more: int) -> Fact:
    """`enough` or `short`: the money set aside against a table by the number of people asked for.

    `by_people` are the amounts for one person, two and so on, `each_more` what each further one adds.
    Equality is enough. Money in another currency is not compared: not known.
    """
    sponsor, path = view.sponsor, "sponsor/funds"
    held = sponsor.funds if sponsor is not None else NOT_ASKED
    if held is NOT_ASKED:
        return unknown(path)
    held = held or Funds(amount=0, currency=currency)
    if held.amount is NOT_ASKED:
        return unknown(f"{path}/amount")
    if held.currency != currency:
        return unknown(f"{path}/currency")
    people = max(len(listed(view.case.applicants)), 1)
    needed = by_people[min(people, len(by_people)) - 1] + each_more * max(people - len(by_people), 0)
    available = held.amount or 0
    details = {
        "people": people,
        "needed": needed,
        "available": available,
        "short_by": max(needed - available, 0),
        "currency": currency,
    }
    return Fact("short" if available < needed else "enough", (f"{path}/amount",), details=details)


def _members(view: View) -> Iterator[Member]:
    yield from listed(view.sponsor.members) if view.sponsor is not None else ()


def _counted(view: View, found: list[bool | None]) -> Fact:
    path = "sponsor/members"
    if view.sponsor is None or view.sponsor.members is NOT_ASKED:
        return unknown(path)
    sure = found.count(True)
    return Fact((sure, sure + found.count(None)), (path,), details={"members": sure})


def _fits(
    view: View, member: Member, statuses: tuple[str, ...], age: int, in_community: bool, check: str
) -> bool | None:
    known: list[bool | None] = []
    if statuses:
        known.append(None if member.host_status is NOT_ASKED else member.host_status in statuses)
    if age:
        known.append(_of_age(view, member, age))
    if in_community:
        known.append(None if member.in_community is NOT_ASKED else member.in_community is True)
    if check:
        known.append(_passed(member, check))
    return False if False in known else None if None in known else True


def _of_age(view: View, member: Member, age: int) -> bool | None:
    if not isinstance(member.born_on, str):
        return None
    days = days_of(member.born_on)
    if age_on(days.last, view.on) >= age:
        return True
    return False if age_on(days.first, view.on) < age else None


def _passed(member: Member, check: str) -> bool | None:
    return None if member.checks_passed is NOT_ASKED else check in listed(member.checks_passed)
