"""Store: the engine, one transaction at a time on SQLite, the media files.

Lives here: how a transaction begins and ends on either database (`engine.py`, `shared_commit.py`), locks, files by
their content (`media.py`), everything in one file and back (`backup.py`, `restore.py`), the demo's clock. May not live
here: any table of a subject. Start at `engine.py`.
"""
