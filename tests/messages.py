"""What a message says and offers, as it was sent and as it is read."""


def text(message):
    """All that it says: its content, and its embeds with their small print."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.description or "", embed.footer.text or ""]
    return "\n".join(parts)


def labels(message):
    """What its buttons say."""
    rows = (row["components"] if isinstance(row, dict) else row.children for row in message.components)
    return [child["label"] if isinstance(child, dict) else child.label for children in rows for child in children]
