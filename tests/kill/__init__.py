"""A real server that really dies: at a stated moment of its work, or at any moment when the test kills it.

`server.py` is the program under test, `moments.py` says when it dies, `nursery.py` starts it, `residents.py` writes
to it, `outcome.py` reads what is left in the database.
"""
