"""What the commands of the command line share, and those about words."""
