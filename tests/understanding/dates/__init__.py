"""Payment dates: one file for each section of the guide; `reading.py` is the short form of an answer."""
