"""Which dates of a corpus belong together; shared by the estimates over time and the charts."""
