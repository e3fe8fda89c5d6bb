"""Handlers: what each message does. `router.py` is the index of the program: read it first.

A handler reads, calls one service, replies. Lives here: `resident_*.py`, `staff_desk.py`, and the ears that any
message passes first. May not live here: SQL, platform objects, arithmetic on money.
"""
