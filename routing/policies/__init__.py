"""Policy files: read, checked, written, hashed, compared."""
