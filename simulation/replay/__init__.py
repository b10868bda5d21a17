"""A recorded day, again: contact records, read by a map, simulated with the policy and the staff that one likes.

::

    replay = load_replay("calls.csv", map_file="map.yaml", staff_file="staff.yaml", policy_file="policy.yaml")
    results = run_replay(replay, Plan(replications=100))
    results.observed        # what was recorded, beside what was simulated

What a map says stands in :mod:`simulation.replay.map_file` and in ``docs/reference/map.md``.
"""
