"""How well the detection performs: faults injected into recorded traffic, the share found, and false alerts."""
