"""The web app: the chat page at `/`, its API, the demo's panel.

Lives here: routes, cookies, limits of size and time, what a message looks like in JSON. May not live here: what a
message means (`bot/handlers`), any rule. Start at `server.py`, then `chat.py`.
"""
