"""Gates for routing policies: a suite of scenarios, the same customers under both policies, and a verdict.

::

    suite = load_suite("payday", base="old.yaml", new="new.yaml")
    outcome = run_suite(suite)
    outcome.word                      # pass, fail or undecided
"""
