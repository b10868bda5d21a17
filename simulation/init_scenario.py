"""What ``peakline init`` writes: a scenario and a policy around a planner's tables, which run as they are.

The tables stay where they are; the files name them. What tables do not say (handling times, patience) is assumed, and
marked in the scenario as such.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.errors import BadValue, InputError, InputErrors
from routing.policies.policy_schema import name_rule
from routing.reading.yaml_tree import scalar
from routing.words.messages import text
from simulation.checks.capacity_warnings import is_spoken
from simulation.files.day_clock import MINUTES_PER_DAY, clock_of
from simulation.files.interval_table import START
from simulation.files.table_files import read_table
from simulation.files.tables import Table
from simulation.files.vocabulary import AXES
from simulation.scenario import Scenario, load_scenario
from simulation.staff.agent_table import CAPACITY, GROUP, ID, LABEL, MAX_UNITS, POOLS, is_setting, label_types, pools_in

CONTACTS = "contacts"
VIP = "vip"
ONE_NAME = {"problem": "contact", "tier": "ordinary", "channel": "phone"}
"""What contacts are called on an axis that the table of volumes does not have."""

_PLAIN = re.compile(r"[^\W\d][\w.-]*")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Parameters
    ----------
    scenario, policy
        The files.
    loaded
        The scenario, as loaded from its file.
    """

    scenario: Path
    policy: Path
    loaded: Scenario

    def sentences(self) -> list[str]:
        """What was done and what to do next, in words."""
        return [
            text("Wrote {scenario} and {policy}.", scenario=self.scenario, policy=self.policy),
            text("Handling times and patience are assumed: look for ASSUMED in the scenario, and put yours there."),
            *self._units(),
            text("Next: peakline check {scenario}, then peakline run {scenario}.", scenario=self.scenario),
        ]

    def _units(self) -> list[str]:
        if not self.loaded.policy.costs and all(agent.capacity == 1 for agent in self.loaded.world.agents):
            return []
        return [text("How many units of an agent a call takes is assumed too: see ASSUMED in both files.")]


def init_scenario(
    volumes: str | os.PathLike[str],
    agents: str | os.PathLike[str],
    out: str | os.PathLike[str] = ".",
    staff: str | os.PathLike[str] | None = None,
) -> Written:
    """Write ``scenario.yaml`` and ``policy.yaml`` into ``out`` around tables.

    Parameters
    ----------
    volumes
        A row per interval, or per interval and kind of contact: ``start``, ``contacts``, and perhaps ``problem``,
        ``tier``, ``channel``.
    agents
        A row per agent: ``agent``, ``group``, perhaps ``pools``, and a column per skill with the level.
    out
        A folder; it is made if need be.
    staff
        A row per interval: ``start``, and a column per group with the number at work. None: everybody works all day.

    Raises
    ------
    InputError
        When a table is wrong, or one of the files is there already. Then nothing has been written.
    """
    folder = Path(out)
    targets = (folder / "scenario.yaml", folder / "policy.yaml")
    for target in targets:
        if target.exists():
            raise BadValue(text("is there already, and is not written over"), file=str(target))
    draft = _Draft(read_table(Path(volumes)), read_table(Path(agents)))
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    tables = [_relative(Path(path), folder) for path in (volumes, agents)]
    if staff is not None:
        tables.append(_relative(Path(staff), folder))
    try:
        _try(targets, draft, tables)
    except InputError:
        if is_new:
            folder.rmdir()
        raise
    _write(targets[1], draft.policy())
    _write(targets[0], draft.scenario(targets[1].name, tables))
    return Written(targets[0], targets[1], load_scenario(targets[0]))


def _try(targets: tuple[Path, Path], draft: _Draft, tables: Sequence[str]) -> None:
    """Load what would be written, under other names, so that nothing is left behind if a table is wrong."""
    mark = uuid.uuid4().hex
    scenario, policy = (target.with_name(f".{mark}.{target.name}") for target in targets)
    try:
        policy.write_text(draft.policy(), encoding="utf-8", newline="\n")
        scenario.write_text(draft.scenario(policy.name, tables), encoding="utf-8", newline="\n")
        load_scenario(scenario)
    except InputError as error:
        names = {str(scenario): str(targets[0]), str(policy): str(targets[1])}
        found = error.errors if isinstance(error, InputErrors) else (error,)
        raise InputErrors.of([_renamed(each, names) for each in found]) from None
    finally:
        scenario.unlink(missing_ok=True)
        policy.unlink(missing_ok=True)


def _renamed(error: InputError, names: Mapping[str, str]) -> InputError:
    """The error with the file's own name instead of the one under which it was tried."""
    file = names.get(error.file or "", error.file)
    return type(error)(
        error.rule, file=file, line=error.line, path=error.path, value=error.value, nearest=error.nearest
    )


