"""What is known, and how a question finds it: no Discord, no asyncio, no environment.

As a library, begin at `knowledge.servers`: `read` opens one server's knowledge for reading, `Servers` a data folder
for writing; both give a `knowledge.base.KnowledgeBase`, which asks, changes and looks back. What it takes and gives
is in `answers`, `facts`, `revisions`, `digests` and `exchange`; what can go wrong in `errors`.

Nothing is imported here, so that a command that only needs a part need not wait for all of matching.
"""
