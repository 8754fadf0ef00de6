"""How days and moments are written, by language. Templates name a format; none of them spells one out."""
