"""The whole register in files: pure, the same facts give the same bytes on every machine. No Django."""
