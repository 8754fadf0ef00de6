"""The geometry of charts that the server draws: numbers in, numbers out. What it looks like is said in templates.

Pure: no Django, no database, no clock. Lengths are in the units of the drawing's own frame; every length that leaves
this room is rounded to one decimal, and edges are rounded before widths are taken, so that neighbours meet.
"""
