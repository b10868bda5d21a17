"""Whom to train in what: courses added where they gain most for their cost, against training at random.

::

    training = load_training("payday")
    answer = judge(training, search(training))
    answer.points                     # cost against objective, on customers that the search has not met
"""
