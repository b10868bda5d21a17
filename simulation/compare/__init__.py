"""Scenarios side by side: the same customers meet each of them, and differences have paired intervals.

::

    comparison = compare(sides_of_levers("payday", [parse_lever("night=groups.fx.staff+=3")]), Plan(100))
    comparison.levers.rows[0].alone     # what the lever gives by itself, with its interval
"""
