"""Tables that others have published of simulated days, as figures to compare with.

The models are examples of the contact centre library of the University of Montreal. Its tables stand in the directories
``doc/examples`` and ``doc/msk`` of https://github.com/umontreal-simul/contactcenters; those of ``singleQueue`` in the
manual of its simulator (mskuse, May 2008). How its figures are meant:

* Service level: answered within the time / (arrived - abandoned within the time), where who balks has abandoned at
  once; over all types with the time of the total, so "all" may lie outside what the types have.
* Abandoned: those who balk, too. Speed of answer: of the answered. Waiting time: of all.
* Delayed: waited at all, or would have had to and balked.
* Occupancy: time busy / time signed on, until the close; who finishes a call after the end of the shift is both.
* Queue size: of the day until the close.

It prints three digits or more and leaves out zeros at the end; they stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ALL = "all"

Rows = Mapping[str, Mapping[str, str]]
"""Figure, then whom it is about, to what is printed: average, standard deviation of a day or batch."""


@dataclass(frozen=True)
class Table:
    """A published table.

    Parameters
    ----------
    scenario
        The name of a file in ``tables`` beside this module.
    within_s
        By type, and of all, the time of the service level.
    days
        So many days, or batches, were simulated there.
    rows
        What is printed: shares in percent, times in ``unit_s`` seconds, numbers per day, or per hour in the long run.
    unit_s
        Of the times.
    ours
        So many here.
    """

    scenario: str
    within_s: Mapping[str, float]
    days: int
    rows: Rows
    ours: int
    unit_s: float = 1.0
    overrides: tuple[str, ...] = field(default=())


SINGLE_QUEUE = Table(
    scenario="single_queue",
    within_s={ALL: 20},
    days=300,
    ours=1000,
    rows={
        # The listing has the intervals of the totals alone: half as long is two standard errors.
        "service level": {
            ALL: "92.5 2.2",
            "08:00": "78.1",
            "09:00": "85.9",
            "10:00": "97.5",
            "11:00": "93.7",
            "12:00": "90.1",
            "13:00": "93.0",
            "14:00": "97.4",
            "15:00": "97.3",
            "16:00": "93.5",
            "17:00": "97.0",
            "18:00": "87.3",
            "19:00": "91.8",
            "20:00": "94.7",
        },
        "occupancy": {ALL: "55.8"},
    },
)

SINGLE_QUEUE_30 = Table(
    scenario="single_queue",
    within_s={ALL: 30},
    days=300,
    ours=1000,
    rows={
        "service level": {
            ALL: "94.4 1.8",
            "08:00": "81.8",
            "09:00": "89.2",
            "10:00": "98.4",
            "11:00": "95.7",
            "12:00": "93.0",
            "13:00": "94.9",
            "14:00": "98.4",
            "15:00": "98.3",
            "16:00": "95.4",
            "17:00": "97.9",
            "18:00": "89.6",
            "19:00": "93.5",
            "20:00": "95.8",
        },
    },
)

SINGLE_QUEUE_SHIFTS = Table(
    scenario="single_queue_shifts",
    within_s={ALL: 20},
    days=1000,
    ours=1200,
    rows={
        "service level": {ALL: "32.6 3.37", "08:00": "2.48", "20:00": "6.68"},
        "abandoned": {ALL: "23.1 1.81"},
        "speed of answer": {ALL: "153 20.1"},
        "waiting time": {ALL: "155 18.9"},
        "delayed": {ALL: "75.4 2.63"},
        "occupancy": {ALL: "83.9 1.85"},
        "arrivals": {ALL: "1661 39.7"},
        "queue size": {ALL: "5.37 0.719"},
    },
)

TWO_SKILLS = Table(
    scenario="two_skills",
    within_s={ALL: 19.8, "zero": 19.8, "one": 19.8},
    days=1000,
    ours=1200,
    unit_s=60,
    rows={
        "service level": {ALL: "59.3 8.53", "zero": "53.1 9.80", "one": "76.7 8.78"},
        "abandoned": {ALL: "15.2 3.26", "zero": "18.2 3.87", "one": "6.47 2.99"},
        "speed of answer": {ALL: "0.308 0.0764", "zero": "0.353 0.0889", "one": "0.191 0.0820"},
        "waiting time": {ALL: "0.323 0.0742", "zero": "0.362 0.0829", "one": "0.208 0.0875"},
        "delayed": {ALL: "65.9 7.04", "zero": "73.9 7.42", "one": "42.0 9.25"},
        "occupancy": {
            ALL: "85.3 2.91",
            "special_zero": "92.4 2.51",
            "special_one": "63.5 6.07",
            "general": "90.8 3.33",
        },
        "arrivals": {ALL: "481 21.6", "zero": "361 18.6", "one": "120.7 10.8"},
        "queue size": {ALL: "2.57 0.658", "zero": "2.16 0.560", "one": "0.415 0.193"},
    },
)

THREE_TYPES = Table(
    scenario="three_types",
    within_s={ALL: 20, "zero": 20, "one": 30, "two": 15},
    days=100,
    ours=200,
    unit_s=3600,
    rows={
        "service level": {ALL: "30.6 0.592", "zero": "6.73 0.393", "one": "56.5 0.825", "two": "21.0 0.716"},
        "abandoned": {ALL: "30.0 0.372", "zero": "58.9 0.768", "one": "10.64 0.235", "two": "39.8 0.781"},
        "speed of answer": {
            ALL: "0.01943 2.91e-4",
            "zero": "0.0505 1.24e-3",
            "one": "0.00962 2.07e-4",
            "two": "0.0273 6.78e-4",
        },
        "waiting time": {
            ALL: "0.02213 3.61e-4",
            "zero": "0.0427 7.82e-4",
            "one": "0.00919 1.99e-4",
            "two": "0.0274 6.36e-4",
        },
        "delayed": {ALL: "88.48 0.409", "zero": "96.94 0.222", "one": "85.1 0.548", "two": "86.8 0.518"},
        "occupancy": {ALL: "93.43 0.244", "first": "96.93 0.175", "second": "91.68 0.303"},
        "arrivals": {ALL: "240.1 1.12", "zero": "60.0 0.551", "one": "120.0 0.786", "two": "60.0 0.544"},
        "queue size": {ALL: "5.31 0.102", "zero": "2.57 0.0567", "one": "1.103 0.0271", "two": "1.643 0.0432"},
    },
)

OP_TWO_QUEUES = Table(
    scenario="two_queues",
    within_s={ALL: 20, "small": 20, "large": 40},
    days=1000,
    ours=1200,
    rows={
        "service level": {
            ALL: "72.4 4.96",
            "small": "69.3 5.25",
            "large": "88.2 3.43",
            "08:00": "75.9 14.7",
            "08:30": "76.3 17.8",
            "09:00": "74.6 17.1",
            "09:30": "73.8 18.8",
            "10:00": "68.9 20.5",
            "10:30": "67.8 20.9",
            "11:00": "74.1 19.0",
            "11:30": "77.5 18.4",
            "12:00": "66.8 21.0",
            "12:30": "70.4 20.6",
            "13:00": "70.1 20.6",
            "13:30": "72.5 20.0",
            "14:00": "71.8 19.5",
            "14:30": "68.6 20.6",
            "15:00": "75.6 19.2",
            "15:30": "71.5 19.5",
            "16:00": "71.2 20.4",
            "16:30": "69.9 20.5",
            "17:00": "75.1 18.7",
            "17:30": "81.9 16.6",
            "18:00": "75.6 18.9",
            "18:30": "80.3 17.6",
        },
        "abandoned": {ALL: "4.72 0.934", "small": "6.49 1.65", "large": "4.52 0.905"},
        "speed of answer": {ALL: "13.5 2.77", "small": "17.6 4.11", "large": "13.0 2.70"},
        "waiting time": {ALL: "14.2 2.86", "small": "19.6 4.55", "large": "13.6 2.77"},
        "delayed": {ALL: "45.7 5.86", "small": "40.7 6.10", "large": "46.3 5.93"},
        "occupancy": {ALL: "93.80 0.891", "small": "84.5 2.47", "large": "95.14 0.775"},
        "arrivals": {ALL: "6003 76", "small": "601 24.6", "large": "5402 72.3"},
        # From 30 s on a call stands in the queues of both groups: see ``Counts``.
        "queue size": {"small": "0.862 0.251", "large": "2.00 0.430"},
    },
)

# No tables of the library, which has individual leavers here: what an independent simulator in plain Python, written
# from the description of the models alone, gave for the other rule. Nobody of a group takes a call while it has more
# agents than its new staff.
OP_TWO_QUEUES_POOLED = Table(
    scenario="two_queues",
    overrides=("leavers=pooled",),
    within_s=OP_TWO_QUEUES.within_s,
    days=300,
    ours=1200,
    rows={
        "service level": {ALL: "70.64", "small": "67.52", "large": "86.57", "17:00": "52.6"},
        "abandoned": {ALL: "5.29", "17:00": "12.4"},
    },
)

SINGLE_QUEUE_POOLED = Table(
    scenario="single_queue_shifts",
    overrides=("groups={desk: {staff: [1, 2, 3, 4, 4, 4, 6, 5, 5, 3, 2, 2, 1]}}", "leavers=pooled"),
    within_s=SINGLE_QUEUE_SHIFTS.within_s,
    days=1000,
    ours=1200,
    rows={"service level": {ALL: "31.94"}, "speed of answer": {ALL: "157.7"}},
)

TABLES = {
    "singleQueue": SINGLE_QUEUE,
    "singleQueue, 30 s": SINGLE_QUEUE_30,
    "singleQueueShifts": SINGLE_QUEUE_SHIFTS,
    "sim2skill": TWO_SKILLS,
    "mskccParamsThreeTypes": THREE_TYPES,
    "op-twoQueues": OP_TWO_QUEUES,
    "op-twoQueues, pooled leavers": OP_TWO_QUEUES_POOLED,
    "singleQueueShifts, pooled leavers": SINGLE_QUEUE_POOLED,
}
