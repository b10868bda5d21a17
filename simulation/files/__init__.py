"""What people write: scenario files key by key, tables, names, times of the day."""
