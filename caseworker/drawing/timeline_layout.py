# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where everything in the timeline picture lies: one layout for the screen and for paper.

Lengths are in the unit of the caller, y grows downwards. Whoever paints gives the height of a line of text
and measures texts in its own typeface; the rest is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caseworker.domain.case.days import Days
from caseworker.domain.entry.timeline import INSIDE, Timeline, TimelineItem

from .timeline_picture import Bar, Box, Label, Metrics, Picture, Spot, Stroke, elided, wrapped

MOST_ROWS = 14  # of all lanes together, before names are left to the papers that matter
MATTERS = ("clash", "rests_on")
WIDE, MOST_BESIDE = 34, 3  # lines of text across, papers that clash
ROW, BAR, GAP = 1.6, 0.92, 0.45  # in lines of text
CLOSER = 0.75  # of a row, where there are many; names still do not touch
DAY_STEPS = (1, 2, 5, 7, 14)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)


@dataclass(slots=True)
class _Placed:
    """Papers that are drawn as one bar, with the name that is written beside it."""

    items: list[TimelineItem]
    left: float
    right: float
    name: str = ""
    name_x: float = 0.0
    name_width: float = 0.0
    row: int = 0

    @property
    def extent(self) -> tuple[float, float]:
        if not self.name:
            return self.left, self.right
        return min(self.left, self.name_x), max(self.right, self.name_x + self.name_width)


def lay_out(timeline: Timeline, width: float, metrics: Metrics) -> Picture:
    """The picture of a timeline in that width; its height is what it needs."""
    return _Layout(timeline, width, metrics).picture()


