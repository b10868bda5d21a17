"""Bad input: one clear message with file, place, value, rule and nearest name; exit code 2; nothing written.

One slip is made in a right set of files, and the whole message that the command prints is compared.
"""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from simulation.cli import main
from tests.bad_files import POLICY, SCENARIO, TABLES, write_bank

LONG = "x" * 5000

SLIPS: list[tuple[str, str, str, str]] = [
    # The file, what stands in it ("" stands for all of it), what is written instead, and the message.
    ("bank.yaml", "peakline: scenario/1", "peakline: scenario/2", "bank.yaml:1: peakline: must be scenario/1 in a file that is used like this (got scenario/2; did you mean scenario/1?)"),
    ("bank.yaml", "peakline: scenario/1", "#", "bank.yaml:2: peakline: the file must say what it is: peakline: scenario/1"),
    ("bank.yaml", "target_s: 30", "target_min: 0.5", "bank.yaml:5: target_min: is not a key here (did you mean target_s?)"),
    ("bank.yaml", "target_s: 30", "target_s: 30s", "bank.yaml:5: target_s: must be a bare number: the key says its unit (got 30s)"),
    ("bank.yaml", "target_s: 30", "target_s: .nan", "bank.yaml:5: target_s: must be a finite number (got nan)"),
    ("bank.yaml", "target_s: 30", "target_s: 0", "bank.yaml:5: target_s: must be more than 0 (got 0)"),
    ("bank.yaml", "target_s: 30", "target_s: [30]", "bank.yaml:5: target_s: must be a number (got [30])"),
    ("bank.yaml", "opens: \"08:00\"", "opens: \"8 am\"", "bank.yaml:4: day.opens: must be a time of day from \"00:00\" to \"23:59\" (got 8 am)"),
    ("bank.yaml", "opens: \"08:00\"", "opens: \"24:00\"", "bank.yaml:4: day.opens: must be a time of day from \"00:00\" to \"23:59\" (got 24:00)"),
    ("bank.yaml", "interval_min: 30", "interval_min: 0", "bank.yaml:4: day.interval_min: must be 1 or more (got 0)"),
    ("bank.yaml", "interval_min: 30", "interval_min: 1441", "bank.yaml:4: day.interval_min: must be 1440 or less (got 1441)"),
    ("bank.yaml", "interval_min: 30", "interval_s: 1800", "bank.yaml:4: day.interval_s: is not a key here (did you mean interval_min?)"),
    ("bank.yaml", "intervals: 4", "intervals: 5", "bank.yaml:10: arrivals.per_h: must have 5 numbers, one per interval of 30 min from 08:00; the list ends before 10:00 (got 4 numbers)"),
    ("bank.yaml", "intervals: 4", "intervals: 4.5", "bank.yaml:4: day.intervals: must be a whole number (got 4.5)"),
    ("bank.yaml", "day: {opens: \"08:00\", interval_min: 30, intervals: 4}", "#", "bank.yaml:1: day: this key is required"),
    ("bank.yaml", "share: 0.9", "share: 90", "bank.yaml:7: goals[0].share: must be 1 or less (got 90)"),
    ("bank.yaml", "tier: vip, share", "tier: vpi, share", "bank.yaml:7: goals[0].tier: the policy has no such name; it has: ordinary, vip (got vpi; did you mean vip?)"),
    ("bank.yaml", "policy: bank.policy.yaml", "policy: bank.polcy.yaml", "bank.yaml:8: policy: there is no such file (got bank.polcy.yaml; did you mean bank.policy.yaml?)"),
    ("bank.yaml", "policy: bank.policy.yaml", "polcy: bank.policy.yaml", "bank.yaml:8: polcy: is not a key here (did you mean policy?)"),
    ("bank.yaml", "name: VIP, tier: vip, share: 0.9}", "name: VIP, share: 0.9}\n  - {name: VIP, share: 0.8}", "bank.yaml:8: goals[1].name: another goal has this name (got VIP)"),
    ("bank.yaml", "goals:\n  - {name: VIP, tier: vip, share: 0.9}", "goals: []", "bank.yaml:6: goals: must not be empty (got [])"),
    ("bank.yaml", "policy: bank.policy.yaml", "policy: bank.yaml", "bank.yaml:1: peakline: must be policy/1: give a routing policy, such as the file that a scenario names as its policy (got scenario/1)"),
    ("bank.yaml", "policy: bank.policy.yaml", f"policy: {LONG}", f"bank.yaml:8: policy: there is no such file (got {LONG[:59]}…)"),
    ("bank.yaml", "policy: bank.policy.yaml", "vanish: 3", "bank.yaml:1: policy: this key is required\nbank.yaml:8: vanish: is not a key here"),
    ("bank.yaml", "about: A morning.", "about: A\a morning.", "bank.yaml:3: holds the control character U+0007: delete it"),
    ("bank.yaml", "policy: bank.policy.yaml", "policy: 3", "bank.yaml:8: policy: must be text (a number or true as text stands in quotes) (got 3)"),
    ("bank.yaml", "[60, 80, 90, 70]", "[60, 80, 90]", "bank.yaml:10: arrivals.per_h: must have 4 numbers, one per interval of 30 min from 08:00; the list ends before 09:30 (got 3 numbers)"),
    ("bank.yaml", "[60, 80, 90, 70]", "[60, 80, 90, 70, 60]", "bank.yaml:10: arrivals.per_h: must have 4 numbers, one per interval of 30 min from 08:00; the day ends before the list, at 10:00 (got 5 numbers)"),
    ("bank.yaml", "[60, 80, 90, 70]", "9" * 5001, f"bank.yaml:10: arrivals.per_h: is too large a number (got {'9' * 59}…)"),
    ("bank.yaml", "[60, 80, 90, 70]", "[60, -80, 90, 70]", "bank.yaml:10: arrivals.per_h[1]: must be 0 or more (got -80)"),
    ("bank.yaml", "[60, 80, 90, 70]", "[60, .nan, 90, 70]", "bank.yaml:10: arrivals.per_h[1]: must be a finite number (got nan)"),
    ("bank.yaml", "[60, 80, 90, 70]", "[60, .inf, 90, 70]", "bank.yaml:10: arrivals.per_h[1]: must be a finite number (got inf)"),
    ("bank.yaml", "[60, 80, 90, 70]", "[60, \"80\", 90, 70]", "bank.yaml:10: arrivals.per_h[1]: must be a number (got 80)"),
    ("bank.yaml", "[60, 80, 90, 70]", "1e9", "bank.yaml:10: arrivals.per_h: must be 1000000 or less (got 1000000000.0)"),
    ("bank.yaml", "per_h: [60", "per_hour: [60", "bank.yaml:10: arrivals.per_hour: is not a key here (did you mean per_h?)"),
    ("bank.yaml", "per_h: [60", "per_interval: 5\n  per_h: [60", "bank.yaml:9: arrivals: must have either per_interval or per_h"),
    ("bank.yaml", "ordinary: 90, vip: 10", "ordinary: 90, vp: 10", "bank.yaml:13: arrivals.mix.tier.vp: the policy has no such name; it has: ordinary, vip (got vp; did you mean vip?)"),
    ("bank.yaml", "ordinary: 90, vip: 10", "ordinary: 0, vip: 0", "bank.yaml:13: arrivals.mix.tier: the shares must not all be 0"),
    ("bank.yaml", "ordinary: 90, vip: 10", "ordinary: 1e308, vip: 1e308", "bank.yaml:13: arrivals.mix.tier.ordinary: must be 1000000000 or less (got 1e+308)\nbank.yaml:13: arrivals.mix.tier.vip: must be 1000000000 or less (got 1e+308)"),
    ("bank.yaml", "ordinary: 90, vip: 10", "ordinary: -1, vip: 10", "bank.yaml:13: arrivals.mix.tier.ordinary: must be 0 or more (got -1)"),
    ("bank.yaml", "      - {shares: {account: 95, fx: 5}}\n", "", "bank.yaml:14: arrivals.mix.problem: no entry admits ordinary / phone; the last entry should have no `when`"),
    ("bank.yaml", "when: {tier: vip}", "when: {teir: vip}", "bank.yaml:15: arrivals.mix.problem[0].when.teir: is not a key here (did you mean tier?)"),
    ("bank.yaml", "when: {tier: vip}", "when: {problem: fx}", "bank.yaml:12: arrivals.mix: shares of problem depend on each other"),
    ("bank.yaml", "    channel: {phone: 70, chat: 30}\n", "", "bank.yaml:12: arrivals.mix.channel: must say how contacts divide among: phone, chat"),
    ("bank.yaml", "problem: fx, tier: vip, per_interval: 2", "problem: fz, tier: vip, per_interval: 2", "bank.yaml:19: arrivals.rates[0].problem: the policy has no such name; it has: account, fx (got fz; did you mean fx?)"),
    ("bank.yaml", "problem: fx, tier: vip, per_interval: 2", "problem: fx, tier: vip", "bank.yaml:19: arrivals.rates[0]: must have either per_interval or per_h"),
    ("bank.yaml", "scale: 1.0", "scale: -1", "bank.yaml:20: arrivals.scale: must be 0 or more (got -1)"),
    ("bank.yaml", "scale: 1.0", "scale: 0", "bank.yaml:9: arrivals: no contact is expected all day"),
    ("bank.yaml", "day_factor_cv: 0.1", "day_factor_cv: 12 %", "bank.yaml:21: arrivals.day_factor_cv: must be a bare number: the key says its unit (got 12 %)"),
    ("bank.yaml", "peak: \"08:45\"", "peak: \"08:15\"", "bank.yaml:23: arrivals.surges.launch.peak: must not be before the surge's start at 08:30 (got 08:15)"),
    ("bank.yaml", "half_life_min: 20", "half_life_min: 0", "bank.yaml:23: arrivals.surges.launch.half_life_min: must be more than 0 (got 0)"),
    ("bank.yaml", "half_life_min: 20, ", "", "bank.yaml:23: arrivals.surges.launch: must say how the surge falls: half_life_min, ends, or both"),
    ("bank.yaml", "half_life_min: 20", "ends: \"08:40\"", "bank.yaml:23: arrivals.surges.launch.ends: must not be before the surge's peak at 08:45 (got 08:40)"),
    ("bank.yaml", "factor: 2, problem: account", "factor: 2, problem: acount", "bank.yaml:23: arrivals.surges.launch.problem: the policy has no such name; it has: account, fx (got acount; did you mean account?)"),
    ("bank.yaml", "factor: 2, problem: account", "problem: account", "bank.yaml:23: arrivals.surges.launch.factor: this key is required"),
    ("bank.yaml", "half_life_min: 20", "until: \"08:40\", half_life_min: 20", "bank.yaml:23: arrivals.surges.launch.until: must not be before the surge's peak at 08:45 (got 08:40)"),
    ("bank.yaml", "half_life_min: 20", "until: \"09:00\", ends: \"08:50\"", "bank.yaml:23: arrivals.surges.launch.ends: must not be before 09:00, until when the surge stays at its peak (got 08:50)"),
    ("bank.yaml", "  slice_min: 5", "  outages: {line: {start: \"09:00\", ends: \"08:50\"}}", "bank.yaml:24: arrivals.outages.line.ends: must be after the outage's start at 09:00 (got 08:50)"),
    ("bank.yaml", "  slice_min: 5", "  outages: {line: {start: \"09:00\", ends: \"09:10\", chanel: phone}}", "bank.yaml:24: arrivals.outages.line.chanel: is not a key here (did you mean channel?)"),
    ("bank.yaml", "  slice_min: 5", "  outages: {line: {start: \"09:00\", ends: \"09:10\", returns: 2}}", "bank.yaml:24: arrivals.outages.line.returns: must be 1 or less (got 2)"),
    ("bank.yaml", "  slice_min: 5", "  factors: {fx: {problem: fxx, cv: 0.1}}", "bank.yaml:24: arrivals.factors.fx.problem: the policy has no such name; it has: account, fx (got fxx; did you mean fx?)"),
    ("bank.yaml", "  slice_min: 5", "  factors: {fx: {cv: 0}}", "bank.yaml:24: arrivals.factors.fx.cv: must be 0.001 or more (got 0)"),
    ("bank.yaml", "  slice_min: 5", "  factors: {fx: {cv: 0.1, each: hour}}", "bank.yaml:24: arrivals.factors.fx.each: must be one of: day, interval (got hour)"),
    ("bank.yaml", "  slice_min: 5", "  factors: {fx: {cv: 0.1, correlation: 0.5}}", "bank.yaml:24: arrivals.factors.fx.correlation: only factors with each: interval are correlated (got 0.5)"),
    ("bank.yaml", "slice_min: 5", "slice_min: 7", "bank.yaml:24: arrivals.slice_min: must divide interval_min, which is 30 (got 7)"),
    ("bank.yaml", "  - {law: exponential, mean_s: 200}", "  - {tier: vip, law: exponential, mean_s: 200}", "bank.yaml:25: service: no entry admits account / ordinary / phone; let the last entry admit everything"),
    ("bank.yaml", "law: exponential, mean_s: 200", "law: exponental, mean_s: 200", "bank.yaml:27: service[1].law: must be one of: exponential, lognormal, gamma, weibull, deterministic, empirical (got exponental; did you mean exponential?)"),
    ("bank.yaml", "law: exponential, mean_s: 200", "law: exponential", "bank.yaml:27: service[1]: a law of this kind needs the key mean_s (got exponential)"),
    ("bank.yaml", "law: exponential, mean_s: 200", "law: exponential, mean_s: 0", "bank.yaml:27: service[1].mean_s: must be greater than 0 (got 0)"),
    ("bank.yaml", "law: exponential, mean_s: 200", "law: exponential, mean_min: 3", "bank.yaml:27: service[1].mean_min: is not a key here (did you mean mean_s?)"),
    ("bank.yaml", "law: exponential, mean_s: 200", "law: exponential, mean_s: 200, cv: 1", "bank.yaml:27: service[1].cv: a law of the kind exponential takes no such key (got 1)"),
    ("bank.yaml", "law: exponential, mean_s: 200", "law: never", "bank.yaml:27: service[1].law: must be one of: exponential, lognormal, gamma, weibull, deterministic, empirical (got never)"),
    ("bank.yaml", "{law: exponential, mean_s: 200}", "{arrives_until: \"08:40\", law: exponential, mean_s: 200}", "bank.yaml:27: service[1].arrives_until: must be the start of an interval (got 08:40)"),
    ("bank.yaml", "{law: exponential, mean_s: 200}", "{arrives_from: \"09:00\", arrives_until: \"08:30\", law: exponential, mean_s: 200}", "bank.yaml:27: service[1].arrives_until: must be later in the day than arrives_from, 09:00 (got 08:30)"),
    ("bank.yaml", "{law: exponential, mean_s: 200}", "{arrives_from: \"08:30\", law: exponential, mean_s: 200}", "bank.yaml:25: service: no entry admits account / ordinary / phone; let the last entry admit everything"),
    ("bank.yaml", "{law: exponential, mean_s: 200}", "{group: frond, law: exponential, mean_s: 200}", "bank.yaml:27: service[1].group: there is no such group (got frond; did you mean front?)"),
    ("bank.yaml", "{law: exponential, mean_s: 200}", "{group: [front, fx], law: exponential, mean_s: 200}", "bank.yaml:25: service: no entry admits account / ordinary / phone with an agent of named; let the last entry admit everything"),
    ("bank.yaml", "mean_s: 300, cv: 0.8", "mean_s: 300", "bank.yaml:26: service[0]: a law of this kind needs the key cv (got lognormal)"),
    ("bank.yaml", "mean_s: 180, cv: 0.9", "mean_s: 180, cv: 0.001", "bank.yaml:31: patience[1].cv: must be at least 0.01 in a gamma law (got 0.001)"),
    ("bank.yaml", "table: times.csv", "values_s: []", "bank.yaml:28: wrap_up.values_s: must not be empty (got [])"),
    ("bank.yaml", "table: times.csv", "table: tmes.csv", "bank.yaml:28: wrap_up.table: there is no such file (got tmes.csv; did you mean times.csv?)"),
    ("bank.yaml", "table: times.csv", "table: times.csv, column: minutes", "times.csv: row 1: the column minutes is missing; there are: seconds"),
    ("bank.yaml", "balking: 0.05", "balking: 5", "bank.yaml:32: balking: must be 1 or less (got 5)"),
    ("bank.yaml", "{chat: 3}", "{chatt: 3}", "bank.yaml:33: answer_delay_s.chatt: the policy has no such name; it has: phone, chat (got chatt; did you mean chat?)"),
    ("bank.yaml", "levels: {1: 1.2, 2: 1.1, 3: 1.0, 4: 0.9}", "levels: {1: 1.2, 2: 1.1, 3: 1.0}", "bank.yaml:35: speed.levels: must say the factor of level 4, which an agent has"),
    ("bank.yaml", "levels: {1: 1.2, 2: 1.1, 3: 1.0, 4: 0.9}", "levels: {0: 1.2}", "bank.yaml:35: speed.levels: levels are whole numbers from 1 to 5; there is 0 (got {0: 1.2})"),
    ("bank.yaml", "skill: {account: account}", "skill: {account: acount}", "bank.yaml:36: speed.skill.account: the policy has no such name; it has: account, fx (got acount; did you mean account?)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "staff: [6, 8, 8]", "bank.yaml:38: groups.front.staff: must have 4 numbers, one per interval of 30 min from 08:00; the list ends before 09:30 (got 3 numbers)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "staff: [6, 8, 8.5, 7]", "bank.yaml:38: groups.front.staff[2]: must be a whole number (got 8.5)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "staff: -1", "bank.yaml:38: groups.front.staff: must be 0 or more (got -1)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "staff: six", "bank.yaml:38: groups.front.staff: must be a whole number (got six)"),
    ("bank.yaml", ", staff: [6, 8, 8, 7]", "", "bank.yaml:38: groups.front.staff: must say how many work in each interval, or the staff table must have a column front"),
    ("bank.yaml", "front: {skills: {account: 3}", "front: {skills: {acount: 3}", "bank.yaml:38: groups.front.skills.acount: the policy has no such name; it has: account, fx (got acount; did you mean account?)"),
    ("bank.yaml", "front: {skills: {account: 3}", "front: {skills: {account: 6}", "bank.yaml:38: groups.front.skills.account: must be 5 or less (got 6)"),
    ("bank.yaml", "front: {skills: {account: 3}", "front: {pools: [frnt], skills: {account: 3}", "bank.yaml:38: groups.front.pools[0]: the policy has no such name; it has: front, fx (got frnt; did you mean front?)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "staff: 6, shifts: {agents: 1, from: \"08:00\", to: \"09:00\"}", "bank.yaml:38: groups.front.shifts: must not stand beside staff: either says who is at work"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: []", "bank.yaml:38: groups.front.shifts: must not be empty (got [])"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"08:00\", to: \"24:00\"}", "bank.yaml:38: groups.front.shifts.to: must be a time of day from \"00:00\" to \"23:59\" (got 24:00)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"08:00\", until: \"09:00\"}", "bank.yaml:38: groups.front.shifts.until: is not a key here; the keys are: name, agents, from, to, breaks, stagger_min, stagger_steps\nbank.yaml:38: groups.front.shifts.to: this key is required"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"08:00\", to: \"08:00\"}", "bank.yaml:38: groups.front.shifts.to: must be another time than that at which the shift begins (got 08:00)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"11:00\", to: \"15:00\"}", "bank.yaml:38: groups.front.shifts.from: the shift has no time within the opening hours (got 11:00)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 2.5, from: \"08:00\", to: \"09:00\"}", "bank.yaml:38: groups.front.shifts.agents: must be a whole number (got 2.5)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"08:00\", to: \"09:00\", breaks: {at: \"08:30\", after_min: 30, min: 5}}", "bank.yaml:38: groups.front.shifts.breaks.at: must not stand beside after_min: either says when the break begins (got 08:30)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"08:00\", to: \"09:00\", breaks: {min: 5}}", "bank.yaml:38: groups.front.shifts.breaks: must say when the break begins: at, or after_min"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"08:00\", to: \"09:00\", breaks: {at: \"08:30\", min: 0}}", "bank.yaml:38: groups.front.shifts.breaks.min: must be more than 0 (got 0)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 1, from: \"08:00\", to: \"09:00\", breaks: {at: \"09:30\", min: 5}}", "bank.yaml:38: groups.front.shifts.breaks.at: must lie within the shift (got 09:30)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {agents: 5, from: \"08:00\", to: \"09:00\", breaks: {at: \"08:30\", min: 15}, stagger_min: 10}", "bank.yaml:38: groups.front.shifts.stagger_min: moves a break of agent 5 beyond the end of the shift at 09:00; say after how many steps it begins again: stagger_steps (got 10)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: [{name: a, agents: 1, from: \"08:00\", to: \"09:00\"}, {name: a, agents: 1, from: \"09:00\", to: \"10:00\"}]", "bank.yaml:38: groups.front.shifts[1].name: another shift of the group has this name (got a)"),
    ("bank.yaml", "staff: [6, 8, 8, 7]", "shifts: {from: \"08:00\", to: \"09:00\"}", "bank.yaml:38: groups.front.shifts.agents: must say how many work the shift, or agents must name it"),
    ("bank.yaml", "  named: {}", "  named: {shifts: {agents: 3, from: \"08:00\", to: \"09:00\"}}", "bank.yaml:40: groups.named.shifts.agents: must not be more than the 2 named agents of the shift, unless the group has skills for more (got 3)"),
    ("bank.yaml", "  named: {}", "  named: {shifts: {agents: 1, from: \"08:00\", to: \"09:00\"}}", "bank.yaml:40: groups.named.shifts.agents: must not be fewer than the 2 named agents of the shift (got 1)"),
    ("bank.yaml", "  named: {}", "  named: {shifts: [{name: a, from: \"08:00\", to: \"09:00\"}, {name: b, from: \"09:00\", to: \"10:00\"}]}", "bank.yaml:41: agents: agent ann must name one of the group's shifts"),
    ("bank.yaml", "agents: {table: agents.csv}", "agents: [{id: ann, group: named, shift: erly, skills: {account: 3}}]\nshifts: {table: shfts.csv}", "bank.yaml:42: shifts.table: there is no such file (got shfts.csv; did you mean staff.csv?)"),
    ("bank.yaml", "agents: {table: agents.csv}", "agents: [{id: ann, group: front, shift: early}]", "bank.yaml:41: agents: agent ann names a shift, and the group has none (got early)"),
    ("bank.yaml", "  named: {}\nagents: {table: agents.csv}", "  named: {shifts: {name: early, from: \"08:00\", to: \"09:00\"}}\nagents: [{id: ann, group: named, shift: erly, skills: {account: 3}}]", "bank.yaml:41: agents: the shift of agent ann is none of the group's (got erly; did you mean early?)"),
    ("bank.yaml", "  named: {}", "  named: {}\n  " + 201 * "g" + ": {staff: 1}", f"bank.yaml:41: groups[\"{40 * 'g'}\"]: must have at most 200 characters (got {59 * 'g'}…)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nabsence: 5", "bank.yaml:44: absence: must be 1 or less (got 5)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nabsence: {groups: frnt, share: 0.1}", "bank.yaml:44: absence.groups: there is no such group (got frnt; did you mean front?)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nabsence: [{groups: front}]", "bank.yaml:44: absence[0].share: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nlateness: {share: 0.1, law: exponential}", "bank.yaml:44: lateness: a law of this kind needs the key mean_s (got exponential)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nlateness: {share: 0.1, law: never}", "bank.yaml:44: lateness.law: must be one of: exponential, lognormal, gamma, weibull, deterministic, empirical (got never)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nlateness: {share: 0.1, tier: vip, law: exponential, mean_s: 300}", "bank.yaml:44: lateness.tier: is not a key here"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nmeetings: {at: \"09:00\", min: 30}", "bank.yaml:44: meetings: must say how many take part: share, or agents"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nmeetings: {at: \"09:00\", min: 30, share: 0.5, agents: 3}", "bank.yaml:44: meetings.share: must not stand beside agents: either says how many take part (got 0.5)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nmeetings: [{groups: fz, at: \"09:00\", min: 30, share: 0.5}]", "bank.yaml:44: meetings[0].groups: there is no such group (got fz; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nmeetings: {groups: named, at: \"09:30\", min: 30, agents: 1}", "bank.yaml:44: meetings.at: nobody who is to be in this meeting is at work when it begins (got 09:30)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\nmeetings: {at: \"12:00\", min: 30, agents: 1}", "bank.yaml:44: meetings.at: nobody who is to be in this meeting is at work when it begins (got 12:00)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nabsence: {groups: fx, share: 0.1}", "bank.yaml:43: leavers: must be individual where agents with staff by interval may be absent, late, in a meeting or stay on: fx (got pooled)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncall_in: {extra: {group: frnt, agents: 2, queue: fx, at_waiting: 5, after_s: 600}}", "bank.yaml:44: call_in.extra.group: there is no such group (got frnt; did you mean front?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncall_in: {extra: {group: front, agents: 2, queue: fy, at_waiting: 5, after_s: 600}}", "bank.yaml:44: call_in.extra.queue: the policy has no such name; it has: fx, rest (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncall_in: {extra: {group: front, agents: 2, queue: fx, after_s: 600}}", "bank.yaml:44: call_in.extra: must say when they are called: at_waiting, at_wait_s, or both (got {group: front, agents: 2, queue: fx, after_s: 600})"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncall_in: {extra: {group: front, agents: 0, queue: fx, at_waiting: 5, after_s: 600}}", "bank.yaml:44: call_in.extra.agents: must be 1 or more (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncall_in: {extra: {group: front, agents: 2, queue: fx, at_waiting: 5}}", "bank.yaml:44: call_in.extra.after_s: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncall_in: {extra: {group: named, agents: 2, queue: fx, at_wait_s: 60, after_s: 600}}", "bank.yaml:44: call_in.extra.group: the group must have skills, for its agents without names (got named)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncall_in: {extra: {group: front, agents: 100000, queue: fx, at_waiting: 5, after_s: 600}}", "bank.yaml:44: call_in.extra.agents: there must be at most 100000 agents, those called in among them (got 100000)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\novertime: {groups: frnt, queue: fx, at_waiting: 5, most_s: 3600}", "bank.yaml:44: overtime.groups: there is no such group (got frnt; did you mean front?)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\novertime: {queue: fy, at_waiting: 5, most_s: 3600}", "bank.yaml:44: overtime.queue: the policy has no such name; it has: fx, rest (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: individual\novertime: [{queue: fx, at_waiting: 0, most_s: 3600}]", "bank.yaml:44: overtime[0].at_waiting: must be 1 or more (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 1.5, law: exponential, mean_s: 60}", "bank.yaml:44: holds.share: must be 1 or less (got 1.5)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 0.5, law: exponential}", "bank.yaml:44: holds: a law of this kind needs the key mean_s (got exponential)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 0.5, law: never}", "bank.yaml:44: holds.law: must be one of: exponential, lognormal, gamma, weibull, deterministic, empirical (got never)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {channel: phne, share: 0.5, law: exponential, mean_s: 60}", "bank.yaml:44: holds.channel: the policy has no such name; it has: phone, chat (got phne; did you mean phone?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {law: exponential, mean_s: 60}", "bank.yaml:44: holds.share: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsilences: [{channel: chat, share: 0.5, law: lognormal, mean_s: 90}]", "bank.yaml:44: silences[0]: a law of this kind needs the key cv (got lognormal)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsilence: {share: 0.5, law: exponential, mean_s: 90}", "bank.yaml:44: silence: is not a key here (did you mean silences?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ntransfers: {problem: account, share: 0.05, to: fy, law: exponential, mean_s: 300}", "bank.yaml:44: transfers.to: the policy has no such name; it has: fx, rest (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ntransfers: {problem: account, share: 0.05, law: exponential, mean_s: 300}", "bank.yaml:44: transfers.to: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ntransfers: {problem: account, share: 0.05, to: fx, law: exponential}", "bank.yaml:44: transfers: a law of this kind needs the key mean_s (got exponential)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ntransfers:\n  - {problem: account, share: 0.7, to: fx, law: exponential, mean_s: 300}\n  - {tier: vip, share: 0.4, to: rest, law: exponential, mean_s: 300}", "bank.yaml:46: transfers[1].share: the shares of all transfers of a contact must not add up to more than 1 (got 0.4)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nconcurrency: {channel: chat, factors: []}", "bank.yaml:44: concurrency.factors: must not be empty (got [])"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nconcurrency: {channel: chat, factors: [0]}", "bank.yaml:44: concurrency.factors[0]: must be more than 0 (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nconcurrency: {channel: chat, factors: [1, 101]}", "bank.yaml:44: concurrency.factors[1]: must be 100 or less (got 101)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nconcurrency: {channel: chat, factors: [1, 1.2], mode: share}", "bank.yaml:44: concurrency.mode: must be one of: fixed, shared (got share; did you mean shared?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nconcurrency: {channel: chat, factor: [1, 1.2]}", "bank.yaml:44: concurrency.factor: is not a key here (did you mean factors?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncallbacks: {accept: 0.6, after_s: 1800, window_s: 1800, attempts: 11}", "bank.yaml:44: callbacks.attempts: must be 10 or less (got 11)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncallbacks: {accept: 0.6, after_s: 0, window_s: 1800}", "bank.yaml:44: callbacks.after_s: must be more than 0 (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncallbacks: {accept: 0.6, after_s: 1800}", "bank.yaml:44: callbacks.window_s: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncallbacks: {accept: 0.6, after_min: 30, window_s: 1800}", "bank.yaml:44: callbacks.after_min: is not a key here (did you mean after_s?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nredials: {share: 1.5, law: exponential, mean_s: 300}", "bank.yaml:44: redials.share: must be 1 or less (got 1.5)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nredials: {share: 0.5, mean_s: 300}", "bank.yaml:44: redials.law: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nredials: {share: 0.5, law: never}", "bank.yaml:44: redials.law: must be one of: exponential, lognormal, gamma, weibull, deterministic, empirical (got never)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nredials: {share: 0.5, law: exponential, mean_s: 300, most: 0}", "bank.yaml:44: redials.most: must be 1 or more (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nredials: {share: 0.5, law: exponential, mean_s: 300, most: 21}", "bank.yaml:44: redials.most: must be 20 or less (got 21)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nredial: {share: 0.5, law: exponential, mean_s: 300}", "bank.yaml:44: redial: is not a key here (did you mean redials?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nrecontacts: [{problem: fy, share: 0.5, law: exponential, mean_s: 300}]", "bank.yaml:44: recontacts[0].problem: the policy has no such name; it has: account, fx (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nrecontacts: {share: 0.5, law: exponential}", "bank.yaml:44: recontacts: a law of this kind needs the key mean_s (got exponential)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nrecontacts: {law: exponential, mean_s: 300}", "bank.yaml:44: recontacts.share: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsatisfaction: {solved: 0.9, left: 0.1}", "bank.yaml:44: satisfaction.unsolved: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsatisfaction: {solved: 90, unsolved: 0.5, left: 0.1}", "bank.yaml:44: satisfaction.solved: must be 1 or less (got 90)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsatisfaction: {solved: 0.9, unsolved: 0.5, left: 0.1, transfer: 1.1}", "bank.yaml:44: satisfaction.transfer: must be 1 or less (got 1.1)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsatisfaction: {solved: 0.9, unsolved: 0.5, left: 0.1, wait: {after_s: [30, 20], factors: [1, 0.9]}}", "bank.yaml:44: satisfaction.wait.after_s: must be in ascending order, each number once (got [30, 20])"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsatisfaction: {solved: 0.9, unsolved: 0.5, left: 0.1, wait: {after_s: [30, 60], factors: [1]}}", "bank.yaml:44: satisfaction.wait: after_s and factors must have as many numbers as each other (got {after_s: [30, 60], factors: [1]})"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsatisfaction: {solved: 0.9, unsolved: 0.5, left: 0.1, wiat: {after_s: [30], factors: [1]}}", "bank.yaml:44: satisfaction.wiat: is not a key here (did you mean wait?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nsatisfaction: [{tier: vpi, solved: 0.9, unsolved: 0.5, left: 0.1}]", "bank.yaml:44: satisfaction[0].tier: the policy has no such name; it has: ordinary, vip (got vpi; did you mean vip?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nresolution: {levels: {3: 0.8}}", "bank.yaml:44: resolution.share: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nresolution: {share: 80}", "bank.yaml:44: resolution.share: must be 1 or less (got 80)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nresolution: {share: 0.5, levels: {6: 0.8}}", "bank.yaml:44: resolution.levels: levels are whole numbers from 1 to 5; there is 6 (got {6: 0.8})"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nresolution: {share: 0.5, levels: {3: 1.2}}", "bank.yaml:44: resolution.levels[3]: must be 1 or less (got 1.2)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nresolution: {share: 0.5, knowledge: 11}", "bank.yaml:44: resolution.knowledge: must be 10 or less (got 11)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nresolution: {share: 0.5, level: {3: 0.8}}", "bank.yaml:44: resolution.level: is not a key here (did you mean levels?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nresolution: [{tier: vpi, share: 0.5}]", "bank.yaml:44: resolution[0].tier: the policy has no such name; it has: ordinary, vip (got vpi; did you mean vip?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: {contained: 0.5}", "bank.yaml:44: bot.law: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: {law: exponential, mean_s: 60}", "bank.yaml:44: bot.contained: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: {contained: 40 %, law: exponential, mean_s: 60}", "bank.yaml:44: bot.contained: must be a bare number: the key says its unit (got 40 %)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: {contained: 0.4, law: exponential}", "bank.yaml:44: bot: a law of this kind needs the key mean_s (got exponential)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: {contained: 0.4, hand_over: 11, law: exponential, mean_s: 60}", "bank.yaml:44: bot.hand_over: must be 10 or less (got 11)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: [{channel: chat, contained: 0.4, law: exponential, mean_s: 60, hours: [[\"20:00\", \"8 am\"]]}]", "bank.yaml:44: bot[0].hours[0][1]: must be a time of day from \"00:00\" to \"23:59\" (got 8 am)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: [{channel: chat, contained: 0.4, law: exponential, mean_s: 60, hours: [[\"20:00\"]]}]", "bank.yaml:44: bot[0].hours[0]: must be two times of day, from and to, such as [\"08:00\", \"20:00\"] (got [20:00])"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nbot: [{chanel: chat, contained: 0.4, law: exponential, mean_s: 60}]", "bank.yaml:44: bot[0].chanel: is not a key here (did you mean channel?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nform: {share: 0.5, factor: 0.9}", "bank.yaml:44: form.after_s: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nform: {share: 0.5, after_s: 0, factor: 0.9}", "bank.yaml:44: form.after_s: must be more than 0 (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nform: {share: 0.5, after_s: 60, factor: -1}", "bank.yaml:44: form.factor: must be 0 or more (got -1)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nforms: {share: 0.5, after_s: 60, factor: 0.9}", "bank.yaml:44: forms: is not a key here (did you mean form?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 0.5, law: weibull, mean_s: 60}", "bank.yaml:44: holds: a law of this kind needs the key shape (got weibull)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 0.5, law: weibull, mean_s: 60, shape: 0.1}", "bank.yaml:44: holds.shape: must be 0.2 or more (got 0.1)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 0.5, law: weibull, mean_s: 60, cv: 0.02}", "bank.yaml:44: holds.cv: must lie between 0.0254 and 10 in a Weibull law (got 0.02)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 0.5, law: weibull, mean_s: 60, cv: 0.5, shape: 2}", "bank.yaml:44: holds.cv: a law of the kind weibull takes no such key (got 0.5)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nholds: {share: 0.5, law: gamma, mean_s: 60, cv: 0.5, shape: 2}", "bank.yaml:44: holds.shape: a law of the kind gamma takes no such key (got 2)"),
    ("bank.yaml", "balking: 0.05", "balking: {tier: vip}", "bank.yaml:32: balking: must have one of the keys probability, announced and length (got {tier: vip})"),
    ("bank.yaml", "balking: 0.05", "balking: {length: {waiting: [3], probability: [0.5]}, probability: 0.1}", "bank.yaml:32: balking: must not name probability or announced beside length (got {length: {waiting: […], probability: […]}, probability: 0.1})"),
    ("bank.yaml", "balking: 0.05", "balking: {announced: {ewt_s: [60, 30], probability: [0.1, 0.5]}}", "bank.yaml:32: balking.announced.ewt_s: must be in ascending order, each number once (got [60, 30])"),
    ("bank.yaml", "balking: 0.05", "balking: {announced: {ewt_s: [30, 60], probability: [0.1]}}", "bank.yaml:32: balking.announced: ewt_s and probability must have as many numbers as each other (got {ewt_s: [30, 60], probability: [0.1]})"),
    ("bank.yaml", "balking: 0.05", "balking: {announced: {ewt_s: [30, 60], probability: [0.5, 0.1]}}", "bank.yaml:32: balking.announced.probability: must not fall: who leaves a short queue leaves a longer one, too (got [0.5, 0.1])"),
    ("bank.yaml", "balking: 0.05", "balking: {length: {waiting: [1.5], probability: [0.1]}}", "bank.yaml:32: balking.length.waiting[0]: must be a whole number (got 1.5)"),
    ("bank.yaml", "balking: 0.05", "balking: {anounced: {ewt_s: [30], probability: [0.1]}}", "bank.yaml:32: balking.anounced: is not a key here (did you mean announced?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ncallbacks: {accept: 60 %, after_s: 1800, window_s: 1800}", "bank.yaml:44: callbacks.accept: must be a bare number: the key says its unit (got 60 %)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ndeclines: {share: 1.2}", "bank.yaml:44: declines.share: must be 1 or less (got 1.2)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ndeclines: [{tier: vpi, share: 0.2}]", "bank.yaml:44: declines[0].tier: the policy has no such name; it has: ordinary, vip (got vpi; did you mean vip?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ndeclines: {problem: fx, share: 0.2}", "bank.yaml:44: declines.share: no queue that such contacts come to has an `offer` in the policy: nobody is asked (got 0.2)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nno_answers: {share: 0.2, back_after: 60}", "bank.yaml:44: no_answers.back_after: is not a key here (did you mean back_after_s?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nhours: {fy: [[\"09:00\", \"10:00\"]]}", "bank.yaml:44: hours.fy: the policy has no such name; it has: fx, rest (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nhours: {fx: [[\"20:00\", \"21:00\"]]}", "bank.yaml:44: hours.fx: the queue is not open at any time of the day (got 1 spans)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nagent_outages: {group: [], per_h: 1, law: exponential, mean_s: 60}", "bank.yaml:44: agent_outages.group: must not be empty (got [])"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nhours: {fx: [[\"09:00\"]]}", "bank.yaml:44: hours.fx[0]: must have at least 2 entries (got [09:00])"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nhours: {fx: [[\"09:00\", \"09:00\"]]}", "bank.yaml:44: hours.fx: must not end when it begins (got 09:00)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nhours: {fx: [\"09:00\", \"25:00\"]}", "bank.yaml:44: hours.fx[1]: must be a time of day from \"00:00\" to \"23:59\" (got 25:00)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nhours: {fx: [\"09:00\"]}", "bank.yaml:44: hours.fx: must have at least 2 entries (got [09:00])"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nhours: {fx: [[\"09:00\", \"24:00\"]]}", "bank.yaml:44: hours.fx[0][1]: must be a time of day from \"00:00\" to \"23:59\" (got 24:00)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nexcluded: {share: 0.2, pool: fy}", "bank.yaml:44: excluded.pool: the policy has no such name; it has: front, fx (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nexcluded: {tier: vip, share: 0.2}", "bank.yaml:44: excluded.tier: is not a key here; the keys are: when, share, pool"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nagent_outages: {per_h: 0.2}", "bank.yaml:44: agent_outages.law: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nagent_outages: {per_h: 61, law: exponential, mean_s: 60}", "bank.yaml:44: agent_outages.per_h: must be 60 or less (got 61)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nagent_outages: {group: frnt, per_h: 1, law: exponential, mean_s: 60}", "bank.yaml:44: agent_outages.group: there is no such group (got frnt; did you mean front?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nagent_outages: {group: front, per_h: 1, law: exponential}", "bank.yaml:44: agent_outages: a law of this kind needs the key mean_s (got exponential)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nby_hand: {share: 0.2, after_s: 60}", "bank.yaml:44: by_hand.pool: this key is required"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nby_hand: {share: 0.2, after_s: 0, pool: fx}", "bank.yaml:44: by_hand.after_s: must be more than 0 (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nby_hand: {share: 0.2, after_s: 60, pool: fy}", "bank.yaml:44: by_hand.pool: the policy has no such name; it has: front, fx (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ntransfers: {share: 0.05, to: fx, to_preferred: yes please, law: exponential, mean_s: 300}", "bank.yaml:44: transfers.to_preferred: must be true or false (got yes please)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nmeasures: {service_level_of: ofered}", "bank.yaml:44: measures.service_level_of: must be one of: answered, answered-and-gone, answered-and-late-gone, not-soon-gone, offered, soon-gone-in-time, expected (got ofered; did you mean offered?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nmeasures: {service_level: offered}", "bank.yaml:44: measures.service_level: is not a key here (did you mean service_level_of?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ntargets_s: {problem: fy, within_s: 20}", "bank.yaml:44: targets_s.problem: the policy has no such name; it has: account, fx (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ntargets_s: {problem: fx, within_s: 0}", "bank.yaml:44: targets_s.within_s: must be more than 0 (got 0)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nmeasures: {all_by: common}", "bank.yaml:44: measures.all_by: has no meaning without targets_s, targets of some contacts of their own (got common)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nmeasures: {by: [[queue, queue]]}", "bank.yaml:44: measures.by[0][1]: must be another one than the first (got queue)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nmeasures: {by: [[queue, tears]]}", "bank.yaml:44: measures.by[0][1]: must be one of: interval, queue, problem, tier, channel, group (got tears; did you mean tier?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ndeadlines: {name: fast, problem: fy, within_s: 20}", "bank.yaml:44: deadlines.problem: the policy has no such name; it has: account, fx (got fy; did you mean fx?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ndeadlines: {name: fast, within_s: 20, of: reply}", "bank.yaml:44: deadlines.of: must be one of: answer, completion (got reply)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\ndeadlines: [{name: fast, within_s: 20}, {name: fast, within_s: 30}]", "bank.yaml:44: deadlines[1].name: another deadline has this name (got fast)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nmeasures: {within: 30}", "bank.yaml:44: measures.within: must be one of: <=, < (got 30)"),
    ("bank.yaml", "leavers: pooled", "leavers: poold", "bank.yaml:43: leavers: must be one of: individual, pooled (got poold; did you mean pooled?)"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\nleavers: pooled", "bank.yaml:44: leavers: this key stands twice, first in line 43"),
    ("bank.yaml", "leavers: pooled", "leavers: pooled\n\tafter: x", "bank.yaml:44: a tab stands where only spaces may"),
    ("bank.yaml", "table: staff.csv", "table: staff.txt", "bank.yaml:42: staff.table: there is no such file (got staff.txt; did you mean staff.csv?)"),
    ("bank.yaml", "table: staff.csv", "table: staff.csv, sheet: Monday", "staff.csv: a CSV file has no sheets (got Monday)"),
    ("bank.policy.yaml", "skills: {fx: 3}", "skills: {fz: 3}", "bank.policy.yaml:11: queues[0].steps[0].skills.fz: is not among the policy's skills (got fz; did you mean fx?)"),
    ("bank.policy.yaml", "{skills: {fx: 3}, pools: [fx]}", "{skills: {account: 5}}", "bank.policy.yaml:10: queues[0].steps: nobody on the roster can take the tickets of queue fx in any step: fx × ordinary × phone, fx × ordinary × chat, fx × vip × phone, fx × vip × chat"),
    ("volumes.csv", "08:30,account,12", "08:30,account,-12", "volumes.csv: row 3, column C (contacts): must lie between 0 and 1000000 (got -12)"),
    ("volumes.csv", "08:30,account,12", "08:30,account,nan", "volumes.csv: row 3, column C (contacts): must be a finite number (got nan)"),
    ("volumes.csv", "08:30,account,12", "08:30,account,twelve", "volumes.csv: row 3, column C (contacts): must be a number (got twelve)"),
    ("volumes.csv", "08:30,account,12", "08:30,acount,12", "volumes.csv: row 3, column B (problem): must be one of: account, fx (got acount; did you mean account?)"),
    ("volumes.csv", "08:30,account,12\n", "09:00,account,12\n", "volumes.csv: row 3, column A (start): intervals must be in order, without gaps: 08:30 comes next for account (got 09:00)"),
    ("volumes.csv", "08:30,account,12\n", "", "volumes.csv: row 3, column A (start): intervals must be in order, without gaps: 08:30 comes next for account (got 09:00)"),
    ("volumes.csv", "09:30,account,9\n", "", "volumes.csv: row 4, column A (start): the day goes on after this row: the interval 09:30 is missing"),
    ("volumes.csv", "09:30,account,9\n", "09:30,account,9\n10:00,account,9\n", "volumes.csv: row 6, column A (start): is not the start of an interval: they start every 30 min from 08:00, the last one at 09:30 (got 10:00)"),
    ("volumes.csv", "08:30,account", "08:40,account", "volumes.csv: row 3, column A (start): is not the start of an interval: they start every 30 min from 08:00, the last one at 09:30 (got 08:40)"),
    ("volumes.csv", "08:30,account", "half past eight,account", "volumes.csv: row 3, column A (start): must be a time of day, such as 08:30 (got half past eight)"),
    ("volumes.csv", "start,problem", "strt,problem", "volumes.csv: row 1, column A (strt): is not a column of such a table; known ones are: start, problem, tier, channel, contacts (got strt; did you mean start?)"),
    ("volumes.csv", "start,problem", "start,problm", "volumes.csv: row 1, column B (problm): is not a column of such a table; known ones are: start, problem, tier, channel, contacts (got problm; did you mean problem?)"),
    ("volumes.csv", "start,problem,contacts", "start,contacts,contacts", "volumes.csv: row 1, C: the column is named twice (got contacts)"),
    ("volumes.csv", "", "", "volumes.csv: the table is empty"),
    ("volumes.csv", "", "start,problem,contacts\n", "volumes.csv: row 1: the table has no rows below its column names"),
    ("agents.csv", "bob,named", "ann,named", "agents.csv: row 3, column A (agent): two agents have the same id; the first one is in row 2 (got ann)"),
    ("agents.csv", "bob,named", "bob,nmed", "agents.csv: row 3, column B (group): must be one of: front, fx, named (got nmed; did you mean named?)"),
    ("agents.csv", "bob,named", ",named", "agents.csv: row 3, column A (agent): every agent must have a name or number (got '')"),
    ("agents.csv", "ann,named,fx;front,3,4", "ann,named,fx;front,3,9", "agents.csv: row 2, column E (fx): must lie between 0 and 5 (got 9)"),
    ("agents.csv", "ann,named,fx;front,3,4", "ann,named,fx;frnt,3,4", "agents.csv: row 2, column C (pools): must be one of: front, fx (got frnt; did you mean front?)"),
    ("agents.csv", "account,fx", "account,forex", "agents.csv: row 1, column E (forex): is not a column of such a table; known ones are: agent, group, pools, account, fx, capacity, queue_order, most:…, delay_s:… (got forex; did you mean fx?)"),
    ("staff.csv", "08:00,2,1", "08:00,2.5,1", "staff.csv: row 2, column B (fx): must be a whole number (got 2.5)"),
    ("staff.csv", "08:00,2,1", "08:00,,1", "staff.csv: row 2, column B (fx): must be a number (got '')"),
    ("staff.csv", "08:30,2,2", "08:30,2,3", "bank.yaml:40: groups.named.staff: must not be more than the 2 named agents of the group, unless the group has skills for more (got 3)"),
    ("staff.csv", "start,fx,named", "start,fz,named", "staff.csv: row 1, column B (fz): is not a column of such a table; known ones are: start, front, fx, named (got fz; did you mean fx?)"),
    ("times.csv", "20.5", "20,5", "times.csv: row 3: the row is longer than the row of column names; is a decimal comma taken for a separator? (got 5)"),
    ("times.csv", "20.5", "-1", "times.csv: row 3, column A (seconds): must lie between 0 and 31536000 (got -1)"),
]  # fmt: skip

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

JUNK: list[tuple[str, bytes, str]] = [
    # What it is, the bytes of the file, and what the message says after its name.
    ("empty", b"", "bad.yaml: is empty"),
    ("comments only", b"# nothing\n", "bad.yaml: is empty"),
    ("10 MB of junk", bytes(range(256)) * 40_000, "bad.yaml: is larger than 8 MB"),
    ("binary", bytes(range(256)) * 40, "bad.yaml:2: is not text in UTF-8"),
    ("zero bytes", b"peakline: scenario/1\nname: \0\n", "bad.yaml:2: is not text: it holds a zero byte"),
    ("a bomb", BOMB.encode(), "values, aliases counted"),
    ("deep nesting", b"a: " + b"[" * 5000, "more than 50 levels stand inside one another"),
    ("a list", b"- 1\n- 2\n", "bad.yaml:1: must be a mapping of keys to values"),
    ("a word", b"payday\n", "bad.yaml:1: must be a mapping of keys to values"),
    ("an object", b"a: !!python/object/apply:os.system [ls]\n", "tags such as !!str have no place here"),
    ("two documents", b"a: 1\n---\nb: 2\n", "bad.yaml:2: a second document starts here; a file holds one"),
    ("an open bracket", b"day: {opens: 1\nname: x\n", "bad.yaml:2"),
    ("a spreadsheet", b"PK\x03\x04" + bytes(100), "bad.yaml"),
]

BAD_TABLES: list[tuple[str, str, bytes, str]] = [
    # What it is, its name, its bytes, and the message.
    ("no workbook", "volumes.xlsx", b"start,contacts\n", "volumes.xlsx: is not an XLSX workbook"),
    ("an empty workbook", "volumes.xlsx", b"", "volumes.xlsx: is not an XLSX workbook"),
    ("binary", "volumes.csv", b"start,contacts\n\0\1", "volumes.csv: is not text in UTF-8 or GB 18030"),
    (
        "open quotes",
        "volumes.csv",
        b'start,contacts\n"08:00,1\n',
        "volumes.csv:2: is not a CSV table: unexpected end of data",
    ),
    ("10 MB of junk", "volumes.csv", b"0123456789" * 1_000_000, "volumes.csv: is larger than 5 MB"),
    ("an unknown ending", "volumes.ods", b"x", "volumes.ods: must be a .csv or .xlsx file (got volumes.ods)"),
]

CELL = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'
BAD_SHEETS: list[tuple[str, str, str]] = [
    # What it is, the rows of the sheet, and the message after the name of the workbook.
    ("far corners", f'<row>{CELL.format("A1")}</row><row r="1048576">{CELL.format("XFD1048576")}</row>', "spreads its cells over 1048576 rows and 16384 columns; delete those far from the table"),
    ("far rows", f'<row>{"<c><v>1</v></c>" * 100}</row><row r="1000000"><c><v>1</v></c></row>', "spreads its cells over 1000000 rows and 100 columns; delete those far from the table"),
    ("a place that is none", f"<row>{CELL.format('?1')}</row>", "is not an XLSX workbook"),
    ("a place beyond all columns", f"<row>{CELL.format('ZZZZ1')}</row>", "is not an XLSX workbook"),
    ("open XML", "<row>", "is not an XLSX workbook"),
    ("a text that is not there", '<row><c r="A1" t="s"><v>9</v></c></row>', "sheet S: is not an XLSX workbook"),
]  # fmt: skip

OVERRIDES: list[tuple[str, str]] = [
    # What stands after --set, and the message after it.
    ("groups.frnt.staff+=3", "groups.frnt: there is no such place (did you mean front?)"),
    ("groups.front.staf+=3", "groups.front.staf: there is nothing here to calculate with: use = to set a value (did you mean staff?)"),
    ("groups.front.staff+=three", "only a number can be added or multiplied (got three)"),
    ("groups.front.staff-=9", "groups.front.staff[0]: must be 0 or more (got -3)"),
    ("groups.front.staff/=0", "groups.front.staff: must not divide by zero (got 6)"),
    ("groups.front.staff[4]=1", "groups.front.staff[4]: there is no such place"),
    ("groups.front.skills+=1", "groups.front.skills: is neither a number nor a list of numbers (got {account: 3})"),
    ("groups.front.skills.accont=3", "groups.front.skills.accont: the policy has no such name; it has: account, fx (got accont; did you mean account?)"),
    ("arrivals.scale=-1", "arrivals.scale: must be 0 or more (got -1)"),
    ("arrivals.scales=2", "arrivals.scales: is not a key here (did you mean scale?)"),
    ("service[1].mean_s=fast", "service[1].mean_s: must be a number (got fast)"),
    ("target_s*=1e308", "target_s: is too large a number (got 3000"),
    ("service[2].mean_s=9", "service[2]: there is no such place"),
    ("policy.queues.fy.head_start_s=9", "policy.queues.fy: there is no such place (did you mean fx?)"),
    ("policy.queues.fx.head_start_min=9", "policy.queues[0].head_start_min: is not a key here (did you mean head_start_s?)"),
    ("staff", "must look like groups.fx.staff=20 or groups.fx.staff+=3"),
    ("=3", "must look like groups.fx.staff=20 or groups.fx.staff+=3"),
    ("target_s=", "must look like groups.fx.staff=20 or groups.fx.staff+=3"),
    ("target_s=[", "is not YAML"),
]  # fmt: skip


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the right files, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    write_bank(tmp_path)
    return tmp_path


def refusal(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one message on stderr of a command that fails with exit code 2 and leaves the folder as it was."""
    before = sorted(folder.rglob("*"))
    assert main([*arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert sorted(folder.rglob("*")) == before
    return said.err.rstrip("\n").removeprefix("Error: ")


def test_there_are_enough_cases() -> None:
    """At least 60 slips are tried."""
    assert len(SLIPS) + len(JUNK) + len(BAD_TABLES) + len(OVERRIDES) >= 60


def test_the_files_are_right_without_a_slip(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the slips are made in is accepted, so that each error below is that of its slip."""
    assert main(["check", "bank.yaml"]) == 0
    assert capsys.readouterr().out.startswith("The scenario bank is right.")


@pytest.mark.parametrize(("file", "right", "wrong", "message"), SLIPS, ids=[f"{s[0]} {s[2][:40]}" for s in SLIPS])
def test_one_slip_gives_one_message(
    file: str, right: str, wrong: str, message: str, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`peakline run` with results to be written refuses the slip with the message, and writes nothing."""
    content = (bank / file).read_text(encoding="utf-8")
    assert right in content
    (bank / file).write_text(content.replace(right or content, wrong, 1), encoding="utf-8")
    said = refusal(bank, capsys, "run", "bank.yaml", "--out", "out", "--json", "results.json")
    assert said == message


def test_contacts_are_not_passed_on_to_a_queue_where_nobody_can_take_them(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A queue that contacts only reach by transfer is checked like one that they enter; where none is made, it is not."""
    chief = "  - {name: chief, match: {labels: {escalated: true}}, steps: [{skills: {fx: 5}}]}\n"
    policy = POLICY.replace("queues:\n", f"labels: {{escalated: yes_no}}\nqueues:\n{chief}")
    (bank / "bank.policy.yaml").write_text(policy, encoding="utf-8")
    transfer = "transfers: {problem: account, share: 0.05, to: chief, law: exponential, mean_s: 300}\n"
    (bank / "bank.yaml").write_text(SCENARIO + transfer, encoding="utf-8")
    said = refusal(bank, capsys, "run", "bank.yaml", "--out", "out")
    assert said == "bank.yaml:45: transfers.to: nobody can take such a contact in this queue (got chief)"
    assert main(["check", "bank.yaml", "--set", "transfers.share=0"]) == 0


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(("content", "message"), [case[1:] for case in JUNK], ids=[case[0] for case in JUNK])
def test_junk_instead_of_a_scenario(
    content: bytes, message: str, command: str, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is no scenario is refused in a line, however large or nested it is."""
    (bank / "bad.yaml").write_bytes(content)
    said = refusal(bank, capsys, command, "bad.yaml")
    assert message in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"), [case[1:] for case in BAD_TABLES], ids=[case[0] for case in BAD_TABLES]
)
def test_junk_instead_of_a_table(
    name: str, content: bytes, message: str, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table that cannot be read is refused by its name."""
    (bank / name).write_bytes(content)
    said = refusal(bank, capsys, "run", "bank.yaml", "--set", f"arrivals.volumes.table={name}")
    assert said == message


def workbook(rows: str, extra: bytes = b"") -> bytes:
    """An XLSX file with one sheet S of these rows, and ``extra`` as its texts."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main_ = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main_}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main_}"><sheetData>{rows}</sheetData></worksheet>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("xl/sharedStrings.xml", extra or b"<sst/>")
    return packed.getvalue()


@pytest.mark.parametrize(("rows", "message"), [case[1:] for case in BAD_SHEETS], ids=[case[0] for case in BAD_SHEETS])
def test_a_workbook_that_would_take_the_machine(
    rows: str, message: str, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A workbook is looked at before its reader gets it, which would ask for room that no machine has, or raise."""
    (bank / "volumes.xlsx").write_bytes(workbook(rows))
    said = refusal(bank, capsys, "run", "bank.yaml", "--set", "arrivals.volumes.table=volumes.xlsx")
    assert said == f"volumes.xlsx: {message}"


def test_a_workbook_that_unpacks_to_more_than_it_says(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sizes that an archive states are not trusted."""
    data, true_size = workbook("", b"<sst>" + b" " * 3_000_000 + b"</sst>"), struct.pack("<I", 3_000_011)
    assert data.count(true_size) == 2
    (bank / "volumes.xlsx").write_bytes(data.replace(true_size, struct.pack("<I", 100)))
    said = refusal(bank, capsys, "run", "bank.yaml", "--set", "arrivals.volumes.table=volumes.xlsx")
    assert said == "volumes.xlsx: is not an XLSX workbook"


def test_cells_without_content_need_no_room(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A coloured cell far from the table is no reason to refuse it."""
    rows = f'<row>{CELL.format("A1")}</row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    (bank / "volumes.xlsx").write_bytes(workbook(rows))
    said = refusal(bank, capsys, "run", "bank.yaml", "--set", "arrivals.volumes.table=volumes.xlsx")
    assert said == "volumes.xlsx: sheet S, row 1: the table has no rows below its column names"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize("file", ["bank.yaml", "bank.policy.yaml", "volumes.csv"])
def test_a_pipe_is_no_file(file: str, bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe, which would keep its reader waiting, is refused at once."""
    (bank / file).unlink()
    os.mkfifo(bank / file)
    said = refusal(bank, capsys, "check", "bank.yaml")
    assert "is a pipe or a device, not a file" in said


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("bank.yaml", "bank.yaml: is not from an earlier answer: choose another file"),
        ("", "--json: the name of a file or folder is empty"),
        (".", ".: is a folder, not a file"),
        ("no/r.json", "no/r.json: cannot be written"),
        ("a\0b", "embedded null"),
    ],
)
def test_results_that_cannot_be_written(
    target: str, message: str, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--json replaces nothing but an earlier answer: above all not the scenario itself."""
    said = refusal(bank, capsys, "run", "bank.yaml", "--replications", "1", "--json", target)
    assert message in said
    assert (bank / "bank.yaml").read_text(encoding="utf-8") == SCENARIO


def test_results_through_a_link_and_over_an_earlier_answer(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link stays a link, and an earlier answer or an empty file is replaced."""
    (bank / "r.json").touch()
    (bank / "link.json").symlink_to("r.json")
    for _ in range(2):
        assert main(["run", "bank.yaml", "--replications", "1", "--json", "link.json"]) == 0
    capsys.readouterr()
    assert (bank / "link.json").is_symlink()
    assert "results/1" in (bank / "r.json").read_text(encoding="utf-8")


def test_of_very_many_unknown_keys_the_first_are_compared(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first findings are worded as always, and all are counted."""
    junk = "".join(f"leaver{number}: 1\n" for number in range(2000))
    (bank / "bank.yaml").write_text(SCENARIO + junk, encoding="utf-8")
    said = refusal(bank, capsys, "check", "bank.yaml").splitlines()
    assert "leaver0: is not a key here (did you mean leavers?)" in said[0]
    assert said[-1] == "and 1990 more"


@pytest.mark.parametrize(("override", "message"), OVERRIDES, ids=[case[0] for case in OVERRIDES])
def test_an_override_that_cannot_be(
    override: str, message: str, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An override is refused by its own text, whether its place, its operator or its value is wrong."""
    said = refusal(bank, capsys, "run", "bank.yaml", "--set", override, "--out", "out")
    assert said.startswith(f"--set {override}:")
    assert message in said


def test_a_long_override_is_cut_in_its_message(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was typed by the thousand is not repeated."""
    said = refusal(bank, capsys, "run", "bank.yaml", "--set", "name=" + "[" * 5000)
    assert said.startswith("--set name=[[[")
    assert len(said) < 500


def test_slices_are_checked_without_a_surge_too(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A length that does not divide the interval is refused at once, not when somebody adds a surge."""
    said = refusal(bank, capsys, "check", "bank.yaml", "--set", "arrivals.surges={}", "--set", "arrivals.slice_min=7")
    assert said.endswith("arrivals.slice_min: must divide interval_min, which is 30 (got 7)")


def test_a_scenario_is_no_policy(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence says so, and nothing is said of its keys."""
    rule = (
        "must be policy/1: give a routing policy, such as the file that a scenario names as its policy (got scenario/1)"
    )
    for arguments in (["policy", "diff", "bank.yaml", "bank.yaml"], ["check", "bank.yaml", "--policy", "bank.yaml"]):
        assert refusal(bank, capsys, *arguments) == f"bank.yaml:1: peakline: {rule}"


def test_several_slips_are_all_named(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What can be found in one pass is said in one message, in the order of the file."""
    slips = (
        SCENARIO.replace("target_s: 30", "target_s: -1").replace("scale: 1.0", "scale: x").replace("leavers", "leaver")
    )
    (bank / "bank.yaml").write_text(slips, encoding="utf-8")
    said = refusal(bank, capsys, "run", "bank.yaml")
    assert [line.split(": ")[0] for line in said.splitlines()] == ["bank.yaml:5", "bank.yaml:20", "bank.yaml:43"]


def test_a_policy_is_no_scenario(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A policy file is told from a scenario by its first line, before any of its keys is complained of."""
    said = refusal(bank, capsys, "run", "bank.policy.yaml")
    assert said.startswith("bank.policy.yaml:1: peakline: must be scenario/1 in a file that is used like this")


def test_a_scenario_that_does_not_exist(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt bundled name gives the nearest one; a missing file the nearest file."""
    assert "did you mean payday?" in refusal(bank, capsys, "run", "paydy")
    assert "did you mean bank.yaml?" in refusal(bank, capsys, "run", "bnk.yaml")
    assert refusal(bank, capsys, "run", ".") == ".: is a folder, not a file"


def test_a_table_in_a_folder_that_does_not_exist(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the line of the scenario that names the table."""
    content = SCENARIO.replace("table: volumes.csv", "table: no/volumes.csv")
    (bank / "bank.yaml").write_text(content, encoding="utf-8")
    said = refusal(bank, capsys, "run", "bank.yaml")
    assert said == "bank.yaml:11: arrivals.volumes.table: there is no such file (got no/volumes.csv)"


def test_a_policy_that_does_not_exist(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--policy with a missing file names the file."""
    assert refusal(bank, capsys, "run", "bank.yaml", "--policy", "bank.polcy.yaml").startswith("bank.polcy.yaml:")


def test_init_refuses_what_it_cannot_use(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong table leaves neither files nor the new folder behind."""
    content = TABLES["volumes.csv"].replace("12.5", "many")
    (bank / "volumes.csv").write_text(content, encoding="utf-8")
    said = refusal(bank, capsys, "init", "--volumes", "volumes.csv", "--agents", "agents.csv", "--out", "new")
    assert "row 4, column C (contacts): must be a number (got many)" in said
