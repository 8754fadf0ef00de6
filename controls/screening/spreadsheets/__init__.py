"""Files of names: what was sent becomes rows of text, and answers become files that no spreadsheet program runs.

Pure: no Django, no database, no clock, no network. A file is read in portions and never stands in memory as a whole.
"""
