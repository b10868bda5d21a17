"""What is said of the rest of a day: words, tables, JSON, a page."""
