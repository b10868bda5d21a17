"""Speeds that were measured: figures with their limits, as files, tables and Markdown, and two of them side by side."""
