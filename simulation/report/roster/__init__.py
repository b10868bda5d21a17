"""What `peakline roster` writes: words, tables, the page with its Gantt charts, workbook, iCalendar."""
