"""Parameters of a routing policy, searched with the simulator and held to the gates of a suite.

::

    tuning = load_tuning("payday")
    answer = judge(tuning, search(tuning))
    answer.better                     # whether customers that the search has not met are better served
    answer.policy                     # the new policy, or the old one where none is better
"""
