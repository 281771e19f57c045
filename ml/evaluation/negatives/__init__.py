"""Hard negatives: honest traffic, made by formulas, that looks like a fault and must raise nothing above info."""
