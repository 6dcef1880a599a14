"""What words stand in texts: searched, counted and compared."""
