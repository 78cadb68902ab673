"""标准: read the standards, compare two, adapt one, bring one in from a file, and try one on an old batch."""
