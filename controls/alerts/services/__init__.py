"""What alerts do: read what is new, write down who wants to hear of it, send it."""
