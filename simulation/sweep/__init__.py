"""Sweeps: many scenarios, policies and staffings, cut into blocks of days that may run anywhere and in any order.

A grid (:mod:`simulation.sweep.grid`) gives points; the days of a point are simulated in blocks, each a pure function of
what it is given (:mod:`simulation.sweep.block`), on threads, processes or a Dask cluster
(:mod:`simulation.sweep.pools`). What is done stands in a folder (:mod:`simulation.sweep.store`), so that a sweep that
was stopped goes on where it stood. The sums are whole numbers, so neither the executor nor the order changes a figure.
"""
