# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timeline picture: nothing collides or leaves it, whatever is drawn, in any width and size of type."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import combinations

import pytest

from caseworker.domain.case.days import Days
from caseworker.domain.entry.timeline import ExitMark, Timeline, TimelineItem, TimelineTexts
from caseworker.drawing.timeline_layout import lay_out
from caseworker.drawing.timeline_picture import Box, Metrics, Picture, elided, wrapped

CUT_OFF = date(2022, 10, 11)
NAMES = (
    "FMM issued inland",
    "Record of Panama's migration service",
    "CURP",
    "The person's own statement " * 3,
)
STATES = ("", "", "", "rests_on", "clash", "left_out")


def metrics(line: float = 16.0) -> Metrics:
    return Metrics(
        line, lambda text, bold: len(text) * line * (0.5 if bold else 0.45), lambda day: f"{day:%d %b %Y}"
    )


def item(number: int, on: date, days: int = 0, *, name: str = "CURP", **more: str) -> TimelineItem:
    known = {"country": "MEX", "asserts": "present", "tier": "primary"} | more
    return TimelineItem(f"e{number}", name, f"{name}.", first=on, last=on + timedelta(days=days), **known)


def timeline(items: list[TimelineItem], *, clash: tuple[str, ...] = (), exits: int = 0) -> Timeline:
    lanes = [*dict.fromkeys(one.country for one in items if one.country != "MEX"), "MEX"]
    marks = [
        ExitMark(Days(CUT_OFF - timedelta(days=at), CUT_OFF), "left, as the person says", "Left.")
        for at in range(exits)
    ]
    texts = TimelineTexts(
        tuple(
            (one, {"MEX": "Mexico", "PAN": "Panama"}.get(one, "A country with a long name")) for one in lanes
        ),
        "last acceptable day: 11 Oct 2022",
        "entry: 3 Oct 2022 – 9 Oct 2022",
        "" if clash else "current stay",
        clash,
        "{count} papers",
    )
    first, last = (None, None) if clash else (date(2022, 10, 3), date(2022, 10, 9))
    return Timeline("MEX", CUT_OFF, first, last, tuple(items), tuple(marks), texts)


def some(randomly: random.Random, count: int) -> Timeline:
    items = [
        item(
            number,
            date(2022, 9, 1) + timedelta(days=randomly.randrange(70)),
            randomly.choice((0, 0, 0, 2, 9, 30)),
            name=randomly.choice(NAMES),
            country=randomly.choice(("MEX", "MEX", "PAN", "GTM")),
            asserts=randomly.choice(("entry", "present", "exit")),
            tier=randomly.choice(("primary", "corroborating", "weak")),
            state=randomly.choice(STATES),
        )
        for number in range(count)
    ]
    clashing = [one for one in items if one.state == "clash"]
    clash = ("Clash", *(f"• {one.name}, 9 Oct 2022" for one in clashing[:6])) if clashing else ()
    return timeline(items, clash=clash, exits=randomly.choice((0, 0, 1, 2)))


def apart(one: Box, other: Box) -> bool:
    slack = 0.5
    return (
        one.right <= other.x + slack
        or other.right <= one.x + slack
        or one.bottom <= other.y + slack
        or other.bottom <= one.y + slack
    )


def faults(picture: Picture) -> list[str]:
    out = []
    for one, other in combinations(picture.labels, 2):
        if not apart(one.box, other.box):
            out.append(f"{one.text!r} collides with {other.text!r}")
    for label in picture.labels:
        box = label.box
        if (
            box.x < -0.5
            or box.right > picture.width + 0.5
            or box.y < -0.5
            or box.bottom > picture.height + 0.5
        ):
            out.append(f"{label.text!r} leaves the picture")
    for bar, other_bar in combinations(picture.bars, 2):
        if not apart(bar.box, other_bar.box):
            out.append(f"{bar} covers {other_bar}")
    return out


