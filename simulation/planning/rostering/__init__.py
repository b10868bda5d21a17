"""Who works when: named agents on shifts of a catalogue, by the rules of work, so that the heads needed are there.

======================  ================================================================
:mod:`.roster_file`     a roster file, key by key
:mod:`.reader`          from a roster file to the problem to be solved
:mod:`.problem`         the problem, and a roster that answers it, as plain numbers
:mod:`.duties`          which shift whoever may work on which date
:mod:`.program`         the problem as an integer program
:mod:`.alike`           the same by classes of agents who are alike, where all work is on one date
:mod:`.labour`          the rules of work in it
:mod:`.cover`           how many work each shift, and whom that leaves missing
:mod:`.master`          the problem without names
:mod:`.greedy`          names in turn, where time is up
:mod:`.search`          the solver, from the clock's and the user's side
:mod:`.solve`           part by part, first the heads, then what people like
:mod:`.bound`           what a roster that holds the goals costs at least
:mod:`.verify`          a roster held against the rules, without the solver
:mod:`.cure`            what would end a shortfall
:mod:`.published`       a roster that is known already, and who is absent
:mod:`.rostered_day`    a date's scenario with the agents of a roster
:mod:`.play`            a roster in the simulator, and what it asks for more
:mod:`.build`           all of it, from the file to the answer
:mod:`.answer`          figures of a roster, for people and programs
:mod:`.files`           the files that are written
======================  ================================================================
"""
