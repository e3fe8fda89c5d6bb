"""Scheduler: one table of what runs when, and which process runs it.

Due times live in our own tables, so a tick that was missed heals at the next scan; every tick is idempotent.
Lives here: the table, the loop, the leader. May not live here: what a tick decides (its subject's service).
"""
