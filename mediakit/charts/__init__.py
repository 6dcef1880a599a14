"""Charts: one file each, a table of estimates in and matplotlib Axes out; a chart never computes."""
