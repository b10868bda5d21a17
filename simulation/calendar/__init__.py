"""Several days in a row: their dates, what each is like, and the one long day that they make.

=========================  ===============================================================
:mod:`.run_days`           the days of a run, and what is read day by day spread over them
:mod:`.dated_table`        tables with rows for each date
:mod:`.reader`             what a file says of them
:mod:`.country`            the working days of a country
=========================  ===============================================================

Which days are worked, and how much working time lies between two instants, is :mod:`routing.working_time`.
"""