def _write(path: Path, content: str) -> None:
    temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
    temporary.write_text(content, encoding="utf-8", newline="\n")
    temporary.replace(path)


def _relative(table: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(table, folder)).as_posix()
    except ValueError:  # another drive
        return table.resolve().as_posix()


class _Draft:
    """The texts of the two files.

    Parameters
    ----------
    volumes, agents
        The planner's tables.
    """

    def __init__(self, volumes: Table, agents: Table) -> None:
        for column in (START, CONTACTS):
            volumes.index(column)
        volumes.allow([START, CONTACTS, *AXES])
        self.agents = agents
        self.opens, self.minutes, self.intervals = _day(volumes)
        self.axes = {axis: _names(volumes, axis) or [ONE_NAME[axis]] for axis in AXES}
        agents.index(ID)
        groups, pools = agents.index(GROUP), [name for _, cells in agents.rows for name in pools_in(agents, cells)]
        self.groups = list(dict.fromkeys(cells[groups] for _, cells in agents.rows if cells[groups]))
        self.pools = list(dict.fromkeys(pools)) if POOLS in agents.columns else self.groups
        spelling = {problem.lower(): problem for problem in self.axes["problem"]}
        columns = [column for column in agents.columns if column not in (ID, GROUP, POOLS)]
        self.skills = {column: spelling.get(column, column) for column in columns if not is_setting(column)}
        self.labels = label_types(agents)
        self._check_names(volumes)
        self.least, self.most = self._capacities()

    def _check_names(self, volumes: Table) -> None:
        """Refuse what cannot be a name in the policy where it stands: in a cell or above a column."""
        agents, cells = self.agents, []
        pools = POOLS if POOLS in agents.columns else GROUP
        cells += [(volumes, axis, row, row_cells) for axis in AXES for row, row_cells in volumes.rows]
        cells += [(agents, pools, row, row_cells) for row, row_cells in agents.rows]
        for table, column, row, row_cells in cells:
            if column in table.columns:
                cell = row_cells[table.index(column)]
                for name in pools_in(table, row_cells) if column == POOLS else (cell,):
                    _refuse_name(table, row, column, name)
        for column in (*self.skills, *(LABEL + name for name in self.labels)):
            _refuse_name(agents, agents.header, column, column.removeprefix(LABEL))

    def _capacities(self) -> tuple[int, int]:
        """The least and the greatest number of units that an agent has."""
        agents = self.agents
        if CAPACITY not in agents.columns:
            return 1, 1
        index = agents.index(CAPACITY)
        units = [agents.whole(row, CAPACITY, cells[index] or "1", low=1, high=MAX_UNITS) for row, cells in agents.rows]
        return min(units), max(units)

    def _channels(self) -> list[str]:
        """The declaration of the channels: a call takes as many units as everybody has, where they have several."""
        names = self.axes["channel"]
        if self.most == 1:
            return [f"channels: {_list(names)}"]
        costs = [f"{_name(name)}: {{units: {self.least if is_spoken(name) else 1}}}" for name in names]
        return [
            "# ASSUMED: a call takes all units of an agent, of the one who has fewest; anything else takes one.",
            f"channels: {{{', '.join(costs)}}}",
        ]

    def _most(self) -> str:
        """What a group says so that nobody has two calls at once."""
        spoken = [_name(name) for name in self.axes["channel"] if is_spoken(name)]
        return f", most: {{{', '.join(f'{name}: 1' for name in spoken)}}}" if self.most > 1 and spoken else ""

    def policy(self) -> str:
        """The text of the policy file."""
        lines = [
            "# Who answers what. Each problem with a skill of its own name goes to agents who have it, the rest to",
            "# everybody. Agents with rare skills are kept free while others will do. See docs/reference/policy.md.",
            "peakline: policy/1",
            "name: first draft",
            *(f"{axis}s: {_list(names)}" for axis, names in self.axes.items() if axis != "channel"),
            *self._channels(),
            f"skills: {_list(self.skills.values())}",
            f"pools: {{{', '.join(f'{_name(pool)}: {{}}' for pool in self.pools)}}}",
            *self._label_lines(),
            "queues:",
        ]
        held = {skill for group in self.groups for levels in self._levels(group) for skill, _ in levels}
        skilled = [problem for problem in self.axes["problem"] if problem in held]
        vip = next((tier for tier in self.axes["tier"] if tier.lower() == VIP), None)
        if vip is not None:
            for problem in skilled:
                lines += self._queue(f"{VIP}_{problem}", problem, vip)
            if len(skilled) < len(self.axes["problem"]):
                lines += self._queue(VIP, None, vip)
        for problem in skilled:
            lines += self._queue(problem, problem, None)
        lines += self._queue("everything_else", None, None)
        return "\n".join(lines) + "\n"

    def _label_lines(self) -> list[str]:
        """The declaration of the labels that the table of agents has, if any."""
        types = [f"{_name(name)}: {kind.name.lower()}" for name, kind in self.labels.items()]
        return [f"labels: {{{', '.join(types)}}}"] if types else []

    def _queue(self, name: str, problem: str | None, tier: str | None) -> list[str]:
        match = [f"{axis}: {_name(value)}" for axis, value in (("problem", problem), ("tier", tier)) if value]
        skills = f"skills: {{{_name(problem)}: 1}}, " if problem else ""
        return [
            f"  - name: {_name(name)}",
            *([f"    match: {{{', '.join(match)}}}"] if match else []),
            *(["    head_start_s: 60 # passes others who came up to so many seconds before"] if tier else []),
            "    steps:",
            f"      - {{{skills}prefer: [scarce_last, level, longest_idle]}}",
        ]

    def scenario(self, policy: str, tables: Sequence[str]) -> str:
        """The text of the scenario file; ``tables``: volumes, agents and perhaps staff."""
        staff = (
            [f"staff: {{table: {_name(tables[2])}}}"]
            if len(tables) > 2
            else ["# Everybody works all day. A plan goes here: staff: {table: staff.csv}, with a column per group."]
        )
        lines = [
            "# A day around your tables. See docs/reference/scenario.md for all that can stand here.",
            "peakline: scenario/1",
            "name: first draft",
            f'day: {{opens: "{clock_of(self.opens)}", interval_min: {self.minutes}, intervals: {self.intervals}}}',
            "target_s: 30",
            f"policy: {_name(policy)}",
            "arrivals:",
            f"  volumes: {{table: {_name(tables[0])}}}",
            "# ASSUMED: talk time, wrap-up and patience. Give your own, per problem, tier or channel if they differ.",
            "service: {law: lognormal, mean_s: 240, cv: 0.9}",
            "wrap_up: {law: exponential, mean_s: 30}",
            "patience: {law: exponential, mean_s: 180}",
            f"agents: {{table: {_name(tables[1])}}}",
            *staff,
            "# Skills of agents beyond those named, for --set groups.….staff+=1: the most frequent ones of the group.",
            *(["# ASSUMED: nobody has two calls at once."] if self._most() else []),
            "groups:",
            *(f"  {_name(group)}: {{skills: {self._usual_skills(group)}{self._most()}}}" for group in self.groups),
        ]
        return "\n".join(lines) + "\n"

    def _usual_skills(self, group: str) -> str:
        """The most frequent skills and levels of a group's agents, as YAML."""
        usual = self._levels(group).most_common(1)[0][0]
        return "{" + ", ".join(f"{_name(skill)}: {level}" for skill, level in usual) + "}"

    def _levels(self, group: str) -> Counter[tuple[tuple[str, int], ...]]:
        """How many agents of a group have the same skills and levels."""
        found: Counter[tuple[tuple[str, int], ...]] = Counter()
        for row, cells in self.agents.rows:
            if cells[self.agents.index(GROUP)] == group:
                levels = [
                    (skill, self.agents.whole(row, name, cells[self.agents.index(name)] or "0", high=5))
                    for name, skill in self.skills.items()
                ]
                found[tuple((skill, level) for skill, level in levels if level)] += 1
        return found


