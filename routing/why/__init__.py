"""Why: candidates, causes and scores of a decision, of a wait, of an idle agent."""
