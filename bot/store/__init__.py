"""Store: the engine, one transaction at a time on SQLite, the media files.

Lives here: how a transaction begins and ends on either database, locks, files by their content. May not live here:
any table of a subject. Start at `engine.py`.
"""
