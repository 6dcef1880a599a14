"""From SCORES to ESTIMATES and CONTRASTS: ratios of sums, their errors and intervals, and differences."""
