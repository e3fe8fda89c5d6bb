"""Conversation: a durable inbox, one turn at a time per conversation, the flow stack, the order of understanding.

Lives here: receiving once, running a turn in one transaction, prompts and tokens, flows with cancel, back and
resume, answers that ride in a response. May not live here: what a message does (`bot/handlers`), a platform.
Start at `inbox.py` (a message arrives), `core.py` (its turn runs), `turn.py` (what a handler gets and says), then
`flows.py` (forms) and `dialogue.py` (who may change a dialogue, and when).
"""
