"""Which facts a text names, and by which words: pure, built from what is on record and then only read."""
