"""How quick the site is, as it is deployed: each file measures one thing and can be run alone; `make bench` runs all.

Figures hold for the machine and the moment, so each is told beside another one of the same run.
"""
