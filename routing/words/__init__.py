"""What people read: texts in their language, values, places in a file, the name they may have meant."""
