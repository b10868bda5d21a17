"""Agents with working hours of their own: shifts with breaks, meetings, absence and lateness.

=========================  ===============================================================
:mod:`.hours`              the table of working hours that both engines read
:mod:`.shift`              a shift with its breaks, and the hours of each agent who works it
:mod:`.shift_table`        shifts from a planner's table
:mod:`.shift_reader`       the shifts of a file, and who works them
:mod:`.attendance`         how often agents are absent or late
:mod:`.attendance_reader`  what a file says of absence, lateness and meetings
:mod:`.meetings`           times at which some of a group are away, by plan
:mod:`.draw_hours`         who is there on a simulated day
:mod:`.call_in`            agents who are called in when a queue gets long
:mod:`.call_in_reader`     what a file says of them
:mod:`.overtime`           agents who stay on while a queue is long
:mod:`.overtime_reader`    what a file says of them
:mod:`.scheduled`          how many agents are there, on average, in each interval
=========================  ===============================================================
"""
