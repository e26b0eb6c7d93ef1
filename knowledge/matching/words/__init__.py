"""What `words.bin` is built by: see `__main__`. Nothing that answers a question needs it."""
