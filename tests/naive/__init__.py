"""The naive twin of :class:`routing.router.Router`: the same commands, events and errors in the most obvious Python.

Nothing here is clever. Waiting tickets stand in one list, timers are found by looking at every ticket that can have
one, shares are fractions, and after every single event the whole loop of "who chooses" runs over all waiting tickets.
The compiled kernel keeps indexes instead; the tests ask for the same events from both.

Read :mod:`tests.naive.parts` for what moves, :mod:`tests.naive.rules` for what policy and roster say,
:mod:`tests.naive.matching` for who chooses whom, :mod:`tests.naive.places` for how a ticket enters, leaves and returns,
:mod:`tests.naive.timers` for what happens by itself, :mod:`tests.naive.life_cycle` for other policies and
rosters, :mod:`tests.naive.router` for the commands.

Where the rules leave something open, this is what the twin does:

**Commands and errors**

* Whether the state allows a command is known only when the timers that come before it have been handled. A refused
  command leaves no trace all the same: the router is as it was, those timers included.
* What is wrong is looked for in this order: the time; unknown agents, queues and labels; other values; the ticket;
  then, after the timers, the ticket again, its state, and whether the agent can.
* An event names the agent it concerns, a cancellation the agent whose offer it takes away.
* ``transfer`` to an agent may name the queue as well; with neither, the queue is unknown.
* The loss of an agent who is offline is no event. An end of shift may lie in the past; each presence sets it anew.
* An assignment by hand is no offer: it changes neither when the agent was last offered something nor its expiries in a
  row. What is offered to the agent already does not count twice.

**Offers**

* After a decline or an expiry: the event, the agent's new presence, the step and band that the time has brought
  meanwhile, the agent's choice (or its going offline, when draining), the ticket's choice.
* A break or going offline takes back an outstanding offer without a pause for the pair; its expiry stands after the
  presence.
* An accepted offer no longer keeps its agent from another one: the agent chooses. So does who is assigned by hand what
  was offered to it.
* An agent with more in hand may no longer be one whom a reservation keeps free: after every change, tickets choose.
* A pause ends when the ticket's timer for it is handled. An offered ticket has no timer but the offer's expiry: its
  pauses, its step and its band catch up when it waits again. Pauses run on while the ticket is owned.
* Expiries in a row are counted over all queues. Only an accepted offer ends the row, or the presence that it brings;
  only a ready agent's presence is changed.
* The end of a fixed wrap-up is the timer's business: ending it by command is refused.

**Steps and delays**

* ``reached`` is how long the ticket had waited at the last timer for a step, a delay or a reservation's end. A delay
  that ends with a step's beginning has no timer of its own. A conditional step has its timer whether it holds or not.
* A timer for a step sets the last step in its time that holds, never an earlier one than before. A conditional step
  looks at the step before it, whether that one has held or not.
* The timer that a leaving agent causes stays, even if another one comes meanwhile; then it has no effect.
* One delay end does all that is due by then, in this order: pauses, delays, the ticket's choice; then, if it still
  waits, a callback missed, overflow by waiting, gathering. What fell due while the ticket did not wait falls due when
  it waits again, by a timer of its own.

**Places**

* Overflow rules are looked at only when nobody takes the ticket at once; a ticket that is to be held is not taken at
  once. Then the limit of the queue, which concerns new tickets only. Rules after the first that holds are not judged.
* Advice to call back is given once, and never to who has asked for it; the rule holds all the same.
* A ticket that overflows after a wait is not blocked, and nobody is preferred for it any more. Its pauses stay.
* A new ticket counts in its queue once nobody has taken it at once, any other ticket as soon as it stands there.
* A hold that the agent's leaving ends stays ended. Whoever is excluded is not preferred.
* While the former agent of a transferred ticket chooses, the ticket stands in its queue: for all, or for its target.
* A callback assigned by hand before it is due has aged by what it stood still until then. Its window ends with an
  answer; its attempts stay.
* For gathering, nobody is chosen whom a reservation binds, or while the queue is closed; closing ends no gathering. A
  ticket that finds nobody tries again after the same time; if nobody is ready who has the skills, the units and the
  limit for it, only when such an agent becomes ready, or at the end of its next step or delay.

**Another policy, another roster**

* :class:`routing.lifecycle.life_cycle.LifeCycle` says what becomes of everything. Refused is, in this order: a roster
  that lists somebody twice; then, after the timers, whoever leaves and is not offline; the first ticket without words.
* Who waits is looked at as of the instant of the change: a step, a promotion or a delay that is due then has come,
  whatever else is still to come in that instant. Pauses end by their own timers.
* Overflow by waiting, gathering and the end of a callback's window that fall due by the change have timers then.
"""

from tests.naive.parts import Person, Ticket
from tests.naive.router import NaiveRouter
from tests.naive.rules import first_match, holds, lacks_licence, order, own_delay, own_rank, qualifies

__all__ = [
    "NaiveRouter",
    "Person",
    "Ticket",
    "first_match",
    "holds",
    "lacks_licence",
    "order",
    "own_delay",
    "own_rank",
    "qualifies",
]
