"""Three facts to ask about, and questions that find one, two or none of them."""

REPORT = "KBS report https://kbs.example/a"

MONDAY = "How many missiles were fired on Monday?"
TUESDAY = "How many missiles were fired on Tuesday?"
WHERE = "Where did the balloons land?"
AMBIGUOUS = "How many missiles were fired?"
UNKNOWN = "Who is the president of France?"

FACTS = {MONDAY: "12 missiles", TUESDAY: "3 missiles", WHERE: "In the fields"}
TWELVE = "**12 missiles** (the coast guard, 30 December 2025)"
THREE = "**3 missiles** (the coast guard, 30 December 2025)"
FIELDS = "**In the fields** (the coast guard, 30 December 2025)"
