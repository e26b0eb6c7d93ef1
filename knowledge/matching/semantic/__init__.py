"""The `[semantic]` extra: sentences as vectors, by a small neural network that runs here. Nothing needs it."""
