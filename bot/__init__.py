"""sitrep, the Discord bot: everything that knows Discord, and nothing that decides an answer."""
