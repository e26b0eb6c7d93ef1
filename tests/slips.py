"""Slips of typing: what careless fingers make of a question."""

import string

SLIPPING = 0.3
_SHORTEST = 3  # letters of a word that is slipped in


def slip(word, chance):
    """A word with one slip: two letters swapped, or one left out, doubled, put in or mistaken."""
    at = chance.randrange(len(word) - 1)
    before, here, after = word[:at], word[at : at + 2], word[at + 2 :]
    other = chance.choice(string.ascii_lowercase)
    return chance.choice(
        [
            before + here[::-1] + after,
            before + here[1] + after,
            before + here[0] + here + after,
            before + other + here + after,
            before + other + here[1] + after,
        ]
    )


def slipped(text, chance):
    """A text with one or two slips in nearly a third of its words."""
    return " ".join(_perhaps(word, chance) for word in text.split(" "))


def _perhaps(word, chance):
    if sum(map(str.isalpha, word)) < _SHORTEST or chance.random() >= SLIPPING:
        return word
    once = slip(word, chance)
    return slip(once, chance) if len(once) > 2 * _SHORTEST and chance.random() < SLIPPING else once