def _refuse_name(table: Table, row: int, column: str, name: str) -> None:
    broken = name_rule(name)
    if broken is not None:
        raise table.wrong(broken, row, column, name)


def _day(volumes: Table) -> tuple[int, int, int]:
    """Minutes after midnight of the first interval, length of an interval, number of intervals."""
    column = volumes.index(START)
    starts = list(dict.fromkeys(volumes.clock(row, START, cells[column]) for row, cells in volumes.rows))
    if len(starts) < 2:
        row = volumes.rows[0][0]
        rule = text("there must be rows for at least two intervals, to see how long one is")
        raise BadValue(rule, file=volumes.file, path=volumes.place(row, START))
    return starts[0], (starts[1] - starts[0]) % MINUTES_PER_DAY, len(starts)


def _names(table: Table, column: str) -> list[str]:
    if column not in table.columns:
        return []
    index = table.index(column)
    return list(dict.fromkeys(cells[index] for _, cells in table.rows if cells[index]))


def _list(names: Iterable[str]) -> str:
    return "[" + ", ".join(map(_name, names)) + "]"


def _name(name: str) -> str:
    """``name`` as YAML text."""
    plain = _PLAIN.fullmatch(name) is not None and scalar(name) == name
    return name if plain else json.dumps(name, ensure_ascii=False)
