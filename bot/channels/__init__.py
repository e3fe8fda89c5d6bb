"""Channels: the only places that know a platform.

Lives here: an outlet for each way out, parsing of what comes in. May not live here: what a message means or does.
`web.py` and `console.py` need no account anywhere; `render.py` makes plain text for those without buttons.
"""
