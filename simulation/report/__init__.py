"""A run's answer for people and for programs: terminal, HTML, XLSX, JSON and Parquet, from one :class:`Results`."""
