"""How well the detection does: faults injected into recorded traffic, what is found of them, and false alerts."""
