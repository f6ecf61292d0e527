"""Why two analyses differ: their difference attributed to causes, and an effect taken apart, both to the last öre."""
