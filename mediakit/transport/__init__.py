"""Transport: what stands at an address comes here, once, with care, and from nowhere it should not."""
