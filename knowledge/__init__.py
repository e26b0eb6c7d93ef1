"""What is known, and how a question finds it: no Discord, no asyncio, no environment."""
