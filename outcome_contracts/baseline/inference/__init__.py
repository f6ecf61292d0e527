"""How wide the interval is: one file for each kind of inference, and the placebos and permutations beside them."""
