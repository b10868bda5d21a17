"""Whom to train in what: the front of cost and objective, beside training at random, the absence and hiring.

::

    training = load_training("payday")
    answer = judge(training, search(training))
    answer.points                     # cost against objective, on customers that the search has not met
"""