@pytest.mark.parametrize("line", [11.0, 16.0, 32.0])
@pytest.mark.parametrize("width", [430.0, 600.0, 980.0])
def test_nothing_collides_and_nothing_leaves_the_picture(line: float, width: float) -> None:
    randomly = random.Random(f"{line} {width}")
    for count in (1, 2, 3, 5, 5, 8, 12, 30, 90):
        for _ in range(3):
            found = some(randomly, count)
            picture = lay_out(found, width, metrics(line))
            assert faults(picture) == [], (count, width, line)
            assert [one.id for one in picture.spots] == [one.id for one in found.in_order]


def test_papers_of_one_lane_share_a_row_where_they_do_not_meet() -> None:
    apart_by_weeks = [item(at, date(2022, 6, 1) + timedelta(days=40 * at)) for at in range(4)]
    picture = lay_out(timeline(apart_by_weeks), 900, metrics())
    assert len({spot.bar.y for spot in picture.spots}) == 1
    together = [item(at, date(2022, 10, 5)) for at in range(4)]
    assert len({spot.bar.y for spot in lay_out(timeline(together), 900, metrics()).spots}) == 4


def test_many_papers_that_look_alike_are_one_bar_with_their_number() -> None:
    many = [item(at, date(2022, 10, 5)) for at in range(40)]
    picture = lay_out(timeline(many), 700, metrics())
    assert "40 papers" in [label.text for label in picture.labels]
    assert len(picture.bars) == 1
    assert len(picture.spots) == 40
    few = lay_out(timeline(many[:5]), 700, metrics())
    assert len(few.bars) == 5


def test_strength_and_stay_do_not_rest_on_colour() -> None:
    tiers = ("primary", "corroborating", "weak")
    items = [item(at, date(2022, 10, 3 + at), tier=tier) for at, tier in enumerate(tiers)]
    items.append(item(9, date(2022, 9, 1), state="left_out"))
    items.append(item(10, date(2022, 10, 8), asserts="entry"))
    picture = lay_out(timeline(items), 700, metrics())
    by_id = {spot.id: bar for spot in picture.spots for bar in picture.bars if bar.box == spot.bar}
    assert [by_id[f"e{at}"].fill for at in range(3)] == ["solid", "hatched", "outlined"]
    assert [one for one, bar in by_id.items() if bar.struck] == ["e9"]
    assert by_id["e10"].edge == "entry"
    assert {"dashed", "thick"} <= {one.style for one in picture.strokes if one.role == "stay"}


@pytest.mark.parametrize("width", [430.0, 900.0])
def test_a_bracket_joins_the_papers_that_clash_and_names_them(width: float) -> None:
    items = [
        item(1, date(2022, 10, 8), state="clash"),
        item(2, date(2022, 10, 14), state="clash", country="PAN", asserts="absent"),
        item(3, date(2022, 10, 2), tier="weak"),
    ]
    picture = lay_out(timeline(items, clash=("Clash", "• CURP, 8 Oct", "• Panama, 14 Oct")), width, metrics())
    red = [one for one in picture.strokes if one.role == "clash" and one.style == "thick"]
    spots = {spot.id: spot.bar.y + spot.bar.height / 2 for spot in picture.spots}
    upright = next(one for one in red if one.x1 == one.x2)
    assert (upright.y1, upright.y2) == (min(spots["e1"], spots["e2"]), max(spots["e1"], spots["e2"]))
    assert {"Clash", "• CURP, 8 Oct", "• Panama, 14 Oct"} <= {label.text for label in picture.labels}


def test_the_window_and_the_cut_off_lie_on_their_days() -> None:
    picture = lay_out(timeline([item(1, date(2022, 10, 9))]), 900, metrics())
    (shade,) = picture.shades
    cut = next(one for one in picture.strokes if one.role == "cut_off")
    day = picture.spots[0].bar
    assert day.right == pytest.approx(shade.right)
    assert shade.width == pytest.approx(7 * day.width)
    assert cut.x1 == pytest.approx(day.right + 2 * day.width)


def test_long_texts_are_shortened_or_broken_between_words() -> None:
    known = metrics()
    room = known.measure("a" * 10, False)
    assert elided("a" * 10, room, known) == "a" * 10
    assert elided("a" * 11, room, known) == "a" * 9 + "…"
    assert elided("aaa", 1, known) == ""
    assert wrapped("one two three", known.measure("one two", False), known) == ["one two", "three"]
