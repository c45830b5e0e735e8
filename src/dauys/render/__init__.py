"""What people look at, for screen and paper alike: numbers, tables, explanations, pictures. Computes no result."""
