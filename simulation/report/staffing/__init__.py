"""The answer of a staffing search as words, tables, JSON, a page and a staff table."""
