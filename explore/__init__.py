"""Finding land: map and list, search, comparing, what one keeps and is told of."""