class _Layout:
    def __init__(self, timeline: Timeline, width: float, metrics: Metrics) -> None:
        self.it, self.width, self.metrics = timeline, width, metrics
        self.em = metrics.line
        self.out = Picture(width)
        names = [metrics.measure(name, True) for _, name in timeline.texts.lanes]
        self.left = min(max(names, default=0.0) + 1, width * 0.22) + self.em
        clash = timeline.texts.clash
        # Few papers are named beside the bracket where there is room, many below the picture.
        self.beside = width >= self.em * WIDE and 1 < len(clash) <= MOST_BESIDE + 1
        gutter = self.em * (12.5 if self.beside else 1.2 if clash else 0.6)
        self.right = width - gutter
        drawn = timeline.days()
        margin = max((drawn.last - drawn.first).days // 10, 3)
        self.days = Days(drawn.first - timedelta(days=margin), drawn.last + timedelta(days=margin))
        self.day_width = (self.right - self.left) / ((self.days.last - self.days.first).days + 1)

    def x(self, day: date) -> float:
        """The left edge of a day."""
        return self.left + (day - self.days.first).days * self.day_width

    def picture(self) -> Picture:
        top = self.header()
        bottom = self.lanes(top + self.em * 0.4)
        self.window(top, bottom)
        self.axis(bottom)
        cut = self.x(self.it.last_day) + self.day_width
        self.out.strokes.append(Stroke(cut, top, cut, bottom, "cut_off", "dashed"))
        self.out.height = bottom + self.em * 1.7
        if self.it.texts.clash:
            self.bracket()
        return self.out

    def header(self) -> float:
        """What is written above the lines: the cut-off, and the window where there is one."""
        texts = self.it.texts
        cut = self.x(self.it.last_day) + self.day_width
        span = self.window_span()
        wanted = [(texts.window, (span[0] + span[1]) / 2, "window")] if span else []
        # The line of the cut-off goes down from its words, so they stand lowest.
        wanted.append((texts.cut_off, cut, "cut_off"))
        taken: list[list[tuple[float, float]]] = []
        for text, middle, role in wanted:
            # What stands beside the bracket has that part of the picture from top to bottom.
            end = self.right if self.beside else self.width
            shown = elided(text, end - 2, self.metrics, bold=True)
            wide = self.metrics.measure(shown, True) + 2
            start = min(max(middle - wide / 2, 0.0), end - wide)
            row = _free(taken, start - self.em * 0.5, start + wide + self.em * 0.5)
            box = Box(start, row * self.em * 1.2, wide, self.em * 1.1)
            self.out.labels.append(Label(box, shown, role, bold=True, centred=True))
        return len(taken) * self.em * 1.2 + self.em * 0.2

    def window_span(self) -> tuple[float, float] | None:
        first, last = self.it.earliest, self.it.latest
        if first is None and last is None:
            return None
        if first and last and first > last:
            return None
        start = self.x(first) if first else self.left
        end = self.x(last) + self.day_width if last else self.right
        return max(start, self.left), min(end, self.right)

    def window(self, top: float, bottom: float) -> None:
        if span := self.window_span():
            self.out.shades.append(Box(span[0], top, span[1] - span[0], bottom - top))
            if self.it.earliest:
                self.out.strokes.append(Stroke(span[0], top, span[0], bottom, "window", "dotted"))
            if self.it.latest:
                self.out.strokes.append(Stroke(span[1], top, span[1], bottom, "window", "dotted"))

    def lanes(self, y: float) -> float:
        placed = self.placed()
        rows = sum(max((one.row + 1 for one in found), default=1) for found in placed.values())
        row_height = self.em * ROW * (1.0 if rows <= MOST_ROWS else CLOSER)
        spots: dict[str, Spot] = {}
        for country, name in self.it.texts.lanes:
            found = placed[country]
            here = country == self.it.country
            count = max((one.row + 1 for one in found), default=0)
            start = y
            self.out.strokes.append(Stroke(0, y, self.right, y, "border"))
            for one in found:
                self.paper(one, y + one.row * row_height, row_height, spots)
            y += count * row_height
            if here:
                y = self.own_rows(y)
            y = max(y, start + self.em * ROW)
            shown = elided(name, self.left - self.em, self.metrics, bold=here)
            box = Box(0, start + self.em * 0.25, self.left - self.em * 0.5, self.em * 1.1)
            self.out.labels.append(Label(box, shown, "text", bold=here))
            y += self.em * 0.15
        self.out.spots = [spots[one.id] for one in self.it.in_order if one.id in spots]
        self.out.strokes.append(Stroke(0, y, self.right, y, "border"))
        return y

    def placed(self) -> dict[str, list[_Placed]]:
        """The papers of each lane in rows, with as many names as there is room for."""
        wanted: tuple[Callable[[TimelineItem], bool], ...] = (
            lambda one: True,
            lambda one: one.state in MATTERS,
            lambda one: False,
        )
        found: dict[str, list[_Placed]] = {}
        for named in wanted:
            found = {
                country: self.packed([one for one in self.it.in_order if one.country == country], named)
                for country, _ in self.it.texts.lanes
            }
            rows = sum(max((one.row + 1 for one in lane), default=1) for lane in found.values())
            if rows <= MOST_ROWS:
                break
        return found

    def packed(self, items: list[TimelineItem], named: Callable[[TimelineItem], bool]) -> list[_Placed]:
        groups: dict[tuple[object, ...], _Placed] = {}
        for one in items:
            # Papers without a name that look alike are one bar, with their number.
            alike = (one.id,) if named(one) else (one.first, one.last, one.tier, one.asserts, one.state)
            group = groups.get(alike)
            if group is None:
                left = self.x(one.first)
                right = max(self.x(one.last) + self.day_width, left + self.em * 0.6)
                groups[alike] = group = _Placed([], left, right)
            group.items.append(one)
        taken: list[list[tuple[float, float]]] = []
        for group in groups.values():
            first = group.items[0]
            if len(group.items) > 1:
                self.name(group, self.it.texts.times.format(count=len(group.items)))
            elif named(first):
                self.name(group, first.name)
            start, end = group.extent
            # Nothing stands between a paper that clashes and its bracket.
            end = self.right if first.state == "clash" and group.name else end
            group.row = _free(taken, start - self.em * 0.3, end + self.em * 0.3)
        return list(groups.values())

    def name(self, group: _Placed, text: str) -> None:
        bold = group.items[0].state in MATTERS
        gap = self.em * GAP
        after, before = self.right - group.right - gap, group.left - self.left - gap
        wide = self.metrics.measure(text, bold) + 1
        if max(after, before) < wide < group.right - group.left - 2 * gap:
            group.name, group.name_width, group.name_x = text, wide, group.left + gap
            return
        at_right = wide <= after or after >= before
        room = min(after if at_right else before, max((self.right - self.left) * 0.6, self.em * 8))
        group.name = elided(text, room, self.metrics, bold=bold)
        group.name_width = self.metrics.measure(group.name, bold) + 1
        group.name_x = group.right + gap if at_right else group.left - gap - group.name_width

    def paper(self, one: _Placed, y: float, row_height: float, spots: dict[str, Spot]) -> None:
        item = one.items[0]
        tall = min(self.em * BAR, row_height * 0.8)
        bar = Box(one.left, y + (row_height - tall) / 2, one.right - one.left, tall)
        fill = {"primary": "solid", "corroborating": "hatched"}.get(item.tier, "outlined")
        role = "inside" if item.asserts in INSIDE else "elsewhere"
        role = {"clash": "clash", "left_out": "set_aside"}.get(item.state, role)
        edge = item.asserts if item.asserts in ("entry", "exit") else ""
        self.out.bars.append(Bar(bar, fill, role, edge, struck=item.state == "left_out"))
        whole = bar
        if one.name:
            quiet = item.state == "left_out" or item.tier == "weak"
            label = Box(one.name_x, y + (row_height - self.em * 1.1) / 2, one.name_width, self.em * 1.1)
            bold = item.state in MATTERS
            self.out.labels.append(
                Label(label, one.name, "muted" if quiet else "text", bold=bold, boxed=True)
            )
            start, end = one.extent
            whole = Box(start, label.y, end - start, label.height)
        if item.state == "clash" and one.name:
            middle = bar.y + bar.height / 2
            self.out.strokes.append(
                Stroke(one.extent[1] + 2, middle, self.right + self.em * 0.5, middle, "clash", "dotted")
            )
        for each in one.items:
            spots[each.id] = Spot(each.id, bar, whole, each.sentence)

    def own_rows(self, y: float) -> float:
        """Below the papers of the country asked about: exits that were told, and the stay."""
        em, taken = self.em, list[list[tuple[float, float]]]()
        for mark in self.it.exits:
            left = self.x(mark.days.first)
            right = max(self.x(mark.days.last) + self.day_width, left + em * 0.5)
            holder = _Placed([_as_item(mark.name, self.it)], left, right)
            self.name(holder, mark.name)
            start, end = holder.extent
            at = y + _free(taken, start, end + em * 0.5) * em * ROW
            bar = Box(left, at + em * 0.34, right - left, em * BAR)
            self.out.bars.append(Bar(bar, "outlined", "exit", "exit"))
            label = Box(holder.name_x, at + em * 0.25, holder.name_width, em * 1.1)
            self.out.labels.append(Label(label, holder.name, "text", boxed=True))
        y += len(taken) * em * ROW
        span = self.window_span()
        if self.it.texts.stay and span is not None:
            line = y + em * 0.45
            sure = span[1] if self.it.latest else self.right
            self.out.strokes.append(Stroke(span[0], line, sure, line, "stay", "dashed"))
            if sure < self.right:
                self.out.strokes.append(Stroke(sure, line, self.right, line, "stay", "thick"))
            for up in (-0.25, 0.25):
                end = self.right
                self.out.strokes.append(Stroke(end - em * 0.4, line + up * em, end, line, "stay", "thick"))
            text = elided(self.it.texts.stay, self.right - self.left, self.metrics)
            wide = self.metrics.measure(text, False) + 2
            start = min(max(sure, self.left), self.right - wide)
            box = Box(start, line + em * 0.25, wide, em * 1.1)
            self.out.labels.append(Label(box, text, "stay", boxed=True))
            y += em * 2.0
        return y

    def bracket(self) -> None:
        """The bracket that joins the papers that clash, with their names beside it or below the picture."""
        em = self.em
        ends = [one for one in self.out.strokes if one.role == "clash" and one.style == "dotted"]
        at = self.right + em * 0.5
        if ends:
            top, bottom = min(one.y1 for one in ends), max(one.y1 for one in ends)
            if bottom - top < em:
                top, bottom = top - em * 0.5, bottom + em * 0.5
            self.out.strokes.append(Stroke(at, top, at, bottom, "clash", "thick"))
            for y in dict.fromkeys((top, *(one.y1 for one in ends), bottom)):
                self.out.strokes.append(Stroke(at - em * 0.35, y, at, y, "clash", "thick"))
        head, *papers = self.it.texts.clash
        start = at + em * 0.4 if self.beside else 0.0
        room = self.width - start
        lines = [(head, True)]
        lines += [(line, False) for one in papers for line in wrapped(one, room, self.metrics)]
        step = em * 1.15
        y = self.out.height
        if self.beside and ends:
            y = max((top + bottom - step * len(lines)) / 2, 0.0)
        for line, bold in lines:
            self.out.labels.append(Label(Box(start, y, room, em * 1.1), line, "clash", bold=bold))
            y += step
        self.out.height = max(self.out.height, y + em * 0.3)

    def axis(self, y: float) -> None:
        last_end = self.left - self.em
        for day in self.ticks():
            at = self.x(day) + self.day_width / 2
            text = self.metrics.day(day)
            wide = self.metrics.measure(text, False) + 2
            start = min(max(at - wide / 2, self.left), self.right - wide)
            if start < last_end + self.em * 0.5:
                continue
            last_end = start + wide
            self.out.strokes.append(Stroke(at, y, at, y + self.em * 0.25, "muted"))
            box = Box(start, y + self.em * 0.35, wide, self.em * 1.1)
            self.out.labels.append(Label(box, text, "muted", centred=True))

    def ticks(self) -> Iterator[date]:
        """Days evenly apart, or first days of months, as many as their names leave room for."""
        wide = self.metrics.measure(self.metrics.day(self.days.first), False) + self.em * 1.2
        fits = max(int((self.right - self.left) / wide), 1)
        total = (self.days.last - self.days.first).days + 1
        for step in DAY_STEPS:
            if total / step <= fits:
                day = self.days.first + timedelta(days=-self.days.first.toordinal() % step)
                while day <= self.days.last:
                    yield day
                    day += timedelta(days=step)
                return
        months = self.days.first.year * 12 + self.days.first.month
        for step in MONTH_STEPS:
            if total / (step * 30.4) <= fits or step == MONTH_STEPS[-1]:
                at = months + -months % step
                while (day := date(at // 12, at % 12 + 1, 1)) <= self.days.last:
                    yield day
                    at += step
                return


def _free(rows: list[list[tuple[float, float]]], start: float, end: float) -> int:
    """The first row in which nothing lies between start and end; the place is taken there."""
    for number, row in enumerate(rows):
        if all(end <= other or start >= until for other, until in row):
            row.append((start, end))
            return number
    rows.append([(start, end)])
    return len(rows) - 1


def _as_item(name: str, timeline: Timeline) -> TimelineItem:
    return TimelineItem(
        "", name, name, timeline.country, "exit", timeline.last_day, timeline.last_day, "weak"
    )
