"""What a scenario says of contacts and customers besides how many come: from its words to tables."""
