"""Conversation: a durable inbox, one turn at a time per conversation, the flow stack, the order of understanding.

Lives here: receiving once, running a turn in one transaction, prompts and tokens, flows with cancel, back,
interruption and resume, hand-off, groups. May not live here: what a message does (`bot/handlers`), a platform.
Start at `inbox.py` (a message arrives), then `turn.py` (it is answered), then `flows.py` (forms).
"""
