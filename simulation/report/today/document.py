"""The rest of a day as JSON for programs: docs/reference/today.md says what each key is."""

from __future__ import annotations

from typing import Any

from simulation.planning.today.answer import Answer, Tried
from simulation.planning.today.forecast import Band
from simulation.report.json_file import dump_document
from simulation.report.today.words import labels, planned_volumes

FORMAT = "today-results/1"

Json = dict[str, Any]


def dump_answer(answer: Answer) -> str:
    """The answer as JSON text, ending in a newline."""
    return dump_document(answer_document(answer))


def answer_document(answer: Answer) -> Json:
    """The answer as plain data."""
    question, base = answer.question, answer.base
    return {
        "peakline": FORMAT,
        "name": question.name,
        "scenario": question.scenario.name,
        "now_s": question.scenario.open_at_s + question.now_us // 1_000_000,
        "ended": answer.ended.value,
        "seed": question.seed,
        "days": base.days.count,
        "judges": "day" if question.judges_day else "rest",
        "with_state": question.situation is not None,
        "meets_all": base.meets_all,
        "goals": [
            {
                "name": goal.name,
                "share": goal.limit,
                "within_s": goal.within_s,
                "forecast": _band(goal.share),
                "rest": _band(goal.rest),
                "meets": goal.meets,
                "needed": goal.needed,
                "standard_error": answer.error(number),
            }
            for number, goal in enumerate(base.goals)
        ],
        "day_factor": None if answer.day_factor is None else _band(answer.day_factor),
        "volume": {
            "so_far": question.volumes.all if question.volumes.known else None,
            "rest": _band(base.rest_volume),
            "plan": sum(planned_volumes(answer)),
        },
        "waiting": None if question.situation is None else question.situation.waiting_count,
        "cleared_s": _band(base.cleared),
        "missing": {each.group: each.agents for each in question.missing},
        "intervals": [_interval(answer, place, label) for place, label in enumerate(labels(answer))],
        "queues": [
            {
                "name": queue.name,
                "rest": _band(base.queue_volume(number)),
                "cleared_s": _band(base.queue_cleared(number)),
            }
            for number, queue in enumerate(question.scenario.policy.queues)
        ],
        "levers": [_lever(each) for each in answer.tried],
        "find": _search(answer),
        "levers_not_tried": len(question.levers) - len(answer.tried),
        "seconds": round(answer.seconds, 1),
    }


def _interval(answer: Answer, place: int, label: str) -> Json:
    base, interval = answer.base, answer.question.interval + place
    goals = []
    for number in range(len(base.goals)):
        found, reached = base.goal_interval(number, interval)
        goals.append({"forecast": _band(found), "reached": reached})
    return {
        "start": label,
        "plan": planned_volumes(answer)[place],
        "volume": _band(base.volume(interval)),
        "service_level": _band(base.level(interval)),
        "goals": goals,
    }


def _lever(each: Tried) -> Json:
    return {
        "name": each.lever.name,
        "meets_all": each.forecast.meets_all,
        "goals": [
            {"gain": gain.mean, "low": gain.low, "high": gain.high, "meets": goal.meets, "forecast": _band(goal.share)}
            for gain, goal in zip(each.gains, each.forecast.goals, strict=True)
        ],
    }


def _search(answer: Answer) -> Json | None:
    """The least agents of each group; None: they were not asked for."""
    question = answer.question
    search = question.search
    if search is None:
        return None
    opens = question.scenario.open_at_s
    return {
        "reach": search.reach,
        "starts_s": opens + search.start_us // 1_000_000,
        "ends_s": opens + search.end_us // 1_000_000,
        "at_most": search.at_most,
        "groups": [
            {
                "group": each.group,
                "least": None if each.least is None else each.least.agents,
                "meets_all": (each.least or each.best).meets_all,
                "tried": [{"agents": step.agents, "meets_all": step.meets_all} for step in each.steps],
            }
            for each in answer.sought
        ],
        "not_searched": [question.base.crew.groups[number] for number in search.groups[len(answer.sought) :]],
    }


def _band(band: Band) -> Json:
    return {"mean": band.mean, "p10": band.p10, "p50": band.p50, "p90": band.p90}
