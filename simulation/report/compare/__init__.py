"""Reports of ``peakline compare``: words, terminal, page, workbook and JSON."""
