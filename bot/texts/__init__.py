"""Words to people: the templates of `data/templates` and the patterns that no text may match.

Here: `templates.py` (load, render, check) and `forbidden.py` (what may never be said, and where a mention is declared).
Not here: which message is sent when, and anything about a person, a house or a channel.
Start reading at `templates.py`.
"""
