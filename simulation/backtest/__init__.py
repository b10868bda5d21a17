"""How well the model foretells recorded days from what other days tell: ``peakline backtest``.

Every usable day of a file of contact records is simulated with times and patience fitted on other days, and set beside
what was recorded, beside Erlang A with the same staff and beside the mean of the same weekday.
"""
