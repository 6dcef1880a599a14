"""What the charts share: reading tables, layout, axes, type, colours and words."""
