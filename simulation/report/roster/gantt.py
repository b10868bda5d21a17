"""The Gantt chart of a date: of each group the heads needed and planned, and below them a bar for each agent."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words.messages import text
from simulation.files.day_clock import clock_of
from simulation.planning.rostering.problem import Duty, Problem, Roster
from simulation.report.markup import Html, tag
from simulation.report.names import shortened
from simulation.report.numbers import trimmed

LEFT, RIGHT, WIDTH = 130, 80, 1120
"""Room for names and for numbers at both sides, and the whole, in pixels."""

ROW, BAR, HEADS, HEAD = 17, 11, 64, 26
"""Heights: of a row, of a bar in it, of the heads of a group, and of its name."""

PALETTE = ("var(--blue)", "var(--teal)", "var(--violet)", "var(--undecided)", "var(--high2)", "var(--muted)")


def colours(problem: Problem) -> dict[str, str]:
    """The colour of each shift by its name."""
    names = dict.fromkeys(shift.name for shift in problem.shifts)
    return {name: PALETTE[at % len(PALETTE)] for at, name in enumerate(names)}


def day_chart(roster: Roster, day: int) -> Html:
    """The chart of one date."""
    return _Chart(roster, day).draw()


class _Chart:
    def __init__(self, roster: Roster, day: int) -> None:
        self.roster, self.problem, self.day = roster, roster.problem, day
        self.duties = [duty for duty in roster.duties if duty.day == day]
        shifts = [self.problem.shifts[duty.shift] for duty in self.duties]
        close = self.problem.opens + self.problem.step * self.problem.heads.shape[2]
        first, last = min(shift.start for shift in shifts), max(shift.end for shift in shifts)
        self.low: int = min(first, self.problem.opens) // 60 * 60
        self.high: int = -(-max(last, close) // 60) * 60

    def x(self, minutes: float) -> float:
        """Pixels from the left."""
        share: float = (minutes - self.low) / (self.high - self.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def draw(self) -> Html:
        """All groups that work on the date."""
        parts, y = [], 20.0
        for group in range(len(self.problem.groups)):
            own = [duty for duty in self.duties if duty.group == group]
            if own or self.problem.heads[group, self.day].any():
                parts += list(self._group(group, own, y))
                y += HEAD + HEADS + ROW * len(own) + 14
        lines = list(self._hours(y))
        words = text("Who works when on {date}", date=self.problem.date(self.day).isoformat())
        return tag(
            "svg",
            lines,
            parts,
            viewBox=f"0 0 {WIDTH} {y:.0f}",
            class_="gantt",
            role="img",
            aria_label=words,
        )

    def _hours(self, height: float) -> Iterator[Html]:
        for minutes in range(self.low, self.high + 1, 60):
            x = f"{self.x(minutes):.1f}"
            yield tag("line", x1=x, x2=x, y1="16", y2=f"{height:.0f}", class_="grid")
            if (minutes - self.low) % 120 == 0:
                yield tag("text", clock_of(minutes), x=x, y="11", text_anchor="middle")

    def _group(self, group: int, own: list[Duty], y: float) -> Iterator[Html]:
        name = shortened(self.problem.groups[group].name, 60)
        yield tag("text", name, x="0", y=f"{y + 16:.0f}", class_="group")
        yield from self._heads(group, y + HEAD)
        for place, duty in enumerate(own):
            yield from self._bar(duty, y + HEAD + HEADS + 8 + ROW * place)

    def _heads(self, group: int, y: float) -> Iterator[Html]:
        """Planned as an area, needed as a line, and what is missing between them."""
        needed, planned = self.problem.heads[group, self.day], self.roster.planned[group, self.day]
        most = max(float(needed.max()), float(planned.max()), 1.0)
        line = []
        for at, (want, there) in enumerate(zip(needed.tolist(), planned.tolist(), strict=True)):
            low, high = (self.x(each - self.day * 1440) for each in self.problem.span(self.day, at))
            top = y + HEADS * (1 - there / most)
            title = tag("title", self._words(at, want, there))
            yield self._box(low, high, top, y + HEADS, "planned", title)
            wanted = y + HEADS * (1 - want / most)
            if there < want:
                yield self._box(low, high, wanted, top, "short", title)
            line.append(f"{low:.1f},{wanted:.1f} {high:.1f},{wanted:.1f}")
        yield tag("polyline", points=" ".join(line), class_="needed")
        yield tag("text", trimmed(most), x=str(LEFT - 6), y=f"{y + 9:.0f}", text_anchor="end")
        yield tag("text", "0", x=str(LEFT - 6), y=f"{y + HEADS:.0f}", text_anchor="end")

    def _words(self, at: int, want: int, there: float) -> str:
        return text(
            "{when}: {needed} needed, {planned} planned",
            when=self.problem.label(at),
            needed=want,
            planned=trimmed(there),
        )

    @staticmethod
    def _box(low: float, high: float, top: float, bottom: float, kind: str, title: Html) -> Html:
        places = {"x": f"{low:.1f}", "y": f"{top:.1f}", "width": f"{high - low:.1f}", "height": f"{bottom - top:.1f}"}
        return tag("rect", title, class_=kind, **places)

    def _bar(self, duty: Duty, y: float) -> Iterator[Html]:
        """A shift with its breaks left out, the agent's name before it and its hours behind."""
        shift, agent = self.problem.shifts[duty.shift], self.problem.agents[duty.agent]
        base = f"{y + BAR - 1:.0f}"
        yield tag("text", shortened(agent.id, 18), x=str(LEFT - 8), y=base, text_anchor="end", class_="name")
        colour = f"fill:{colours(self.problem)[shift.name]}"
        title = tag("title", f"{agent.id}: {shift.name} {shift.label}")
        start = 0
        ends = [(after, after + each.minutes) for each, after in zip(shift.breaks, duty.breaks, strict=True)]
        for away, back in (*ends, (shift.length, shift.length)):
            low, high = self.x(shift.start + start), self.x(shift.start + away)
            if high > low:
                size = {"width": f"{high - low:.1f}", "height": str(BAR)}
                yield tag("rect", title, x=f"{low:.1f}", y=f"{y:.0f}", rx="2", style=colour, **size)
            start = back
        yield tag("text", shift.label, x=f"{self.x(shift.end) + 4:.1f}", y=base)
